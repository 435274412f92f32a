from odoo import fields, models


class KamOpportunityQuestion(models.Model):
    """A question by which opportunities are assessed again and again (K11)."""

    _name = "kam.opportunity.question"
    _description = "Question of the Opportunity Assessment"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(string="Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(default=10.0, help="Its part of the score; only the relation of the weights counts.")
    guidance = fields.Text(translate=True, help="What the lowest and the highest answer look like.")

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A weight is a number above zero. Archive a question that is not to count."
    )
