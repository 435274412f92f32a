from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import forecast_sql
from ..engine.schedule import quarter_bounds, quarter_of


class KamAccountForecast(models.Model):
    """What was expected of an account's quarter on the day it began; it never changes afterwards.

    Forecast reliability is an objective of a key account programme (K1): it can only be measured against a forecast
    that was kept.
    """

    _name = "kam.account.forecast"
    _description = "Forecast of a Quarter"
    _log_access = False
    _order = "date_start desc, forecast desc, id"
    _rec_name = "account_id"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id")
    user_id = fields.Many2one(related="account_id.user_id", string="Account Manager")
    segment_id = fields.Many2one(related="account_id.segment_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    year = fields.Integer(string="Fiscal Year", required=True, aggregator=None)
    quarter = fields.Integer(required=True, aggregator=None)
    date_start = fields.Date(string="From", required=True)
    date_stop = fields.Date(string="To", required=True)
    taken_on = fields.Date(help="The day the forecast was kept: the first day of the quarter that the job ran.")
    forecast = fields.Monetary(help="Open opportunities expected to close within the quarter, by probability.")
    won = fields.Monetary(compute="_compute_won", help="Won within the quarter.")
    reliability = fields.Float(
        compute="_compute_won", string="Reliability %", digits=(5, 0), help="The smaller of the two in the larger one."
    )
    reliability_known = fields.Boolean(compute="_compute_won")

    _quarter_unique = models.Constraint(
        "UNIQUE(account_id, year, quarter)", "The forecast of this quarter is kept already."
    )

    def _compute_currency_id(self):
        self.currency_id = self.env["kam.account"]._main_company().currency_id

    @api.depends("account_id", "date_start", "date_stop", "forecast")
    def _compute_won(self):
        won = {}
        if self.ids:
            self.env.flush_all()
            query = forecast_sql.with_won(SQL("f.id = ANY(%s)", self.ids), *self._rates())
            won = {row[0]: float(row[5]) for row in self.env.execute_query(query)}
        today = fields.Date.context_today(self)
        for one in self:
            one.won = won.get(one.id, 0.0)
            largest = max(one.forecast, one.won)
            one.reliability_known = largest > 0 and bool(one.date_stop) and one.date_stop < today
            one.reliability = min(one.forecast, one.won) * 100 / largest if one.reliability_known else 0.0

    @api.model
    def _rates(self):
        main = self.env["kam.account"]._main_company()
        return self.env["kam.account"]._currency_rates(main), main.id

    @api.model
    def _take(self):
        """Keep the forecast of the running quarter for every key account that has none yet; returns them."""
        accounts = self.env["kam.account"].sudo().search([("status", "=", "key")])
        main = accounts._main_company()
        today = fields.Date.context_today(self)
        self.env.flush_all()
        made = []
        for company, mine in accounts.grouped("company_id").items():
            company = company or main
            month = int(company.kam_fiscal_month or 1)
            year, quarter = company._kam_fiscal_year(today), quarter_of(today, month)
            period = (year, quarter, *quarter_bounds(year, quarter, month))
            rows = self.env.execute_query(forecast_sql.take(mine.ids, period, *self._rates(), today))
            made += [row[0] for row in rows]
        self.invalidate_model()
        return self.browse(made)

    @api.model
    def _cron_forecast(self):
        """Scheduled action: keep what is expected of the quarter, once, on its first day."""
        with self.env["kam.run"]._recording(self.env._("Forecast of the quarter")) as run:
            made = self.sudo()._take()
            if made:
                run._note("created", made, self.env._("Forecasts kept"))
