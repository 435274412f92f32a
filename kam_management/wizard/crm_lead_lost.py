from odoo import fields, models

from ..models.crm_lead import KAM_USER


class CrmLeadLost(models.TransientModel):
    """Asked when an opportunity is lost: to whom?"""

    _inherit = "crm.lead.lost"

    kam_competitor_ids = fields.Many2many(
        "res.partner",
        "kam_lead_lost_competitor_rel",
        "lost_id",
        "partner_id",
        string="Competitors Met",
        domain="[('is_company', '=', True)]",
        groups=KAM_USER,
    )

    def action_lost_reason_apply(self):
        """Keep whom we met, then lose the opportunity as usual."""
        if self.env.user.has_group(KAM_USER) and self.kam_competitor_ids:
            self.lead_ids.write({"kam_competitor_ids": [(4, one.id) for one in self.kam_competitor_ids]})
        return super().action_lost_reason_apply()
