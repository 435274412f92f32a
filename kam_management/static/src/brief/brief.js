import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { moneyText } from "../bidi/money";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { scoreText } from "../satisfaction/satisfaction";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component, onWillStart, useState } from "@odoo/owl";

const CONDITIONS = {
    green: { color: "success", icon: "fa-check-circle" },
    amber: { color: "warning", icon: "fa-exclamation-circle" },
    red: { color: "danger", icon: "fa-times-circle" },
};

const SUPPORT_ICONS = {
    opponent: "fa-times text-danger",
    sceptic: "fa-angle-down text-warning",
    neutral: "fa-minus text-muted",
    supporter: "fa-angle-up text-success",
    champion: "fa-star text-success",
};

/** One screen before a meeting: who matters, what we owe, what is open, three points to raise. */
export class AccountBrief extends Component {
    static template = "kam_management.AccountBrief";
    static components = { EmptyButtons, SegmentCircle };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Brief");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { params = {}, context = {} } = this.props.action;
        this.accountId = Number(params.account_id || context.active_id) || false;
        this.pips = [1, 2, 3, 4];
        this.state = useState({ data: null });
        onWillStart(async () => {
            if (this.accountId) {
                this.state.data = await this.orm.call("kam.account", "brief_data", [
                    this.accountId,
                ]);
            }
        });
    }

    get satisfaction() {
        return this.state.data.satisfaction;
    }

    score(value) {
        return scoreText(value);
    }

    get condition() {
        return CONDITIONS[this.state.data.account.condition];
    }

    money(value, currencyId) {
        return moneyText(value, currencyId);
    }

    supportIcon({ support }) {
        return SUPPORT_ICONS[support] || SUPPORT_ICONS.neutral;
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    print() {
        return this.action.doAction("kam_management.kam_account_brief_report", {
            additionalContext: { active_ids: [this.accountId], active_model: "kam.account" },
        });
    }
}

registry.category("actions").add("kam_account_brief", AccountBrief);
