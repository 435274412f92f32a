from odoo import models


class KamBadgeMixin(models.AbstractModel):
    """Builds the badge (segment letter, tier) from ids alone: the names come from a cache, not from queries."""

    _name = "kam.badge.mixin"
    _description = "Key Account Badge"

    def _badge_maker(self):
        """A function that makes badges from ids; the names are looked up once for all records.

        :return: ``make(segment_id, tier_id, account_id, override=False)`` → what the badge widget shows, or False
            for an unclassified account
        """
        segments = self.env["kam.segment"].sudo()._badge_data()
        tiers = self.env["kam.tier"].sudo()._badge_data()

        def make(segment_id, tier_id, account_id, override=False):
            segment = segments.get(segment_id)
            if not segment:
                return False
            tier = tiers.get(tier_id) or {}
            return {
                "segment": segment["code"],
                "segment_name": segment["name"],
                "strength": segment["strength"],
                "tier": tier.get("short_name") or "",
                "tier_name": tier.get("name") or "",
                "tier_color": tier.get("color") or 0,
                "override": bool(override),
                "account_id": account_id,
            }

        return make
