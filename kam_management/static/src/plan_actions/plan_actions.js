import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, toRaw, useState } from "@odoo/owl";

/** The next ten actions of the account: whatever is dated and open, from every source. */
export class PlanActions extends Component {
    static template = "kam_management.PlanActions";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ actions: [], more: 0, loaded: false, failed: false });
        this.shownData = null;
        useRecordObserver((record) => {
            const data = toRaw(record.data);
            if (data !== this.shownData) {
                this.shownData = data;
                this.load(record.resId);
            }
        });
    }

    async load(planId) {
        if (!planId) {
            return;
        }
        try {
            Object.assign(
                this.state,
                await this.orm.silent.call("kam.account.plan", "next_actions", [planId]),
                {
                    loaded: true,
                    failed: false,
                },
            );
        } catch {
            this.state.failed = true;
        }
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("kam_plan_actions", {
    component: PlanActions,
    additionalClasses: ["d-block", "w-100"],
});
