from math import inf

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import measures_sql
from .kam_measure import Source


class KamMeasure(models.AbstractModel):
    """Whether the programme pays (K12): growth, retention, and what serving the account costs."""

    _inherit = "kam.measure"

    @api.model
    def _sources(self):
        env = self.env
        sources = super()._sources()
        return {
            **sources,
            "growth": Source(
                env._("Revenue growth"),
                "%",
                env._("Won in the fiscal year so far against the same months of the year before."),
                pool="ratio",
                period=True,
                top=inf,
            ),
            "retention": Source(
                env._("Retention"),
                "%",
                env._("Of the accounts that bought in the fiscal year before, how many bought again."),
                pool="ratio",
                period=True,
            ),
            "cost_to_serve": Source(
                env._("Cost to serve"),
                sources["won_revenue"].unit,
                env._("What serving an account of its segment costs in a year, by the settings of the segment."),
                money=True,
                pool="sum",
                less=True,
            ),
        }

    @api.model
    def _year_so_far(self, accounts, year):
        """[((start, end so far), (start, end) of the same months a year before, accounts)]."""
        now = fields.Datetime.now()
        before = {ids.ids[0]: bounds for bounds, ids in self._year_moments(accounts, year - 1)}
        return [
            ((start, min(end, now)), (before[mine.ids[0]][0], min(start, now - relativedelta(years=1))), mine)
            for (start, end), mine in self._year_moments(accounts, year)
        ]

    @api.model
    def _parts_growth(self, accounts, year):
        """Unknown of an account that brought nothing a year before; in a group it counts as what it brought."""
        found = {}
        for now, before, mine in self._year_so_far(accounts, year):
            sums = [
                SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", measures_sql.AMOUNT, measures_sql.won_in(*span))
                for span in (now, before)
            ]
            value = SQL("(%s - %s) * 100", *sums), sums[1]
            found |= self._opportunities(mine, value, SQL("l.won_status = 'won'"))
        return found

    @api.model
    def _parts_retention(self, accounts, year):
        """Unknown of an account that did not buy in the year before."""
        found = {}
        for (start, end), mine in self._year_moments(accounts, year):
            previous = self._year_moments(mine, year - 1)[0][0]
            bought, again = (
                SQL("bool_or(%s)::integer", measures_sql.won_in(*span)) for span in (previous, (start, end))
            )
            value = SQL("%s * %s * 100", bought, again), bought
            found |= self._opportunities(mine, value, SQL("l.won_status = 'won'"))
        return found

    @api.model
    def _measure_cost_to_serve(self, accounts, year):
        """Unknown of an account without a segment, and where the segment says nothing."""
        return self._rows(
            SQL(
                """SELECT a.id, g.cost_to_serve FROM kam_account a
                     JOIN kam_segment g ON g.id = a.segment_id AND g.cost_to_serve > 0
                    WHERE a.id = ANY(%s)""",
                accounts.ids,
            )
        )

    def _records_growth(self, accounts, year, span):
        """What was won in the year; see :meth:`_records`."""
        return self._records_won_revenue(accounts, year, span)

    def _records_retention(self, accounts, year, span):
        """The accounts that bought in the year before."""
        some = self.env["kam.account"].sudo().search(accounts, limit=1)
        previous = [fields.Datetime.to_string(moment) for moment in self._year_moments(some, year - 1)[0][0]]
        won = [("won_status", "=", "won"), ("type", "=", "opportunity"), *self._closed(previous)]
        return "kam.account", [*accounts, ("lead_ids", "any", won)]
