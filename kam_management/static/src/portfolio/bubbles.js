/** Geometry of the bubbles, without a canvas: sizes, labels that do not overlap, what a rectangle catches. */

/** Largest radius in pixels for so many bubbles: a thousand stay apart, a handful fill the space. */
export function largestRadius(count) {
    return Math.max(9, Math.min(34, 46 - 4 * Math.log2(count + 1)));
}

/**
 * Radius of a bubble: its area is the revenue; without revenue it is still there to click.
 *
 * @param {number} [room] 0–1: how much of a desktop's space there is
 */
export function radiusOf(revenue, highest, count, room = 1) {
    const smallest = count > 300 ? 2.5 : 4;
    const share = highest > 0 ? Math.max(0, revenue) / highest : 0;
    return Math.max(smallest, room * largestRadius(count) * Math.sqrt(share));
}

function overlap(one, other) {
    return (
        one.left < other.right &&
        other.left < one.right &&
        one.top < other.bottom &&
        other.top < one.bottom
    );
}

/** The places a label may take around its bubble, the best first. */
function places({ x, y, radius, width, height }) {
    const gap = 3;
    const boxes = [
        [x - width / 2, y - radius - gap - height],
        [x - width / 2, y + radius + gap],
        [x + radius + gap, y - height / 2],
        [x - radius - gap - width, y - height / 2],
    ];
    return boxes.map(([left, top]) => ({ left, top, right: left + width, bottom: top + height }));
}

/**
 * Where labels go so that none lies on another, on a bubble's middle, or outside; those without room stay away.
 *
 * @param {{ id, x, y, radius, width, height }[]} items the most important first, in pixels
 * @param {{ left, top, right, bottom }} area
 * @param {object[]} [taken] boxes that are taken already
 * @returns {Map<any, { left, top, right, bottom }>} box of each label that found room
 */
export function placeLabels(items, area, taken = []) {
    const boxes = [...taken];
    const middles = items.map(({ x, y, radius }) => {
        const half = radius * 0.7;
        return { left: x - half, right: x + half, top: y - half, bottom: y + half };
    });
    const placed = new Map();
    items.forEach((item, index) => {
        const box = places(item).find(
            (place) =>
                place.left >= area.left &&
                place.right <= area.right &&
                place.top >= area.top &&
                place.bottom <= area.bottom &&
                !boxes.some((other) => overlap(place, other)) &&
                !middles.some((other, at) => at !== index && overlap(place, other)),
        );
        if (box) {
            boxes.push(box);
            placed.set(item.id, box);
        }
    });
    return placed;
}

/** Ids of the items whose middle lies in a rectangle between two corners. */
export function caught(items, from, to) {
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    return items
        .filter(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom)
        .map(({ id }) => id);
}
