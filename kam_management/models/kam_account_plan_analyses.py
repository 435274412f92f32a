from odoo import api, fields, models

from .kam_plan_force import KINDS


class KamAccountPlan(models.Model):
    """The structured analyses of a plan: SWOT, industry forces, strategy charter."""

    _inherit = "kam.account.plan"

    swot_ids = fields.One2many("kam.plan.swot", "plan_id", string="SWOT")
    strength_ids = fields.One2many("kam.plan.swot", "plan_id", string="Strengths", domain=[("kind", "=", "strength")])
    weakness_ids = fields.One2many("kam.plan.swot", "plan_id", string="Weaknesses", domain=[("kind", "=", "weakness")])
    chance_ids = fields.One2many(
        "kam.plan.swot", "plan_id", string="SWOT Opportunities", domain=[("kind", "=", "opportunity")]
    )
    threat_ids = fields.One2many("kam.plan.swot", "plan_id", string="Threats", domain=[("kind", "=", "threat")])
    force_ids = fields.One2many("kam.plan.force", "plan_id", string="Industry Forces")
    charter_ids = fields.One2many("kam.plan.charter", "plan_id", string="Strategy Charter")
    situation_ids = fields.One2many(
        "kam.plan.charter", "plan_id", string="Current Situation", domain=[("kind", "=", "situation")]
    )
    business_objective_ids = fields.One2many(
        "kam.plan.charter", "plan_id", string="Key Business Objectives", domain=[("kind", "=", "objective")]
    )
    barrier_ids = fields.One2many("kam.plan.charter", "plan_id", string="Barriers", domain=[("kind", "=", "barrier")])
    enabler_ids = fields.One2many("kam.plan.charter", "plan_id", string="Enablers", domain=[("kind", "=", "enabler")])
    initiative_ids = fields.One2many(
        "kam.plan.charter", "plan_id", string="Key Initiatives", domain=[("kind", "=", "initiative")]
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The six forces are made with the plan: they are rated, not thought up."""
        plans = super().create(vals_list)
        self.env["kam.plan.force"].create(
            [
                {"plan_id": plan.id, "kind": kind}
                for plan in plans
                for kind, _name in KINDS
                if kind not in plan.force_ids.mapped("kind")
            ]
        )
        return plans
