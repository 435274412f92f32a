from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamPlanGoal(models.Model):
    """One of the customer's own goals, in their words: the plan has room for three on its page."""

    _name = "kam.plan.goal"
    _description = "Customer's Goal"
    _inherit = ["kam.plan.child.mixin"]
    _order = "sequence, id"

    _plan_part = "goals"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Goal", required=True, help="What they want to reach, as they would say it.")
    horizon = fields.Selection([("year", "Next year"), ("years", "Three to five years")], default="year", required=True)
    need = fields.Char(string="What They Need for It", help="What is critical to reach it.")
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Whose Goal",
        index="btree_not_null",
        ondelete="set null",
        domain="[('account_id', '=', account_id)]",
    )

    @api.constrains("stakeholder_id")
    def _check_stakeholder_id(self):
        for goal in self.sudo():
            if goal.stakeholder_id and goal.stakeholder_id.account_id != goal.account_id:
                raise ValidationError(
                    self.env._(
                        "“%s” can only be the goal of somebody on the map of this account. Choose one of them.",
                        goal.name,
                    )
                )
