import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { accountAction } from "../account_action/account_action";
import { moneyText } from "../bidi/money";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { condition } from "../health/health";
import { SegmentCircle } from "../segment_circle/segment_circle";
import { Today } from "../today/today";

import { Component, onWillStart, useState } from "@odoo/owl";

const HEALTH = ["green", "amber", "red", "unknown"];
const HEALTH_NAMES = {
    green: _t("healthy"),
    amber: _t("needs care"),
    red: _t("at risk"),
    unknown: _t("not known"),
};
const HEALTH_ICONS = {
    green: "fa-check-circle",
    amber: "fa-exclamation-circle",
    red: "fa-times-circle",
    unknown: "fa-circle-o",
};
const COLORS = { green: "success", amber: "warning", red: "danger", unknown: "secondary" };

/** Figures with the records behind them: one's own accounts, or for managers all that they may read. */
export class Dashboard extends Component {
    static template = "kam_management.Dashboard";
    static components = { EmptyButtons, Layout, SegmentCircle, Today };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Dashboard");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.health = HEALTH;
        this.healthNames = HEALTH_NAMES;
        this.healthIcons = HEALTH_ICONS;
        this.colors = COLORS;
        this.condition = condition;
        const { params = {} } = this.props.action;
        this.state = useState({ data: null, filters: { ...(params.filters || {}) } });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get filters() {
        return this.state.data.filters;
    }

    /** The filters that have something to choose from. */
    get selects() {
        const { users, teams, segments, companies } = this.filters;
        return [
            {
                name: "user_id",
                label: _t("Account manager"),
                all: _t("All managers"),
                options: users,
            },
            { name: "team_id", label: _t("Sales team"), all: _t("All teams"), options: teams },
            {
                name: "segment_id",
                label: _t("Segment"),
                all: _t("All segments"),
                options: segments,
            },
            {
                name: "company_id",
                label: _t("Company"),
                all: _t("All companies"),
                options: companies,
            },
        ].filter(({ options }) => options.length);
    }

    get topTitle() {
        return this.filters.mine ? _t("My accounts") : _t("Top 20");
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("kam.dashboard", "dashboard_data", [{ ...this.state.filters }]),
        );
    }

    setFilter(name, value) {
        this.state.filters[name] = value;
        return this.load();
    }

    onSelect(name, ev) {
        return this.setFilter(name, Number(ev.target.value) || false);
    }

    // -- words ------------------------------------------------------------------------------------------------

    format({ value, kind }) {
        if (value === null) {
            return _t("not known");
        }
        if (kind === "money") {
            return this.money(value);
        }
        if (kind === "score") {
            return _t("%s of 10", formatFloat(value, { digits: [16, 1] }));
        }
        return kind === "percent" ? _t("%s %", Math.round(value)) : String(value);
    }

    money(value) {
        return moneyText(value, this.state.data.currency_id);
    }

    exact({ value, kind, hint }) {
        const number =
            kind === "money" && value !== null
                ? moneyText(value, this.state.data.currency_id, false)
                : "";
        return [number, hint].filter(Boolean).join(" · ");
    }

    /** Against the same months of the year before: direction and how much, or nothing to compare with. */
    trend({ value, before, kind }) {
        if (value === null || before === null || before === undefined) {
            return false;
        }
        if (kind === "percent") {
            return this.inPoints(Math.round(value - before));
        }
        if (!before && kind === "money") {
            return false;
        }
        if (kind === "score") {
            return this.inPoints(Math.round((value - before) * 10) / 10);
        }
        if (kind === "number") {
            const more = Math.round(value - before);
            return this.compared(more, _t("%s on the year before", Math.abs(more)));
        }
        const percent = Math.round(((value - before) * 100) / before);
        return this.compared(percent, _t("%s % on the year before", Math.abs(percent)));
    }

    inPoints(points) {
        const size = Math.abs(points);
        const text =
            size === 1
                ? _t("1 point on the year before")
                : _t("%s points on the year before", size);
        return this.compared(points, text);
    }

    compared(difference, text) {
        return {
            up: difference > 0,
            down: difference < 0,
            text: difference ? text : _t("as the year before"),
        };
    }

    /** Of early warnings fewer are better; of everything else more. */
    tone(trend, { fewer }) {
        if (!trend.up && !trend.down) {
            return "text-muted";
        }
        return trend.up === !fewer ? "text-success" : "text-danger";
    }

    /** How much of the target is reached, as far as a bar can show it. */
    reached({ value, target }) {
        return target > 0 ? Math.max(0, Math.min(100, Math.round((value * 100) / target))) : 0;
    }

    day(date) {
        return formatDate(deserializeDate(date), { format: "d MMM" });
    }

    share(part, whole) {
        return whole ? (part * 100) / whole : 0;
    }

    stepTotal(step) {
        return step.done + step.open + step.late;
    }

    // -- clicks -----------------------------------------------------------------------------------------------

    /** Opens exactly the records of a number; `more` narrows them down to a part of it. */
    open({ model, domain, label, name }, more = []) {
        if (!model) {
            return;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: label || name,
            res_model: model,
            domain: [...domain, ...more],
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openPart(figure) {
        return this.open({ ...figure, domain: figure.part.domain });
    }

    openAccount(id) {
        return this.action.doAction(accountAction(id));
    }

    openAlerts({ id, name }) {
        return this.open({
            model: "kam.alert",
            domain: [
                ["account_id", "=", id],
                ["state", "in", ["open", "acknowledged"]],
            ],
            name,
        });
    }

    /** The matrix of the accounts in view. */
    async openPortfolio() {
        const action = await this.action.loadAction("kam_management.kam_portfolio_action");
        return this.action.doAction({ ...action, domain: this.state.data.domain, context: {} });
    }

    openTop() {
        return this.open({
            model: "kam.account",
            domain: [["id", "in", this.state.data.top.map(({ id }) => id)]],
            label: this.topTitle,
        });
    }
}

registry.category("actions").add("kam_dashboard", Dashboard);
