/**
 * Where each card of the stakeholder map goes. The same tidy tree as engine/map_layout.py, which draws the map
 * for print: left to right, reports without reports of their own gathered in frames, as broad as the room asks
 * for. On a phone (`layOutDown`) the tree runs from top to bottom, one card a row.
 * Nothing here knows of a browser.
 */

export const CARD_WIDTH = 240;
export const CARD_HEIGHT = 104;
export const GAP_X = 52;
export const GAP_Y = 14;
export const FRAME_PAD = 10;
export const PITCH_X = CARD_WIDTH + GAP_X;
export const PITCH_Y = CARD_HEIGHT + GAP_Y;
export const INDENT = 22;
/** Frames: from how many reports on, and how broad (columns by row, times the count). */
const STYLES = [
    [5, 0.4],
    [3, 0.4],
    [3, 1.2],
    [3, 3],
    [3, 8],
];
export const ROOM = [1600, 900];

/** Roots and reports of each person; who reports to nobody on the map, or in a circle, becomes a root. */
export function reportingLines(people) {
    const reports = new Map(people.map((person) => [person.id, []]));
    const parents = new Map();
    for (const { id, parent_id: parentId } of people) {
        if (parentId !== id && reports.has(parentId)) {
            parents.set(id, parentId);
        }
    }
    for (const { id } of people) {
        const seen = new Set([id]);
        let above = parents.get(id);
        while (above !== undefined && !seen.has(above)) {
            seen.add(above);
            above = parents.get(above);
        }
        if (above === id) {
            parents.delete(id);
        }
    }
    for (const { id } of people) {
        if (parents.has(id)) {
            reports.get(parents.get(id)).push(id);
        }
    }
    const roots = people.map((person) => person.id).filter((id) => !parents.has(id));
    return { roots, reports, parents };
}

/** The ids as one reads the map: each person before their reports. */
export function treeOrder({ roots, reports }) {
    const order = [];
    const stack = [...roots].reverse();
    while (stack.length) {
        const id = stack.pop();
        order.push(id);
        stack.push(...[...reports.get(id)].reverse());
    }
    return order;
}

export function blockColumns(count, breadth) {
    const widest = Math.min(count, Math.ceil(Math.sqrt(count * breadth)));
    return Math.ceil(count / Math.ceil(count / widest));
}

function makeBlock(ids, breadth) {
    const columns = blockColumns(ids.length, breadth);
    const height = Math.ceil(ids.length / columns) * PITCH_Y - GAP_Y + 2 * FRAME_PAD;
    return {
        ids,
        columns,
        tops: Array(columns).fill(0),
        bottoms: Array(columns).fill(height),
        anchor: height / 2,
        shift: 0,
    };
}

/** Put units one below the other, as close as their outlines allow; returns the common outline. */
function pack(units) {
    const tops = [];
    const bottoms = [];
    for (const unit of units) {
        const shifts = unit.tops
            .slice(0, bottoms.length)
            .map((top, column) => bottoms[column] + GAP_Y - top);
        unit.shift = shifts.length ? Math.max(...shifts) : 0;
        unit.tops.forEach((top, column) => {
            const bottom = unit.bottoms[column] + unit.shift;
            tops[column] = Math.min(tops[column] ?? Infinity, top + unit.shift);
            bottoms[column] = Math.max(bottoms[column] ?? -Infinity, bottom);
        });
    }
    return { tops, bottoms };
}

function gather(ids, reports, done, [blockFrom, breadth]) {
    const leaves = ids.filter((id) => !reports.get(id).length);
    if (leaves.length < blockFrom) {
        return ids.map((id) => done.get(id));
    }
    const branches = ids.filter((id) => reports.get(id).length);
    return [...branches.map((id) => done.get(id)), makeBlock(leaves, breadth)];
}

/**
 * @param {{ id: number, parent_id: number | false }[]} people siblings in this order
 * @param {[number, number]} room width and height the map should fit in, if it can
 * @returns {{ places: Map, frames: object[], edges: object[], width: number, height: number }}
 */
export function layOut(people, room = ROOM) {
    const lines = reportingLines(people);
    let best;
    let bestScale = 0;
    for (const style of STYLES) {
        const layout = layOutIn(lines, style);
        const scale = Math.min(
            room[0] / Math.max(layout.width, 1),
            room[1] / Math.max(layout.height, 1),
        );
        if (scale >= 1) {
            return layout;
        }
        if (scale > bestScale) {
            [best, bestScale] = [layout, scale];
        }
    }
    return best;
}

function layOutIn(lines, style) {
    const { roots, reports } = lines;
    const done = new Map();
    for (const id of treeOrder(lines).reverse()) {
        const children = gather(reports.get(id), reports, done, style);
        const { tops, bottoms } = pack(children);
        let middle = CARD_HEIGHT / 2;
        if (children.length) {
            const [first, last] = [children[0], children.at(-1)];
            middle = (first.shift + first.anchor + last.shift + last.anchor) / 2;
        }
        const top = middle - CARD_HEIGHT / 2;
        done.set(id, {
            id,
            children,
            columns: 1,
            tops: [top, ...tops],
            bottoms: [top + CARD_HEIGHT, ...bottoms],
            anchor: middle,
            shift: 0,
        });
    }
    const units = gather(roots, reports, done, style);
    const { tops, bottoms } = pack(units);
    return place(units, -Math.min(0, ...tops), Math.max(0, ...bottoms));
}

