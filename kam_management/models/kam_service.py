"""Services that the company offers around its products (K8)."""

from odoo import fields, models


class KamService(models.Model):
    """One of the services of which each segment gets its own package."""

    _name = "kam.service"
    _description = "Service"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, name, id"

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
    description = fields.Text(translate=True, help="What the customer gets, in a sentence a salesperson can repeat.")
    buyer = fields.Selection(
        [("loyalty", "Loyalty-oriented buyers"), ("price", "Price-oriented buyers")],
        string="Matters most to",
        help="Whom this service wins: it is pointed out on accounts that buy this way. Empty = both alike.",
    )
    package_line_ids = fields.One2many("kam.service.package.line", "service_id", string="In the Packages")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another service has this code. Choose one that is free.")
