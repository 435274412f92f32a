import { downloadFile } from "@web/core/network/download";

/** What browsers draw at most: pixels of a side, pixels in all. */
const MOST_SIDE = 16000;
const MOST_PIXELS = 1.2e8;
const SHARPNESS = 2;

/** How much larger than the SVG its picture is. */
export function pngScale(width, height) {
    const fitting = [
        MOST_SIDE / width,
        MOST_SIDE / height,
        Math.sqrt(MOST_PIXELS / (width * height)),
    ];
    return Math.min(SHARPNESS, ...fitting);
}

export function saveSvg(svg, name) {
    downloadFile(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`, "image/svg+xml");
}

export async function toPng(svg) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const scale = pngScale(image.naturalWidth, image.naturalHeight);
        const canvas = document.createElement("canvas");
        canvas.width = Math.floor(image.naturalWidth * scale);
        canvas.height = Math.floor(image.naturalHeight * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    } finally {
        URL.revokeObjectURL(url);
    }
}

export async function savePng(svg, name) {
    downloadFile(await toPng(svg), `${name}.png`, "image/png");
}
