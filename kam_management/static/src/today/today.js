import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component, onWillStart, useState } from "@odoo/owl";

/** Five things for today, the most important first; each says why it stands there. */
export class Today extends Component {
    static template = "kam_management.Today";
    static components = { Dropdown, DropdownItem, SegmentCircle };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, why: false, busy: false });
        this.laters = [
            { days: 1, label: _t("Tomorrow") },
            { days: 3, label: _t("In three days") },
            { days: 7, label: _t("Next week") },
        ];
        onWillStart(async () => {
            this.state.data = await this.orm.call("kam.account", "today_data", []);
        });
    }

    when({ late, date }) {
        if (late === 0) {
            return _t("today");
        }
        if (late > 0) {
            return late === 1 ? _t("1 day late") : _t("%s days late", late);
        }
        if (late === -1) {
            return _t("tomorrow");
        }
        return late >= -7 ? _t("in %s days", -late) : formatDate(deserializeDate(date));
    }

    toggleWhy(id) {
        this.state.why = this.state.why === id ? false : id;
    }

    open({ res_model, res_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }

    openAll() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("My To-dos"),
            res_model: "mail.activity",
            domain: this.state.data.domain,
            views: [[false, "list"]],
        });
    }

    async call(method, ...args) {
        this.state.busy = true;
        try {
            this.state.data = await this.orm.call("kam.account", method, args);
        } finally {
            this.state.busy = false;
        }
    }
}

class MyAccountsRenderer extends KanbanRenderer {
    static template = "kam_management.MyAccountsRenderer";
    static components = { ...KanbanRenderer.components, Today };
}

registry.category("views").add("kam_my_accounts", {
    ...kanbanView,
    Renderer: MyAccountsRenderer,
});
