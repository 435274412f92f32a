from odoo import fields, models

STATES = [("green", "Healthy"), ("amber", "Needs care"), ("red", "At risk")]


class KamAccountHealth(models.Model):
    """The health of an account on a day on which it was another than before: its history."""

    _name = "kam.account.health"
    _description = "Health of an Account"
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "account_id"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id")
    segment_id = fields.Many2one(related="account_id.segment_id")
    tier_id = fields.Many2one(related="account_id.tier_id")
    user_id = fields.Many2one(related="account_id.user_id", string="Account Manager")
    date = fields.Date(required=True, index=True)
    health = fields.Float(digits=(5, 1), aggregator="avg")
    state = fields.Selection(STATES)
    parts = fields.Json()

    _day_unique = models.Constraint("UNIQUE(account_id, date)", "The health of this account is kept once a day.")
