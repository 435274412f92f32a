import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { SelectionEffect } from "./selection_effect";

import { Component, onWillStart, useEffect, useState } from "@odoo/owl";

/** Say which version of the line a decision is made on: somebody else may have decided meanwhile. */
function nameVersion(record, changes) {
    if (record.resId && Object.keys(changes).length) {
        changes.seen_version = record.data.version;
    }
}

/** What of some changes decides: {decision, segment_id}, as the server takes it; nothing where they do not. */
function decisionIn(changes) {
    const decided = {};
    if ("decision" in changes) {
        decided.decision = changes.decision;
    }
    if ("segment_id" in changes) {
        const segment = changes.segment_id;
        decided.segment_id =
            (segment && typeof segment === "object" ? segment.id : segment) || false;
    }
    return Object.keys(decided).length ? decided : null;
}

/** The effect of a review's decisions, with those that are not saved yet. */
function useEffectOf(getReviewId) {
    const orm = useService("orm");
    let turn = 0;
    const isManager = user.hasGroup("kam_management.group_kam_manager");
    const state = useState({ effect: false, pending: false });
    state.load = async (pending = []) => {
        const review = getReviewId();
        state.pending = pending.length > 0;
        if (review && (await isManager)) {
            const mine = ++turn;
            const effect = await orm.silent.call(
                "kam.selection.review",
                "effect_data",
                [[review]],
                {
                    pending,
                },
            );
            // Whoever waits for an older answer gets on all the same.
            if (mine === turn) {
                state.effect = effect;
            }
        }
    };
    return state;
}

/** Saves in bulk with the versions that were on the screen. */
export class SelectionModel extends RelationalModel {
    setup() {
        super.setup(...arguments);
        const orm = this.orm;
        this.orm = Object.assign(Object.create(orm), {
            webSave: (resModel, ids, vals, kwargs = {}) => {
                const context = { ...kwargs.context, kam_seen_versions: this.seenVersions(ids) };
                return orm.webSave(resModel, ids, vals, { ...kwargs, context });
            },
        });
    }

    /** {line: version} of those lines that are on the screen. */
    seenVersions(ids) {
        const wanted = new Set(ids);
        const records = (this.root?.records || []).filter((one) => wanted.has(one.resId));
        return Object.fromEntries(records.map((one) => [one.resId, one.data.version]));
    }
}

/** Deciding in a list, with the effect above it that follows every decision, before it is saved. */
export class SelectionListController extends ListController {
    static template = "kam_management.SelectionListView";
    static components = { ...ListController.components, SelectionEffect };

    setup() {
        super.setup();
        this.selection = useEffectOf(() => this.props.context.kam_review_id);
        onWillStart(() => this.selection.load());
        useEffect(
            (edited) => {
                if (!edited && this.selection.pending) {
                    this.selection.load();
                }
            },
            () => [this.model.root.editedRecord],
        );
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = () => this.selection?.load();
        params.hooks.onRecordChanged = (record, changes) => {
            const decision = decisionIn(changes);
            if (decision && record.resId) {
                return void this.selection.load([{ id: record.resId, ...decision }]);
            }
        };
        params.hooks.onSavedMulti = () => this.selection.load();
        return params;
    }

    /** Before many lines are decided on at once, the effect is on the screen behind the question. */
    async onAskMultiSaveConfirmation(changes, records) {
        const decision = decisionIn(changes);
        if (decision) {
            await this.selection.load(records.map((one) => ({ id: one.resId, ...decision })));
        }
        const proceed = await super.onAskMultiSaveConfirmation(...arguments);
        if (proceed === false && decision) {
            this.selection.load();
        }
        return proceed;
    }

    async beforeExecuteActionButton(clickParams) {
        const proceed = await super.beforeExecuteActionButton(...arguments);
        const seen = this.model.seenVersions(this.model.root.selection.map((one) => one.resId));
        clickParams.buttonContext = { ...clickParams.buttonContext, kam_seen_versions: seen };
        return proceed;
    }

    async onWillSaveRecord(record, changes) {
        nameVersion(record, changes);
        return super.onWillSaveRecord(...arguments);
    }

    async onRecordSaved() {
        await this.selection.load();
        return super.onRecordSaved(...arguments);
    }
}

registry.category("views").add("kam_selection_list", {
    ...listView,
    Model: SelectionModel,
    Controller: SelectionListController,
});

/** The same above the cards, on the phone. */
export class SelectionKanbanController extends KanbanController {
    static template = "kam_management.SelectionKanbanView";
    static components = { ...KanbanController.components, SelectionEffect };

    setup() {
        super.setup();
        this.selection = useEffectOf(() => this.props.context.kam_review_id);
        onWillStart(() => this.selection.load());
    }
}

registry.category("views").add("kam_selection_kanban", {
    ...kanbanView,
    Controller: SelectionKanbanController,
});

/** The same care on the form of one line. */
export class SelectionFormController extends FormController {
    async onWillSaveRecord(record, changes) {
        nameVersion(record, changes);
        return super.onWillSaveRecord(...arguments);
    }
}

registry.category("views").add("kam_selection_form", {
    ...formView,
    Controller: SelectionFormController,
});

/** On the form of one line: what the decision does, while it is made. */
export class SelectionLineEffect extends Component {
    static template = "kam_management.SelectionLineEffect";
    static components = { SelectionEffect };
    static props = { ...standardWidgetProps };

    setup() {
        this.selection = useEffectOf(() => this.props.record.data.review_id?.id);
        useRecordObserver((record) => {
            const { decision, segment_id: segment, version, review_state: state } = record.data;
            const now = { decision, segment_id: segment?.id || false };
            const line = `${record.resId} ${version}`;
            if (line !== this.line) {
                Object.assign(this, { line, saved: now });
            }
            if (record.resId && state === "open") {
                this.selection.load(this.pending(record.resId, now));
            }
        });
    }

    /** A segment counts where it was chosen; one that is there from before follows the decision. */
    pending(id, now) {
        const keys = Object.keys(now).filter((key) => now[key] !== this.saved[key]);
        return keys.length
            ? [{ id, ...Object.fromEntries(keys.map((key) => [key, now[key]])) }]
            : [];
    }
}

registry.category("view_widgets").add("kam_selection_line_effect", {
    component: SelectionLineEffect,
});
