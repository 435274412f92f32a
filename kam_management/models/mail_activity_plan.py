from odoo import fields, models

from .kam_business_area import SIGNER_GROUP


class MailActivity(models.Model):
    """A to-do that asks for a signature."""

    _inherit = "mail.activity"

    kam_signoff_id = fields.Many2one(
        "kam.plan.signoff",
        string="Signature Asked for",
        copy=False,
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups=f"kam_management.group_kam_user,{SIGNER_GROUP}",
    )
