import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SegmentCircle } from "../segment_circle/segment_circle";
import { messageOf } from "../stakeholder_map/map_model";
import { PackageCell } from "./package_cell";

import { Component, onWillStart, useRef, useState } from "@odoo/owl";

const LINE = "kam.service.package.line";
const FIELDS = ["segment_id", "service_id", "offer", "importance", "note", "active"];
export const OFFERS = {
    included: { key: "i", icon: "fa-check-circle", label: _t("Included") },
    charged: { key: "c", icon: "fa-money", label: _t("Charged") },
    none: { key: "n", icon: "fa-ban", label: _t("Not offered") },
};
const NOTHING = { id: false, offer: "none", importance: "3", note: "", active: true };
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Service packages: services × segments, each included, charged or not offered, and how much it matters. */
export class ServicePackages extends Component {
    static template = "kam_management.ServicePackages";
    static components = { Layout, SegmentCircle };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Service Packages");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useState(useService("ui"));
        this.notification = useService("notification");
        this.details = usePopover(PackageCell, {
            popoverClass: "o_kam_cell_details",
            position: "bottom-middle",
        });
        this.table = useRef("table");
        this.mutex = new Mutex();
        this.state = useState({
            services: null,
            segments: [],
            lines: {},
            segmentId: false,
            error: "",
        });
        this.offers = OFFERS;
        onWillStart(() => this.load());
    }

    async load() {
        try {
            const [services, segments, lines, admin] = await Promise.all([
                this.orm.searchRead("kam.service", [], ["name", "description"]),
                this.orm.searchRead("kam.segment", [], ["code", "name"]),
                this.orm.searchRead(LINE, [], FIELDS, { context: { active_test: false } }),
                user.hasGroup("kam_management.group_kam_admin"),
            ]);
            this.readonly = !admin;
            const byPlace = {};
            for (const line of lines) {
                byPlace[`${line.service_id[0]}-${line.segment_id[0]}`] = line;
            }
            Object.assign(this.state, { services, segments, lines: byPlace, error: "" });
            this.state.segmentId ||= segments[0]?.id;
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    get segments() {
        return this.ui.isSmall
            ? this.state.segments.filter(({ id }) => id === this.state.segmentId)
            : this.state.segments;
    }

    strength(segment) {
        return Math.min(this.state.segments.indexOf(segment), 3);
    }

    line(service, segment) {
        const line = this.state.lines[`${service.id}-${segment.id}`];
        const { id, offer, importance, note, active } = line || NOTHING;
        return { id, offer: active ? offer : "none", importance, note };
    }

    cellLabel(service, segment) {
        const { offer, importance } = this.line(service, segment);
        return _t("%(service)s for %(segment)s: %(offer)s, importance %(importance)s of 5", {
            service: service.name,
            segment: segment.code,
            offer: OFFERS[offer].label,
            importance,
        });
    }

    // ------------------------------------------------------------------
    // Changing
    // ------------------------------------------------------------------

    /** Show the change at once, and save one after the other: a new line is made once, however fast one types. */
    change(service, segment, values) {
        const key = `${service.id}-${segment.id}`;
        const before = this.state.lines[key];
        this.state.lines[key] = { ...this.line(service, segment), ...values, active: true };
        return this.mutex.exec(async () => {
            try {
                await this.store(service, segment, key, values);
            } catch (error) {
                this.state.lines[key] = before;
                this.notification.add(messageOf(error), { type: "danger" });
            }
            return this.line(service, segment);
        });
    }

    async store(service, segment, key, values) {
        const { id, offer, importance, note } = this.state.lines[key];
        if (id) {
            await this.orm.write(LINE, [id], { ...values, active: true });
        } else {
            const place = { service_id: service.id, segment_id: segment.id };
            const [made] = await this.orm.create(LINE, [{ ...place, offer, importance, note }]);
            this.state.lines[key].id = made;
        }
    }

    onKeydown(ev, service, segment) {
        const { key } = ev;
        const offer = Object.keys(OFFERS).find((one) => OFFERS[one].key === key.toLowerCase());
        if (ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        if (MOVES[key]) {
            const [down, right] = MOVES[key];
            const mirrored = getComputedStyle(ev.target).direction === "rtl" ? -1 : 1;
            this.moveFrom(service, segment, down, right * mirrored);
        } else if (!this.readonly && offer) {
            this.change(service, segment, { offer });
        } else if (!this.readonly && /^[1-5]$/.test(key)) {
            this.change(service, segment, { importance: key });
        } else {
            return;
        }
        ev.preventDefault();
    }

    moveFrom(service, segment, down, right) {
        const next = this.state.services[this.state.services.indexOf(service) + down];
        const column = this.segments[this.segments.indexOf(segment) + right];
        if (next && column) {
            this.table.el.querySelector(`[data-place="${next.id}-${column.id}"] button`)?.focus();
        }
    }

    openDetails(ev, service, segment) {
        this.details.open(ev.currentTarget, {
            title: _t("%(service)s for %(segment)s", {
                service: service.name,
                segment: segment.code,
            }),
            description: service.description || "",
            line: this.line(service, segment),
            readonly: this.readonly,
            change: (values) => this.change(service, segment, values),
        });
    }

    // ------------------------------------------------------------------
    // Elsewhere
    // ------------------------------------------------------------------

    openService(service) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.service",
            res_id: service.id,
            views: [[false, "form"]],
        });
    }

    openServices() {
        this.action.doAction("kam_management.kam_service_action");
    }

    openList() {
        this.action.doAction("kam_management.kam_service_package_line_action");
    }
}

registry.category("actions").add("kam_service_packages", ServicePackages);
