from odoo import fields, models

from ..engine import analysis_sql
from ..models.kam_analysis_mixin import choices


class KamMoveReport(models.Model):
    """How accounts move: segment, tier and relationship level, up and down, over time."""

    _name = "kam.move.report"
    _description = "Analysis of Moves"
    _inherit = ["kam.analysis.mixin", "kam.fiscal.mixin"]
    _auto = False
    _order = "date desc, id desc"

    change_id = fields.Many2one("kam.account.change", string="Move", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(choices("kam.account.change", "kind"), readonly=True, string="What Moved")
    direction = fields.Selection(choices("kam.account.change", "direction"), readonly=True)
    old_value = fields.Char(string="From", readonly=True)
    new_value = fields.Char(string="To", readonly=True)
    cause = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    moves = fields.Integer(readonly=True)
    ups = fields.Integer(string="Up", readonly=True)
    downs = fields.Integer(string="Down", readonly=True)
    net = fields.Integer(string="Up Less Down", readonly=True)
    firsts = fields.Integer(string="First", readonly=True, help="From no segment, tier or level to one.")
    outs = fields.Integer(string="Out", readonly=True, help="To no segment, tier or level any more.")

    _depends = {
        "kam.account.change": ["date", "kind", "old_value", "new_value", "direction", "cause", "user_id", "account_id"],
    }

    @property
    def _table_query(self):
        return analysis_sql.moves(self._periods(), self._main().id)

    def action_open(self):
        """The account that moved."""
        self.ensure_one()
        return self._open_record(self.account_id)
