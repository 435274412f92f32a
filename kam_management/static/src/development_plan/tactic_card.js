import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";

import { Component } from "@odoo/owl";

/** One tactic in its quarter: tick, name, owner, due date, and what it can become. */
export class TacticCard extends Component {
    static template = "kam_management.TacticCard";
    static components = { Dropdown, DropdownItem };
    static props = {
        tactic: Object,
        quarters: Array,
        editable: Boolean,
        live: Boolean,
        tickable: Boolean,
        onDone: Function,
        onMove: Function,
        onOpen: Function,
        onWork: Function,
    };

    get due() {
        const { deadline, done, done_on: doneOn, due } = this.props.tactic;
        const day = done ? doneOn : due && deadline;
        return day ? formatDate(deserializeDate(day), { format: "d MMM" }) : "";
    }

    get label() {
        const { name, done, late, user } = this.props.tactic;
        const state = done ? _t("done") : late ? _t("late") : _t("to do");
        return user ? `${name}, ${state}, ${user.name}` : `${name}, ${state}`;
    }

    get others() {
        return this.props.quarters.filter(({ code }) => code !== this.props.tactic.quarter);
    }

    /** Shift and an arrow move the card, as dragging does. */
    onKeydown(ev) {
        if (ev.target !== ev.currentTarget) {
            return;
        }
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.props.onOpen();
        } else if (ev.key === " " && this.props.tickable) {
            ev.preventDefault();
            this.props.onDone();
        } else if (ev.shiftKey && this.props.editable && ev.key.startsWith("Arrow")) {
            const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
            const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
            const step = { [forward]: 1, [back]: -1 }[ev.key];
            const target = String(Number(this.props.tactic.quarter) + (step || 0));
            if (step && "1234".includes(target)) {
                ev.preventDefault();
                this.props.onMove(target);
            }
        }
    }
}
