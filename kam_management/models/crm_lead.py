from odoo import api, fields, models

#: Stored on the lead so that the pipeline filters and groups by them; they come from the account alone.
STORED = frozenset({"kam_account_id", "kam_segment_id", "kam_tier_id"})
KAM_USER = "kam_management.group_kam_user"


class CrmLead(models.Model):
    """Leads carry account, segment and tier; everything else is read through the account."""

    _inherit = ["crm.lead", "kam.badge.mixin", "kam.guard.mixin"]
    _name = "crm.lead"

    kam_account_id = fields.Many2one(
        related="partner_id.commercial_partner_id.kam_account_id",
        string="Key Account",
        store=True,
        index="btree_not_null",
        groups=KAM_USER,
        tracking=False,
    )
    kam_segment_id = fields.Many2one(
        related="kam_account_id.segment_id",
        string="Segment",
        store=True,
        index="btree_not_null",
        group_expand="_kam_group_expand",
        groups=KAM_USER,
        tracking=False,
    )
    kam_tier_id = fields.Many2one(
        related="kam_account_id.tier_id",
        string="Tier",
        store=True,
        index="btree_not_null",
        group_expand="_kam_group_expand",
        groups=KAM_USER,
        tracking=False,
    )
    kam_level_id = fields.Many2one(
        related="kam_account_id.level_id", string="Relationship Level", groups=KAM_USER, tracking=False
    )
    kam_override_reason = fields.Char(related="kam_account_id.override_reason", groups=KAM_USER, tracking=False)
    kam_override_until = fields.Date(related="kam_account_id.override_until", groups=KAM_USER, tracking=False)
    kam_badge = fields.Json(compute="_compute_kam_badge", groups=KAM_USER, string="Key Account Badge")

    @api.depends("kam_segment_id", "kam_tier_id", "kam_account_id")
    def _compute_kam_badge(self):
        badge = self._badge_maker()
        for lead in self:
            lead.kam_badge = badge(lead.kam_segment_id.id, lead.kam_tier_id.id, lead.kam_account_id.id)

    def _kam_group_expand(self, records, domain):
        """All columns in their order, empty ones too."""
        return records.search([])

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | STORED
