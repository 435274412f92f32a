import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { messageOf } from "../stakeholder_map/map_model";
import { byMonth, countStates, monthOf, phaseStretches, STATES } from "./year_model";

import { Component, onWillStart, useState } from "@odoo/owl";

/** The year of one account, or of the accounts of a manager: months in columns, accounts in rows. */
export class YearTimeline extends Component {
    static template = "kam_management.YearTimeline";
    static components = { EmptyButtons, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Year");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        const { params = {}, context = {} } = this.props.action;
        const around = context.active_model === "kam.account" ? context.active_id : false;
        this.accountId = Number(params.account_id || around) || false;
        this.props.updateActionState?.({ account_id: this.accountId });
        this.state = useState({ data: null, error: "", small: this.ui.isSmall });
        this.asked = { year: null, userId: null, offset: 0 };
        useBus(this.ui.bus, "resize", () => (this.state.small = this.ui.isSmall));
        onWillStart(() => this.load());
    }

    async load(change = {}) {
        this.asked = { ...this.asked, ...change };
        const { year, userId, offset } = this.asked;
        try {
            const ids = this.accountId ? [this.accountId] : [];
            const data = await this.orm.call("kam.account", "year_timeline", [ids], {
                year,
                user_id: userId,
                offset,
            });
            for (const row of data.rows) {
                row.byMonth = byMonth(row.items);
                row.counts = countStates(row.items);
            }
            this.state.data = data;
            this.state.error = "";
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    get one() {
        return Boolean(this.accountId);
    }

    get thisMonth() {
        return monthOf(this.state.data.today);
    }

    get phases() {
        const { months, rows } = this.state.data;
        return this.one && rows.length ? phaseStretches(months, rows[0].items) : [];
    }

    get totals() {
        return countStates(this.state.data.rows.flatMap((row) => row.items));
    }

    get actions() {
        const [row] = this.state.data.rows;
        return new Map((this.one && row ? row.actions : []).map((month) => [month.month, month]));
    }

    /** For the phone: what is late, of all accounts on the page. */
    get lateList() {
        return this.items.filter((item) => item.state === "late");
    }

    /** For the phone: months that hold something beside it; those to come apart from those that are over. */
    get monthList() {
        const months = this.state.data.months
            .map((month) => ({
                ...month,
                items: this.items.filter(
                    (item) => item.state !== "late" && monthOf(item.date) === month.key,
                ),
            }))
            .filter((month) => month.items.length);
        const [ahead, before] = [[], []];
        for (const month of months) {
            (month.key < this.thisMonth ? before : ahead).push(month);
        }
        return { ahead, before };
    }

    get items() {
        return this.state.data.rows.flatMap((row) =>
            row.items.map((item) => ({ ...item, account: row.name })),
        );
    }

    stateOf(item) {
        return STATES[item.state];
    }

    legend() {
        return Object.entries(STATES).map(([code, state]) => ({ code, ...state }));
    }

    titleOf(item) {
        const who = item.user || _t("nobody yet");
        return `${item.name} · ${item.day} · ${STATES[item.state].label} · ${who}`;
    }

    openMilestone(item) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.plan.milestone",
            res_id: item.id,
            views: [[false, "form"]],
        });
    }

    openAccount(row) {
        return this.open("kam.account", row.account_id);
    }

    openPlan(row) {
        return this.open("kam.account.plan", row.plan.id);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** The milestones behind a number. */
    openState(state) {
        const { year, rows } = this.state.data;
        const ids = rows.flatMap((row) =>
            row.items.filter((item) => item.state === state).map((item) => item.id),
        );
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${STATES[state].label} ${year}`,
            res_model: "kam.plan.milestone",
            domain: [["id", "in", ids]],
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openActions(month) {
        const [year, number] = month.key.split("-").map(Number);
        const next =
            number === 12
                ? `${year + 1}-01-01`
                : `${year}-${String(number + 1).padStart(2, "0")}-01`;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Actions"),
            res_model: "kam.influencing.action",
            domain: [
                ["account_id", "=", this.accountId],
                ["date", ">=", `${month.key}-01`],
                ["date", "<", next],
                ["state", "!=", "cancelled"],
            ],
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    changeManager(event) {
        return this.load({ userId: Number(event.target.value), offset: 0 });
    }

    changeYear(step) {
        return this.load({ year: this.state.data.year + step, offset: 0 });
    }

    /** The year on one page of paper. */
    async print() {
        const ids = this.accountId ? [this.accountId] : [];
        const { year, user_id } = this.state.data;
        const action = await this.orm.call("kam.account", "action_print_year", [ids], {
            year,
            user_id,
        });
        return this.action.doAction(action);
    }

    page(step) {
        const { offset, page } = this.state.data;
        return this.load({ offset: Math.max(0, offset + step * page) });
    }
}

registry.category("actions").add("kam_year_timeline", YearTimeline);
