import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { cellText, parseCell } from "./matrix_draft";

import { Component, useState } from "@odoo/owl";

/** Everything about one cell: how often, in which quarters, whose, and who if always the same person. */
export class CellDetails extends Component {
    static template = "kam_management.MatrixCellDetails";
    static components = { RecordSelector };
    static props = {
        row: Object,
        segment: Object,
        cell: { type: [Object, { value: null }], optional: true },
        data: Object,
        readonly: Boolean,
        update: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        const cell = this.props.cell;
        this.state = useState({
            cell: cell && { ...cell },
            text: cell?.mode === "scheduled" ? cellText(cell) : "",
            error: "",
        });
        this.quarters = [1, 2, 3, 4].map((number) => ({
            number,
            months: this.props.data.months
                .slice(3 * number - 3, 3 * number)
                .map((month) => month.label)
                .join(" "),
        }));
    }

    get title() {
        return _t("%(activity)s for %(segment)s", {
            activity: this.props.row.name,
            segment: this.props.segment.code,
        });
    }

    get modes() {
        return this.props.row.kind === "standing"
            ? [
                  { code: "standing", label: _t("Holds for every account") },
                  { code: "", label: _t("Does not hold") },
              ]
            : [
                  { code: "scheduled", label: _t("So many times a year") },
                  { code: "on_opportunity", label: _t("While an opportunity is open") },
                  { code: "", label: _t("Not at all") },
              ];
    }

    get mode() {
        return this.state.cell?.mode || "";
    }

    get evenly() {
        return !this.state.cell?.quarters.length;
    }

    change(values) {
        const cell = this.props.update(values);
        this.state.cell = cell && { ...cell };
    }

    onMode(mode) {
        this.state.error = "";
        if (!mode) {
            this.change(null);
            return;
        }
        const times = mode === "scheduled" ? this.state.cell?.times || 1 : 0;
        this.state.text = times ? String(times) : "";
        this.change({ mode, times });
    }

    onTimes(ev) {
        this.state.text = ev.target.value;
        const { cell, error } = parseCell(
            ev.target.value,
            this.props.row.kind,
            this.state.cell.quarters,
        );
        this.state.error = error || "";
        if (cell?.mode === "scheduled") {
            this.change(cell);
        }
    }

    onQuarter(number) {
        const { quarters } = this.state.cell;
        const chosen = quarters.includes(number)
            ? quarters.filter((one) => one !== number)
            : [...quarters, number].sort();
        this.change({ quarters: chosen.length === 4 ? [] : chosen });
    }
}
