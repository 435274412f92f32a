from odoo import models

from ..engine import stakeholders_sql

#: Proposals are for clicking, not for reading on: the liveliest ones.
MAX_PROPOSALS = 40


class KamAccount(models.Model):
    """Whom to put on the map: the people of the contacts, opportunities, meetings and messages of the account."""

    _inherit = "kam.account"

    def _proposal_rows(self):
        """(partner id, where from, latest trace, one of ours they know), one query; access is checked by the caller."""
        self.env.flush_all()
        return self.env.execute_query(stakeholders_sql.proposals(self.id, MAX_PROPOSALS))

    def stakeholder_proposals(self):
        """People who are not on the map yet, with what can be known about them filled in.

        :return: [{"partner_id", "name", "title", "email", "avatar", "sources", "last", "role_ids", "user_id"}]
        """
        self.ensure_one()
        self.check_access("read")
        rows = {row[0]: row for row in self._proposal_rows()}
        sources = {
            "contact": self.env._("contact"),
            "lead": self.env._("opportunity"),
            "message": self.env._("message"),
            "meeting": self.env._("meeting"),
        }
        roles = self.env["kam.stakeholder.role"]
        partners = self.env["res.partner"].browse(rows)._filtered_access("read").sudo()
        return [
            {
                "partner_id": partner.id,
                "name": partner.name,
                "title": partner.function or "",
                "email": partner.email or "",
                "avatar": f"/web/image/res.partner/{partner.id}/avatar_128",
                "sources": [sources[source] for source in rows[partner.id][1]],
                "last": str(rows[partner.id][2]) if rows[partner.id][2] else False,
                "role_ids": roles._suggest(partner.function),
                "user_id": rows[partner.id][3] or self.sudo().user_id.id or False,
            }
            for partner in partners
        ]

    def add_stakeholders(self, values):
        """Put people on the map.

        :param values: contact ids, or dictionaries of stakeholder values; what is left out is filled in
        :return: ids of their entries, those that were there before too
        """
        self.ensure_one()
        self.check_access("write")
        values = [{"partner_id": one} if isinstance(one, int) else dict(one) for one in values]
        people = self.env["kam.stakeholder"].with_context(active_test=False)
        present = {one.partner_id.id: one for one in people.search([("account_id", "=", self.id)]) if one.partner_id}
        proposed = {one["partner_id"]: one for one in self.stakeholder_proposals()}
        ids = []
        for one in values:
            partner_id = one.get("partner_id")
            if partner_id in present:
                present[partner_id].active = True
                ids.append(present[partner_id].id)
                continue
            known = proposed.get(partner_id, {})
            one.setdefault("role_ids", [(6, 0, known.get("role_ids", []))])
            if one["role_ids"] and isinstance(one["role_ids"][0], int):
                one["role_ids"] = [(6, 0, one["role_ids"])]
            one.setdefault("user_id", known.get("user_id", False))
            made = people.create({**one, "account_id": self.id})
            if partner_id:
                self.env["res.partner"].browse(partner_id).check_access("read")
                present[partner_id] = made
            ids.append(made.id)
        return ids

    # -- buttons --------------------------------------------------------------------------------------------------

    def action_add_people(self):
        """The proposals to click on, and an empty line for a place whose holder is unknown."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add People"),
            "res_model": "kam.stakeholder.add",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_id": self.id, "kam_role_ids": self.env.context.get("kam_role_ids") or []},
        }

    def _people_action(self, name, xml_id, **values):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._kam_titled(xml_id)
        return {
            **action,
            "name": name,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "kam_account_id": self.id},
            **values,
        }

    def action_open_people(self):
        """The people of this account."""
        return self._people_action(self.env._("People of %s", self.display_name), "kam_stakeholder_action")

    def action_open_relationship_plan(self):
        """For each of its people the level wanted, by when and by whom."""
        name = self.env._("Relationship Plan of %s", self.display_name)
        return self._people_action(name, "kam_stakeholder_plan_action")

    def action_open_heat_map(self):
        """Its people against ours, by strength."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "kam_heat_map",
            "name": self.env._("Who Talks to Whom at %s", self.display_name),
            "params": {"account_id": self.id},
        }
