import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { accountAction } from "../account_action/account_action";
import { moneyText } from "../bidi/money";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { addUp, growthOf, reachedOf } from "./sums";

import { Component, onWillStart, useRef, useState } from "@odoo/owl";

/** More rows than this open folded: the groups first. */
const FOLD = 60;

/** The targets of a year in one table: from the total down to the accounts, each beside its figures. */
export class TargetTable extends Component {
    static template = "kam_management.TargetTable";
    static components = { EmptyButtons, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Targets");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.table = useRef("table");
        const { params = {} } = this.props.action;
        this.state = useState({ data: null, filters: { ...(params.filters || {}) }, folded: {} });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get data() {
        return this.state.data;
    }

    get filters() {
        return this.data.filters;
    }

    /** One account, manager or segment with all its measures, instead of one measure of all. */
    get isOne() {
        return Boolean(this.filters.scope);
    }

    async load() {
        const data = await this.keepLast.add(
            this.orm.call("kam.target", "table_data", [{ ...this.state.filters }]),
        );
        this.state.data = data;
        if (data.rows.length > FOLD && !Object.keys(this.state.folded).length) {
            for (const row of data.rows.filter(
                ({ scope }) => scope === "segment" || scope === "user",
            )) {
                this.state.folded[row.id] = true;
            }
        }
    }

    setFilter(values) {
        Object.assign(this.state.filters, this.chosen, values);
        this.state.folded = {};
        return this.load();
    }

    get chosen() {
        const { year, measure, company_id, by } = this.filters;
        return { year, measure, company_id, by, scope: false, place_id: 0 };
    }

    openOne(row) {
        return this.setFilter({ scope: row.scope, place_id: row.place_id });
    }

    // -- rows -------------------------------------------------------------------------------------------------

    get rows() {
        const rows = this.data.rows;
        return rows.filter((row) => {
            for (let above = rows[row.above]; above; above = rows[above.above]) {
                if (this.state.folded[above.id]) {
                    return false;
                }
            }
            return true;
        });
    }

    get isEmpty() {
        return !this.isOne && !this.data.rows.some(({ scope }) => scope === "account");
    }

    get isUnset() {
        return (
            !this.isEmpty && !this.isOne && this.data.rows.every(({ target }) => target === null)
        );
    }

    hasBelow(row) {
        return !this.isOne && row.scope !== "account" && row.scope !== "total";
    }

    fold(row) {
        this.state.folded[row.id] = !this.state.folded[row.id];
    }

    /** Per row what its parts add up to and by how much that misses the target; live while typing. */
    get sums() {
        return this.data.is_added && !this.isOne ? addUp(this.data.rows) : [];
    }

    sumOf(row) {
        const sum = this.sums[this.data.rows.indexOf(row)];
        return sum && sum.below !== null && row.target !== null ? sum : null;
    }

    allMeasures(row) {
        return row.scope === "account"
            ? _t("Open the account")
            : _t("All measures of %s", row.name);
    }

    // -- words ------------------------------------------------------------------------------------------------

    info(row) {
        return this.isOne ? row : this.data;
    }

    text(row, value) {
        if (value === null || value === undefined) {
            return "–";
        }
        const { money, unit } = this.info(row);
        if (money) {
            return moneyText(value, this.data.currency_id);
        }
        return this.plain(value) + (unit === "%" ? " %" : "");
    }

    exact(row, value) {
        if (value === null || value === undefined) {
            return _t("Not known");
        }
        const { money, unit } = this.info(row);
        return money
            ? moneyText(value, this.data.currency_id, false)
            : `${this.plain(value)} ${unit || ""}`.trim();
    }

    plain(value) {
        return formatFloat(value, { digits: [16, Number.isInteger(value) ? 0 : 2] });
    }

    input(row) {
        return row.target === null ? "" : this.plain(row.target);
    }

    growth(row) {
        const growth = growthOf(row.target, row.last_year);
        return growth === null ? "" : _t("%s %", formatFloat(growth, { digits: [16, 1] }));
    }

    reached(row) {
        return reachedOf(row.target, row.achieved, this.info(row).less);
    }

    bar(row) {
        const reached = this.reached(row);
        return `width: ${Math.max(0, Math.min(100, reached || 0))}%`;
    }

    difference(row) {
        const { missing } = this.sumOf(row);
        if (!missing) {
            return _t("adds up");
        }
        const amount = this.exact(row, Math.abs(missing));
        return missing < 0 ? _t("%s not given out", amount) : _t("%s too much", amount);
    }

    differenceHint(row) {
        return _t("Its parts come to %s.", this.exact(row, this.sumOf(row).below));
    }

    adjustedHint(row) {
        if (row.proposed === null) {
            return _t("Set by hand: a split leaves it as it is.");
        }
        return _t(
            "Set by hand; the split proposed %s. Click to go back to that.",
            this.exact(row, row.proposed),
        );
    }

    // -- setting ----------------------------------------------------------------------------------------------

    rowKey(row) {
        const { year, company_id } = this.filters;
        return {
            year,
            company_id,
            measure: this.isOne ? row.id : this.data.measure,
            scope: row.scope,
            place_id: row.place_id,
        };
    }

    async onChange(row, ev) {
        const seen = row.target;
        const typed = ev.target.value.trim();
        let value = null;
        if (typed) {
            try {
                value = parseFloat(typed);
            } catch {
                ev.target.value = this.input(row);
                this.notification.add(_t("“%s” is not a number.", typed), { type: "warning" });
                return;
            }
        }
        if (value === seen) {
            ev.target.value = this.input(row);
            return;
        }
        row.target = value;
        try {
            Object.assign(
                row,
                await this.orm.call("kam.target", "set_target", [this.rowKey(row), value, seen]),
            );
        } catch (error) {
            row.target = seen;
            ev.target.value = this.input(row);
            throw error;
        }
        ev.target.value = this.input(row);
    }

    /** Enter and the arrows go up and down the column of targets. */
    onKeydown(ev) {
        const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step) {
            return;
        }
        const inputs = [...this.table.el.querySelectorAll("input.o_kam_target")];
        const next = inputs[inputs.indexOf(ev.target) + step];
        ev.preventDefault();
        if (next) {
            next.focus();
            next.select();
        } else {
            ev.target.blur();
        }
    }

    async release(row) {
        if (!row.may_set || row.proposed === null) {
            return;
        }
        await this.orm.call("kam.target", "action_release", [[row.target_id]]);
        return this.load();
    }

    // -- clicks -----------------------------------------------------------------------------------------------

    async open(row, figure) {
        return this.action.doAction(
            await this.orm.call("kam.target", "open_records", [this.rowKey(row), figure]),
        );
    }

    openPlace(row) {
        if (row.scope === "account") {
            return this.action.doAction(accountAction(row.place_id));
        }
        return this.openOne(row);
    }

    divide() {
        const { year, measure, company_id } = this.filters;
        return this.action.doAction("kam_management.kam_target_split_action", {
            additionalContext: {
                default_year: year,
                default_measure: measure,
                default_company_id: company_id,
            },
            onClose: (infos) => infos && this.setFilter({ by: this.filters.by, ...infos }),
        });
    }
}

registry.category("actions").add("kam_target_table", TargetTable);
