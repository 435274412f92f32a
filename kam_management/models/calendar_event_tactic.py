from odoo import api, fields, models

from .crm_lead import KAM_USER


class CalendarEvent(models.Model):
    """A meeting that carries out a tactic."""

    _inherit = "calendar.event"

    kam_tactic_id = fields.Many2one(
        "kam.plan.tactic", string="Tactic", groups=KAM_USER, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.constrains("kam_tactic_id")
    def _check_kam_tactic_id(self):
        """Nobody ties a meeting to a tactic that they may not even read."""
        self.sudo(False).kam_tactic_id.check_access("read")
