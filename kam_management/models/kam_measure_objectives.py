from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import forecast_sql, measures_sql
from .kam_measure import EXECUTIVE_POWER, Source


class KamMeasure(models.AbstractModel):
    """The objectives of a key account programme as measures (K1): forecast, margin, influence, coordination.

    The first objective, business without competition, is measured beside the other opportunities.
    """

    _inherit = "kam.measure"

    @api.model
    def _sources(self):
        env = self.env
        return {
            **super()._sources(),
            "forecast": Source(
                env._("Forecast reliability"),
                "%",
                env._("Forecast against won, the mean of the quarters of the fiscal year that have ended."),
            ),
            "margin": Source(
                env._("Margin of won opportunities"),
                "%",
                env._("Won in the fiscal year, by size; only those of which the margin is known."),
            ),
            "supporters": Source(
                env._("Deciders who support us"), "%", env._("Supporters and champions among those who can decide.")
            ),
            "actions_done": Source(
                env._("Planned actions carried out"), "%", env._("Of the actions of the fiscal year due until today.")
            ),
        }

    @api.model
    def _measure_forecast(self, accounts, year):
        """Unknown until a quarter has ended of which a forecast was kept."""
        today = fields.Date.context_today(self)
        rates = self.env["kam.account.forecast"]._rates()
        return self._rows(forecast_sql.reliability(accounts.ids, year, today, *rates))

    @api.model
    def _measure_margin(self, accounts, year):
        """Unknown where no sales plan of a won opportunity says it."""

        def figure(mine, start, end):
            margin = SQL(
                "(SELECT p.margin_rate FROM kam_sales_plan p WHERE p.lead_id = l.id AND p.margin_known LIMIT 1)"
            )
            known = SQL("%s IS NOT NULL", margin)
            value = SQL(
                "SUM(%(amount)s * %(margin)s) FILTER (WHERE %(known)s)"
                " / NULLIF(SUM(%(amount)s) FILTER (WHERE %(known)s), 0)",
                amount=measures_sql.AMOUNT,
                margin=margin,
                known=known,
            )
            return self._opportunities(mine, value, measures_sql.won_in(start, end))

        return self._in_year(accounts, year, figure)

    @api.model
    def _measure_supporters(self, accounts, year):
        """Unknown where nobody on the map can decide."""
        share = SQL(
            "AVG(CASE WHEN s.support IN ('supporter', 'champion') THEN 100 ELSE 0 END) FILTER (WHERE s.power >= %s)",
            EXECUTIVE_POWER,
        )
        return self._rows(measures_sql.people(share, accounts.ids))

    @api.model
    def _measure_actions_done(self, accounts, year):
        """Unknown until an action of the year was due."""
        today = fields.Date.context_today(self)
        return self._rows(
            SQL(
                """SELECT account_id, AVG(CASE WHEN state IN ('done', 'evaluated') THEN 100 ELSE 0 END)
                     FROM kam_influencing_action
                    WHERE account_id = ANY(%s) AND year = %s AND date <= %s AND state <> 'cancelled' AND active
                    GROUP BY account_id""",
                accounts.ids,
                year,
                today,
            )
        )
