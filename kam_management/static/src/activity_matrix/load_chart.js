import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { share } from "./workload";

import { Component } from "@odoo/owl";

/** Hours per owner role and month against capacity: a row of bars for each role. */
export class LoadChart extends Component {
    static template = "kam_management.MatrixLoadChart";
    static props = { roles: Array, months: Array, load: Object, open: Function };

    /** Roles with work, or with people. */
    get rows() {
        const { roles, load } = this.props;
        return roles
            .filter((role) => role.persons || load[role.code])
            .map((role) => {
                const hours = load[role.code] || this.props.months.map(() => 0);
                const total = Math.round(hours.reduce((sum, one) => sum + one, 0));
                const most = Math.max(role.capacity, ...hours, 1);
                return { ...role, hours, total, most, percent: share(total, 12 * role.capacity) };
            });
    }

    barStyle(row, hours) {
        return `height: ${(100 * hours) / row.most}%`;
    }

    lineStyle(row) {
        return `bottom: ${(100 * row.capacity) / row.most}%`;
    }

    isOver(row, hours) {
        return hours > row.capacity;
    }

    format(value) {
        return formatFloat(value, { digits: [16, 1], trailingZeros: false });
    }

    barText(row, month, hours) {
        const words = {
            role: row.name,
            month: month.label,
            hours: this.format(hours),
            capacity: this.format(row.capacity),
        };
        return this.isOver(row, hours)
            ? _t("%(role)s, %(month)s: %(hours)s of %(capacity)s hours, too much", words)
            : _t("%(role)s, %(month)s: %(hours)s of %(capacity)s hours", words);
    }

    capacityText(row) {
        if (!row.persons) {
            return _t("nobody is in this role");
        }
        return row.persons === 1
            ? _t("1 person, %s h a month", this.format(row.capacity))
            : _t("%(count)s people, %(capacity)s h a month", {
                  count: row.persons,
                  capacity: this.format(row.capacity),
              });
    }
}
