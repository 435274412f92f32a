import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useCommand } from "@web/core/commands/command_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { accountAction } from "../account_action/account_action";
import { moneyText } from "../bidi/money";
import { condition } from "../health/health";
import { SegmentCircle } from "../segment_circle/segment_circle";

import { Component, useState } from "@odoo/owl";

/** The top 20 accounts, one click (or Alt+Shift+K) away on every screen: anybody can name them at once. */
export class TopAccounts extends Component {
    static template = "kam_management.TopAccounts";
    static components = { Dropdown, DropdownItem, SegmentCircle };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.condition = condition;
        this.dropdown = useDropdownState();
        this.state = useState({ accounts: [], currency_id: false, loaded: false });
        useCommand(_t("Top 20 key accounts"), () => this.dropdown.open(), {
            category: "app",
            hotkey: "alt+shift+k",
            global: true,
        });
    }

    async load() {
        const data = await this.orm.silent.call("kam.dashboard", "top_data", []);
        Object.assign(this.state, data, { loaded: true });
    }

    money(value) {
        return moneyText(value, this.state.currency_id);
    }

    open(id) {
        return this.action.doAction(accountAction(id), { clearBreadcrumbs: true });
    }

    openAll() {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Top 20"),
                res_model: "kam.account",
                domain: [["id", "in", this.state.accounts.map(({ id }) => id)]],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            },
            { clearBreadcrumbs: true },
        );
    }
}

/** Only those who work with key accounts know the tiers' colours. */
export const topAccounts = {
    Component: TopAccounts,
    isDisplayed: () => Boolean(session.kam_tier_colors),
};

registry.category("systray").add("kam_management.TopAccounts", topAccounts, { sequence: 22 });

registry.category("command_setup").add("$", {
    debounceDelay: 200,
    emptyMessage: _t("No account found"),
    name: _t("key accounts"),
    placeholder: _t("Search for a key account…"),
});

/** In the command palette: "$" and a part of the name; without one, the top accounts. */
registry.category("command_provider").add("kam_accounts", {
    namespace: "$",
    async provide(env, { searchValue }) {
        if (!session.kam_tier_colors) {
            return [];
        }
        const { orm, action } = env.services;
        const found = searchValue
            ? await orm.call("kam.account", "name_search", [searchValue], { limit: 20 })
            : (await orm.call("kam.dashboard", "top_data", [])).accounts.map((one) => [
                  one.id,
                  one.name,
              ]);
        return found.map(([id, name]) => ({
            name,
            action: () => action.doAction(accountAction(id), { clearBreadcrumbs: true }),
        }));
    },
});
