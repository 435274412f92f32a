import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { arrow } from "../bidi/arrow";
import { messageOf } from "../stakeholder_map/map_model";
import { InlineAdd } from "./inline_add";
import { TacticCard } from "./tactic_card";

import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";

const MODELS = {
    objective: "kam.plan.objective",
    strategy: "kam.plan.strategy",
    tactic: "kam.plan.tactic",
};
const MEND = {
    no_measure: _t("Set a measure"),
    no_owner: _t("Choose an owner"),
    no_tactic: _t("Plan a step"),
    unanswered: _t("Answer it"),
    late: _t("Open"),
    tactic_late: _t("Done"),
};

/** Objectives × quarters of a plan: what is done for which objective, when, by whom, and how far along it is. */
export class DevelopmentPlan extends Component {
    static template = "kam_management.DevelopmentPlan";
    static components = { InlineAdd, TacticCard };
    static props = {
        planId: Number,
        version: { type: Number, optional: true },
        onChanged: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ data: null, error: "", quarter: "1", flagsOpen: false, said: "" });
        this.focusId = null;
        onWillStart(async () => {
            await this.load();
            const now = this.state.data?.quarters.find((quarter) => quarter.now);
            this.state.quarter = now ? now.code : "1";
            this.refresh();
        });
        onWillUpdateProps(async (next) => {
            if (next.planId !== this.props.planId || next.version !== this.props.version) {
                await this.load(next.planId);
            }
        });
        useSortable({
            ref: this.root,
            enable: () => this.editable,
            elements: ".o_kam_tactic",
            groups: ".o_kam_quarter_cell",
            connectGroups: true,
            ignore: "button, input, .dropdown",
            cursor: "grabbing",
            placeholderClasses: ["opacity-50"],
            onDrop: ({ element, parent }) => this.onDrop(element, parent),
        });
        useEffect(() => {
            if (this.focusId) {
                this.root.el?.querySelector(`.o_kam_tactic[data-id="${this.focusId}"]`)?.focus();
                this.focusId = null;
            }
        });
    }

    // ------------------------------------------------------------------
    // Data
    // ------------------------------------------------------------------

    async load(planId = this.props.planId) {
        try {
            const data = await this.orm.call("kam.account.plan", "development_data", [planId]);
            Object.assign(this.state, { data, error: "" });
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    /** Live figures are measured after the plan is on the screen: it does not wait for them. */
    async refresh() {
        const plan = this.state.data?.plan;
        if (!plan?.live || plan.closed) {
            return;
        }
        try {
            if (await this.orm.silent.call("kam.account.plan", "refresh_measures", [plan.id])) {
                await this.load();
            }
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    /** Do something on the server, then read again; what went wrong is said, and the plan shows what is so. */
    async change(work) {
        let result;
        try {
            result = (await work()) ?? true;
        } catch (error) {
            this.notification.add(messageOf(error), { type: "danger" });
            result = false;
        }
        await this.load();
        if (result) {
            this.props.onChanged?.();
        }
        return result;
    }

    get plan() {
        return this.state.data.plan;
    }

    /** Whether the content may be changed. */
    get editable() {
        const plan = this.state.data?.plan;
        return Boolean(plan && !plan.readonly && !plan.frozen);
    }

    /** Whether progress may be ticked: on an approved plan as well. */
    get live() {
        const plan = this.state.data?.plan;
        return Boolean(plan && !plan.readonly && !plan.closed);
    }

    /** Whoever does a tactic ticks it, even where the plan is not theirs to write. */
    mayTick(tactic) {
        const plan = this.state.data?.plan;
        return this.live || Boolean(plan && !plan.closed && tactic.user?.id === user.userId);
    }

    get isSmall() {
        return this.env.isSmall;
    }

    get shownQuarters() {
        const { quarters } = this.state.data;
        return this.isSmall ? quarters.filter(({ code }) => code === this.state.quarter) : quarters;
    }

    tacticsOf(strategy, quarter) {
        return strategy.tactics.filter((tactic) => tactic.quarter === quarter.code);
    }

    quarterName({ code }) {
        return _t("Q%s", code);
    }

    countOf(quarter) {
        const tactics = this.state.data.objectives
            .flatMap(({ strategies }) => strategies)
            .flatMap((strategy) => this.tacticsOf(strategy, quarter));
        return { all: tactics.length, done: tactics.filter(({ done }) => done).length };
    }

    percent(progress) {
        return progress === null ? _t("not known yet") : _t("%s %", Math.round(progress));
    }

    figures({ measure, unit, baseline, target, current }) {
        const show = (value) => (value === null ? "?" : value.toLocaleString());
        return _t("%(measure)s: %(baseline)s %(arrow)s %(current)s of %(target)s %(unit)s", {
            measure,
            unit,
            baseline: show(baseline),
            arrow: arrow(),
            current: show(current),
            target: show(target),
        });
    }

    // ------------------------------------------------------------------
    // Tactics
    // ------------------------------------------------------------------

    find(id) {
        for (const { strategies } of this.state.data.objectives) {
            for (const strategy of strategies) {
                const tactic = strategy.tactics.find((one) => one.id === id);
                if (tactic) {
                    return { tactic, strategy };
                }
            }
        }
        return {};
    }

    onDrop(element, parent) {
        const { tactic, strategy } = this.find(Number(element.dataset.id));
        const { quarter, strategyId } = (parent || element.closest(".o_kam_quarter_cell")).dataset;
        if (tactic && (quarter !== tactic.quarter || Number(strategyId) !== strategy.id)) {
            this.move(tactic, quarter, Number(strategyId));
        }
    }

    async move(tactic, quarter, strategyId) {
        const vals = strategyId ? { quarter, strategy_id: strategyId } : { quarter };
        this.focusId = tactic.id;
        if (await this.change(() => this.orm.write(MODELS.tactic, [tactic.id], vals))) {
            this.state.said = _t("%(tactic)s moved to Q%(quarter)s", {
                tactic: tactic.name,
                quarter,
            });
        }
    }

    async toggle(tactic) {
        this.focusId = tactic.id;
        const done = !tactic.done;
        if (await this.change(() => this.orm.write(MODELS.tactic, [tactic.id], { done }))) {
            this.state.said = done
                ? _t("%s is done", tactic.name)
                : _t("%s is open again", tactic.name);
        }
    }

    /** A to-do, a meeting or an opportunity from a tactic. */
    async work(tactic, method) {
        let action = null;
        const worked = await this.change(async () => {
            action = await this.orm.call(MODELS.tactic, method, [tactic.id]);
        });
        if (worked && action) {
            await this.action.doAction(action, { onClose: () => this.load() });
        }
    }

    // ------------------------------------------------------------------
    // Adding and opening
    // ------------------------------------------------------------------

    addObjective(name) {
        const vals = { plan_id: this.plan.id, name, user_id: user.userId };
        return this.change(() => this.orm.create(MODELS.objective, [vals]));
    }

    addStrategy(objective, name) {
        return this.change(() =>
            this.orm.create(MODELS.strategy, [{ objective_id: objective.id, name }]),
        );
    }

    addTactic(objective, strategy, quarter, name) {
        const owner = strategy.user || objective.user;
        const vals = {
            strategy_id: strategy.id,
            quarter: quarter.code,
            name,
            user_id: owner ? owner.id : user.userId,
        };
        return this.change(() => this.orm.create(MODELS.tactic, [vals]));
    }

    open(kind, record) {
        this.openForm(MODELS[kind], record.id, record.name);
    }

    openForm(resModel, resId, title) {
        this.dialog.add(
            FormViewDialog,
            {
                resModel,
                resId,
                title: title || "",
                readonly: this.plan.readonly,
                onRecordSaved: () => this.props.onChanged?.(),
            },
            { onClose: () => this.load() },
        );
    }

    // ------------------------------------------------------------------
    // What is to be mended
    // ------------------------------------------------------------------

    mendLabel(flag) {
        return MEND[flag.code];
    }

    canMend(flag) {
        return flag.code === "tactic_late" ? this.live : this.editable;
    }

    mend(flag) {
        if (flag.code === "tactic_late") {
            return this.toggle(this.find(flag.id).tactic);
        }
        if (flag.code === "no_tactic") {
            const objective = this.state.data.objectives.find((one) => one.id === flag.id);
            const row = `[data-objective-id="${flag.id}"]`;
            const target = objective.strategies.length
                ? `.o_kam_strategy${row} .o_kam_add`
                : `.o_kam_add_row${row} .o_kam_add`;
            const button = this.root.el.querySelector(target);
            button?.scrollIntoView({ block: "center" });
            return button?.click();
        }
        return this.openForm(flag.model, flag.id);
    }
}
