import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat as parseLocalFloat } from "@web/views/fields/parsers";

import { Component, useState } from "@odoo/owl";

const NEW_ROW = { name: "", kind: "personal", owner_role: "account_manager", hours: 1, cost: 0 };

/** A row of the matrix: its name, kind and owner, and what one action takes. */
export class RowDialog extends Component {
    static template = "kam_management.MatrixRowDialog";
    static components = { Dialog };
    static props = {
        row: [Object, { value: null }],
        data: Object,
        readonly: Boolean,
        save: Function,
        archive: { optional: true },
        openRecord: { optional: true },
        close: Function,
    };

    setup() {
        const { name, kind, owner_role, hours, cost } = this.props.row || NEW_ROW;
        const text = (value) => formatFloat(value, { digits: [16, 2], trailingZeros: false });
        this.state = useState({
            name,
            kind,
            owner_role,
            hours: text(hours),
            cost: text(cost),
            errors: {},
        });
    }

    get title() {
        return this.props.row ? _t("Activity") : _t("New activity");
    }

    number(name) {
        try {
            const value = parseLocalFloat(this.state[name].trim() || "0");
            return value >= 0 ? value : NaN;
        } catch {
            return NaN;
        }
    }

    confirm() {
        const { name, kind, owner_role } = this.state;
        const values = {
            name: name.trim(),
            kind,
            owner_role,
            hours: this.number("hours"),
            cost: this.number("cost"),
        };
        const errors = {};
        if (!values.name) {
            errors.name = _t("Give the activity a name.");
        }
        for (const field of ["hours", "cost"]) {
            if (Number.isNaN(values[field])) {
                errors[field] = _t("Enter 0 or more.");
            }
        }
        this.state.errors = errors;
        if (!Object.keys(errors).length) {
            this.props.save(values);
            this.props.close();
        }
    }

    archive() {
        this.props.archive();
        this.props.close();
    }

    openRecord() {
        this.props.close();
        this.props.openRecord();
    }
}
