from odoo import api, fields, models

LEVELS = [("1", "Low"), ("2", "Medium"), ("3", "High")]


class KamPlanRisk(models.Model):
    """What could keep the plan from succeeding, and what is done about it."""

    _name = "kam.plan.risk"
    _description = "Risk of an Account Plan"
    _inherit = ["kam.plan.child.mixin"]
    _check_company_auto = True
    _order = "exposure desc, sequence, id"

    _plan_part = "risks"
    _live_fields = frozenset({"state"})

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Risk", required=True)
    likelihood = fields.Selection(LEVELS, default="2", required=True)
    impact = fields.Selection(LEVELS, default="2", required=True)
    exposure = fields.Integer(compute="_compute_exposure", store=True, help="Likelihood × impact, 1 to 9.")
    response = fields.Char(help="How it is avoided, or what is done when it happens.")
    user_id = fields.Many2one(
        "res.users", string="Watched by", index="btree_not_null", domain="[('share', '=', False)]", check_company=True
    )
    state = fields.Selection(
        [("open", "Open"), ("happened", "Happened"), ("gone", "Gone")], default="open", required=True
    )

    @api.depends("likelihood", "impact")
    def _compute_exposure(self):
        for risk in self:
            risk.exposure = int(risk.likelihood or 1) * int(risk.impact or 1)
