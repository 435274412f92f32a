import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { KINDS } from "./marks";

import { Component, useState } from "@odoo/owl";

const { DateTime } = luxon;

/** Everything above the map: find, filter, lines, day, zoom, save. */
export class MapToolbar extends Component {
    static template = "kam_management.MapToolbar";
    static components = { DateTimeInput, Dropdown, DropdownItem };
    static props = {
        model: Object,
        controls: Object,
        full: Boolean,
        add: Function,
        list: Function,
        save: Function,
        expand: { type: Function, optional: true },
    };

    setup() {
        this.model = useState(this.props.model);
        this.kinds = Object.entries(KINDS).map(([kind, label]) => ({ kind, label }));
        this.today = DateTime.now();
    }

    get found() {
        const { length } = this.model.hits;
        return length
            ? _t("%(number)s of %(all)s", { number: this.model.hit + 1, all: length })
            : _t("Nobody");
    }

    get date() {
        return this.model.date ? deserializeDate(this.model.date) : false;
    }

    get canFold() {
        return this.model.now.people.some((person) => person.parent_id);
    }

    onSearchKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.model.goToHit(ev.shiftKey ? -1 : 1);
        } else if (ev.key === "Escape" && this.model.query) {
            ev.stopPropagation();
            this.model.search("");
        }
    }

    setRole(ev) {
        this.model.roleId = Number(ev.target.value) || false;
    }

    setUnit(ev) {
        this.model.unit = ev.target.value;
    }

    setDate(date) {
        this.model.setDate(date ? serializeDate(date) : false);
    }

    lastYear() {
        this.model.setDate(serializeDate(this.today.minus({ years: 1 })));
    }
}
