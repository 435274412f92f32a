/** Which part of the map is seen, at what size. Nothing here knows of a browser. */

export const SMALLEST = 0.03;
export const LARGEST = 2.5;
export const STEP = 1.25;
/** Below this size a card shows its name alone, in large letters. */
export const FAR = 0.6;

const MARGIN = 24;

export class Viewport {
    constructor() {
        this.x = MARGIN;
        this.y = MARGIN;
        this.k = 1;
    }

    get transform() {
        return `translate(${this.x}px, ${this.y}px) scale(${this.k})`;
    }

    pan(dx, dy) {
        this.x += dx;
        this.y += dy;
    }

    /** Zoom, with the point under the pointer staying where it is. */
    zoomAt(px, py, factor) {
        const k = Math.min(LARGEST, Math.max(SMALLEST, this.k * factor));
        this.x = px - ((px - this.x) * k) / this.k;
        this.y = py - ((py - this.y) * k) / this.k;
        this.k = k;
    }

    /** Show all of a layout, not larger than life. */
    fit(layout, size) {
        const width = Math.max(layout.width, 1);
        const height = Math.max(layout.height, 1);
        const fitting = Math.min(
            (size.width - 2 * MARGIN) / width,
            (size.height - 2 * MARGIN) / height,
        );
        this.k = Math.min(1, Math.max(SMALLEST, fitting));
        this.x = (size.width - width * this.k) / 2;
        this.y = Math.max(MARGIN, (size.height - height * this.k) / 2);
    }

    /** Show the beginning of a layout at a size that can be read. */
    start(layout, size, smallest, rtl = false) {
        this.fit(layout, size);
        if (layout.down) {
            smallest = Math.min(1, Math.max(smallest, (size.width - 2 * MARGIN) / layout.width));
        }
        if (this.k < smallest) {
            this.k = smallest;
            this.x = rtl ? size.width - layout.width * this.k - MARGIN : MARGIN;
            this.y = MARGIN;
            if (!layout.down) {
                const root = layout.places.values().next().value;
                const middle = (root.y + 52) * this.k;
                this.y = Math.min(
                    MARGIN,
                    Math.max(
                        size.height / 2 - middle,
                        size.height - layout.height * this.k - MARGIN,
                    ),
                );
            }
        }
    }

    /** Move just so much that a box is seen. */
    reveal(box, size) {
        const left = box.x * this.k + this.x;
        const top = box.y * this.k + this.y;
        const right = left + box.width * this.k;
        const bottom = top + box.height * this.k;
        if (right > size.width - MARGIN) {
            this.x += size.width - MARGIN - right;
        }
        if (left < MARGIN) {
            this.x += MARGIN - left;
        }
        if (bottom > size.height - MARGIN) {
            this.y += size.height - MARGIN - bottom;
        }
        if (top < MARGIN) {
            this.y += MARGIN - top;
        }
    }

    /** A point of the screen on the map. */
    toMap(px, py) {
        return { x: (px - this.x) / this.k, y: (py - this.y) / this.k };
    }

    /** Whether what is on the screen was drawn already, and not very much more than that. */
    isInside(drawn, size) {
        const start = this.toMap(0, 0);
        const end = this.toMap(size.width, size.height);
        return Boolean(
            drawn &&
            start.x >= drawn.x1 &&
            start.y >= drawn.y1 &&
            end.x <= drawn.x2 &&
            end.y <= drawn.y2 &&
            end.x - start.x > (drawn.x2 - drawn.x1) / 4,
        );
    }

    /** The part of the map on the screen and half a screen around it. */
    window(size) {
        const [mx, my] = [size.width / 2, size.height / 2];
        const start = this.toMap(-mx, -my);
        const end = this.toMap(size.width + mx, size.height + my);
        return { x1: start.x, y1: start.y, x2: end.x, y2: end.y };
    }
}
