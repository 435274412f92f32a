import { _t } from "@web/core/l10n/translation";
import { deepCopy } from "@web/core/utils/objects";
import { mostTimes, workload } from "./workload";

const ROW_FIELDS = ["name", "kind", "owner_role", "hours", "cost"];
const NOTHING = ["", "-", "–", "—", "0"];
const HOLDS = ["✓", "x", "y", "1"];
const EMPTY_CELL = { quarters: [], owner_role: false, user_id: false };

/**
 * What somebody typed into a cell.
 *
 * @param {string} kind of the activity
 * @param {number[]} quarters of the cell; empty for the whole year
 * @returns {Object} { cell } with times and mode, or null for none; or { error }, a sentence
 */
export function parseCell(text, kind, quarters = []) {
    const word = text.trim().toLowerCase();
    if (NOTHING.includes(word)) {
        return { cell: null };
    }
    if (kind === "standing") {
        return HOLDS.includes(word)
            ? { cell: { times: 0, mode: "standing" } }
            : { error: _t("it holds or not. Type x, or - for none.") };
    }
    if (word.startsWith("o") || word === onOpportunity().toLowerCase()) {
        return { cell: { times: 0, mode: "on_opportunity" } };
    }
    if (!/^\d+$/.test(word)) {
        return {
            error: _t("type how many times a year, o for on opportunity, or - for none."),
        };
    }
    const error = tooOften(Number(word), quarters);
    return error ? { error } : { cell: { times: Number(word), mode: "scheduled" } };
}

function tooOften(times, quarters) {
    return (
        times > mostTimes(quarters) &&
        _t("%(times)s times a year is more than there are working days. Enter 1 to %(most)s.", {
            times,
            most: mostTimes(quarters),
        })
    );
}

function onOpportunity() {
    return _t("on opp.");
}

/** How a cell is written. */
export function cellText(cell) {
    if (!cell) {
        return "–";
    }
    return { on_opportunity: onOpportunity(), standing: "✓" }[cell.mode] ?? String(cell.times);
}

/** The matrix as somebody edits it: what the server sent, and what is typed but not saved. */
export class MatrixDraft {
    constructor(data) {
        this.newest = 0;
        this.load(data);
    }

    /** Start from what the server sent; nothing is changed then. */
    load(data) {
        this.data = data;
        this.base = new Map(data.activities.map((row) => [row.id, row]));
        this.rows = deepCopy(data.activities);
        this.errors = {};
    }

    /** Start from what somebody else saved meanwhile, and type the own changes into it again. */
    rebase(data) {
        const mine = this.changes();
        const added = this.rows.filter((row) => !this.base.has(row.id));
        this.load(data);
        this.rows.push(...added);
        for (const { id, values, archived } of mine.rows) {
            const row = this.row(id);
            if (row) {
                Object.assign(row, values, { archived });
            }
        }
        for (const { activity, segment, rule } of mine.cells) {
            const row = this.row(activity);
            if (row) {
                row.cells[segment] = rule;
            }
        }
    }

    row(id) {
        return this.rows.find((row) => row.id === id);
    }

    get shown() {
        return this.rows.filter((row) => !row.archived);
    }

    // ------------------------------------------------------------------
    // Typing
    // ------------------------------------------------------------------

    /** Take what is typed into a cell, while it makes sense; what does not is kept as an error. */
    type(row, segmentId, text) {
        const { cell, error } = parseCell(text, row.kind, row.cells[segmentId]?.quarters);
        if (error) {
            this.refuse(row, segmentId, text, error);
        } else {
            this.set(row, segmentId, cell);
        }
    }

    /** Change a cell; whatever is not named stays as it was. */
    set(row, segmentId, values) {
        const cell = values && { ...EMPTY_CELL, ...(row.cells[segmentId] || {}), ...values };
        this.restore(row, segmentId, cell);
        const error = cell?.mode === "scheduled" && tooOften(cell.times, cell.quarters);
        if (error) {
            this.refuse(row, segmentId, String(cell.times), error);
        }
    }

    refuse(row, segmentId, text, error) {
        const segment = this.data.segments.find(({ id }) => id === segmentId);
        const words = { activity: row.name, segment: segment.code, error };
        this.errors[`${row.id}-${segmentId}`] = {
            text,
            error: _t("“%(activity)s” for %(segment)s: %(error)s", words),
        };
    }

    /** Put a cell back to what it was. */
    restore(row, segmentId, cell) {
        delete this.errors[`${row.id}-${segmentId}`];
        row.cells[segmentId] = cell;
    }

    error(row, segmentId) {
        return this.errors[`${row.id}-${segmentId}`];
    }

