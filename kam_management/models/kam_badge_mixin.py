from odoo import models


class KamBadgeMixin(models.AbstractModel):
    """Builds the badge (segment letter, tier) from ids alone: the names come from a cache, not from queries."""

    _name = "kam.badge.mixin"
    _description = "Key Account Badge"

    def _badge(self, segment_id, tier_id, account_id, override=False):
        """What the badge widget shows, or False for an unclassified account.

        :param segment_id, tier_id, account_id: ids, as stored
        :param override: whether a person's judgement outranks the rules
        """
        segment = self.env["kam.segment"].sudo()._badge_data().get(segment_id)
        if not segment:
            return False
        tier = self.env["kam.tier"].sudo()._badge_data().get(tier_id) or {}
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
