import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { AddPeople, AddPeopleDialog } from "./add_people";
import { MapCanvas } from "./map_canvas";
import { MapModel, messageOf } from "./map_model";
import { MapPanel } from "./map_panel";
import { MapToolbar } from "./map_toolbar";
import { KINDS, SUPPORT } from "./marks";
import { savePng, saveSvg } from "./save_map";

import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";

const NOTHING = new Map();
/** From this width on, two maps stand side by side. */
const ROOM_FOR_TWO = 900;

/** Who decides, who supports us, who talks to them: of an account, or of one opportunity. */
export class StakeholderMap extends Component {
    static template = "kam_management.StakeholderMap";
    static components = { AddPeople, MapCanvas, MapPanel, MapToolbar };
    static props = {
        accountId: [Number, { value: false }],
        leadId: { type: [Number, { value: false }], optional: true },
        /** Changes when the record around the map was loaded again. */
        version: { type: Number, optional: true },
        full: { type: Boolean, optional: true },
        changed: { type: Function, optional: true },
        loaded: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.model = useState(new MapModel(this.orm));
        this.state = useState({ showThen: false, narrow: false });
        this.root = useRef("root");
        const observer = new ResizeObserver(() => {
            this.state.narrow = this.root.el.clientWidth < ROOM_FOR_TWO;
        });
        onMounted(() => observer.observe(this.root.el));
        onWillUnmount(() => observer.disconnect());
        this.canvases = {};
        this.legend = {
            support: Object.entries(SUPPORT).map(([support, words]) => ({ support, ...words })),
            kinds: Object.entries(KINDS).map(([kind, label]) => ({ kind, label })),
        };
        /** The zoom buttons speak to each map that is shown. */
        this.controls = Object.fromEntries(
            ["zoomIn", "zoomOut", "fit"].map((name) => [
                name,
                () => Object.values(this.canvases).forEach((controls) => controls[name]()),
            ]),
        );
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => {
            const { accountId, leadId, version } = this.props;
            const { ids } = this.model;
            if (
                props.accountId !== accountId ||
                props.leadId !== leadId ||
                (props.version !== version && ids.accountId)
            ) {
                this.load(props);
            }
        });
    }

    async load({ accountId, leadId } = this.props) {
        await this.model.load({ accountId, leadId: leadId || false });
        if (this.model.now) {
            this.props.loaded?.(this.model.now.account);
        }
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get down() {
        return this.ui.isSmall;
    }

    get oneAtATime() {
        return this.down || this.state.narrow;
    }

    get dateText() {
        return formatDate(deserializeDate(this.model.date));
    }

    /** Today's map, and beside it (where there is no room: instead of it) the one of the day compared with. */
    get maps() {
        const { now, then } = this.model;
        const label = _t("Stakeholder map of %(name)s", { name: now.account.name });
        const today = {
            name: "now",
            payload: now,
            label,
            caption: then ? _t("Today") : undefined,
            changes: this.model.changes,
            readonly: now.account.readonly,
        };
        if (!then) {
            return [today];
        }
        const earlier = {
            name: "then",
            payload: then,
            label: `${label}, ${this.dateText}`,
            caption: this.dateText,
            changes: NOTHING,
            readonly: true,
        };
        return this.oneAtATime ? [this.state.showThen ? earlier : today] : [earlier, today];
    }

    setControls(name, controls) {
        if (controls) {
            this.canvases[name] = controls;
        } else {
            delete this.canvases[name];
        }
    }

    // ------------------------------------------------------------------
    // Changes
    // ------------------------------------------------------------------

    async reload() {
        await this.load();
        this.props.changed?.();
    }

    tell(message) {
        this.notification.add(message, { type: "danger" });
    }

    async reparent(id, parentId) {
        const message = await this.model.reparent(id, parentId);
        message ? this.tell(message) : this.props.changed?.();
    }

    openForm(resModel, resId, title, context = {}) {
        this.dialog.add(
            FormViewDialog,
            {
                resModel,
                resId,
                title,
                context,
            },
            { onClose: () => this.reload() },
        );
    }

    /** The person as they are in this opportunity, else as they are at the account. */
    async edit(id) {
        const { leadId } = this.model.ids;
        const person = this.model.now.people.find((one) => one.id === id);
        const here = leadId
            ? await this.orm.search("kam.lead.stakeholder", [
                  ["lead_id", "=", leadId],
                  ["stakeholder_id", "=", id],
              ])
            : [];
        if (here.length) {
            this.openForm("kam.lead.stakeholder", here[0], person.name);
        } else {
            this.openForm("kam.stakeholder", id, person.name);
        }
    }

    editLine(id) {
        this.openForm("kam.stakeholder.link", id, _t("Line"));
    }

    /** An action to win this person over. */
    plan(person) {
        this.openForm("kam.influencing.action", false, _t("Plan an action"), {
            default_account_id: this.model.ids.accountId,
            default_stakeholder_ids: [[6, 0, [person.id]]],
        });
    }

    openAction(id) {
        this.openForm("kam.influencing.action", id, _t("Action"));
    }

    addOther() {
        const { accountId, leadId } = this.model.ids;
        const context = leadId
            ? { default_lead_id: leadId, kam_account_id: accountId }
            : { default_account_id: accountId };
        const model = leadId ? "kam.lead.stakeholder" : "kam.stakeholder";
        this.openForm(model, false, _t("New person on the map"), context);
    }

    add() {
        if (this.model.ids.leadId) {
            this.addOther();
            return;
        }
        this.dialog.add(AddPeopleDialog, {
            model: this.model,
            added: () => this.reload(),
            other: () => this.addOther(),
        });
    }

    async fix(fix) {
        try {
            const action = await this.model.fix(fix);
            if (action?.type) {
                await this.action.doAction(action, { onClose: () => this.reload() });
                return;
            }
        } catch (error) {
            this.tell(messageOf(error));
            return;
        }
        await this.reload();
    }

    // ------------------------------------------------------------------
    // Elsewhere
    // ------------------------------------------------------------------

    openList() {
        const { accountId, leadId } = this.model.ids;
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Stakeholders of %(name)s", { name: this.model.now.account.name }),
            res_model: leadId ? "kam.lead.stakeholder" : "kam.stakeholder",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: leadId ? [["lead_id", "=", leadId]] : [["account_id", "=", accountId]],
            context: leadId ? { default_lead_id: leadId } : { default_account_id: accountId },
        });
    }

    expand() {
        const { accountId, leadId } = this.model.ids;
        this.action.doAction({
            type: "ir.actions.client",
            tag: "kam_stakeholder_map",
            name: _t("Stakeholder map"),
            params: { account_id: accountId, lead_id: leadId || false },
        });
    }

    async save(format) {
        const { accountId, leadId } = this.model.ids;
        if (format === "pdf") {
            await this.action.doAction({
                type: "ir.actions.report",
                report_type: "qweb-pdf",
                report_name: "kam_management.report_stakeholder_map",
                context: {
                    active_ids: [accountId],
                    kam_map_lead_id: leadId || false,
                    kam_map_date: this.savedDate,
                },
            });
            return;
        }
        try {
            const svg = await this.model.svg(this.savedDate);
            const day = this.savedDate ? ` ${this.savedDate}` : "";
            const name = `${_t("Stakeholder map")} ${this.model.now.account.name}${day}`;
            await (format === "svg" ? saveSvg(svg, name) : savePng(svg, name));
        } catch (error) {
            this.tell(messageOf(error));
        }
    }

    /** What is saved is what is seen; of two beside each other, today's. */
    get savedDate() {
        return this.oneAtATime && this.state.showThen && this.model.date;
    }
}
