from odoo import models


class IrHttp(models.AbstractModel):
    """The web client knows the tiers' colours, so that a column shows its own even when it is empty."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user.has_group("kam_management.group_kam_user"):
            tiers = self.env["kam.tier"].sudo()._badge_data()
            info["kam_tier_colors"] = {tier_id: tier["color"] for tier_id, tier in tiers.items()}
        return info
