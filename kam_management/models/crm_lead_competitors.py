from odoo import fields, models

from .crm_lead import KAM_USER


class CrmLead(models.Model):
    """Whom we met in an opportunity."""

    _inherit = "crm.lead"

    kam_competitor_ids = fields.Many2many(
        "res.partner",
        "kam_lead_competitor_rel",
        "lead_id",
        "partner_id",
        string="Competitors",
        domain="[('is_company', '=', True)]",
        groups=KAM_USER,
        help="Who competes for it. Those met on lost opportunities are proposed in the account's plan.",
    )
