import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { Component, useState } from "@odoo/owl";

const SEVERITIES = {
    high: { icon: "fa-exclamation-circle text-danger", label: _t("Serious") },
    medium: { icon: "fa-exclamation-triangle text-warning", label: _t("Worth a look") },
    low: { icon: "fa-info-circle text-info", label: _t("For your information") },
};

/** What the map says: how we are in contact, and what is missing, each with what mends it. */
export class MapPanel extends Component {
    static template = "kam_management.MapPanel";
    static props = {
        model: Object,
        fix: Function,
        plan: { type: Function, optional: true },
        openAction: { type: Function, optional: true },
    };

    setup() {
        this.model = useState(this.props.model);
        this.state = useState({ busy: -1 });
    }

    /** Whoever was looked at last. */
    get person() {
        return this.model.now.people.find((one) => one.id === this.model.focusId);
    }

    dateOf({ date }) {
        return formatDate(deserializeDate(date));
    }

    severity(finding) {
        return SEVERITIES[finding.severity] || SEVERITIES.low;
    }

    point(finding) {
        this.model.pointedAt = finding ? finding.stakeholder_ids : [];
    }

    /** Step through those a finding speaks of. */
    show({ stakeholder_ids: ids }) {
        const index = ids.indexOf(this.model.focusId);
        this.model.reveal(ids[(index + 1) % ids.length]);
    }

    async fix(finding, index) {
        this.state.busy = index;
        try {
            await this.props.fix(finding.fix);
        } finally {
            this.state.busy = -1;
        }
    }
}