function place(units, origin, bottom) {
    const layout = { places: new Map(), frames: [], edges: [], width: 0, height: 0 };
    const stack = [...units].reverse().map((unit) => [unit, null, 0, origin]);
    while (stack.length) {
        const [unit, parent, depth, offset] = stack.pop();
        const x = depth * PITCH_X;
        const y = offset + unit.shift;
        if (unit.ids) {
            placeBlock(layout, unit, parent, depth, y);
            continue;
        }
        const top = Math.floor(y + unit.tops[0] + 0.5);
        layout.places.set(unit.id, { id: unit.id, x, y: top, depth });
        layout.width = Math.max(layout.width, x + CARD_WIDTH);
        if (parent !== null) {
            layout.edges.push({ above: parent, x, y: top + CARD_HEIGHT / 2 });
        }
        for (const child of [...unit.children].reverse()) {
            stack.push([child, unit.id, depth + 1, y]);
        }
    }
    layout.height = Math.floor(origin + bottom + 0.5);
    return layout;
}

function placeBlock(layout, unit, parent, depth, y) {
    const x = depth * PITCH_X;
    unit.ids.forEach((id, index) => {
        const column = index % unit.columns;
        const top = y + FRAME_PAD + Math.floor(index / unit.columns) * PITCH_Y;
        layout.places.set(id, {
            id,
            x: x + column * PITCH_X,
            y: Math.floor(top + 0.5),
            depth,
        });
    });
    const frame = {
        parent,
        ids: unit.ids,
        x: x - FRAME_PAD,
        y: Math.floor(y + 0.5),
        width: unit.columns * PITCH_X - GAP_X + 2 * FRAME_PAD,
        height: Math.floor(unit.bottoms[0] + 0.5),
    };
    layout.frames.push(frame);
    layout.width = Math.max(layout.width, frame.x + frame.width);
    if (parent !== null) {
        layout.edges.push({ above: parent, x: frame.x, y: frame.y + frame.height / 2 });
    }
}

/** From top to bottom, one card a row, indented by depth. */
export function layOutDown(people) {
    const lines = reportingLines(people);
    const layout = { places: new Map(), frames: [], edges: [], width: 0, height: 0, down: true };
    treeOrder(lines).forEach((id, index) => {
        const above = lines.parents.get(id);
        const depth = above === undefined ? 0 : layout.places.get(above).depth + 1;
        const place = { id, x: depth * INDENT, y: index * PITCH_Y, depth };
        layout.places.set(id, place);
        if (above !== undefined) {
            layout.edges.push({ above, x: place.x, y: place.y + CARD_HEIGHT / 2 });
        }
        layout.width = Math.max(layout.width, place.x + CARD_WIDTH);
        layout.height = place.y + CARD_HEIGHT;
    });
    return layout;
}

/** The path of all reporting lines. */
export function treePath({ edges, places, down }) {
    return edges
        .map((edge) => {
            const above = places.get(edge.above);
            if (down) {
                return `M${above.x + INDENT / 2} ${above.y + CARD_HEIGHT}V${edge.y}H${edge.x}`;
            }
            const x = above.x + CARD_WIDTH;
            return `M${x} ${above.y + CARD_HEIGHT / 2}H${x + GAP_X * 0.4}V${edge.y}H${edge.x}`;
        })
        .join("");
}

/** Ends and control points of a line between two cards, leaving at the side that faces the other one. */
export function linkCurve(start, end) {
    const y1 = start.y + CARD_HEIGHT * 0.35;
    const y2 = end.y + CARD_HEIGHT * 0.35;
    if (Math.abs(start.x - end.x) < CARD_WIDTH) {
        const bend = Math.min(GAP_X - 8, 20 + Math.abs(y2 - y1) / 12);
        return [start.x, y1, start.x - bend, end.x - bend, end.x, y2];
    }
    const sign = end.x > start.x ? 1 : -1;
    const x1 = sign > 0 ? start.x + CARD_WIDTH : start.x;
    const x2 = sign > 0 ? end.x : end.x + CARD_WIDTH;
    const reach = Math.max(GAP_X, Math.min(Math.abs(x2 - x1) / 2, PITCH_X));
    return [x1, y1, x1 + sign * reach, x2 - sign * reach, x2, y2];
}

/** The place to go to from `id` with an arrow: "in" to the first report, "out" to the person above. */
export function neighbour(lines, order, id, way) {
    const siblings = lines.parents.has(id) ? lines.reports.get(lines.parents.get(id)) : lines.roots;
    const index = siblings.indexOf(id);
    switch (way) {
        case "in":
            return lines.reports.get(id)[0];
        case "out":
            return lines.parents.get(id);
        case "next":
            return siblings[index + 1] ?? order[order.indexOf(id) + 1];
        case "previous":
            return siblings[index - 1] ?? lines.parents.get(id);
        case "first":
            return order[0];
        case "last":
            return order.at(-1);
    }
}
