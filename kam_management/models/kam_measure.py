from collections import defaultdict
from datetime import datetime
from math import inf
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
    """A live source of a measure: label, unit and what it says, and how its figures behave.

    ``money``: an amount in the main company's currency. ``pool``: how several accounts are taken together: their
    ``sum``, the ``mean`` of those it is known of, or a ``ratio`` of sums (the source then has ``_parts_<code>``).
    ``period``: refers to a fiscal year; the others say how it is now. ``less``: less is better. ``top``: the highest
    figure there can be; None = 100 of what is in percent, else without end.
    """

    label: str
    unit: str
    help: str
    money: bool = False
    pool: str = "mean"
    period: bool = False
    less: bool = False
    top: float | None = None

    def highest(self):
        """The highest figure there can be, infinite where it has no end."""
        return self.top if self.top is not None else 100 if self.unit == "%" else inf


class KamMeasure(models.AbstractModel):
    """Where the figures of objectives come from: live sources, each measured for any number of accounts at once.

    An addon with a source of its own extends :meth:`_sources` and adds ``_measure_<code>(accounts, year)``, or for a
    ratio ``_parts_<code>``: (numerator, denominator) of each account.
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
                env._("Won revenue"),
                money,
                env._("Opportunities won in the fiscal year."),
                money=True,
                pool="sum",
                period=True,
            ),
            "pipeline": Source(
                env._("Weighted pipeline"),
                money,
                env._("Open opportunities by probability."),
                money=True,
                pool="sum",
            ),
            "win_rate": Source(
                env._("Win rate"),
                "%",
                env._("Of the opportunities decided in the fiscal year."),
                pool="ratio",
                period=True,
            ),
            "open_opportunities": Source(env._("Open opportunities"), "", env._("How many are open now."), pool="sum"),
            "no_competition": Source(
                env._("Opportunities without competition"),
                "",
                env._("How many are open, or were won in the fiscal year, with nobody competing."),
                pool="sum",
                period=True,
            ),
            "no_competition_share": Source(
                env._("Share of won revenue without competition"),
                "%",
                env._("By amount, of what was won in the fiscal year."),
                pool="ratio",
                period=True,
            ),
            "executives": Source(
                env._("Executive contacts"),
                env._("people"),
                env._("People who can decide and who talk to us."),
                pool="sum",
            ),
            "people_covered": Source(
                env._("Powerful people with a counterpart"),
                "%",
                env._("Of those who can decide, how many have a counterpart of ours."),
                pool="ratio",
            ),
            "level": Source(env._("Relationship level"), env._("step"), env._("Place on the ladder: 1 is the lowest.")),
            "coverage": Source(env._("Rated part of the criteria"), "%", env._("Of the less rated axis.")),
            "score": Source(
                env._("Score of the classification"), "", env._("0 to 100, where enough is rated."), top=100
            ),
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
        parts = self._parts(source, accounts, year)
        return {account_id: round(total / base, 2) for account_id, (total, base) in parts.items() if base}

    @api.model
    def _parts(self, source, accounts, year):
        """{account id: (total, base)} of a source; the figure of an account, and of several, is total by base."""
        measure = self.sudo()
        if self._sources()[source].pool == "ratio":
            found = getattr(measure, f"_parts_{source}")(accounts.sudo(), year)
            return {key: (float(total or 0), float(base or 0)) for key, (total, base) in found.items()}
        found = getattr(measure, f"_measure_{source}")(accounts.sudo(), year)
        return {key: (float(value), 1.0) for key, value in found.items() if value is not None}

    @api.model
    def _pooled(self, source, groups, year):
        """Measure groups of accounts, each taken together; an account may be in several groups.

        :param groups: {any key: account ids}
        :return: {key: value}; groups of which nothing is known are not in it
        """
        pool = getattr(self.sudo(), f"_pooled_{source}", None)
        if pool:
            return pool(groups, year)
        everybody = self.env["kam.account"].sudo().browse(sorted(set().union(*groups.values())))
        parts = self._parts(source, everybody, year) if everybody else {}
        added = self._sources()[source].pool == "sum"
        found = {}
        for key, ids in groups.items():
            mine = [parts[one] for one in ids if one in parts]
            base = 1.0 if added else sum(part[1] for part in mine)
            if mine and base:
                found[key] = round(sum(part[0] for part in mine) / base, 2)
        return found

    # -- what the sources share -----------------------------------------------------------------------------

    @api.model
    def _rows(self, query):
        """{account id: value}, or where the query has two figures {account id: (total, base)}."""
        self.env.flush_all()
        return {row[0]: row[1] if len(row) == 2 else row[1:] for row in self.env.execute_query(query)}

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
    def _opportunities(self, accounts, value, condition, kinds=("opportunity",)):
        main = self.env["kam.account"]._main_company()
        rates = self.env["kam.account"]._currency_rates(main)
        return self._rows(measures_sql.opportunities(value, accounts.ids, rates, main.id, condition, kinds))

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
    def _parts_win_rate(self, accounts, year):
        """Unknown until something was decided in the year."""

        def figure(mine, start, end):
            decided = SQL("l.won_status IN ('won', 'lost') AND l.date_closed >= %s AND l.date_closed < %s", start, end)
            value = SQL("COUNT(*) FILTER (WHERE l.won_status = 'won') * 100"), SQL("COUNT(*)")
            return self._opportunities(mine, value, decided)

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
    def _parts_no_competition_share(self, accounts, year):
        """Unknown until something was won in the year."""

        def figure(mine, start, end):
            free = SQL("SUM(%s) FILTER (WHERE l.kam_no_competition) * 100", measures_sql.AMOUNT)
            value = free, SQL("SUM(%s)", measures_sql.AMOUNT)
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
    def _parts_people_covered(self, accounts, year):
        """Unknown where nobody on the map can decide."""
        return self._deciders(accounts, SQL("s.user_id IS NOT NULL"))

    @api.model
    def _deciders(self, accounts, condition):
        """Parts of a share in percent: of the people who can decide, those that a condition over ``s`` holds for."""
        decides = SQL("s.power >= %s", EXECUTIVE_POWER)
        value = (
            SQL("COUNT(*) FILTER (WHERE %s AND %s) * 100", decides, condition),
            SQL("COUNT(*) FILTER (WHERE %s)", decides),
        )
        return self._rows(measures_sql.people(value, accounts.ids))

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
