from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import KAM_USER


class CalendarEvent(models.Model):
    """A meeting with a key account can be debriefed from the calendar."""

    _inherit = "calendar.event"

    kam_account_id = fields.Many2one(
        "kam.account", compute="_compute_kam_account_id", groups=KAM_USER, string="Key Account"
    )

    @api.depends("opportunity_id", "partner_ids")
    def _compute_kam_account_id(self):
        for event in self:
            event.kam_account_id = event._kam_account()

    def _kam_account(self):
        """The key account a meeting is with: the opportunity's, else that of the first guest who has one."""
        if not self:
            return self.env["kam.account"]
        event = self.sudo()
        account = event.opportunity_id.kam_account_id or event.partner_ids.commercial_partner_id.kam_account_id[:1]
        return self.env["kam.account"].browse(account.id)

    def action_kam_debrief(self):
        """After this meeting: who was there, outcome, next step."""
        self.ensure_one()
        self.check_access("read")
        if not self._kam_account():
            raise UserError(
                self.env._(
                    "Nobody invited to “%s” belongs to a key account. Invite them, or debrief on the account.",
                    self.name,
                )
            )
        return self.env["kam.debrief"]._open({"default_event_id": self.id}, self.name)

    def action_kam_brief(self):
        """Before this meeting: the brief of the account."""
        self.ensure_one()
        self.check_access("read")
        return self._kam_account().action_open_brief()
