import { registry } from "@web/core/registry";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { DevelopmentPlan } from "./development_plan";

import { Component, toRaw, useState } from "@odoo/owl";

/** The development plan in the form of an account plan. */
export class DevelopmentPlanWidget extends Component {
    static template = "kam_management.DevelopmentPlanWidget";
    static components = { DevelopmentPlan };
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ version: 0 });
        this.shownData = null;
        useRecordObserver((record) => {
            // `data` is a new object after each load and save, and only then
            const data = toRaw(record.data);
            if (data !== this.shownData) {
                this.shownData = data;
                this.state.version++;
            }
        });
    }

    /** Progress and flags of the form follow; what was typed and not saved stays. */
    async onChanged() {
        const { record } = this.props;
        if (!(await record.isDirty())) {
            await record.load();
            this.shownData = toRaw(record.data);
        }
    }
}

registry.category("view_widgets").add("kam_development_plan", {
    component: DevelopmentPlanWidget,
    additionalClasses: ["d-block", "w-100"],
});
