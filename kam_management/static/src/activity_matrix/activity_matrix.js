import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useSortable } from "@web/core/utils/sortable_owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SegmentCircle } from "../segment_circle/segment_circle";
import { messageOf } from "../stakeholder_map/map_model";
import { LoadChart } from "./load_chart";
import { MatrixCells } from "./matrix_cells";
import { MatrixDraft } from "./matrix_draft";
import { RowDialog } from "./row_dialog";
import { SaveDialog } from "./save_dialog";
import { share } from "./workload";

import { onWillStart, useEffect, useState } from "@odoo/owl";

const MODEL = "kam.influencing.activity";
const KIND_ICONS = { mass: "fa-bullhorn", personal: "fa-user", standing: "fa-shield" };

/** The activity matrix: activities × segments, edited in place, with what it costs and who carries it. */
export class ActivityMatrix extends MatrixCells {
    static template = "kam_management.ActivityMatrix";
    static components = { Layout, LoadChart, SegmentCircle };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Activity Matrix");

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.state = useState({
            draft: null,
            error: "",
            segmentId: false,
            busy: false,
            editing: null,
            ran: null,
            newer: null,
            focus: null,
        });
        useSetupAction({
            beforeLeave: (options) => this.beforeLeave(options),
            beforeUnload: (ev) => this.beforeUnload(ev),
        });
        useSortable({
            enable: () => !this.readonly && !this.ui.isSmall,
            ref: this.table,
            elements: ".o_kam_row",
            handle: ".o_kam_handle",
            cursor: "grabbing",
            onDrop: ({ element, previous }) => {
                const row = this.draft.row(this.idOf(element));
                this.draft.move(row, previous && this.draft.row(this.idOf(previous)));
            },
        });
        useEffect(
            (wanted) => wanted && this.focusCell(...wanted),
            () => [this.state.focus],
        );
        onWillStart(() => this.load());
    }

    // ------------------------------------------------------------------
    // Loading and leaving
    // ------------------------------------------------------------------

    async load() {
        try {
            const data = await this.orm.call(MODEL, "matrix_data", []);
            this.state.draft = new MatrixDraft(data);
            this.state.segmentId ||= data.segments[0]?.id;
            this.state.error = "";
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    get draft() {
        return this.state.draft;
    }

    get data() {
        return this.draft.data;
    }

    get readonly() {
        return Boolean(!this.draft || this.data.readonly);
    }

    beforeLeave({ forceLeave } = {}) {
        if (forceLeave || !this.draft?.dirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("The matrix is not saved"),
                    body: _t("What you changed is lost when you leave now."),
                    confirmLabel: _t("Stay here"),
                    confirm: () => resolve(false),
                    cancelLabel: _t("Discard and leave"),
                    cancel: () => resolve(true),
                    dismiss: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    }

    beforeUnload(ev) {
        if (this.draft?.dirty) {
            ev.preventDefault();
            ev.returnValue = "";
        }
    }

    // ------------------------------------------------------------------
    // Shown
    // ------------------------------------------------------------------

    get segments() {
        return this.ui.isSmall
            ? this.data.segments.filter(({ id }) => id === this.state.segmentId)
            : this.data.segments;
    }

    /** Everything that is summed up for one drawing, once. */
    sumUp() {
        const now = this.draft.workload;
        const before = this.draft.workloadBefore;
        return {
            ...now,
            capacities: new Map(this.data.roles.map((role) => [role.code, role])),
            actionsMore: now.total.actions - before.total.actions,
            hoursMore: now.total.hours - before.total.hours,
        };
    }

    kindIcon(row) {
        return KIND_ICONS[row.kind];
    }

    kindLabel(row) {
        return this.labelOf(this.data.kinds, row.kind);
    }

    ownerLabel(row) {
        return this.labelOf(this.data.owner_roles, row.owner_role);
    }

    labelOf(selection, code) {
        return selection.find(([one]) => one === code)?.[1] || "";
    }

    accountsText(segment) {
        return segment.accounts === 1
            ? _t("1 account")
            : _t("%s accounts", formatInteger(segment.accounts));
    }

    hours(value) {
        return formatFloat(value, { digits: [16, 1], trailingZeros: false });
    }

    money(amount) {
        const { currency_id: currencyId } = this.data;
        return amount
            ? formatMonetary(amount, {
                  currencyId,
                  humanReadable: Math.abs(amount) >= 1000,
                  digits: [16, Math.abs(amount) >= 1000 ? 1 : 0],
              })
            : "";
    }

    exactMoney(amount) {
        return formatMonetary(amount, { currencyId: this.data.currency_id });
    }

    signed(value) {
        const text = this.hours(Math.abs(value));
        return value < 0 ? `−${text}` : `+${text}`;
    }

    changesText(sums) {
        return _t("%(actions)s actions, %(hours)s h a year", {
            actions: this.signed(sums.actionsMore),
            hours: this.signed(sums.hoursMore),
        });
    }

    /** Part of its role's yearly capacity that a row takes; null when nobody is in the role. */
    rowShare(row, sums) {
        const role = sums.capacities.get(row.owner_role);
        return share(sums.activities[row.id].hours, 12 * (role?.capacity || 0));
    }

    // ------------------------------------------------------------------
    // Rows
    // ------------------------------------------------------------------

    addRow() {
        this.openRow(null);
    }

    openRow(row) {
        this.dialog.add(RowDialog, {
            row: row && { ...row },
            data: this.data,
            readonly: this.readonly,
            save: (values) => {
                if (row) {
                    this.draft.change(row, values);
                } else {
                    const added = this.draft.add(values);
                    this.state.focus = [added.id, this.segments[0]?.id];
                }
                this.state.ran = null;
            },
            archive: row && (() => this.draft.remove(row)),
            openRecord: row && !this.isNew(row) && (() => this.openRecord(row)),
        });
    }

    isNew(row) {
        return !this.draft.base.has(row.id);
    }

    onHandleKeydown(ev, row) {
        const direction = { ArrowUp: -1, ArrowDown: 1 }[ev.key];
        if (direction) {
            ev.preventDefault();
            this.draft.step(row, direction);
        }
    }

    // ------------------------------------------------------------------
    // Saving and running
    // ------------------------------------------------------------------

    discard() {
        this.draft.load(this.data);
        this.state.error = "";
    }

    async save() {
        const changes = this.draft.changes();
        const preview = await this.call("matrix_preview", [changes]);
        if (preview) {
            this.dialog.add(SaveDialog, {
                preview,
                signed: (value) => this.signed(value),
                save: (run) => this.store(changes, run),
            });
        }
    }

    async store(changes, run) {
        const data = await this.call("matrix_save", [changes, this.data.version], true);
        if (!data) {
            return;
        }
        this.draft.load(data);
        this.state.ran = { saved: true };
        if (run) {
            await this.run();
        } else {
            this.notification.add(_t("Saved. The planned actions follow with the next run."), {
                type: "success",
            });
        }
    }

    async run() {
        const result = await this.call("matrix_run", []);
        if (result) {
            this.state.ran = result;
        }
    }

    /** Call the server; what it refuses is said, and nothing that was typed is lost. */
    async call(method, args, mayConflict) {
        this.state.busy = true;
        this.state.error = "";
        try {
            return await this.orm.call(MODEL, method, args);
        } catch (error) {
            this.state.error = messageOf(error);
            if (mayConflict) {
                await this.checkConflict();
            }
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    async checkConflict() {
        const data = await this.orm.call(MODEL, "matrix_data", []);
        this.state.newer = data.version === this.data.version ? null : data;
    }

    takeOver() {
        this.draft.rebase(this.state.newer);
        Object.assign(this.state, { newer: null, error: "" });
    }

    // ------------------------------------------------------------------
    // Elsewhere
    // ------------------------------------------------------------------

    openRecord(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    openRoles() {
        this.action.doAction("kam_management.kam_owner_role_action");
    }

    openAccounts(segment) {
        this.openList("kam.account", segment.name, [["segment_id", "=", segment.id]]);
    }

    openActions(row) {
        this.openList("kam.influencing.action", row.name, [
            ["activity_id", "=", row.id],
            ["year", "=", this.data.year],
        ]);
    }

    openMonth(role, month) {
        const ids = this.data.activities
            .filter(
                (row) =>
                    row.owner_role === role.code ||
                    Object.values(row.cells).some((cell) => cell?.owner_role === role.code),
            )
            .map((row) => row.id);
        const next = this.data.months[this.data.months.indexOf(month) + 1];
        this.openList("kam.influencing.action", `${role.name}, ${month.label}`, [
            ["activity_id", "in", ids],
            ["date", ">=", month.start],
            ...(next ? [["date", "<", next.start]] : [["year", "=", this.data.year]]),
        ]);
    }

    /** The run log says what was made, cancelled, skipped, and leads to each record. */
    openResult() {
        this.openList("kam.run", _t("Run Log"), [["id", "in", this.state.ran.runs]]);
    }

    openList(resModel, name, domain) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }
}

registry.category("actions").add("kam_activity_matrix", ActivityMatrix);
