import { Dialog } from "@web/core/dialog/dialog";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { messageOf } from "./map_model";
import { SUPPORT } from "./marks";

import { Component, onWillStart, useState } from "@odoo/owl";

/** People one may want on the map, each added by one click; role, support and counterpart are asked in line. */
export class AddPeople extends Component {
    static template = "kam_management.AddPeople";
    static components = { RecordSelector };
    static props = { model: Object, added: Function, other: Function };

    setup() {
        this.model = useState(this.props.model);
        this.notification = useService("notification");
        this.supports = Object.entries(SUPPORT).map(([value, { label }]) => ({ value, label }));
        this.state = useState({ people: [], roles: [], error: "" });
        onWillStart(() => this.load());
    }

    async load() {
        try {
            const [people, roles] = await Promise.all([this.model.proposals(), this.model.roles()]);
            this.state.roles = roles;
            this.state.people = people.map((person) => ({
                ...person,
                reason: person.sources.join(", "),
                roleId: person.role_ids[0] || false,
                support: "neutral",
                userId: person.user_id || user.userId,
                adding: false,
            }));
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    async add(person) {
        person.adding = true;
        try {
            await this.model.add([
                {
                    partner_id: person.partner_id,
                    role_ids: person.roleId ? [person.roleId] : [],
                    support: person.support,
                    user_id: person.userId || false,
                },
            ]);
        } catch (error) {
            person.adding = false;
            this.notification.add(messageOf(error), { type: "danger" });
            return;
        }
        this.state.people = this.state.people.filter((one) => one.partner_id !== person.partner_id);
        await this.props.added();
    }
}

export class AddPeopleDialog extends Component {
    static template = "kam_management.AddPeopleDialog";
    static components = { AddPeople, Dialog };
    static props = { model: Object, added: Function, other: Function, close: Function };

    other() {
        this.props.close();
        this.props.other();
    }
}
