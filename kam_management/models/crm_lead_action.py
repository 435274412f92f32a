from odoo import fields, models

from .crm_lead import KAM_USER


class CrmLead(models.Model):
    """The influencing action that a lead came from."""

    _inherit = "crm.lead"

    kam_action_id = fields.Many2one(
        "kam.influencing.action",
        string="From Influencing Action",
        groups=KAM_USER,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
