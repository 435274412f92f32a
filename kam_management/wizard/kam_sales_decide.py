from odoo import fields, models

from ..models.kam_sales_plan_decision import CONSEQUENCES, DECISIONS


class KamSalesDecide(models.TransientModel):
    """Decide go or no-go, with a reason and, for a no-go, what happens to the opportunity."""

    _name = "kam.sales.decide"
    _description = "Decide Go or No-go"

    plan_id = fields.Many2one("kam.sales.plan", required=True, readonly=True)
    decision = fields.Selection(DECISIONS, required=True, default="go")
    reason = fields.Text()
    consequence = fields.Selection(CONSEQUENCES, string="The Opportunity")
    lost_reason_id = fields.Many2one("crm.lost.reason")
    back_on = fields.Date(string="Come Back On")

    def action_apply(self):
        """Carry the decision out."""
        self.ensure_one()
        self.plan_id._decide(self.decision, self.reason, self.consequence, self.back_on, self.lost_reason_id)
        return {"type": "ir.actions.act_window_close"}
