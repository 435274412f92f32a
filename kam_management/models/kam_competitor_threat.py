from odoo import api, fields, models

from .kam_competitor import THREATS


class KamCompetitorThreat(models.Model):
    """From what to what the threat of a competitor went, when, and by whom it was rated."""

    _name = "kam.competitor.threat"
    _description = "Move of a Competitor's Threat"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "after"

    competitor_id = fields.Many2one("kam.competitor", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="competitor_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    before = fields.Selection(THREATS, string="From")
    after = fields.Selection(THREATS, string="To", required=True)
    step = fields.Integer(compute="_compute_step", store=True, precompute=True, help="Above 0: the threat went up.")
    user_id = fields.Many2one("res.users", string="By", ondelete="set null", index="btree_not_null")

    @api.depends("before", "after")
    def _compute_step(self):
        """From or to “not rated” is no step: unknown is not zero."""
        for move in self:
            rated = move.before not in (False, "0") and move.after != "0"
            move.step = int(move.after) - int(move.before) if rated else 0
