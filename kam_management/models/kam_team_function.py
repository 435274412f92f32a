"""What somebody does in an account team (K5, diamond team)."""

from odoo import fields, models


class KamTeamFunction(models.Model):
    """Function of a member of an account team."""

    _name = "kam.team.function"
    _description = "Account team function"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint("UNIQUE(name)", "This function exists already. Use it, or choose another name.")
