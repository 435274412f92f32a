import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { deepCopy } from "@web/core/utils/objects";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatFloat } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { RatingFactor } from "./rating_factor";

import { Component, toRaw, useState } from "@odoo/owl";

const GROUPS = {
    financial: _t("Financial"),
    strategic: _t("Strategic"),
    attitude: _t("Attitude"),
};

/**
 * The ratings of one account, to be clicked. A click shows at once; the server's sheet replaces it when
 * the last of the queued changes has been answered, and the sheet last confirmed comes back on an error.
 */
export class RatingSheet extends Component {
    static template = "kam_management.RatingSheet";
    static components = { RatingFactor };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.mutex = new Mutex();
        this.pending = 0;
        this.confirmed = null;
        this.shownData = null;
        this.state = useState({ sheet: null, error: "", saving: {} });
        useRecordObserver((record) => {
            // `data` is a new object after each load and save, and only then
            const data = toRaw(record.data);
            if (!this.pending && data !== this.shownData) {
                this.shownData = data;
                this.load(record);
            }
        });
    }

    // ------------------------------------------------------------------
    // Shown
    // ------------------------------------------------------------------

    get sheet() {
        return this.state.sheet;
    }

    get readonly() {
        return Boolean(this.props.readonly || this.sheet.readonly);
    }

    formatScore(score) {
        return formatFloat(score || 0, { digits: [16, 1], trailingZeros: false });
    }

    formatCoverage(coverage) {
        return _t("%(percent)s rated", { percent: `${Math.round(coverage || 0)}%` });
    }

    maxShare(axis) {
        return Math.max(...axis.factors.map((factor) => factor.share || 0), 0);
    }

    /** Share of the weight of this axis that is rated, as shown now. */
    ratedShare(axis) {
        return axis.factors.reduce((sum, factor) => sum + (factor.value ? factor.share : 0), 0);
    }

    /** Factors by group, groups in the order in which they first appear. */
    groups(axis) {
        const groups = new Map();
        for (const factor of axis.factors) {
            const key = factor.group || "";
            groups.set(key, [...(groups.get(key) || []), factor]);
        }
        return [...groups].map(([key, factors]) => ({ key, label: GROUPS[key] || key, factors }));
    }

    // ------------------------------------------------------------------
    // Loading and changing
    // ------------------------------------------------------------------

    async load(record = this.props.record) {
        this.state.error = "";
        if (!record.resId) {
            this.show(null);
            return;
        }
        const call = this.orm.call(record.resModel, "rating_sheet", [[record.resId]]);
        try {
            this.show(await this.keepLast.add(call));
        } catch (error) {
            this.show(null);
            this.state.error = this.messageOf(error);
        }
    }

    show(sheet) {
        this.confirmed = sheet;
        this.state.sheet = deepCopy(sheet);
        this.state.saving = {};
    }

    rate(factor, value) {
        const shown = value ? { value, origin: "manual" } : { value: false, contribution: 0 };
        if (!value && factor.computed) {
            Object.assign(shown, { value: factor.value, origin: "computed" });
        }
        return this.change(factor, shown, "rate", value);
    }

    saveNote(factor, note) {
        return this.change(factor, { note }, "rate_note", note);
    }

    change(factor, shown, method, value) {
        Object.assign(factor, shown);
        this.state.saving[factor.criterion_id] = true;
        this.pending++;
        return this.mutex.exec(() => this.send(method, factor.criterion_id, value));
    }

    async send(method, criterionId, value) {
        const { record } = this.props;
        let saved = false;
        try {
            if (!(await record.isDirty()) || (await record.save())) {
                const args = [[record.resId], criterionId, value];
                this.confirmed = await this.orm.call(record.resModel, method, args);
                saved = true;
            }
        } catch (error) {
            this.notification.add(this.messageOf(error), { type: "danger" });
        }
        try {
            if (saved && this.pending === 1) {
                await this.reload(record);
            }
        } finally {
            this.pending--;
            if (!this.pending) {
                this.show(this.confirmed);
            }
        }
    }

    /** The form shows the new scores; what was typed meanwhile is saved, not lost. */
    async reload(record) {
        await ((await record.isDirty()) ? record.save() : record.load());
        this.shownData = toRaw(record.data);
    }

    /** What the server said; anything that is not the server's answer is left to Odoo's error handler. */
    messageOf(error) {
        if (error instanceof RPCError) {
            return error.data?.message || error.message;
        }
        throw error;
    }
}

export const ratingSheet = {
    component: RatingSheet,
    additionalClasses: ["o_kam_rating_sheet_widget"],
};

registry.category("view_widgets").add("kam_rating_sheet", ratingSheet);
