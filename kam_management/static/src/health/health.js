import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const PARTS = {
    alerts: _t("Early warnings"),
    revenue: _t("Revenue trend"),
    people: _t("Coverage of people"),
    plan: _t("Plan progress"),
    level: _t("Level against target"),
    satisfaction: _t("Satisfaction"),
};

/** The colours of a health, each with its icon: never colour alone. */
export function condition(value) {
    if (value >= 70) {
        return { color: "success", icon: "fa-check-circle" };
    }
    return value >= 40
        ? { color: "warning", icon: "fa-exclamation-circle" }
        : { color: "danger", icon: "fa-times-circle" };
}

/** What the health of an account is made from: a bar for each part; what is unknown says so. */
export class HealthParts extends Component {
    static template = "kam_management.HealthParts";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    /** Of which account the parts are: the record itself, or that of a day of its history. */
    get accountId() {
        const { resModel, resId, data } = this.props.record;
        return resModel === "kam.account" ? resId : data.account_id?.id;
    }

    get parts() {
        const values = this.props.record.data[this.props.name] || {};
        return Object.keys(PARTS)
            .filter((code) => code in values)
            .map((code) => ({
                code,
                label: PARTS[code],
                value: values[code],
                known: values[code] !== null,
                ...condition(values[code]),
            }));
    }

    /** What a part is made from: its records. */
    async open(code) {
        this.action.doAction(
            await this.orm.call("kam.account", "action_open_health_part", [this.accountId, code]),
        );
    }
}

/** The health of an account as a number with its icon; nothing where it is not known. */
export class Health extends Component {
    static template = "kam_management.Health";
    static props = { ...standardFieldProps };

    get health() {
        const { data } = this.props.record;
        const value = data[this.props.name];
        return data.health_known ? { value: Math.round(value), ...condition(value) } : false;
    }
}

registry.category("fields").add("kam_health", {
    component: Health,
    displayName: _t("Health"),
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "health_known", type: "boolean" }],
});

registry.category("fields").add("kam_health_parts", {
    component: HealthParts,
    displayName: _t("Parts of the health"),
    supportedTypes: ["json"],
});
