from odoo import fields, models

KINDS = [
    ("situation", "Current situation"),
    ("objective", "Key business objectives"),
    ("barrier", "Barriers"),
    ("enabler", "Enablers"),
    ("initiative", "Key initiatives"),
]


class KamPlanCharter(models.Model):
    """One line of the strategy charter: situation → objectives → barriers and enablers → initiatives (K9)."""

    _name = "kam.plan.charter"
    _description = "Strategy Charter Line"
    _inherit = ["kam.plan.child.mixin"]
    _order = "kind, sequence, id"
    _plan_part = "action"

    name = fields.Char(string="Line", required=True)
    kind = fields.Selection(KINDS, required=True, default="situation", group_expand=True)
    sequence = fields.Integer(default=10)
    note = fields.Text()
