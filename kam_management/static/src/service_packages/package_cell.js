import { _t } from "@web/core/l10n/translation";

import { Component, useState } from "@odoo/owl";

const OFFERS = [
    ["included", _t("Included")],
    ["charged", _t("Charged separately")],
    ["none", _t("Not offered")],
];
const IMPORTANCE = [
    ["1", _t("Very low")],
    ["2", _t("Low")],
    ["3", _t("Medium")],
    ["4", _t("High")],
    ["5", _t("Very high")],
];

/** One service in the package of one segment. */
export class PackageCell extends Component {
    static template = "kam_management.PackageCell";
    static props = {
        title: String,
        description: String,
        line: Object,
        readonly: { type: Boolean, optional: true },
        change: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.offers = OFFERS;
        this.importance = IMPORTANCE;
        this.state = useState({ line: { ...this.props.line } });
    }

    async change(values) {
        Object.assign(this.state.line, values);
        this.state.line = { ...(await this.props.change(values)) };
    }
}
