import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Records that were probably meant: one click puts one into another field of the row. */
export class Suggestions extends Component {
    static template = "kam_management.Suggestions";
    static props = { ...standardFieldProps, target: String };

    get suggestions() {
        const { data } = this.props.record;
        return (!data[this.props.target] && data[this.props.name]) || [];
    }

    take({ id, name }) {
        return this.props.record.update({ [this.props.target]: { id, display_name: name } });
    }
}

export const suggestions = {
    component: Suggestions,
    displayName: _t("Suggestions"),
    supportedTypes: ["json"],
    supportedOptions: [{ label: _t("Field to fill"), name: "target", type: "string" }],
    extractProps: ({ options }) => ({ target: options.target }),
};

registry.category("fields").add("kam_suggestions", suggestions);
