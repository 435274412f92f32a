const EDGE = 6;

/** Places of the known means on a drawing; what is not known has no place.
 *
 * @param {{label: string, mean: number|false, count: number}[]} quarters oldest first
 */
export function linePoints(quarters, width, height) {
    const step = (width - 2 * EDGE) / Math.max(1, quarters.length - 1);
    return quarters
        .map((quarter, place) => ({
            ...quarter,
            place,
            x: Math.round(EDGE + place * step),
            y: Math.round(EDGE + (1 - quarter.mean / 10) * (height - 2 * EDGE)),
        }))
        .filter((point) => point.mean !== false);
}

/** The line through them; where quarters between two are not known it goes on straight. */
export function linePath(points) {
    return points.map((point, place) => `${place ? "L" : "M"}${point.x} ${point.y}`).join(" ");
}
