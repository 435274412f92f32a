from odoo import fields, models

from .kam_sales_plan_decision import CONSEQUENCES, DECISIONS


class KamSalesDecision(models.Model):
    """A go or no-go as it was decided: history that nobody changes."""

    _name = "kam.sales.decision"
    _description = "Go or No-go Decision"
    _order = "date desc, id desc"
    _rec_name = "reason"

    plan_id = fields.Many2one("kam.sales.plan", required=True, ondelete="cascade", index=True)
    decision = fields.Selection(DECISIONS, required=True)
    date = fields.Date(required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict", string="Decided by")
    reason = fields.Text(required=True)
    consequence = fields.Selection(CONSEQUENCES, string="Opportunity")
