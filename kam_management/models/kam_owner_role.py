"""Who carries out the activities of the matrix: the roles, and how many hours one person has for them (K8)."""

from odoo import api, fields, models

OWNER_ROLES = [
    ("account_manager", "Account manager"),
    ("sales", "Sales"),
    ("marketing", "Marketing"),
    ("management", "Management"),
    ("sponsor", "Executive sponsor"),
    ("service", "Service"),
]


class KamOwnerRole(models.Model):
    """One row per role: its capacity, and who stands for it where no account tells."""

    _name = "kam.owner.role"
    _description = "Owner of Activities"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(OWNER_ROLES, string="Role", required=True)
    sequence = fields.Integer(default=10)
    hours_per_month = fields.Float(
        default=40.0,
        help="Hours a month that one person in this role has for the activities of the matrix.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Stands for the role where the account itself does not tell who it is.",
    )
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This role has its row already. Change that one.")
    _hours_positive = models.Constraint(
        "CHECK(hours_per_month >= 0)", "Hours a month cannot be negative. Enter 0 if nobody has time."
    )

    def _configuration_changed(self, names=None):
        result = super()._configuration_changed(names)
        if names is None or names & {"user_id", "active", "code"}:
            self.env["kam.account"]._matrix_changed()
        return result

    @api.model
    def _persons(self):
        """{role code: id of the person who stands for it}, active persons only."""
        roles = self.sudo().search([("user_id.active", "=", True)])
        return {role.code: role.user_id.id for role in roles}
