"""Tiers: the management model that fits segment and relationship level (K5)."""

from odoo import api, fields, models, tools


class KamTier(models.Model):
    """Who serves an account. The first tier, best first, whose conditions hold is recommended."""

    _name = "kam.tier"
    _description = "Account tier"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "short_name"]

    _is_cached = True
    _account_fields = frozenset({"segment_ids", "min_level_id", "min_target_level_id", "sequence", "active"})

    name = fields.Char(required=True, translate=True)
    short_name = fields.Char(required=True, translate=True, help="The word on the badge.")
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10, help="Best tier first: the first whose conditions hold wins.")
    color = fields.Integer()
    segment_ids = fields.Many2many(
        "kam.segment", string="Segments", help="The tier can hold for accounts of these segments."
    )
    min_level_id = fields.Many2one(
        "kam.relationship.level",
        string="Current level at least",
        ondelete="restrict",
        help="Together with the target level: one of the two is enough. Empty twice = any level.",
    )
    min_target_level_id = fields.Many2one(
        "kam.relationship.level",
        string="Or target level at least",
        ondelete="restrict",
        help="Together with the current level: one of the two is enough. Empty twice = any level.",
    )
    serves = fields.Text(translate=True, help="The kind of relationship that this tier serves.")
    aligned_level_id = fields.Many2one(
        "kam.relationship.level",
        string="Aligned with level",
        ondelete="restrict",
        index="btree_not_null",
        help="The step of the relationship ladder that this tier is made for.",
    )
    value_focus = fields.Text(translate=True, help="What the account manager keeps in view.")
    value_found_by = fields.Text(string="Value is found by", translate=True)
    value_specified_as = fields.Text(string="Value is specified as", translate=True)
    value_realised_by = fields.Text(string="Value is realised by", translate=True)
    risk_looked_at = fields.Text(string="Risk looked at", translate=True)
    risk_assessed_by = fields.Text(string="Risk is assessed by", translate=True)
    risk_reduced_by = fields.Text(string="Risk is reduced by", translate=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another tier has this code. Choose one that is free.")

    @api.model
    def _recommend(self, segment, level, target):
        """The tier for a segment and the current and target level; no query once the rules are cached.

        :return: the first tier whose conditions hold; empty without a segment
        """
        for tier_id, segment_ids, min_rank, min_target_rank in self._rules():
            if segment.id not in segment_ids:
                continue
            asked = [
                (least, given) for least, given in ((min_rank, level), (min_target_rank, target)) if least is not None
            ]
            if not asked or any(given and given.sequence >= least for least, given in asked):
                return self.browse(tier_id)
        return self.browse()

    @api.model
    @tools.ormcache()
    def _rules(self):
        """Conditions of the active tiers, best first; ``None`` = no such condition.

        :return: tuple of (tier id, segment ids, lowest rank of the current level, of the target level)
        """
        # archived segments and levels still describe the accounts that have them
        tiers = self.sudo().with_context(active_test=False).search([("active", "=", True)])
        return tuple(
            (
                tier.id,
                frozenset(tier.segment_ids.ids),
                tier.min_level_id.sequence if tier.min_level_id else None,
                tier.min_target_level_id.sequence if tier.min_target_level_id else None,
            )
            for tier in tiers
        )

    @api.model
    @tools.ormcache("self.env.lang")
    def _badge_data(self):
        """What the badge shows, in the user's language: do not change the dictionaries.

        :return: {tier id: {"short_name", "name", "color"}}
        """
        tiers = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {tier.id: {"short_name": tier.short_name, "name": tier.name, "color": tier.color} for tier in tiers}

    def _move_text(self):
        """How the history of an account names this tier."""
        return self.short_name or ""
