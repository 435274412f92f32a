import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { useAutofocus } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";

import { Component, useRef, useState } from "@odoo/owl";

const { DateTime } = luxon;
const VALUES = [1, 2, 3, 4, 5];
const NEAR_DAYS = 7;

/** One criterion of the rating sheet: five dots, evidence, contribution. */
export class RatingFactor extends Component {
    static template = "kam_management.RatingFactor";
    static props = {
        factor: Object,
        maxShare: Number,
        ratedShare: Number,
        readonly: Boolean,
        saving: Boolean,
        rate: Function,
        saveNote: Function,
    };

    setup() {
        this.values = VALUES;
        this.dots = useRef("dots");
        this.state = useState({ hovered: 0, note: null });
        useAutofocus({ refName: "note", selectAll: true, mobile: true });
    }

    get factor() {
        return this.props.factor;
    }

    get guidanceId() {
        return `o_kam_guidance_${this.factor.criterion_id}`;
    }

    get isComputed() {
        return (
            this.factor.computed && this.factor.origin === "computed" && Boolean(this.factor.value)
        );
    }

    /** A rating by hand lies over what the CRM would say. */
    get isRatedOver() {
        return this.factor.computed && !this.isComputed && Boolean(this.factor.value);
    }

    get computedTitle() {
        return this.isRatedOver
            ? _t("Measured: %(measure)s. Rated over it by hand.", {
                  measure: this.factor.measure || "–",
              })
            : _t("Computed from the CRM: %(measure)s", { measure: this.factor.measure || "–" });
    }

    get isEditingNote() {
        return this.state.note !== null;
    }

    get rater() {
        return (!this.isComputed && this.factor.by) || "";
    }

    get date() {
        const { date } = this.factor;
        return date && (date.length > 10 ? deserializeDateTime(date) : deserializeDate(date));
    }

    get dateText() {
        const days = DateTime.now().startOf("day").diff(this.date.startOf("day"), "days").days;
        return Math.abs(days) <= NEAR_DAYS ? this.date.toRelativeCalendar() : this.dateTitle;
    }

    get dateTitle() {
        return formatDate(this.date);
    }

    /** Points a 5 would bring: the axis' 100 are shared among what is rated. */
    get mostPoints() {
        return this.props.ratedShare ? (100 * this.factor.share) / this.props.ratedShare : 0;
    }

    get contributionText() {
        const number = (value) =>
            formatFloat(value || 0, { digits: [16, 1], trailingZeros: false });
        return this.factor.value
            ? _t("%(points)s of %(most)s points", {
                  points: number(this.factor.contribution),
                  most: number(this.mostPoints),
              })
            : _t("not rated, %(share)s of the weight", { share: `${number(this.factor.share)}%` });
    }

    get trackStyle() {
        return `width: ${(100 * (this.factor.share || 0)) / (this.props.maxShare || 1)}%`;
    }

    get barStyle() {
        const part =
            this.factor.value && this.mostPoints ? this.factor.contribution / this.mostPoints : 0;
        return `width: ${Math.min(Math.max(100 * part, 0), 100)}%`;
    }

    dotLabel(value) {
        const { low_label: low, high_label: high } = this.factor;
        const words = { 1: low, 5: high }[value];
        return words ? `${value} – ${words}` : `${value}`;
    }

    isFilled(value) {
        return value <= (this.state.hovered || this.factor.value || 0);
    }

    /** Only one dot of the group is a tab stop: the chosen one, else the first. */
    tabIndex(value) {
        return value === (this.factor.value || 1) ? 0 : -1;
    }

    pick(value) {
        if (this.props.readonly) {
            return;
        }
        this.state.hovered = 0;
        const clears = value === this.factor.value && !this.isComputed;
        this.props.rate(this.factor, clears ? false : value);
    }

    clear() {
        if (!this.props.readonly && this.factor.value && !this.isComputed) {
            this.props.rate(this.factor, false);
        }
    }

    onDotsKeydown(ev) {
        const forward = localization.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
        const backward = localization.direction === "rtl" ? "ArrowRight" : "ArrowLeft";
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        } else if ([forward, "ArrowUp"].includes(ev.key)) {
            this.moveFocus(1);
        } else if ([backward, "ArrowDown"].includes(ev.key)) {
            this.moveFocus(-1);
        } else if (VALUES.includes(Number(ev.key))) {
            const value = Number(ev.key);
            this.dots.el.children[value - 1].focus();
            if (value !== this.factor.value || this.isComputed) {
                this.pick(value);
            }
        } else if (["Delete", "Backspace", "0"].includes(ev.key)) {
            this.clear();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    moveFocus(step) {
        const dots = [...this.dots.el.children];
        const index = dots.indexOf(document.activeElement);
        dots[(index + step + dots.length) % dots.length].focus();
    }

    editNote() {
        this.state.note = this.factor.note || "";
    }

    saveNote() {
        if (!this.isEditingNote) {
            return;
        }
        const note = this.state.note.trim();
        this.state.note = null;
        if (note !== (this.factor.note || "")) {
            this.props.saveNote(this.factor, note);
        }
    }

    onNoteKeydown(ev) {
        if (ev.key === "Enter") {
            this.saveNote();
        } else if (ev.key === "Escape") {
            this.state.note = null;
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }
}
