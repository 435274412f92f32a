import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { usePlanData } from "../plan_data/plan_data";

import { Component } from "@odoo/owl";

/** The next ten actions of the account: whatever is dated and open, from every source. */
export class PlanActions extends Component {
    static template = "kam_management.PlanActions";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.state = usePlanData("next_actions", { actions: [], more: 0 });
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
