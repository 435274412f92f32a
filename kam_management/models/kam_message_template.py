"""Messages ready to use: per benefit level, buying stage and role (K7)."""

from odoo import fields, models


class KamMessageTemplate(models.Model):
    """A message for an influencing action."""

    _name = "kam.message.template"
    _description = "Message Template"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    benefit_id = fields.Many2one("kam.benefit", string="Benefit Level", index="btree_not_null", ondelete="restrict")
    stage_id = fields.Many2one("kam.buying.stage", index="btree_not_null", ondelete="restrict")
    role_ids = fields.Many2many(
        "kam.stakeholder.role", "kam_message_template_role_rel", "template_id", "role_id", string="For Roles"
    )
    body = fields.Html(translate=True)
