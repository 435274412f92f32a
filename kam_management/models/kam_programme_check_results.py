from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine import programme, programme_sql
from .kam_programme_check import Check, Result


class KamProgrammeCheck(models.AbstractModel):
    """Checks of what the programme brought: the year so far against the same months of the year before."""

    _inherit = "kam.programme.check"

    @api.model
    def _checks(self):
        env = self.env
        nothing = env._("Nothing to compare with in the same months of the year before")
        return {
            **super()._checks(),
            "spend_share_up": Check(
                env._("Share won of what key accounts decided on"),
                env._("%(now)s %% won of what they decided on with us, %(before)s %% the year before"),
                nothing,
            ),
            "revenue_faster": Check(
                env._("Growth of won revenue: key accounts against others"),
                env._("Key accounts %(now)s %%, others %(before)s %% on the year before"),
                nothing,
            ),
            "cost_faster": Check(
                env._("Growth of hours spent: key accounts against others"),
                env._("Key accounts %(now)s %%, others %(before)s %% on the year before"),
                nothing,
            ),
            "margin_up": Check(
                env._("Margin of won opportunities"),
                env._("%(now)s %% margin at key accounts, %(before)s %% the year before"),
                env._("The margin is not known of this year and the one before"),
            ),
            "relationships_up": Check(
                env._("Relationships that became stronger"),
                env._("Stronger in the year: %(now)s, weaker: %(before)s"),
                env._("No relationship changed this year"),
            ),
            "satisfaction_up": Check(
                env._("Satisfaction of key accounts"),
                env._("%(now)s of 10, %(before)s the year before"),
                env._("No survey or interview of this year and the one before"),
            ),
            "retention_up": Check(
                env._("Retention of key accounts"),
                env._("%(now)s %% bought again, %(before)s %% the year before"),
                nothing,
            ),
            "advocacy_up": Check(
                env._("References in force"),
                env._("References in force: %(now)s, a year ago: %(before)s"),
                env._("No reference was ever agreed on"),
            ),
        }

    @api.model
    def _span(self, scope, years=0):
        """The months of the year so far, and the same a year before; ``years`` earlier as a whole."""
        days = (scope.start, min(scope.today, scope.end) + timedelta(days=1))
        moments = [datetime.combine(day - relativedelta(years=years), time.min) for day in days]
        return programme_sql.Span(*moments, *(moment - relativedelta(years=1) for moment in moments))

    @api.model
    def _rows_of(self, query):
        self.env.flush_all()
        return self.env.execute_query(query)

    @api.model
    def _accounts_query(self, domain):
        return self.env["kam.account"].sudo()._search(domain).subselect()

    @api.model
    def _won_figures(self, scope):
        """{True: figures of key accounts, False: of the others}, see ``programme_sql.WON``; once for each scope."""
        if "won" not in scope.cache:
            accounts = self.env["kam.account"].sudo()
            main = accounts._main_company()
            query = programme_sql.won(
                self._accounts_query(scope.accounts), self._span(scope), accounts._currency_rates(main), main.id
            )
            scope.cache["won"] = {
                row[0]: dict(zip(programme_sql.WON, (float(value or 0) for value in row[1:]), strict=True))
                for row in self._rows_of(query)
            }
        return scope.cache["won"]

    @api.model
    def _check_spend_share_up(self, scope):
        """Of what key accounts decided on with us in the game, by amount: the part that we won."""
        accounts = self.env["kam.account"].sudo()
        main = accounts._main_company()
        query = programme_sql.share_won(
            self._accounts_query(scope.key), self._span(scope), accounts._currency_rates(main), main.id
        )
        won, decided, won_before, decided_before = (float(value or 0) for value in self._rows_of(query)[0])
        return self._compare(
            programme.percent(won, decided),
            programme.percent(won_before, decided_before),
            "crm.lead",
            self._won(scope),
            all_states=True,
        )

    @api.model
    def _check_revenue_faster(self, scope):
        figures = self._won_figures(scope)
        now, before = (
            programme.growth(figures[is_key]["won"], figures[is_key]["won_before"]) if is_key in figures else None
            for is_key in (True, False)
        )
        return self._compare(now, before, "crm.lead", self._won(scope), all_states=True)

    @api.model
    def _check_cost_faster(self, scope):
        """In hours of activities carried out: what serving them takes, whatever an hour costs."""
        days = [moment.date() for moment in self._span(scope)]
        rows = {
            row[0]: row[1:] for row in self._rows_of(programme_sql.hours(self._accounts_query(scope.accounts), days))
        }
        now, before = (programme.growth(*rows[is_key]) if is_key in rows else None for is_key in (True, False))
        domain = Domain(*scope.of_key) & Domain("state", "in", ("done", "evaluated"))
        domain &= Domain("date", ">=", str(scope.start)) & Domain("date", "<=", str(scope.today))
        return self._compare(now, before, "kam.influencing.action", domain)

    @api.model
    def _check_margin_up(self, scope):
        figures = self._won_figures(scope).get(True) or dict.fromkeys(programme_sql.WON, 0)
        now, before = (
            programme.percent(figures[f"margin{when}"] / 100, figures[f"margin_base{when}"]) for when in ("", "_before")
        )
        known = Domain("kam_sales_plan_ids", "any", [("margin_known", "=", True)])
        return self._compare(now, before, "crm.lead", self._won(scope) & known, all_states=True)

    @api.model
    def _check_relationships_up(self, scope):
        span = self._span(scope)
        up, down = self._rows_of(programme_sql.strength_moves(self._accounts_query(scope.key), span.start, span.end))[0]
        domain = Domain(*scope.of_key) & Domain("kind", "=", "strength")
        domain &= Domain("date", ">=", str(span.start)) & Domain("date", "<", str(span.end))
        if not up and not down:
            return Result("unknown", {}, "kam.stakeholder.move", domain)
        return self._compare(up, down, "kam.stakeholder.move", domain)

    @api.model
    def _check_satisfaction_up(self, scope):
        """The mean of what they said in the year so far, and in the whole year before."""
        satisfaction = self.env["kam.satisfaction"].sudo()
        means = []
        for first, last in (
            (scope.start, scope.today),
            (scope.start - relativedelta(years=1), scope.start - timedelta(days=1)),
        ):
            domain = [scope.of_key, ("score_known", "=", True), ("date", ">=", str(first)), ("date", "<=", str(last))]
            count, mean = satisfaction._read_group(domain, [], ["__count", "score:avg"])[0]
            means.append(round(mean, 1) if count else None)
        domain = Domain(*scope.of_key) & Domain("score_known", "=", True)
        domain &= Domain("date", ">=", str(scope.start)) & Domain("date", "<=", str(scope.today))
        return self._compare(*means, "kam.satisfaction", domain)

    @api.model
    def _check_retention_up(self, scope):
        """Of the key accounts that bought in the year before, those that bought again; and the same a year ago."""
        shares = []
        for years in (0, 1):
            query = programme_sql.retention(self._accounts_query(scope.key), self._span(scope, years))
            bought, again = self._rows_of(query)[0]
            shares.append(programme.percent(again, bought))
        return self._compare(*shares, "kam.account", scope.key)

    @api.model
    def _check_advocacy_up(self, scope):
        references = self.env["kam.reference"].sudo().with_context(active_test=False)
        mine = Domain("account_id", "any", list(scope.accounts))
        ago = scope.today - relativedelta(years=1)
        if not references.search_count(mine, limit=1):
            return Result("unknown", {}, "kam.reference", mine)

        def in_force(day):
            until = Domain("valid_until", "=", False) | Domain("valid_until", ">=", str(day))
            return mine & Domain("agreed_on", "<=", str(day)) & until

        now = in_force(scope.today) & Domain("active", "=", True)
        counts = [references.search_count(domain) for domain in (now, in_force(ago))]
        return self._compare(*counts, "kam.reference", now)
