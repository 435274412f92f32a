"""Hunter and farmer stages of an account (K11)."""

from odoo import fields, models

ROLES = [("hunter", "Hunter"), ("farmer", "Farmer")]


class KamAccountStage(models.Model):
    """A step of winning a customer, or of growing the business with one."""

    _name = "kam.account.stage"
    _description = "Hunting or Farming Stage"
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
    role = fields.Selection(
        ROLES,
        required=True,
        default="hunter",
        help="Who works on accounts in this stage: a hunter wins customers and goes out again, a farmer grows them.",
    )
    guidance = fields.Text(
        string="What to Do", translate=True, help="Shown on every account in this stage: what to do next."
    )
    fold = fields.Boolean(string="Folded in Kanban")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another stage has this code. Choose one that is free.")
