import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SUPPORT } from "../stakeholder_map/marks";

import { Component, onMounted, useRef, useState } from "@odoo/owl";

const DEGREES = [
    { value: "low", label: _t("Low") },
    { value: "medium", label: _t("Medium") },
    { value: "high", label: _t("High") },
];
const SCALES = [
    { name: "awareness", label: _t("Awareness") },
    { name: "urgency", label: _t("Urgency") },
    { name: "vision", label: _t("Vision") },
    { name: "preference", label: _t("Preference for us") },
];

/** Faces to tap: who was there; and what changed about them, only if touched. */
export class DebriefPeople extends Component {
    static template = "kam_management.DebriefPeople";
    static props = { ...standardFieldProps };

    setup() {
        this.scales = SCALES;
        this.degrees = DEGREES;
        this.support = Object.entries(SUPPORT).map(([value, words]) => ({ value, ...words }));
        this.state = useState({ open: false });
        this.root = useRef("root");
        onMounted(() => {
            // The keyboard starts here; on a phone nothing pops up for a button.
            this.root.el?.querySelector("button")?.focus();
        });
    }

    get people() {
        return this.props.record.data.faces || [];
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    isThere(id) {
        return this.list.currentIds.includes(id);
    }

    avatar(person) {
        return person.partner_id ? `/web/image/res.partner/${person.partner_id}/avatar_128` : false;
    }

    initials(person) {
        const words = (person.name || "").split(/\s+/).filter(Boolean);
        return words
            .slice(0, 2)
            .map((word) => word[0])
            .join("")
            .toUpperCase();
    }

    async toggle(person) {
        const there = this.isThere(person.id);
        await this.list.addAndRemove(there ? { remove: [person.id] } : { add: [person.id] });
        if (there && this.state.open === person.id) {
            this.state.open = false;
        }
    }

    more(person) {
        this.state.open = this.state.open === person.id ? false : person.id;
    }

    get opened() {
        return this.people.find(
            (person) => person.id === this.state.open && this.isThere(person.id),
        );
    }

    changesOf(person) {
        return (this.props.record.data.changes || {})[person.id] || {};
    }

    hasChanged(person) {
        return Object.keys(this.changesOf(person)).length > 0;
    }

    valueOf(person, name) {
        return this.changesOf(person)[name] ?? person[name];
    }

    /** A second tap on the value takes it back. */
    async change(person, name, value) {
        const changes = { ...(this.props.record.data.changes || {}) };
        const mine = { ...changes[person.id] };
        if (value === person[name] || mine[name] === value) {
            delete mine[name];
        } else {
            mine[name] = value;
        }
        if (Object.keys(mine).length) {
            changes[person.id] = mine;
        } else {
            delete changes[person.id];
        }
        await this.props.record.update({ changes });
    }
}

registry.category("fields").add("kam_debrief_people", {
    component: DebriefPeople,
    supportedTypes: ["many2many"],
    fieldDependencies: [
        { name: "faces", type: "json", readonly: true },
        { name: "changes", type: "json" },
    ],
});

const ICONS = { reached: "fa-smile-o", partly: "fa-meh-o", not: "fa-frown-o" };

/** A selection as buttons that a thumb hits; the chosen one pressed again is no choice any more. */
export class BigButtons extends Component {
    static template = "kam_management.BigButtons";
    static props = { ...standardFieldProps };

    get options() {
        return this.props.record.fields[this.props.name].selection.map(([value, label]) => ({
            value,
            label,
            icon: ICONS[value],
        }));
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    choose(value) {
        this.props.record.update({ [this.props.name]: this.value === value ? false : value });
    }
}

registry.category("fields").add("kam_big_buttons", {
    component: BigButtons,
    supportedTypes: ["selection"],
});
