import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component } from "@odoo/owl";

/** What the decisions of a yearly selection do: accounts per segment against slots, load per manager. */
export class SelectionEffect extends Component {
    static template = "kam_management.SelectionEffect";
    static components = { SegmentCircle };
    static props = { effect: { optional: true }, compact: { type: Boolean, optional: true } };

    setup() {
        this.formatInteger = formatInteger;
    }

    /** While deciding in a list, those who change or are over their capacity are enough. */
    get managers() {
        const managers = this.props.effect.managers;
        return this.props.compact
            ? managers.filter((one) => !one.ok || one.now !== one.then || this.moves(one))
            : managers;
    }

    moves(manager) {
        return manager.parts.some((part) => part.now !== part.then);
    }

    get progress() {
        const { lines, looked_at: done, undecided } = this.props.effect;
        return undecided
            ? _t("%(done)s of %(lines)s looked at, %(undecided)s without a decision", {
                  done,
                  lines,
                  undecided,
              })
            : _t("%(done)s of %(lines)s looked at", { done, lines });
    }

    ofSlots(part) {
        return _t("of %s", formatInteger(part.slots));
    }
}

/** The same as a field of the review. */
export class SelectionEffectField extends Component {
    static template = "kam_management.SelectionEffectField";
    static components = { SelectionEffect };
    static props = { ...standardFieldProps };

    get effect() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("kam_selection_effect", {
    component: SelectionEffectField,
    displayName: _t("Effect of a yearly selection"),
    supportedTypes: ["json"],
});
