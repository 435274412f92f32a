from odoo import api, models


class KamAccount(models.Model):
    """The accounts that the activity matrix counts (K8)."""

    _inherit = "kam.account"

    @api.model
    def _matrix_domain(self):
        """Accounts of the present companies that are in a segment and not archived."""
        return [
            ("active", "=", True),
            ("segment_id", "!=", False),
            ("company_id", "in", [*self.env.companies.ids, False]),
        ]
