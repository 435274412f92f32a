from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("strength", "Strength"),
    ("weakness", "Weakness"),
    ("opportunity", "Opportunity"),
    ("threat", "Threat"),
]


class KamPlanSwot(models.Model):
    """One item of the customer's strengths, weaknesses, opportunities and threats, and what answers it."""

    _name = "kam.plan.swot"
    _description = "SWOT Item"
    _inherit = ["kam.plan.child.mixin"]
    _order = "kind, sequence, id"
    _plan_part = "customer_analysis"

    name = fields.Char(string="Item", required=True)
    kind = fields.Selection(KINDS, required=True, default="strength", group_expand=True)
    note = fields.Text(help="What it rests on: facts, figures, who said so.")
    sequence = fields.Integer(default=10)
    importance = fields.Selection(
        [("0", "Not rated"), ("1", "Low"), ("2", "Medium"), ("3", "High")], default="0", required=True
    )
    objective_ids = fields.Many2many(
        "kam.plan.objective",
        "kam_plan_swot_objective_rel",
        "swot_id",
        "objective_id",
        string="Answered by",
        domain="[('plan_id', '=', plan_id)]",
        help="The objectives of the plan that use this, or that do something about it.",
    )
    is_frozen = fields.Boolean(related="plan_id.is_frozen")
    is_answered = fields.Boolean(compute="_compute_is_answered", search="_search_is_answered", string="Answered")

    @api.depends("objective_ids")
    def _compute_is_answered(self):
        for item in self:
            item.is_answered = bool(item.objective_ids)

    def _search_is_answered(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("objective_ids", "!=" if True in value else "=", False)]

    @api.constrains("objective_ids", "plan_id")
    def _check_objective_ids(self):
        for item in self:
            if item.objective_ids.plan_id - item.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%s” can only be answered by objectives of the same plan. Choose one of those.", item.name
                    )
                )
