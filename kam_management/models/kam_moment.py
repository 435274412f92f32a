from odoo import fields, models


class KamMoment(models.Model):
    """A moment of truth: an encounter in which the customer decides what to think of us (K12).

    It brings the question of the interview guide; answers are kept by moment.
    """

    _name = "kam.moment"
    _description = "Moment of Truth"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10)
    question = fields.Text(
        required=True, translate=True, help="What to ask the customer, as one says it; answered with 0 to 10."
    )
    description = fields.Text(translate=True, string="Listen For", help="What a good answer and a bad one sound like.")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another moment has this code. Choose one that is free.")
