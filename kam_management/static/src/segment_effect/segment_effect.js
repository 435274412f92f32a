import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { accountAction } from "../account_action/account_action";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component } from "@odoo/owl";

/** What a change of floors, weights or slots would do: accounts per segment, movers, load per manager. */
export class SegmentEffect extends Component {
    static template = "kam_management.SegmentEffect";
    static components = { SegmentCircle };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.formatInteger = formatInteger;
    }

    get effect() {
        return this.props.record.data[this.props.name];
    }

    get segments() {
        return this.effect.segments || [];
    }

    get movers() {
        return this.effect.movers || [];
    }

    get managers() {
        return this.effect.managers || [];
    }

    get moverTitle() {
        const count = this.effect.mover_count ?? this.movers.length;
        if (!count) {
            return _t("No account moves");
        }
        return count > this.movers.length
            ? _t("%(count)s accounts move, the first %(shown)s:", {
                  count,
                  shown: this.movers.length,
              })
            : _t("Accounts that move: %(count)s", { count });
    }

    /** Each row has its own scale: four A accounts would vanish beside a thousand D accounts. */
    width(segment, count) {
        const most = Math.max(segment.now, segment.then, segment.slots || 0, 1);
        return `width: ${(100 * count) / most}%`;
    }

    slotsStyle(segment) {
        return `inset-inline-start: ${this.width(segment, segment.slots).slice("width: ".length)}`;
    }

    difference(segment) {
        const difference = segment.then - segment.now;
        return difference > 0
            ? `+${formatInteger(difference)}`
            : formatInteger(difference).replace("-", "−");
    }

    countText(segment) {
        return _t("%(name)s: %(now)s accounts now, %(then)s then", {
            name: segment.name,
            now: formatInteger(segment.now),
            then: formatInteger(segment.then),
        });
    }

    money(amount, short) {
        const { currency_id: currencyId } = this.effect;
        return currencyId
            ? formatMonetary(amount, { currencyId, humanReadable: short })
            : formatFloat(amount, {
                  digits: [16, 0],
                  humanReadable: short,
                  decimals: short ? 1 : 0,
              });
    }

    budgetText(segment, short) {
        return _t("%(cost)s of %(budget)s service budget", {
            cost: this.money(segment.cost, short),
            budget: this.money(segment.budget, short),
        });
    }

    loadStyle(manager) {
        const part = manager.capacity ? manager.used / manager.capacity : Number(manager.used > 0);
        return `width: ${Math.min(100 * part, 100)}%`;
    }

    loadText(manager) {
        const amount = (value) =>
            formatFloat(value || 0, { digits: [16, 1], trailingZeros: false });
        return _t("%(used)s of %(capacity)s", {
            used: amount(manager.used),
            capacity: amount(manager.capacity),
        });
    }

    openAccount(accountId) {
        this.action.doAction(accountAction(accountId));
    }
}

export const segmentEffect = {
    component: SegmentEffect,
    displayName: _t("Effect on the segments"),
    supportedTypes: ["json"],
};

registry.category("fields").add("kam_segment_effect", segmentEffect);
