import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { StakeholderMap } from "./stakeholder_map";

import { Component, toRaw, useState } from "@odoo/owl";

/** The map in the form of an account, of its plan, or of an opportunity. */
export class StakeholderMapWidget extends Component {
    static template = "kam_management.StakeholderMapWidget";
    static components = { StakeholderMap };
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ version: 0 });
        this.shownData = null;
        useRecordObserver((record) => {
            // `data` is a new object after each load and save, and only then
            const data = toRaw(record.data);
            if (data !== this.shownData) {
                this.shownData = data;
                this.state.version++;
            }
        });
    }

    get ids() {
        const { resModel, resId, data } = this.props.record;
        if (resModel === "crm.lead") {
            return { accountId: data.kam_account_id?.id || false, leadId: resId || false };
        }
        const accountId = resModel === "kam.account" ? resId : data.account_id?.id;
        return { accountId: accountId || false, leadId: false };
    }

    /** Counts and stat buttons of the form follow; what was typed and not saved stays. */
    async onChanged() {
        const { record } = this.props;
        if (!(await record.isDirty())) {
            await record.load();
            this.shownData = toRaw(record.data);
        }
    }
}

export const stakeholderMapWidget = {
    component: StakeholderMapWidget,
    additionalClasses: ["o_kam_stakeholder_map_widget"],
};

registry.category("view_widgets").add("kam_stakeholder_map", stakeholderMapWidget);

/** The map on the whole screen. */
export class StakeholderMapAction extends Component {
    static template = "kam_management.StakeholderMapAction";
    static components = { Layout, StakeholderMap };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Stakeholder map");

    setup() {
        const { params = {}, context = {} } = this.props.action;
        const fromContext = context.active_model === "kam.account" ? context.active_id : false;
        this.ids = {
            accountId: Number(params.account_id || fromContext) || false,
            leadId: Number(params.lead_id) || false,
        };
        this.props.updateActionState?.({
            account_id: this.ids.accountId,
            lead_id: this.ids.leadId || undefined,
        });
    }

    onLoaded(account) {
        this.env.config.setDisplayName(_t("Stakeholder map of %(name)s", { name: account.name }));
    }
}

registry.category("actions").add("kam_stakeholder_map", StakeholderMapAction);
