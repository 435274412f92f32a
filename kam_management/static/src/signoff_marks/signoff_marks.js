import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const ICONS = {
    signed: "fa-check-circle text-success",
    lapsed: "fa-exclamation-circle text-warning",
    declined: "fa-times-circle text-danger",
    waiting: "fa-circle-o text-muted",
};

/** Who has signed a plan and who has not: one mark for each area. */
export class SignoffMarks extends Component {
    static template = "kam_management.SignoffMarks";
    static props = { ...standardFieldProps };

    get marks() {
        return this.props.record.data[this.props.name] || [];
    }

    icon(mark) {
        return ICONS[mark.state];
    }
}

registry.category("fields").add("kam_signoff_marks", {
    component: SignoffMarks,
    displayName: _t("Signatures"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
