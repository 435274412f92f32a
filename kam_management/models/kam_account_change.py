from odoo import api, fields, models, tools


class KamAccountChange(models.Model):
    """A move of an account: segment, tier, level … from what to what, when, by whom, and why."""

    _name = "kam.account.change"
    _description = "Key Account Move"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "kind"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", string="Company")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    kind = fields.Selection(
        [
            ("segment", "Segment"),
            ("tier", "Tier"),
            ("level", "Relationship level"),
            ("target", "Target level"),
            ("status", "Status"),
            ("manager", "Account manager"),
            ("stage", "Hunting or farming"),
        ],
        required=True,
    )
    old_value = fields.Char(string="From")
    new_value = fields.Char(string="To")
    user_id = fields.Many2one("res.users", string="By", ondelete="set null", index="btree_not_null")
    cause = fields.Char()
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("first", "First"), ("out", "Out")],
        compute="_compute_direction",
        store=True,
        precompute=True,
        help="Of segment, tier and level, as it was on that day. First: from none at all; out: to none.",
    )

    #: field of the account that each kind of move follows
    KINDS = {
        "segment": "segment_id",
        "tier": "tier_id",
        "level": "level_id",
        "target": "target_level_id",
        "status": "status",
        "manager": "user_id",
        "stage": "stage_id",
    }
    #: fields whose writing may move an account
    SOURCES = frozenset(
        {
            "segment_id",
            "decided_segment_id",
            "screened_segment_id",
            "override_segment_id",
            "override_tier_id",
            "override_until",
            "tier_id",
            "level_id",
            "target_level_id",
            "status",
            "user_id",
            "stage_id",
        }
    )

    @api.depends("kind", "old_value", "new_value")
    def _compute_direction(self):
        places = self._places()
        for change in self:
            change.direction = self._direction(places, change.kind, change.old_value, change.new_value)

    @api.model
    def _direction(self, places, kind, old_value, new_value):
        """up, down, first, out, or False where there is no order.

        :param places: from :meth:`_places`
        """
        ladder = places.get("level" if kind == "target" else kind)
        if ladder is None:
            return False
        if not old_value or not new_value:
            return "out" if old_value else "first" if new_value else False
        old, new = ladder.get(old_value), ladder.get(new_value)
        if old is None or new is None or old == new:
            return False
        return "up" if new > old else "down"

    @api.model
    @tools.ormcache("self.env.lang")
    def _places(self):
        """{kind: {text of the history: place}}: the higher, the better. Do not change the dictionaries."""
        env = self.sudo().with_context(active_test=False).env
        segments = env["kam.segment"].search([])  # pylint: disable=no-search-all
        tiers = env["kam.tier"].search([])  # pylint: disable=no-search-all
        levels = env["kam.relationship.level"].search([])  # pylint: disable=no-search-all
        return {
            "segment": {one._move_text(): -place for place, one in enumerate(segments)},
            "tier": {one._move_text(): -place for place, one in enumerate(tiers)},
            "level": {one.display_name: place for place, one in enumerate(levels)},
        }

    @api.model
    def _watches(self, vals):
        """Whether writing ``vals`` on an account may be a move."""
        return not self.SOURCES.isdisjoint(vals)
