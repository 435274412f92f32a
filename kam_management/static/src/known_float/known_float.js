import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useRef } from "@odoo/owl";

/** A figure that may be unknown: empty is unknown, and a zero that was typed is a zero. Beside it lies `<name>_known`. */
export class KnownFloat extends Component {
    static template = "kam_management.KnownFloat";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        this.input = useRef("input");
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.commit()),
        );
    }

    get known() {
        return `${this.props.name}_known`;
    }

    get text() {
        const { record, name } = this.props;
        return record.data[this.known]
            ? formatFloat(record.data[name], { digits: [16, 2], trailingZeros: false })
            : "";
    }

    async commit() {
        const text = this.input.el?.value.trim();
        const { record, name } = this.props;
        if (text === undefined || text === this.text) {
            return;
        }
        if (!text) {
            return record.update({ [name]: 0, [this.known]: false });
        }
        try {
            return await record.update({ [name]: parseFloat(text), [this.known]: true });
        } catch {
            record.setInvalidField(name);
        }
    }
}

export const knownFloat = {
    component: KnownFloat,
    displayName: _t("Figure that may be unknown"),
    supportedTypes: ["float"],
    isEmpty: (record, name) => !record.data[`${name}_known`],
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
};

registry.category("fields").add("kam_known_float", knownFloat);
