from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.tools import SQL

from ..engine import measures_sql

#: From this power on somebody counts as an executive: can decide.
EXECUTIVE_POWER = 4
#: From this strength on a relationship counts as a contact: talks to us.
CONTACT_STRENGTH = 2


class Source(NamedTuple):
    """A live source of a measure: label, unit, what it says, and whether it is an amount of money."""

    label: str
    unit: str
    help: str
    money: bool = False


class KamMeasure(models.AbstractModel):
    """Where the figures of objectives come from: live sources, each measured for any number of accounts at once.

    An addon with a source of its own extends :meth:`_sources` and adds ``_measure_<code>(accounts, year)``.
    """

    _name = "kam.measure"
    _description = "Measures of Accounts"

    @api.model
    def _sources(self):
        """{code: :class:`Source`}, in the order in which they are offered."""
        env = self.env
        money = env["kam.account"]._main_company().currency_id.name
        return {
            "won_revenue": Source(
                env._("Won revenue"), money, env._("Opportunities won in the fiscal year of the plan."), True
            ),
            "pipeline": Source(env._("Weighted pipeline"), money, env._("Open opportunities by probability."), True),
            "win_rate": Source(env._("Win rate"), "%", env._("Of the opportunities decided in the fiscal year.")),
            "open_opportunities": Source(env._("Open opportunities"), "", env._("How many are open now.")),
            "no_competition": Source(
                env._("Opportunities without competition"),
                "",
                env._("How many are open, or were won in the fiscal year, with nobody competing."),
            ),
            "no_competition_share": Source(
                env._("Share of won revenue without competition"), "%", env._("Won in the fiscal year of the plan.")
            ),
            "executives": Source(
                env._("Executive contacts"), env._("people"), env._("People who can decide and who talk to us.")
            ),
            "people_covered": Source(
                env._("Powerful people with a counterpart"),
                "%",
                env._("Of those who can decide, how many have a counterpart of ours."),
            ),
            "level": Source(env._("Relationship level"), env._("step"), env._("Place on the ladder: 1 is the lowest.")),
            "coverage": Source(env._("Rated part of the criteria"), "%", env._("Of the less rated axis.")),
            "score": Source(env._("Score of the classification"), "", env._("0 to 100, where enough is rated.")),
        }

    @api.model
    def _selection(self):
        """(code, label) of every source."""
        return [(code, source.label) for code, source in self._sources().items()]

    @api.model
    def _measure(self, source, accounts, year):
        """Measure accounts; the number of queries does not depend on how many there are.

        :param source: code of the source
        :param accounts: ``kam.account``; the caller has checked the access
        :param year: fiscal year that figures of a period refer to, named by the calendar year it starts in
        :return: {account id: value}; accounts of which nothing is known are not in it
        """
        if source not in self._sources() or not accounts:
            return {}
        found = getattr(self.sudo(), f"_measure_{source}")(accounts.sudo(), year)
        return {account_id: round(float(value), 2) for account_id, value in found.items() if value is not None}

    # -- what the sources share -----------------------------------------------------------------------------

    @api.model
    def _rows(self, query):
        self.env.flush_all()
        return dict(self.env.execute_query(query))

    @api.model
    def _year_moments(self, accounts, year):
        """[((first moment, moment after the last) of the fiscal year in UTC, accounts)], one per kind of company."""
        main = self.env["kam.account"]._main_company()
        groups = defaultdict(list)
        for company, mine in accounts.grouped("company_id").items():
            company = company or main
            zone = pytz.timezone(company.partner_id.tz or "UTC")
            bounds = tuple(
                zone.localize(datetime(start, int(company.kam_fiscal_month or 1), 1))
                .astimezone(pytz.utc)
                .replace(tzinfo=None)
                for start in (year, year + 1)
            )
            groups[bounds] += mine.ids
        return [(bounds, accounts.browse(ids)) for bounds, ids in groups.items()]

    @api.model
    def _opportunities(self, accounts, value, condition, known=None):
        main = self.env["kam.account"]._main_company()
        rates = self.env["kam.account"]._currency_rates(main)
        return self._rows(measures_sql.opportunities(value, accounts.ids, rates, main.id, condition, known))

    # -- opportunities --------------------------------------------------------------------------------------

    @api.model
    def _in_year(self, accounts, year, figure):
        """A figure that refers to the fiscal year: ``figure(accounts, start, end)`` for each kind of company."""
        found = {}
        for (start, end), mine in self._year_moments(accounts, year):
            found |= figure(mine, start, end)
        return found

    @api.model
    def _measure_won_revenue(self, accounts, year):
        """Zero for accounts that have opportunities, none of them won; unknown for those without any."""

        def figure(mine, start, end):
            won = measures_sql.won_in(start, end)
            value = SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", measures_sql.AMOUNT, won)
            return self._opportunities(mine, value, SQL("TRUE"))

        return self._in_year(accounts, year, figure)

    @api.model
    def _measure_pipeline(self, accounts, year):
        weighted = SQL("%s * l.probability / 100", measures_sql.AMOUNT)
        value = SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", weighted, measures_sql.OPEN)
        return self._opportunities(accounts, value, SQL("TRUE"))

    @api.model
    def _measure_win_rate(self, accounts, year):
        """Unknown until something was decided in the year."""

        def figure(mine, start, end):
            decided = SQL("l.won_status IN ('won', 'lost') AND l.date_closed >= %s AND l.date_closed < %s", start, end)
            return self._opportunities(mine, SQL("AVG(CASE WHEN l.won_status = 'won' THEN 100 ELSE 0 END)"), decided)

        return self._in_year(accounts, year, figure)

    @api.model
    def _measure_open_opportunities(self, accounts, year):
        return self._opportunities(accounts, SQL("COUNT(*) FILTER (WHERE %s)", measures_sql.OPEN), SQL("TRUE"))

    @api.model
    def _measure_no_competition(self, accounts, year):
        def figure(mine, start, end):
            counts = SQL("l.kam_no_competition AND (%s OR %s)", measures_sql.OPEN, measures_sql.won_in(start, end))
            return self._opportunities(mine, SQL("COUNT(*) FILTER (WHERE %s)", counts), SQL("TRUE"))

        return self._in_year(accounts, year, figure)

    @api.model
    def _measure_no_competition_share(self, accounts, year):
        """Unknown until something was won in the year."""

        def figure(mine, start, end):
            share = SQL(
                "SUM(%(amount)s) FILTER (WHERE l.kam_no_competition) * 100 / NULLIF(SUM(%(amount)s), 0)",
                amount=measures_sql.AMOUNT,
            )
            value = SQL("COALESCE(%s, CASE WHEN SUM(%s) > 0 THEN 0 END)", share, measures_sql.AMOUNT)
            return self._opportunities(mine, value, measures_sql.won_in(start, end))

        return self._in_year(accounts, year, figure)

    # -- people ---------------------------------------------------------------------------------------------

    @api.model
    def _measure_executives(self, accounts, year):
        talks = SQL(
            "s.partner_id IS NOT NULL AND s.power >= %s AND s.strength >= %s", EXECUTIVE_POWER, CONTACT_STRENGTH
        )
        return self._rows(measures_sql.people(SQL("COUNT(*) FILTER (WHERE %s)", talks), accounts.ids))

    @api.model
    def _measure_people_covered(self, accounts, year):
        """Unknown where nobody on the map can decide."""
        covered = SQL(
            "AVG(CASE WHEN s.user_id IS NULL THEN 0 ELSE 100 END) FILTER (WHERE s.power >= %s)", EXECUTIVE_POWER
        )
        return self._rows(measures_sql.people(covered, accounts.ids))

    # -- the account ----------------------------------------------------------------------------------------

    @api.model
    def _measure_level(self, accounts, year):
        levels = self.env["kam.relationship.level"].search([])
        places = {level.id: place for place, level in enumerate(levels, start=1)}
        return {account.id: places.get(account.level_id.id) for account in accounts}

    @api.model
    def _measure_coverage(self, accounts, year):
        return {account.id: account.coverage for account in accounts}

    @api.model
    def _measure_score(self, accounts, year):
        return {account.id: account.score if account.score_known else None for account in accounts}
