import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { moneyText } from "../bidi/money";
import { EmptyButtons } from "../empty_buttons/empty_buttons";

import { Component, onWillStart, useState } from "@odoo/owl";

/** Key accounts beside all others: each figure says how it is made and opens what it was made of. */
export class KeyComparison extends Component {
    static template = "kam_management.KeyComparison";
    static components = { EmptyButtons, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Key Accounts and Others");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const { params = {} } = this.props.action;
        this.state = useState({ data: null, filters: { ...(params.filters || {}) } });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        return this.data.groups.every(({ count }) => !count);
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("kam.key.comparison", "comparison_data", [{ ...this.state.filters }]),
        );
    }

    setYear(ev) {
        this.state.filters.year = Number(ev.target.value);
        return this.load();
    }

    // -- words ------------------------------------------------------------------------------------------------

    text(row, value, humanReadable = true) {
        if (value === null) {
            return _t("not known");
        }
        if (row.money) {
            return moneyText(value, this.data.currency_id, humanReadable);
        }
        const number = formatFloat(value, { digits: [16, Number.isInteger(value) ? 0 : 1] });
        return row.unit ? `${number} ${row.unit}` : number;
    }

    hint(row, group) {
        const { value, before } = row.figures[group.code];
        const lines = [row.help];
        if (value !== null && row.money) {
            lines.push(this.text(row, value, false));
        }
        if (before !== null) {
            lines.push(_t("The year before: %s", this.text(row, before)));
        }
        return lines.join("\n");
    }

    /** Length of the bar beside its neighbour's; none below zero. */
    bar(row, group) {
        const values = Object.values(row.figures).map(({ value }) => Math.abs(value || 0));
        const most = Math.max(...values);
        const { value } = row.figures[group.code];
        return `width: ${most && value > 0 ? (value * 100) / most : 0}%`;
    }

    /** How key accounts differ from the others, and whether that is good. */
    verdict(row) {
        const [key, other] = ["key", "other"].map((code) => row.figures[code].value);
        if (key === null || other === null) {
            return { icon: "", text: _t("cannot be told") };
        }
        const difference = Math.round((key - other) * 10) / 10;
        if (!difference) {
            return { icon: "fa-minus text-muted", text: _t("the same") };
        }
        // What a key account brings and costs is meant to be more; that alone is neither good nor bad.
        const neutral = row.code === "cost_to_serve";
        const isGood = row.less ? difference < 0 : difference > 0;
        const amount = this.amount(row, Math.abs(difference));
        return {
            icon: `${difference > 0 ? "fa-arrow-up" : "fa-arrow-down"} ${
                neutral ? "text-muted" : isGood ? "text-success" : "text-danger"
            }`,
            text: difference > 0 ? _t("%s more", amount) : _t("%s less", amount),
        };
    }

    amount(row, difference) {
        if (row.unit === "%") {
            return _t("%s points", formatFloat(difference, { digits: [16, 1] }));
        }
        return this.text({ ...row, unit: "" }, difference);
    }

    // -- clicks -----------------------------------------------------------------------------------------------

    async open(row, group) {
        const filters = { ...this.state.filters, year: this.data.year };
        return this.action.doAction(
            await this.orm.call("kam.key.comparison", "open_records", [
                filters,
                group.code,
                row.code,
            ]),
        );
    }

    openGroup(group) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: group.label,
            res_model: "kam.account",
            domain: group.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

registry.category("actions").add("kam_key_comparison", KeyComparison);
