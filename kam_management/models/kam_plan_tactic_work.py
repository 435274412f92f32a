from datetime import datetime, time, timedelta

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

#: When a meeting is proposed, on the clock of whoever plans it.
NINE = time(9)


class KamPlanTactic(models.Model):
    """A tactic becomes work: a to-do, a meeting of ours, an opportunity, each linked both ways."""

    _name = "kam.plan.tactic"
    _inherit = ["kam.plan.tactic", "utm.mixin"]

    todo_ids = fields.One2many("mail.activity", "kam_tactic_id", string="Open To-dos")
    event_ids = fields.One2many("calendar.event", "kam_tactic_id", string="Meetings")
    lead_ids = fields.One2many("crm.lead", "kam_tactic_id", string="Opportunities")
    todo_count = fields.Integer(compute="_compute_work", string="To-dos")
    event_count = fields.Integer(compute="_compute_work", string="Number of Meetings")
    lead_count = fields.Integer(compute="_compute_work", string="Number of Opportunities")

    @api.depends("todo_ids", "event_ids", "lead_ids")
    def _compute_work(self):
        for name, model in (
            ("todo_count", "mail.activity"),
            ("event_count", "calendar.event"),
            ("lead_count", "crm.lead"),
        ):
            groups = (
                self.env[model].sudo()._read_group([("kam_tactic_id", "in", self.ids)], ["kam_tactic_id"], ["__count"])
            )
            counts = {tactic.id: count for tactic, count in groups}
            for tactic in self:
                tactic[name] = counts.get(tactic._origin.id, 0)

    def write(self, vals):
        """What is done needs no to-do any more."""
        result = super().write(vals)
        if self._done_vals(vals).get("done"):
            self.sudo().todo_ids.action_feedback()
        return result

    # -- buttons --------------------------------------------------------------------------------------------

    def action_todo(self):
        """Give the owner a to-do on the account, or open the one there is."""
        self.ensure_one()
        self.check_access("write")
        self.plan_id._check_not_closed()
        if self.done:
            raise UserError(self.env._("“%s” is done: there is nothing to do any more.", self.name))
        todo = self.sudo().todo_ids[:1]
        if not todo:
            if not self.user_id:
                raise UserError(self.env._("Say first who does “%s”: choose an owner.", self.name))
            # Somebody asked for it: the limit of generated to-dos does not hold it back.
            activities = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
            activities.create(self._todo_values())
            return self._notify(
                self.env._("%(user)s has a to-do for “%(tactic)s”.", user=self.user_id.name, tactic=self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": todo.summary or self.name,
            "res_model": "mail.activity",
            "res_id": todo.id,
            "views": [(self.env.ref("mail.mail_activity_view_form_popup").id, "form")],
            "target": "new",
        }

    def _todo_values(self):
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        return {
            "res_model_id": self.env["ir.model"]._get_id("kam.account"),
            "res_id": self.account_id.id,
            "activity_type_id": kind and kind.id,
            "user_id": self.user_id.id,
            "date_deadline": max(self.deadline, fields.Date.context_today(self)),
            "summary": self.name,
            "note": plaintext2html(self.note) if self.note else False,
            "kam_source": "tactic",
            "kam_tactic_id": self.id,
        }

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": {"type": "ir.actions.act_window_close"}},
        }

    def action_meeting(self):
        """Plan a meeting with our people in the calendar; the customer is invited by hand, never from here."""
        self.ensure_one()
        self.check_access("write")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Meeting for “%s”", self.name),
            "res_model": "calendar.event",
            "views": [(False, "form")],
            "target": "current",
        }
        if self.event_ids:
            return {**action, "views": [(False, "list"), (False, "form")], "domain": [("kam_tactic_id", "=", self.id)]}
        ours = self.user_id.partner_id | self.env.user.partner_id
        day = max(self.deadline, fields.Date.context_today(self))
        start = self.env.tz.localize(datetime.combine(day, NINE)).astimezone(pytz.utc).replace(tzinfo=None)
        context = {
            "default_name": self.name,
            "default_kam_tactic_id": self.id,
            "default_partner_ids": [Command.set(ours.ids)],
            "default_user_id": (self.user_id or self.env.user).id,
            "default_start": fields.Datetime.to_string(start),
            "default_stop": fields.Datetime.to_string(start + timedelta(hours=1)),
        }
        return {**action, "context": context}

    def action_lead(self):
        """Make an opportunity of the account from it, or open those there are."""
        self.ensure_one()
        self.check_access("write")
        leads = self.env["crm.lead"].search([("kam_tactic_id", "=", self.id)])
        if not leads:
            leads = self.env["crm.lead"].create(self._lead_values())
        action = {"type": "ir.actions.act_window", "name": self.env._("Opportunities"), "res_model": "crm.lead"}
        if len(leads) == 1:
            return {**action, "res_id": leads.id, "views": [(False, "form")]}
        return {**action, "views": [(False, "list"), (False, "form")], "domain": [("id", "in", leads.ids)]}

    def _lead_values(self):
        account = self.account_id
        return {
            "name": self.name,
            "type": "opportunity",
            "partner_id": account.sudo().partner_id.id,
            "user_id": (self.user_id or self.env.user).id,
            "company_id": account.company_id.id,
            "campaign_id": self.campaign_id.id,
            "medium_id": self.medium_id.id,
            "source_id": self.source_id.id,
            "kam_tactic_id": self.id,
        }
