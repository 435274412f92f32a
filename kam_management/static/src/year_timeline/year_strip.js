import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { byMonth, monthOf, STATES } from "./year_model";

import { Component, useState } from "@odoo/owl";

/** Which state of several stands for a month: the one that asks for most. */
const ORDER = ["late", "due", "coming", "skipped", "done"];

/** Where the year stands at one account, in one line on its form. */
export class YearStrip extends Component {
    static template = "kam_management.YearStrip";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        this.shown = null;
        useRecordObserver(async (record) => {
            if (record.resId && record.resId !== this.shown) {
                this.shown = record.resId;
                await this.load(record.resId);
            }
        });
    }

    async load(accountId) {
        const data = await this.orm.call("kam.account", "year_timeline", [[accountId]]);
        const [row] = data.rows;
        this.state.data = row && row.items.length ? { ...data, items: row.items } : null;
    }

    get months() {
        const { months, items, today } = this.state.data;
        const found = byMonth(items);
        return months.map((month) => {
            const here = found.get(month.key) || [];
            const state = ORDER.find((code) => here.some((item) => item.state === code));
            return {
                ...month,
                now: month.key === monthOf(today),
                mark: state && STATES[state],
                title: here.map((item) => `${item.name}: ${STATES[item.state].label}`).join("\n"),
            };
        });
    }

    /** What comes next: what is late first, else the first that is not done. */
    get next() {
        const { items } = this.state.data;
        const open = items.filter((item) => ["late", "due", "coming"].includes(item.state));
        const next = open.find((item) => item.state === "late") || open[0];
        return next && { ...next, look: STATES[next.state] };
    }

    openYear() {
        const { resId } = this.props.record;
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "kam_year_timeline",
            params: { account_id: resId },
        });
    }
}

registry.category("view_widgets").add("kam_year_strip", { component: YearStrip });
