import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component } from "@odoo/owl";

/** Segment and tier of an account on one line; a click opens the brief. */
export class KamBadge extends Component {
    static template = "kam_management.Badge";
    static components = { SegmentCircle };
    static props = {
        ...standardFieldProps,
        noOpen: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    get badge() {
        return this.props.record.data[this.props.name];
    }

    get canOpen() {
        return Boolean(this.badge.account_id) && !this.props.noOpen;
    }

    get tierClass() {
        return `o_badge_color_${this.badge.tier_color || 0}`;
    }

    get title() {
        const { segment, segment_name, tier_name, override } = this.badge;
        return [
            segment && (segment_name ? `${segment} · ${segment_name}` : segment),
            tier_name,
            override && _t("Set by hand"),
        ]
            .filter(Boolean)
            .join(", ");
    }

    get openLabel() {
        return _t("%(classification)s: open the brief", { classification: this.title });
    }

    /** The brief in a dialog, on the phone a whole screen; the account itself is one click further. */
    open() {
        this.action.doAction({
            type: "ir.actions.client",
            tag: "kam_account_brief",
            name: _t("Brief"),
            target: "new",
            params: { account_id: this.badge.account_id },
            context: { dialog_size: "extra-large", footer: false },
        });
    }

    /** Cards and list rows open themselves on these keys: keep them for the badge. */
    onKeydown(ev) {
        if (["Enter", " "].includes(ev.key)) {
            ev.stopPropagation();
        }
    }
}

export const kamBadge = {
    component: KamBadge,
    displayName: _t("Key account badge"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Do not open the brief"),
            name: "no_open",
            type: "boolean",
            help: _t("If checked, a click on the badge does not open the brief of the account."),
        },
    ],
    extractProps: ({ options }) => ({ noOpen: Boolean(options.no_open) }),
};

registry.category("fields").add("kam_badge", kamBadge);
