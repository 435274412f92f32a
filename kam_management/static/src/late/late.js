import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Says that something is late, with icon and word; nothing otherwise. */
export class Late extends Component {
    static template = "kam_management.Late";
    static props = { ...standardFieldProps };
}

export const late = {
    component: Late,
    displayName: _t("Late"),
    supportedTypes: ["boolean"],
    isEmpty: (record, name) => !record.data[name],
};

registry.category("fields").add("kam_late", late);
