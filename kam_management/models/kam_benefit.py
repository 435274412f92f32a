"""Hierarchy of business benefits (K4)."""

from odoo import fields, models


class KamBenefit(models.Model):
    """A step of the hierarchy: the higher one overrides the lower one."""

    _name = "kam.benefit"
    _description = "Business benefit"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10, help="Lowest benefit first; a higher one overrides a lower one.")
    description = fields.Text(translate=True)
    criteria_class = fields.Selection(
        [
            ("functional_operational", "Functional and operational: talked about openly"),
            ("vendor", "Vendor-related: sensitive"),
            ("personal", "Personal motives: kept secret, and most decisive"),
        ],
        string="Buying criteria",
        help="The class of buying criteria that this benefit answers.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another benefit has this code. Choose one that is free.")
