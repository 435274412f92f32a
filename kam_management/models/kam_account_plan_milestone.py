from odoo import api, fields, models

from ..engine.cadence_sql import link_plans

#: What a plan that has come into a state has behind it.
PASSED = {
    "review": ("planning",),
    "approved": ("planning", "approval"),
    "implementation": ("planning", "approval"),
}


class KamAccountPlan(models.Model):
    """The milestones of the plan's year: tied to it when it is made, done when it gets there."""

    _inherit = "kam.account.plan"

    milestone_ids = fields.One2many("kam.plan.milestone", "plan_id", string="Milestones")

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        self.env.flush_all()
        self.env.cr.execute(link_plans(plans.account_id.ids))
        plans.account_id.milestone_ids.invalidate_recordset(["plan_id"])
        plans.invalidate_recordset(["milestone_ids"])
        return plans

    def write(self, vals):
        result = super().write(vals)
        kinds = PASSED.get(vals.get("state"), ())
        if kinds:
            self.sudo().milestone_ids.filtered(
                lambda one: one.kind in kinds and one.state in ("planned", "due")
            )._finish("done")
        return result
