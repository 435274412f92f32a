import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { usePlanData } from "../plan_data/plan_data";

import { Component } from "@odoo/owl";

/** What the dot of each state looks like, and says. */
const DOTS = {
    empty: { icon: "fa-circle-o", tone: "text-muted", label: _t("Empty") },
    filled: { icon: "fa-circle", tone: "text-info", label: _t("Filled") },
    signed: { icon: "fa-check-circle", tone: "text-success", label: _t("Signed") },
    lapsed: { icon: "fa-exclamation-circle", tone: "text-warning", label: _t("Signature lapsed") },
};

/** All parts of a plan with their state: those of the page are jumped to, further ones open beside it. */
export class PlanRail extends Component {
    static template = "kam_management.PlanRail";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = usePlanData("plan_rail", { parts: [], frozen: true });
    }

    get page() {
        return this.state.parts.filter((part) => part.kind === "page");
    }

    get sections() {
        return this.state.parts.filter((part) => part.kind === "section" && part.section_id);
    }

    /** What the plan could have as well: on demand. */
    get offered() {
        return this.state.parts.filter((part) => part.kind === "section" && !part.section_id);
    }

    dot(part) {
        return DOTS[part.state];
    }

    title(part) {
        const words = [DOTS[part.state].label.toString()];
        if (part.required) {
            words.push(_t("required"));
        }
        if (part.areas.length) {
            words.push(_t("signed by %(areas)s", { areas: part.areas.join(", ") }));
        }
        return words.join(" · ");
    }

    async open(part) {
        if (part.kind === "page") {
            const place = document.querySelector(`.o_kam_plan div[name="${part.code}"]`);
            place?.scrollIntoView({ behavior: "smooth", block: "start" });
            return;
        }
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("kam.account.plan", "open_section", [
            record.resId,
            part.template_id,
        ]);
        await this.action.doAction(action, { onClose: () => this.reload() });
        this.state.load(record.resId);
    }

    async reload() {
        await this.props.record.load();
        await this.state.load(this.props.record.resId);
    }
}

registry.category("view_widgets").add("kam_plan_rail", {
    component: PlanRail,
    additionalClasses: ["d-block", "w-100"],
});
