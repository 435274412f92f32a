from odoo import api, fields, models


class KamPlanReason(models.TransientModel):
    """Asks for the reason of a step that is not taken without one: amending a plan, declining to sign."""

    _name = "kam.plan.reason"
    _description = "Reason for a Step on a Plan"

    plan_id = fields.Many2one("kam.account.plan", required=True, readonly=True, ondelete="cascade")
    step = fields.Selection([("amend", "Amend"), ("decline", "Decline")], required=True, readonly=True)
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        """Opened from a plan."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "kam.account.plan":
            values.setdefault("plan_id", self.env.context.get("active_id"))
        return values

    def action_apply(self):
        """Do it, with the reason."""
        if self.step == "amend":
            self.plan_id.open_revision(self.reason)
        else:
            self.plan_id.my_signoff_id.action_decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
