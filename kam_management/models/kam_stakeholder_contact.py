from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import coverage, stakeholders_sql


class KamStakeholder(models.Model):
    """When somebody was last in touch, and what is missing about them: one pass for any number of people."""

    _inherit = "kam.stakeholder"

    last_contact = fields.Date(
        compute="_compute_last_contact",
        search="_search_last_contact",
        help="Latest message, meeting, action or to-do done, or note logged with this person.",
    )
    gap_text = fields.Char(string="To Mend", compute="_compute_gap_text")
    has_left = fields.Boolean(compute="_compute_gap_text", string="Left")

    @api.model
    def _last_contacts(self, where):
        """{stakeholder id: date}; ``where`` is SQL on ``s``, the table of the stakeholders."""
        self.env.flush_all()
        return dict(self.env.execute_query(stakeholders_sql.last_contacts(where, fields.Datetime.now())))

    @api.depends("partner_id", "message_ids", "activity_ids")
    def _compute_last_contact(self):
        days = self._last_contacts(SQL("s.id = ANY(%s)", self.ids)) if self.ids else {}
        for stakeholder in self:
            stakeholder.last_contact = days.get(stakeholder._origin.id, False)

    def _search_last_contact(self, operator, value):
        """Only what lists filter by: earlier or later than a day, known or unknown."""
        if operator not in ("<", "<=", ">", ">=", "in"):
            return NotImplemented
        days = self._last_contacts(SQL("true"))
        if operator == "in":
            wanted = {fields.Date.to_date(one) for one in value if one}
            found = [number for number, day in days.items() if day in wanted]
            domain = fields.Domain("id", "in", found)
            return domain | fields.Domain("id", "not in", list(days)) if False in value else domain
        compare = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}[operator]
        limit = fields.Date.to_date(value)
        return [("id", "in", [number for number, day in days.items() if getattr(day, compare)(limit)])]

    @api.depends("power", "support", "counterpart_ids.user_id", "partner_id", "works_at_id", "account_id.tier_id")
    def _compute_gap_text(self):
        """The gaps of each person in words, for lists and for screen readers."""
        stored = self._origin
        self.env.flush_all()
        accounts = stored.sudo().account_id
        rows = accounts._people_rows(SQL("s.id = ANY(%s)", stored.ids), contacts=True) if stored else []
        frames = accounts._coverage_frames()
        labels = self._gap_labels()
        gaps, left = {}, set()
        for row in rows:
            person = accounts._coverage_person(row)
            codes = coverage.gaps(frames[row["account_id"]], person)
            if {"powerful_without_counterpart", "counterpart_left"} & set(codes) and "no_counterpart" in codes:
                codes.remove("no_counterpart")
            gaps[row["id"]] = codes
            if person.left:
                left.add(row["id"])
        for stakeholder in self:
            codes = gaps.get(stakeholder._origin.id, ())
            stakeholder.gap_text = ", ".join(labels[code] for code in codes)
            stakeholder.has_left = stakeholder._origin.id in left

    def _gap_labels(self):
        return {
            "powerful_opponent": self.env._("powerful opponent"),
            "powerful_without_counterpart": self.env._("powerful, without counterpart"),
            "no_counterpart": self.env._("no counterpart"),
            "counterpart_left": self.env._("counterpart has left us"),
            "contact_left": self.env._("has left the customer"),
            "silent": self.env._("silent for too long"),
        }

    def action_still_there(self):
        """The contact moved to another company in the address book but still matters at this account."""
        self.check_access("write")
        for stakeholder in self:
            stakeholder.works_at_id = stakeholder.sudo().partner_id.commercial_partner_id
        return True

    def action_plan_contact(self):
        """Odoo's own window for a to-do, on these people."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Contact"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "active_id": self[:1].id,
            },
        }

    def action_open_replace(self):
        """Who holds this place?"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Holds the Place of %s?", self.name),
            "res_model": "kam.stakeholder.replace",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_stakeholder_id": self.id},
        }
