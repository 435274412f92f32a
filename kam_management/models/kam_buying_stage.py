"""Phases of the customer relationship, which are the buying stages of people and opportunities (K2)."""

from odoo import fields, models


class KamBuyingStage(models.Model):
    """A stage of buying, and who leads the influencing in it."""

    _name = "kam.buying.stage"
    _description = "Buying stage"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "alias"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10)
    alias = fields.Char(translate=True, help="Other names of this stage, separated by commas; they are found as well.")
    led_by = fields.Selection(
        [
            ("marketing", "Marketing"),
            ("marketing_sales", "Marketing and sales"),
            ("sales", "Sales"),
            ("sales_account", "Sales and account management"),
            ("account", "Account management"),
        ],
        help="Who leads the influencing of people who are in this stage.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another stage has this code. Choose one that is free.")
