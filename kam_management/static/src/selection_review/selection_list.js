import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { SelectionEffect } from "./selection_effect";

import { onWillStart, useState } from "@odoo/owl";

/** Say which version of the line a decision is made on: somebody else may have decided meanwhile. */
function nameVersion(record, changes) {
    if (record.resId && Object.keys(changes).length) {
        changes.seen_version = record.data.version;
    }
}

/** Deciding in a list, with the effect above it that follows every saved decision. */
export class SelectionListController extends ListController {
    static template = "kam_management.SelectionListView";
    static components = { ...ListController.components, SelectionEffect };

    setup() {
        super.setup();
        this.selection = useState({ effect: false });
        this.orm = useService("orm");
        onWillStart(async () => {
            this.isManager = await user.hasGroup("kam_management.group_kam_manager");
            await this.loadEffect();
        });
    }

    get modelParams() {
        const params = super.modelParams;
        const load = this.loadEffect.bind(this);
        params.hooks.onRootLoaded = load;
        return params;
    }

    async loadEffect() {
        const review = this.props.context.kam_review_id;
        if (review && this.isManager) {
            this.selection.effect = await this.orm.silent.call(
                "kam.selection.review",
                "effect_data",
                [[review]],
            );
        }
    }

    async onWillSaveRecord(record, changes) {
        nameVersion(record, changes);
        return super.onWillSaveRecord(...arguments);
    }

    async onRecordSaved() {
        await this.loadEffect();
        return super.onRecordSaved(...arguments);
    }
}

registry.category("views").add("kam_selection_list", {
    ...listView,
    Controller: SelectionListController,
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
