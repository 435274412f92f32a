import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ProgrammeRadar } from "./programme_radar";

import { Component, onWillStart, useState } from "@odoo/owl";

const { DateTime } = luxon;

export const ANSWERS = [
    { code: "yes", label: _t("Yes") },
    { code: "partly", label: _t("Partly") },
    { code: "no", label: _t("No") },
    { code: "unknown", label: _t("Not known") },
];
/** How an answer counts, as icon, colour and word. */
const STATES = {
    yes: { icon: "fa-check-circle", color: "success" },
    partly: { icon: "fa-adjust", color: "warning" },
    no: { icon: "fa-times-circle", color: "danger" },
    unknown: { icon: "fa-question-circle-o", color: "muted" },
};

/** Milestones, checklists and self-assessment of the programme: what use answers, and what managers answer. */
export class Programme extends Component {
    static template = "kam_management.Programme";
    static components = { Layout, ProgrammeRadar };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Programme");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.answers = ANSWERS;
        this.states = STATES;
        const { kind = "milestone", year = false } = this.props.state || {};
        this.state = useState({ data: null, kind, openOnly: false, shown: false });
        this.year = year;
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    async load(refresh = false) {
        this.state.data = await this.keepLast.add(
            this.orm.call("kam.programme", "programme_data", [], {
                year: this.year,
                refresh,
            }),
        );
    }

    onYear(ev) {
        this.year = Number(ev.target.value);
        return this.load();
    }

    // -- what is shown ------------------------------------------------------------------------------------------

    get chosen() {
        return this.state.data.lists.find(({ kind }) => kind === this.state.kind);
    }

    /** The items of the chosen list; those of the self-assessment by element. */
    get groups() {
        const items = this.state.data.items.filter(
            ({ kind, state }) =>
                kind === this.state.kind && (!this.state.openOnly || state !== "yes"),
        );
        if (this.state.kind !== "assessment") {
            return [{ code: "all", items }];
        }
        return this.state.data.elements
            .map((element) => ({
                ...element,
                items: items.filter((item) => item.element === element.code),
            }))
            .filter((group) => group.items.length);
    }

    select(kind) {
        this.state.kind = kind;
        this.state.shown = false;
    }

    selectElement(code) {
        this.select("assessment");
        this.state.openOnly = false;
        // Once the list is there, its part comes into view.
        setTimeout(() =>
            document.getElementById(`kam_element_${code}`)?.scrollIntoView({ block: "start" }),
        );
    }

    toggle(item) {
        this.state.shown = this.state.shown === item.id ? false : item.id;
    }

    answerLabel(code) {
        return this.answers.find((one) => one.code === code).label;
    }

    /** The part of a list that each state has, for its bar. */
    share(list, state) {
        return list.total ? (list.counts[state] * 100) / list.total : 0;
    }

    summary({ counts, total }) {
        return _t("%(yes)s of %(total)s yes, %(partly)s partly, %(no)s no, %(unknown)s not known", {
            ...counts,
            total,
        });
    }

    elementText({ score, known, total }) {
        return score === null
            ? _t("nothing is answered yet")
            : _t("%(score)s of 100, %(known)s of %(total)s answered", { score, known, total });
    }

    date(text) {
        const date = deserializeDate(text);
        const days = Math.round(date.diff(DateTime.local().startOf("day"), "days").days);
        return Math.abs(days) <= 14
            ? date.toRelativeCalendar({ unit: "days" })
            : date.toLocaleString(DateTime.DATE_MED);
    }

    exactDate(text) {
        return deserializeDate(text).toLocaleString(DateTime.DATE_FULL);
    }

    get asOf() {
        const { evaluated_on } = this.state.data;
        return evaluated_on
            ? _t(
                  "Figures as of %s",
                  deserializeDateTime(evaluated_on).toLocaleString(DateTime.DATETIME_MED),
              )
            : "";
    }

    // -- answering ----------------------------------------------------------------------------------------------

    mayAnswer(item) {
        return this.state.data.may_answer && !item.computed;
    }

    async answer(item, answer) {
        if (item.answer === answer) {
            return;
        }
        await this.orm.write("kam.programme.answer", [item.id], { answer });
        return this.load();
    }

    // -- clicks -------------------------------------------------------------------------------------------------

    open(item) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: item.name,
            res_model: "kam.programme.answer",
            res_id: item.id,
            views: [[false, "form"]],
        });
    }

    async openRecords(item, method = "action_open_records") {
        this.action.doAction(await this.orm.call("kam.programme.answer", method, [[item.id]]));
    }

    openList() {
        return this.action.doAction("kam_management.kam_programme_answer_action", {
            additionalContext: {
                search_default_year: this.state.data.year,
                search_default_group_year: 0,
            },
        });
    }

    openCatalogue() {
        return this.action.doAction("kam_management.kam_programme_item_action");
    }

    print() {
        return this.action.doAction("kam_management.kam_programme_report", {
            additionalContext: { active_ids: [this.state.data.items[0].id] },
        });
    }
}

registry.category("actions").add("kam_programme", Programme);
