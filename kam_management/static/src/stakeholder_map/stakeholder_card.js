import { describe, edgeWidth, gapLabels, PIPS, SUPPORT } from "./marks";

import { Component } from "@odoo/owl";

/** One person of the map. */
export class StakeholderCard extends Component {
    static template = "kam_management.StakeholderCard";
    static props = {
        person: Object,
        left: Number,
        top: Number,
        rtl: Boolean,
        level: Number,
        reports: Number,
        position: Array,
        focused: Boolean,
        faint: Boolean,
        found: Boolean,
        pointedAt: Boolean,
        dropping: Boolean,
        collapsed: Boolean,
        change: String,
        readonly: Boolean,
        open: Function,
        toggle: Function,
        focus: Function,
    };

    setup() {
        this.pips = PIPS;
    }

    get person() {
        return this.props.person;
    }

    get style() {
        const { left, top, rtl } = this.props;
        const direction = rtl ? "rtl" : "ltr";
        const edge = edgeWidth(this.person.power);
        return `left:${left}px;top:${top}px;direction:${direction};--kam-edge-width:${edge}px`;
    }

    get support() {
        return this.person.support in SUPPORT ? this.person.support : "neutral";
    }

    get glyph() {
        return SUPPORT[this.support].glyph;
    }

    get supportLabel() {
        return SUPPORT[this.support].label;
    }

    get description() {
        const words = describe(this.person);
        return this.props.change ? `${words}, ${this.props.change}` : words;
    }

    get roles() {
        return this.person.roles.slice(0, this.person.roles.length > 2 ? 1 : 2);
    }

    get moreRoles() {
        return this.person.roles.slice(this.roles.length);
    }

    get gaps() {
        return gapLabels(this.person);
    }

    get gap() {
        return this.props.change || this.gaps[0] || "";
    }

    pipClass(number) {
        const { strength, target_strength: target } = this.person;
        return number <= strength ? "o_kam_pip_now" : number <= target ? "o_kam_pip_wanted" : "";
    }
}
