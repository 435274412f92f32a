import { RPCError } from "@web/core/network/rpc";
import { KeepLast } from "@web/core/utils/concurrency";
import { changesOf, KINDS } from "./marks";
import { reportingLines } from "./layout";

import { markRaw } from "@odoo/owl";

/** So many people are shown with the branches closed at first. */
const MANY = 120;
const OPEN_DEPTH = 2;

export function messageOf(error) {
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}

function normalise(text) {
    return (text || "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Who reports to `id`, directly or through others. */
function isBelow(parents, id, above) {
    const seen = new Set();
    while (id !== undefined && !seen.has(id)) {
        if (id === above) {
            return true;
        }
        seen.add(id);
        id = parents.get(id);
    }
    return false;
}

/** The map of one account (or one opportunity), what is shown of it, and the changes made on it. */
export class MapModel {
    constructor(orm) {
        this.orm = orm;
        this.keepLast = new KeepLast();
        this.ids = {};
        this.now = null;
        this.then = null;
        this.date = false;
        this.error = "";
        this.query = "";
        this.hit = 0;
        this.roleId = false;
        this.unit = "";
        this.kinds = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, true]));
        this.collapsed = new Set();
        this.focusId = false;
        this.pointedAt = [];
    }

    // ------------------------------------------------------------------
    // Loading
    // ------------------------------------------------------------------

    call(method, args = [], kwargs = {}) {
        return this.orm.call("kam.account", method, [[this.ids.accountId], ...args], kwargs);
    }

    mapData(date) {
        return this.call("map_data", [], { date: date || null, lead_id: this.ids.leadId || null });
    }

    async load(ids = this.ids) {
        const isNew = ids.accountId !== this.ids.accountId || ids.leadId !== this.ids.leadId;
        this.ids = ids;
        this.error = "";
        if (isNew) {
            Object.assign(this, { now: null, then: null, date: false, focusId: false });
        }
        if (!ids.accountId) {
            return;
        }
        const wanted = [this.mapData(false), this.date ? this.mapData(this.date) : null];
        try {
            const [now, then] = await this.keepLast.add(Promise.all(wanted));
            this.show(now, then, isNew);
        } catch (error) {
            this.now = null;
            this.error = messageOf(error);
        }
    }

    show(now, then, isNew) {
        this.now = markRaw(now);
        this.then = then && markRaw(then);
        if (isNew) {
            this.collapsed = new Set(now.people.length > MANY ? this.deepBosses() : []);
        }
        if (!now.people.some((person) => person.id === this.focusId)) {
            this.focusId = now.people.length ? reportingLines(now.people).roots[0] : false;
        }
    }

    setDate(date) {
        this.date = date || false;
        return this.load();
    }

    deepBosses() {
        const { reports, parents } = reportingLines(this.now.people);
        const depth = (id) => (parents.has(id) ? depth(parents.get(id)) + 1 : 0);
        return [...reports.keys()].filter(
            (id) => reports.get(id).length && depth(id) >= OPEN_DEPTH,
        );
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get isFiltered() {
        return Boolean(this.roleId || this.unit);
    }

    passes(person) {
        return (
            (!this.roleId || person.roles.some((role) => role.id === this.roleId)) &&
            (!this.unit || person.unit === this.unit)
        );
    }

    /** People to draw: those who pass the filter and, faint, who they report to; branches closed or open. */
    shown(payload) {
        const { parents, reports } = reportingLines(payload.people);
        const kept = new Set();
        const faint = new Set();
        for (const person of payload.people) {
            if (this.passes(person)) {
                kept.add(person.id);
                faint.delete(person.id);
                for (let above = parents.get(person.id); above !== undefined;) {
                    if (!kept.has(above)) {
                        faint.add(above);
                        kept.add(above);
                    }
                    above = parents.get(above);
                }
            }
        }
        const closed = this.isFiltered ? new Set() : this.collapsed;
        const isHidden = (id) => {
            for (let above = parents.get(id); above !== undefined; above = parents.get(above)) {
                if (closed.has(above)) {
                    return true;
                }
            }
            return false;
        };
        const people = payload.people.filter(({ id }) => kept.has(id) && !isHidden(id));
        return { people, faint, parents, reports };
    }

    get hits() {
        const words = normalise(this.query).split(/\s+/).filter(Boolean);
        if (!words.length || !this.now) {
            return [];
        }
        return this.now.people
            .filter((person) => {
                const roles = person.roles.map((role) => role.name);
                const text = normalise(
                    [person.name, person.title, person.unit, ...roles].join(" "),
                );
                return words.every((word) => text.includes(word));
            })
            .map((person) => person.id);
    }

    search(query) {
        this.query = query;
        this.hit = 0;
        this.goToHit(0);
    }

    /** Step through what was found. */
    goToHit(step) {
        const { hits } = this;
        if (hits.length) {
            this.hit = (this.hit + step + hits.length) % hits.length;
            this.reveal(hits[this.hit]);
        }
    }

    /** Open the branches above someone and go there. */
    reveal(id) {
        const { parents } = reportingLines(this.now.people);
        for (let above = parents.get(id); above !== undefined; above = parents.get(above)) {
            this.collapsed.delete(above);
        }
        this.focusId = id;
    }

    toggle(id) {
        if (!this.collapsed.delete(id)) {
            this.collapsed.add(id);
        }
    }

    collapseAll() {
        const { reports } = reportingLines(this.now.people);
        this.collapsed = new Set([...reports.keys()].filter((id) => reports.get(id).length));
    }

    expandAll() {
        this.collapsed = new Set();
    }

    /** What is different today from the day compared with, by person. */
    get changes() {
        if (!this.then) {
            return new Map();
        }
        const before = new Map(this.then.people.map((person) => [person.id, person]));
        const changes = this.now.people.map((person) => [
            person.id,
            changesOf(before.get(person.id), person),
        ]);
        return new Map(changes.filter(([, words]) => words));
    }

    // ------------------------------------------------------------------
    // Changing
    // ------------------------------------------------------------------

    /** Someone reports to someone else (or nobody) from now on; shown at once, undone when refused. */
    async reparent(id, parentId) {
        const before = this.now;
        const { parents } = reportingLines(before.people);
        const person = before.people.find((one) => one.id === id);
        if (id === parentId || (person.parent_id || false) === parentId) {
            return "";
        }
        if (!parentId || !isBelow(parents, parentId, id)) {
            const people = before.people.map((one) =>
                one.id === id ? { ...one, parent_id: parentId } : one,
            );
            this.now = markRaw({ ...before, people });
        }
        try {
            await this.orm.write("kam.stakeholder", [id], { parent_id: parentId });
        } catch (error) {
            this.now = before;
            return messageOf(error);
        }
        await this.load();
        return "";
    }

    fix({ method, args }) {
        return this.call(method, args || []);
    }

    proposals() {
        return this.call("stakeholder_proposals");
    }

    roles() {
        return this.orm.searchRead("kam.stakeholder.role", [], ["name"]);
    }

    add(values) {
        return this.call("add_stakeholders", [values]);
    }

    svg(date) {
        return this.call("map_svg", [], { date: date || null, lead_id: this.ids.leadId || null });
    }
}
