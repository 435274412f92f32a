import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { groupBy } from "@web/core/utils/arrays";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { messageOf } from "../stakeholder_map/map_model";
import { SUPPORT } from "../stakeholder_map/marks";

import { Component, onWillStart, useState } from "@odoo/owl";

const POWER = [
    { power: 5, label: _t("Decides alone") },
    { power: 4, label: _t("Can decide") },
    { power: 3, label: _t("Has a say") },
    { power: 2, label: _t("Is heard") },
    { power: 1, label: _t("Little say") },
];
const STRENGTH = [
    _t("None"),
    _t("Knows us"),
    _t("Talks to us"),
    _t("Trusts us"),
    _t("Counts on us"),
];
/** More names than this in one cell of the grid are shown on demand. */
const FEW = 6;

/** Who stands where at an account (power × support), and who of ours talks to whom, by strength. */
export class HeatMap extends Component {
    static template = "kam_management.HeatMap";
    static components = { EmptyButtons, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Who Talks to Whom");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        const { params = {}, context = {} } = this.props.action;
        const given = params.account_id || context.account_id;
        const around = context.active_model === "kam.account" ? context.active_id : false;
        this.accountId = Number(given || around || params.active_id) || false;
        this.props.updateActionState?.({ account_id: this.accountId });
        this.state = useState({ data: null, error: "", open: new Set() });
        this.levels = STRENGTH.map((label, strength) => ({ strength, label }));
        this.supports = Object.entries(SUPPORT).map(([code, { label }]) => ({ code, label }));
        onWillStart(() => this.load());
    }

    /** The account, where its people are added. */
    openAccount() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.account",
            res_id: this.accountId,
            views: [[false, "form"]],
        });
    }

    async load() {
        if (!this.accountId) {
            return;
        }
        try {
            const data = await this.orm.call("kam.account", "heat_data", [this.accountId]);
            this.lines = new Map();
            for (const line of data.lines) {
                this.lines.set(`${line.stakeholder_id}-${line.user_id}`, line);
            }
            this.grid = groupBy(data.people, (one) => `${one.power}-${one.support}`);
            Object.assign(this.state, { data, error: "" });
            this.env.config.setDisplayName(
                _t("Who Talks to Whom at %(name)s", { name: data.account.name }),
            );
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    // ------------------------------------------------------------------
    // Power × support
    // ------------------------------------------------------------------

    get powers() {
        return POWER;
    }

    /** One cell of the grid: who stands there, and how many are not shown yet. */
    standing(power, support) {
        const key = `${power}-${support}`;
        const all = this.grid[key] || [];
        const shown = this.state.open.has(key) ? all : all.slice(0, FEW);
        return { key, all, shown, more: all.length - shown.length };
    }

    /** The more people, the stronger the tone; the names say the same. */
    crowdClass(count) {
        return count ? `o_kam_toned o_kam_tone_${count > 3 ? 1 : count > 1 ? 2 : 3}` : "";
    }

    moreText(count) {
        return _t("and %s more", count);
    }

    // ------------------------------------------------------------------
    // Their people × ours
    // ------------------------------------------------------------------

    line(person, user) {
        return this.lines.get(`${person.id}-${user.id}`);
    }

    strengthClass(strength) {
        return strength ? `o_kam_toned o_kam_tone_${4 - strength}` : "o_kam_cold";
    }

    lineText(line, person, user) {
        const words = {
            user: user.name,
            person: person.name,
            strength: line.strength,
            label: STRENGTH[line.strength],
        };
        return line.is_primary
            ? _t("%(user)s and %(person)s: %(strength)s, %(label)s (first counterpart)", words)
            : _t("%(user)s and %(person)s: %(strength)s, %(label)s", words);
    }

    personText(person) {
        return _t("power %(power)s of 5, %(support)s", {
            power: person.power,
            support: SUPPORT[person.support].label,
        });
    }

    /** How many talk, and the strongest of these relationships; of one row, of one column, or of all. */
    total(field, id) {
        const lines = this.state.data.lines.filter((line) => !field || line[field] === id);
        return {
            count: lines.length,
            best: lines.length ? Math.max(...lines.map((line) => line.strength)) : "",
        };
    }

    // ------------------------------------------------------------------
    // Elsewhere
    // ------------------------------------------------------------------

    open(resModel, resId, title) {
        const { readonly } = this.state.data.account;
        this.dialog.add(
            FormViewDialog,
            { resModel, resId, title, readonly },
            { onClose: () => this.load() },
        );
    }

    openPerson(person) {
        this.open("kam.stakeholder", person.id, person.name);
    }

    openLine(line, person, user) {
        const title = _t("%(user)s and %(person)s", { user: user.name, person: person.name });
        this.open("kam.stakeholder.counterpart", line.id, title);
    }

    openPivot() {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Who Talks to Whom at %(name)s", { name: this.state.data.account.name }),
            res_model: "kam.stakeholder.counterpart",
            views: [
                [false, "pivot"],
                [false, "graph"],
                [false, "list"],
            ],
            domain: [["account_id", "=", this.accountId]],
            context: { default_account_id: this.accountId, kam_account_id: this.accountId },
        });
    }
}

registry.category("actions").add("kam_heat_map", HeatMap);
