from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import forecast_sql, measures_sql
from ..engine.progress import reliability
from .kam_measure import Source


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
                period=True,
            ),
            "margin": Source(
                env._("Margin of won opportunities"),
                "%",
                env._("Won in the fiscal year, by size; only those of which the margin is known."),
                pool="ratio",
                period=True,
            ),
            "supporters": Source(
                env._("Deciders who support us"),
                "%",
                env._("Supporters and champions among those who can decide."),
                pool="ratio",
            ),
            "actions_done": Source(
                env._("Planned actions carried out"),
                "%",
                env._("Of the actions of the fiscal year due until today."),
                pool="ratio",
                period=True,
            ),
        }

    @api.model
    def _measure_forecast(self, accounts, year):
        """Unknown until a quarter has ended of which a forecast was kept."""
        today = fields.Date.context_today(self)
        rates = self.env["kam.account.forecast"]._rates()
        return self._rows(forecast_sql.reliability(accounts.ids, year, today, *rates))

    @api.model
    def _pooled_forecast(self, groups, year):
        """Of a group: what was expected of all its accounts against what was won from them, quarter by quarter."""
        today = fields.Date.context_today(self)
        rates = self.env["kam.account.forecast"]._rates()
        everybody = sorted(set().union(*groups.values()))
        self.env.flush_all()
        quarters = {}
        for account_id, quarter, expected, won in self.env.execute_query(
            forecast_sql.quarters(everybody, year, today, *rates)
        ):
            quarters.setdefault(account_id, []).append((quarter, float(expected), float(won)))
        found = {key: reliability(row for one in ids for row in quarters.get(one, ())) for key, ids in groups.items()}
        return {key: value for key, value in found.items() if value is not None}

    @api.model
    def _parts_margin(self, accounts, year):
        """Unknown where no sales plan of a won opportunity says it."""

        def figure(mine, start, end):
            margin = SQL(
                "(SELECT p.margin_rate FROM kam_sales_plan p WHERE p.lead_id = l.id AND p.margin_known LIMIT 1)"
            )
            known = SQL("%s IS NOT NULL", margin)
            value = (
                SQL("SUM(%s * %s) FILTER (WHERE %s)", measures_sql.AMOUNT, margin, known),
                SQL("SUM(%s) FILTER (WHERE %s)", measures_sql.AMOUNT, known),
            )
            return self._opportunities(mine, value, measures_sql.won_in(start, end))

        return self._in_year(accounts, year, figure)

    @api.model
    def _parts_supporters(self, accounts, year):
        """Unknown where nobody on the map can decide."""
        return self._deciders(accounts, SQL("s.support IN ('supporter', 'champion')"))

    @api.model
    def _parts_actions_done(self, accounts, year):
        """Unknown until an action of the year was due."""
        today = fields.Date.context_today(self)
        return self._rows(
            SQL(
                """SELECT account_id, COUNT(*) FILTER (WHERE state IN ('done', 'evaluated')) * 100, COUNT(*)
                     FROM kam_influencing_action
                    WHERE account_id = ANY(%s) AND year = %s AND date <= %s AND state <> 'cancelled' AND active
                    GROUP BY account_id""",
                accounts.ids,
                year,
                today,
            )
        )
