import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { condition } from "../health/health";
import { linePath, linePoints } from "./line";

import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const WIDTH = 320;
const HEIGHT = 72;
const TRENDS = {
    up: { icon: "fa-caret-up", label: _t("better than the year before") },
    same: { icon: "fa-minus", label: _t("as the year before") },
    down: { icon: "fa-caret-down", label: _t("worse than the year before") },
};

/** A score as short as it can be: 8, or 7.5. */
export function scoreText(value) {
    return formatFloat(value, { digits: [4, 1], trailingZeros: false });
}

/** How satisfied the customer of an account is: the line over time, each moment of truth, their own words. */
export class Satisfaction extends Component {
    static template = "kam_management.Satisfaction";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.width = WIDTH;
        this.height = HEIGHT;
        this.scoreText = scoreText;
        this.state = useState({ data: null });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
    }

    async load(id) {
        this.state.data = id ? await this.orm.call("kam.account", "satisfaction_data", [id]) : null;
    }

    get accountId() {
        return this.props.record.resId;
    }

    get points() {
        return linePoints(this.state.data.quarters, WIDTH, HEIGHT);
    }

    get path() {
        return linePath(this.points);
    }

    get trend() {
        return TRENDS[this.state.data.trend];
    }

    get countLabel() {
        const { count } = this.state.data;
        return count === 1
            ? _t("1 answer in the last year")
            : _t("%s answers in the last year", count);
    }

    condition(value) {
        return condition(value * 10);
    }

    pointTitle(point) {
        return point.count === 1
            ? _t("%(label)s: %(mean)s, 1 answer", {
                  label: point.label,
                  mean: scoreText(point.mean),
              })
            : _t("%(label)s: %(mean)s, %(count)s answers", {
                  label: point.label,
                  mean: scoreText(point.mean),
                  count: point.count,
              });
    }

    ask() {
        return this.doAction("action_interview", { onClose: () => this.changed() });
    }

    async changed() {
        await this.props.record.load();
        await this.load(this.accountId);
    }

    async doAction(method, options) {
        const action = await this.orm.call("kam.account", method, [[this.accountId]]);
        return this.action.doAction(action, options);
    }

    openAll() {
        return this.doAction("action_open_satisfaction");
    }

    async openMoment(moment) {
        const action = await this.orm.call("kam.account", "action_open_satisfaction", [
            [this.accountId],
        ]);
        const domain = [
            ["account_id", "=", this.accountId],
            ["moment_id", "=", moment.id || false],
            ["score_known", "=", true],
        ];
        return this.action.doAction({ ...action, name: moment.name, domain });
    }

    openAnswer(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.satisfaction",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("kam_satisfaction", { component: Satisfaction });

/** A score as a number with the icon of its colour. */
export class Score extends Component {
    static template = "kam_management.Score";
    static props = { ...standardFieldProps };

    get score() {
        const value = this.props.record.data[this.props.name];
        return { text: scoreText(value), ...condition(value * 10) };
    }
}

registry.category("fields").add("kam_score", {
    component: Score,
    displayName: _t("Score of satisfaction"),
    supportedTypes: ["float"],
});
