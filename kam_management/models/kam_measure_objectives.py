"""Two of the six objectives of the programme (K1), measured at an account: a reliable forecast, better margins."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import measures_sql, schedule
from .kam_measure import Source


class KamMeasure(models.AbstractModel):
    """Forecast reliability and margin, as sources of objectives."""

    _inherit = "kam.measure"

    @api.model
    def _sources(self):
        env = self.env
        return super()._sources() | {
            "forecast": Source(
                env._("Forecast reliability"),
                "%",
                env._("Expected against won, in the quarters of the fiscal year that are over."),
            ),
            "margin": Source(
                env._("Margin of what was won"),
                "%",
                env._("Of the opportunities won in the fiscal year whose sales plan says the margin, by revenue."),
            ),
        }

    @api.model
    def _measure_forecast(self, accounts, year):
        """Unknown until a quarter is over in which something was expected or won.

        Expected for a quarter is what has its expected closing in it and was not lost before it began (our default).
        """
        found = {}
        for company, mine in accounts.grouped("company_id").items():
            quarters = self._quarters_over(company or self.env["kam.account"]._main_company(), year)
            if quarters:
                main = self.env["kam.account"]._main_company()
                rates = self.env["kam.account"]._currency_rates(main)
                found |= self._rows(measures_sql.forecast(mine.ids, rates, main.id, quarters))
        return found

    @api.model
    def _quarters_over(self, company, year):
        """[(first day, last day, first moment, moment after the last)] of the quarters of a year that are over."""
        month, today = int(company.kam_fiscal_month or 1), fields.Date.context_today(self)
        zone = pytz.timezone(company.partner_id.tz or "UTC")

        def moment(day):
            return zone.localize(datetime.combine(day, time())).astimezone(pytz.utc).replace(tzinfo=None)

        bounds = [schedule.quarter_bounds(year, number, month) for number in schedule.QUARTERS]
        return [
            (first, last, moment(first), moment(last + timedelta(days=1))) for first, last in bounds if last < today
        ]

    @api.model
    def _measure_margin(self, accounts, year):
        """Unknown where no sales plan of a won opportunity says it."""

        def figure(mine, start, end):
            margin = SQL("(SELECT p.margin_rate FROM kam_sales_plan p WHERE p.lead_id = l.id AND p.margin_known)")
            value = SQL(
                "SUM(%(amount)s * %(margin)s) / NULLIF(SUM(CASE WHEN %(margin)s IS NOT NULL THEN %(amount)s END), 0)",
                amount=measures_sql.AMOUNT,
                margin=margin,
            )
            return self._opportunities(mine, value, measures_sql.won_in(start, end))

        return self._in_year(accounts, year, figure)
