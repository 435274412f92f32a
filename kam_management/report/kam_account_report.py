from odoo import fields, models

from ..engine import analysis_sql
from ..engine.facts_sql import rate_values
from ..models.kam_analysis_mixin import choices


class KamAccountReport(models.Model):
    """Volume and geography: how many accounts there are, where, and what they are worth (K3)."""

    _name = "kam.account.report"
    _description = "Analysis of Accounts by Volume and Geography"
    _inherit = ["kam.analysis.mixin"]
    _auto = False
    _order = "revenue desc, id"

    state_id = fields.Many2one("res.country.state", string="Region", readonly=True)
    status = fields.Selection(choices("kam.account", "status"), readonly=True)
    stage_id = fields.Many2one("kam.account.stage", string="Hunting or Farming", readonly=True)
    health_state = fields.Selection(choices("kam.account", "health_state"), readonly=True, string="Condition")
    accounts = fields.Integer(readonly=True)
    key_accounts = fields.Integer(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    revenue = fields.Monetary(
        string="Won Revenue",
        readonly=True,
        aggregator="sum",
        help="Of the last 12 months, in the currency of the main company.",
    )
    revenue_previous = fields.Monetary(string="Won Revenue, 12 Months Before", readonly=True, aggregator="sum")
    growth = fields.Monetary(readonly=True, aggregator="sum", help="Won revenue less that of the 12 months before.")
    pipeline = fields.Monetary(string="Weighted Pipeline", readonly=True, aggregator="sum")
    health = fields.Float(readonly=True, aggregator="avg")
    score = fields.Float(readonly=True, aggregator="avg")

    _depends = {
        "kam.account": [
            "active",
            "status",
            "stage_id",
            "revenue",
            "revenue_previous",
            "pipeline",
            "health",
            "health_known",
            "health_state",
            "score",
            "score_known",
        ],
        "res.partner": ["state_id"],
    }

    @property
    def _table_query(self):
        main = self._main()
        rates = rate_values(self.env["kam.account"].sudo()._currency_rates(main))
        return analysis_sql.accounts(rates, main.id, main.currency_id.id)

    def action_open(self):
        """The account."""
        self.ensure_one()
        return self._open_record(self.account_id)
