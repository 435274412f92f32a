from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError


class KamAlertSnooze(models.TransientModel):
    """Not now, and why: some alerts sleep until a day."""

    _name = "kam.alert.snooze"
    _description = "Snooze Early Warnings"

    alert_ids = fields.Many2many(
        "kam.alert", string="Alerts", required=True, default=lambda self: self.env.context.get("active_ids")
    )
    until = fields.Date(required=True, default=lambda self: fields.Date.context_today(self) + relativedelta(days=14))
    reason = fields.Char(required=True)

    def action_apply(self):
        """Let the alerts sleep."""
        self.ensure_one()
        if not self.alert_ids:
            raise UserError(self.env._("There is no alert to snooze. Choose one from the list."))
        self.alert_ids._snooze(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