    get firstError() {
        return Object.values(this.errors)[0]?.error || "";
    }

    get faulty() {
        return Object.keys(this.errors).length > 0;
    }

    // ------------------------------------------------------------------
    // Rows
    // ------------------------------------------------------------------

    add(values) {
        const row = {
            id: `new${++this.newest}`,
            hours: 0,
            cost: 0,
            cells: {},
            targets: {},
            archived: false,
            ...values,
        };
        this.rows.push(row);
        return this.row(row.id);
    }

    /** Change a row; a row that becomes standing, or stops being so, starts with other cells. */
    change(row, values) {
        const standing = [row.kind, values.kind ?? row.kind].map((kind) => kind === "standing");
        Object.assign(row, values);
        if (standing[0] !== standing[1]) {
            for (const segment of Object.keys(row.cells)) {
                const mode = standing[1] ? "standing" : "scheduled";
                row.cells[segment] &&= { ...EMPTY_CELL, mode, times: standing[1] ? 0 : 1 };
            }
        }
    }

    remove(row) {
        if (this.base.has(row.id)) {
            row.archived = true;
        } else {
            this.rows.splice(this.rows.indexOf(row), 1);
        }
        for (const key of Object.keys(this.errors)) {
            if (key.startsWith(`${row.id}-`)) {
                delete this.errors[key];
            }
        }
    }

    /** Put a row behind another one (or first), as it is shown. */
    move(row, previous) {
        this.rows.splice(this.rows.indexOf(row), 1);
        this.rows.splice(previous ? this.rows.indexOf(previous) + 1 : 0, 0, row);
    }

    /** One place up (-1) or down (1); false at the end. */
    step(row, direction) {
        const shown = this.shown;
        const place = shown.indexOf(row) + direction;
        if (place < 0 || place >= shown.length) {
            return false;
        }
        this.move(row, shown[direction > 0 ? place : place - 1]);
        return true;
    }

    // ------------------------------------------------------------------
    // What it comes to
    // ------------------------------------------------------------------

    /** What the server has to change. */
    changes() {
        const rows = [];
        const cells = [];
        for (const row of this.rows) {
            const base = this.base.get(row.id);
            const values = {};
            for (const name of ROW_FIELDS) {
                if (!base || row[name] !== base[name]) {
                    values[name] = row[name];
                }
            }
            const archived = Boolean(row.archived);
            if (archived || Object.keys(values).length) {
                rows.push({ id: row.id, values, archived });
            }
            if (!archived) {
                cells.push(...this.cellChanges(row, base));
            }
        }
        const order = this.rows.map((row) => row.id);
        const moved = order.some((id, place) => id !== this.data.activities[place]?.id);
        return { rows, cells, order: moved ? order : [] };
    }

    cellChanges(row, base) {
        const found = [];
        for (const { id } of this.data.segments) {
            const cell = row.cells[id] || null;
            const before = base?.cells[id] || null;
            if (!sameCell(cell, before)) {
                found.push({ activity: row.id, segment: id, rule: cell && pickCell(cell) });
            }
        }
        return found;
    }

    get count() {
        const { rows, cells, order } = this.changes();
        return rows.length + cells.length + (order.length ? 1 : 0);
    }

    get dirty() {
        return this.faulty || this.count > 0;
    }

    /** Whether a cell differs from what is saved. */
    changed(row, segmentId) {
        return !sameCell(row.cells[segmentId], this.base.get(row.id)?.cells[segmentId]);
    }

    /** Whether name, kind, owner, hours or cost of a row differ from what is saved. */
    edited(row) {
        const base = this.base.get(row.id);
        return !base || ROW_FIELDS.some((name) => row[name] !== base[name]);
    }

    get workload() {
        return this.sum(this.shown);
    }

    get workloadBefore() {
        return this.sum(this.data.activities);
    }

    sum(rows) {
        const { segments, months } = this.data;
        const cells = rows.flatMap((row) =>
            segments
                .filter(({ id }) => row.cells[id])
                .map(({ id, accounts }) => ({
                    ...row.cells[id],
                    activity_id: row.id,
                    targets: row.targets[id] ?? accounts,
                })),
        );
        return workload(
            rows,
            cells,
            months.map((month) => month.days),
        );
    }
}

function pickCell({ times, mode, quarters, owner_role, user_id }) {
    const counted = mode === "scheduled";
    return {
        times: counted ? times : 0,
        mode,
        quarters: counted ? [...quarters].sort() : [],
        owner_role,
        user_id,
    };
}

function sameCell(one, other) {
    if (!one || !other) {
        return !one && !other;
    }
    return JSON.stringify(pickCell(one)) === JSON.stringify(pickCell(other));
}
