from odoo import fields, models


class KamAccountPlan(models.Model):
    """What last year left open, on offer to this year's objectives."""

    _inherit = "kam.account.plan"

    offered_tactic_ids = fields.Many2many(
        "kam.plan.tactic",
        "kam_account_plan_offered_tactic_rel",
        "plan_id",
        "tactic_id",
        string="Open from Last Year",
        copy=False,
        groups="kam_management.group_kam_user",
    )
