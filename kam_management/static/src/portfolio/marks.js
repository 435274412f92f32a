import { placeLabels } from "./bubbles";

/** How many labels are tried: more would be noise, and no reader finds them. */
const LABELS = 60;
const FONT_SIZE = 12;
const LINE = 14;

function shorten(context, text, width) {
    if (context.measureText(text).width <= width) {
        return text;
    }
    let short = text;
    while (short.length > 1 && context.measureText(`${short}…`).width > width) {
        short = short.slice(0, -1);
    }
    return `${short}…`;
}

/** A text on one line, or on two where one is too narrow; what is too wide even then is cut. */
export function wrapped(context, text, width) {
    const fits = (part) => context.measureText(part).width <= width;
    const words = text.split(/\s+/);
    let count = words.length;
    while (count > 1 && !fits(words.slice(0, count).join(" "))) {
        count--;
    }
    return [words.slice(0, count).join(" "), words.slice(count).join(" ")]
        .filter(Boolean)
        .map((line) => shorten(context, line, width));
}

/** Lines between the quadrants and their names in the corners. */
export const quadrants = {
    id: "kamQuadrants",
    beforeDatasetsDraw(chart, _args, { lines, names, colors }) {
        const { ctx, chartArea: area, scales } = chart;
        const boxes = [];
        const x = scales.x.getPixelForValue(lines.x);
        const y = scales.y.getPixelForValue(lines.y);
        ctx.save();
        ctx.strokeStyle = colors.line;
        ctx.setLineDash([6, 4]);
        ctx.beginPath();
        ctx.moveTo(x, area.top);
        ctx.lineTo(x, area.bottom);
        ctx.moveTo(area.left, y);
        ctx.lineTo(area.right, y);
        ctx.stroke();
        ctx.fillStyle = colors.muted;
        ctx.font = `600 ${FONT_SIZE}px ${colors.font}`;
        for (const { name, right, upper } of names) {
            const width = (right ? area.right - x : x - area.left) - 16;
            ctx.textAlign = right ? "right" : "left";
            ctx.textBaseline = "top";
            const at = right ? area.right - 8 : area.left + 8;
            const rows = wrapped(ctx, name, width);
            const height = rows.length * LINE;
            const top = upper ? area.top + 8 : area.bottom - 8 - height;
            rows.forEach((row, index) => ctx.fillText(row, at, top + index * LINE));
            const length = Math.max(...rows.map((row) => ctx.measureText(row).width));
            const left = right ? at - length : at;
            boxes.push({ left, top, right: left + length, bottom: top + height });
        }
        chart.kamTaken = boxes;
        ctx.restore();
    },
};

/** A faint trail from where an account was a year ago. */
export const trails = {
    id: "kamTrails",
    beforeDatasetsDraw(chart, _args, { points, colors }) {
        const { ctx, scales } = chart;
        ctx.save();
        ctx.strokeStyle = colors.muted;
        ctx.fillStyle = colors.muted;
        ctx.globalAlpha = 0.45;
        for (const { x, y, trail } of points) {
            if (!trail) {
                continue;
            }
            const from = [scales.x.getPixelForValue(trail[0]), scales.y.getPixelForValue(trail[1])];
            ctx.beginPath();
            ctx.moveTo(...from);
            ctx.lineTo(scales.x.getPixelForValue(x), scales.y.getPixelForValue(y));
            ctx.stroke();
            ctx.beginPath();
            ctx.arc(...from, 2.5, 0, 2 * Math.PI);
            ctx.fill();
        }
        ctx.restore();
    },
};

/** Names beside the largest bubbles, as many as find room. */
export const labels = {
    id: "kamLabels",
    afterDatasetsDraw(chart, _args, { points, colors }) {
        const { ctx, chartArea: area, scales } = chart;
        ctx.save();
        ctx.font = `${FONT_SIZE}px ${colors.font}`;
        ctx.fillStyle = colors.text;
        ctx.textAlign = "left";
        ctx.textBaseline = "top";
        const items = points.slice(0, LABELS).map(({ id, name, x, y, r }) => {
            const text = shorten(ctx, name, 140);
            return {
                id,
                text,
                x: scales.x.getPixelForValue(x),
                y: scales.y.getPixelForValue(y),
                radius: r,
                width: ctx.measureText(text).width,
                height: FONT_SIZE + 2,
            };
        });
        const placed = placeLabels(items, area, chart.kamTaken);
        ctx.strokeStyle = colors.background;
        ctx.lineWidth = 3;
        ctx.lineJoin = "round";
        for (const { id, text } of items) {
            const box = placed.get(id);
            if (box) {
                ctx.strokeText(text, box.left, box.top);
                ctx.fillText(text, box.left, box.top);
            }
        }
        ctx.restore();
    },
};

/** The rectangle that is being drawn with the mouse. */
export const lasso = {
    id: "kamLasso",
    afterDraw(chart, _args, { selection, colors }) {
        const drawn = selection();
        if (!drawn) {
            return;
        }
        const { ctx } = chart;
        const { from, to } = drawn;
        ctx.save();
        ctx.fillStyle = colors.accent;
        ctx.strokeStyle = colors.accent;
        ctx.globalAlpha = 0.15;
        ctx.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
        ctx.globalAlpha = 0.8;
        ctx.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
        ctx.restore();
    },
};
