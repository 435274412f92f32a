"""The manager's booklet: all plans on a few tables with their totals, then half a page for each."""

from collections import defaultdict

from odoo import models

from ..engine.one_page import OnePage
from .kam_account_summary_report import FULL, GOALS, HALF, OBJECTIVES, SMALL

#: Rows of half a page.
DATES, ALERTS, RISKS = 4, 4, 2


class KamAccountPlan(models.Model):
    """What the booklet of some plans prints; the number of queries hardly depends on how many there are."""

    _inherit = "kam.account.plan"

    def _portfolio_report(self, group="tier_id"):
        """The booklet.

        :param group: field of the plan by which tables are made: ``tier_id`` or ``user_id``
        :return: {"record", "head", "sections", "halves", "note"}
        """
        plans = self.env["kam.report"]._reader(self).sorted(lambda one: (-one.year, (one.name or "").lower()))
        page, facts = OnePage(), plans._portfolio_facts()
        halves = [plan._portfolio_half(page, facts) for plan in plans]
        return {
            "record": plans.browse(),
            "head": plans._portfolio_head(),
            "sections": [plans._portfolio_totals(facts), *plans._portfolio_tables(group, facts)],
            "halves": halves,
            "note": page.lines_cut + page.rows_left
            and self.env._("Shortened to half a page each: all of it is in the plans."),
        }

    def _portfolio_facts(self):
        """{"dates": {account: milestones ahead}, "alerts": {account: open ones}}, read once for all."""
        report, accounts = self.env["kam.report"], ("account_id", "in", self.account_id.ids)
        ahead = [accounts, ("state", "in", ("planned", "due"))]
        alerts = [accounts, ("state", "in", ("open", "acknowledged"))]
        return {
            "dates": report._found("kam.plan.milestone", ahead, "date, id").grouped("account_id"),
            "alerts": report._found("kam.alert", alerts, "severity_rank, since, id").grouped("account_id"),
        }

    def _portfolio_head(self):
        env, report = self.env, self.env["kam.report"]
        years = sorted(set(self.mapped("year")))
        span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else ""
        return {
            "title": env._("Account plans %s", span),
            "lines": [
                " · ".join(
                    (
                        env._("%s plans", len(self)),
                        report._printed(),
                        env._("for %s", env.user.name),
                    )
                )
            ],
        }

    # -- totals and tables ------------------------------------------------------------------------------------

    def _portfolio_totals(self, facts):
        """Plans by phase; means of completeness, progress and health; objectives; what is late."""
        env, report = self.env, self.env["kam.report"]
        phases = report._labels(self._name, "state")
        by_state = self.grouped("state")
        objectives = self.objective_ids
        reached = objectives.filtered(lambda one: one.progress_known and one.progress >= 100)
        late = objectives.filtered("is_late")
        known = self.filtered("progress_known")
        healths = [account.health for account in self.account_id.sudo() if account.health_known]
        steps = [one for found in facts["dates"].values() for one in found if one.is_late]
        pairs = [
            (
                env._("Phases"),
                ", ".join(f"{label}: {len(by_state[code])}" for code, label in phases.items() if code in by_state),
            ),
            (env._("Complete, on average"), report._percent(self._mean(self.mapped("completeness")))),
            (env._("Progress, on average"), report._percent(self._mean(known.mapped("progress")))),
            (env._("Health, on average"), report._number(self._mean(healths) and round(self._mean(healths)))),
            (
                env._("Objectives"),
                env._(
                    "%(all)s, reached %(reached)s, late %(late)s",
                    all=len(objectives),
                    reached=len(reached),
                    late=len(late),
                ),
            ),
            (env._("Won, 12 months"), self._portfolio_revenue()),
            (env._("Milestones that are late"), str(len(steps))),
            (env._("Early warnings"), str(sum(map(len, facts["alerts"].values())))),
        ]
        return (
            report._section(env._("Together"), report._facts(pairs))
            if self
            else report._section("", report._list([], "", env._("There is no plan to show.")))
        )

    def _portfolio_revenue(self):
        """What the accounts that the reader may read won in twelve months, in the main currency."""
        accounts = self.account_id._filtered_access("read")
        main = accounts._main_company()
        rates = accounts._currency_rates(main)
        total = sum(account.revenue * rates.get(account.company_id.id, 1.0) for account in accounts)
        return self.env["kam.report"]._money(total, main.currency_id)

    @staticmethod
    def _mean(values):
        """The mean of some figures, None of none."""
        values = list(values)
        return sum(values) / len(values) if values else None

    def _portfolio_tables(self, group, facts):
        """One table for each tier, in their order, or for each manager, by name; those without one last."""
        env, report = self.env, self.env["kam.report"]
        found = defaultdict(self.browse)
        for plan in self:
            found[plan.sudo()[group]] |= plan
        nobody = env._("No account manager") if group == "user_id" else env._("No tier")
        order = (lambda one: one.name or "") if group == "user_id" else (lambda one: (one.sequence, one.id))
        columns = [
            (env._("Customer"), 25),
            (env._("Phase"), 14),
            (env._("Complete"), 11),
            (env._("Progress"), 11),
            (env._("Health"), 9),
            (env._("Next step"), 17),
            (env._("Objectives"), 13),
        ]
        return [
            report._section(
                f"{one.name if one else nobody} ({len(found[one])})",
                report._listing(columns, [plan._portfolio_row(facts) for plan in found[one]]),
            )
            for one in sorted(found, key=lambda one: (not one, order(one) if one else 0))
        ]

    def _portfolio_row(self, facts):
        report, account = self.env["kam.report"], self.account_id.sudo()
        state, step = self._report_state(), self._portfolio_step(facts)
        health = (
            report._labels("kam.account", "health_state").get(account.health_state, "") if account.health_known else ""
        )
        tones = {"red": "bad", "amber": "warn", "green": "good"}
        return [
            report._cell(self._report_customer(), f"{self.year} · {account.user_id.name or '–'}", strong=True),
            report._cell(state["label"], tone="bad" if state["draft"] else ""),
            report._cell(report._percent(self.completeness), bar=self.completeness),
            report._cell(
                report._percent(self.progress, self.progress_known), bar=self.progress if self.progress_known else None
            ),
            report._cell(
                report._number(round(account.health), account.health_known), health, tones.get(account.health_state, "")
            ),
            report._cell(
                step and step._label(), step and report._day(step.date), "bad" if step and step.is_late else ""
            ),
            report._cell(*self._portfolio_objectives()),
        ]

    def _portfolio_step(self, facts):
        """The next milestone of the plan's year, or None."""
        ahead = [one for one in facts["dates"].get(self.account_id, ()) if one.year == self.year]
        return ahead[0] if ahead else None

    def _portfolio_objectives(self):
        """(how many of how many are reached, how many are late)"""
        ones = self.objective_ids
        if not ones:
            return "–", ""
        reached = len(ones.filtered(lambda one: one.progress_known and one.progress >= 100))
        late = len(ones.filtered("is_late"))
        return (
            self.env._("%(reached)s of %(all)s", reached=reached, all=len(ones)),
            self.env._("%s late", late) if late else "",
        )

    # -- half a page each -------------------------------------------------------------------------------------

    def _portfolio_half(self, page, facts):
        """A plan on half a page: goals and warnings at one side, objectives and milestones at the other."""
        env, report, account = self.env, self.env["kam.report"], self.account_id
        line = (env._("Account manager: %s", account.sudo().user_id.name or "–"), self._report_badge())
        figures = (
            env._("complete %s", report._percent(self.completeness)),
            env._("progress %s", report._percent(self.progress, self.progress_known)),
        )
        return {
            "title": page.line(f"{self._report_customer()}, {self.year}", FULL * 0.65, 20, bold=True),
            "state": self._report_state(),
            "line": page.line(" · ".join(filter(None, (*line, *figures))), FULL),
            "missing": page.line(self.missing_text and env._("Missing: %s", self.missing_text), FULL),
            "columns": [self._portfolio_standing(page, facts), self._portfolio_work(page, facts)],
        }

    def _portfolio_standing(self, page, facts):
        """The side of the customer: goals, risks and early warnings."""
        env, part = self.env, self.account_id._summary_part
        alerts = facts["alerts"].get(self.account_id, env["kam.alert"])
        return [
            part(
                env._("Their goals"),
                [{"text": page.line(one.name, HALF)} for one in page.rows(self.goal_ids, GOALS)],
                env._("Not asked yet."),
            ),
            part(
                env._("Risks"),
                [{"text": page.line(one.name, HALF)} for one in page.rows(self.risk_ids, RISKS)],
                env._("Nothing is named yet."),
            ),
            part(
                env._("Early warnings"),
                [{"text": page.line(one.sentence, HALF)} for one in page.rows(alerts, ALERTS)],
                env._("Nothing is open."),
            ),
        ]

    def _portfolio_work(self, page, facts):
        """Our side: objectives and the next milestones."""
        env, report, part = self.env, self.env["kam.report"], self.account_id._summary_part
        dates = [one for one in facts["dates"].get(self.account_id, ()) if one.year == self.year]
        late = {True: "bad", False: ""}
        return [
            part(
                env._("Our objectives"),
                [
                    {
                        "text": page.line(one.name, HALF * 0.8, bold=True),
                        "end": report._percent(one.progress, one.progress_known),
                        "note": page.line(one._report_figures(), HALF, SMALL),
                        "bar": round(one._report_bar() or 0),
                        "tone": "strong",
                    }
                    for one in page.rows(self.objective_ids, OBJECTIVES)
                ],
                env._("Nothing is set yet."),
                15,
            ),
            part(
                env._("Next milestones"),
                [
                    {
                        "text": page.line(one._label(), HALF * 0.65),
                        "end": report._day(one.date),
                        "tone": late[one.is_late],
                    }
                    for one in page.rows(dates, DATES)
                ],
                env._("Nothing lies ahead."),
            ),
        ]
