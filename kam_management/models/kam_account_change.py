from odoo import api, fields, models


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

    @api.model
    def _watches(self, vals):
        """Whether writing ``vals`` on an account may be a move."""
        return not self.SOURCES.isdisjoint(vals)
