"""The business review of a quarter on paper: results against targets, what was done, what moved, what comes next."""

from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain

from ..engine import schedule
from .kam_direction import arrow

#: Measures that a review always shows (K12); others where the account has a target for them.
MEASURES = ("won_revenue", "pipeline", "win_rate", "open_opportunities", "executives", "level", "satisfaction")
#: Rows of a table; what is left out is said.
ROWS = 40


class KamAccountPlan(models.Model):
    """What the review of one quarter of a plan's year prints: read with the rights of whoever prints it."""

    _inherit = "kam.account.plan"

    def _review_report(self, quarter):
        """The reviews of some plans.

        :param quarter: 1 to 4, of the fiscal year of each plan
        :return: [{"record", "head", "sections"}], see ``kam.report``
        """
        plans = self.env["kam.report"]._reader(self)
        return [plan._review_paper(quarter) for plan in plans]

    def _review_paper(self, quarter):
        self.ensure_one()
        env, report = self.env, self.env["kam.report"]
        start, end = schedule.quarter_bounds(self.year, quarter, self._first_month())
        sections = [
            report._section(env._("Results against targets"), self._review_targets()),
            report._section(env._("Opportunities of the quarter"), *self._review_leads(start, end)),
            report._section(env._("Objectives"), self._report_objectives()),
            report._section(env._("Tactics of the quarter"), *self._review_tactics(quarter)),
            report._section(env._("Actions and what they changed"), *self._review_actions(start, end)),
            report._section(env._("Milestones of the quarter"), self._review_milestones(start, end)),
            report._section(env._("Moves"), self._review_moves(start, end)),
            report._section(env._("Early warnings"), self._review_alerts(start, end)),
            report._section(env._("Satisfaction"), self._review_satisfaction(start, end)),
            report._section(env._("Next quarter"), *self._review_next(quarter)),
        ]
        return {
            "record": self,
            "head": self._review_head(quarter, start, end),
            "sections": [section for section in sections if section],
        }

    def _review_head(self, quarter, start, end):
        env, report = self.env, self.env["kam.report"]
        today = fields.Date.context_today(self)
        over = today > end
        text = "" if over else env._("The quarter is not over: figures are those of today.")
        values = {"quarter": quarter, "year": self.year, "customer": self._report_customer()}
        return {
            "title": env._("Business review Q%(quarter)s %(year)s: %(customer)s", **values),
            "state": {"label": env._("Quarter over") if over else env._("Draft"), "draft": not over, "text": text},
            "lines": [
                " · ".join(filter(None, (f"{report._day(start)} – {report._day(end)}", self._report_badge()))),
                " · ".join(
                    (
                        env._("Account manager: %s", self.user_id.sudo().name or "–"),
                        report._printed(),
                    )
                ),
            ],
        }

    # -- results ----------------------------------------------------------------------------------------------

    def _review_targets(self):
        """Target of the year, achieved, forecast and last year, by measure."""
        env, report, targets = self.env, self.env["kam.report"], self.env["kam.target"]
        self.account_id.check_access("read")
        sources = env["kam.measure"]._sources()
        domain = [("scope", "=", "account"), ("account_id", "=", self.account_id.id), ("year", "=", self.year)]
        ones = {one.measure: one for one in report._found("kam.target", domain)}
        codes = [code for code in sources if code in ones or code in MEASURES]
        key = ("account", self.account_id.sudo().company_id.id or 0, self.account_id.id)
        rows = []
        for code in codes:
            source, target = sources[code], ones.get(code)
            figures = targets._measured(code, self.year, {key}).get(key) or {}
            if target is None and figures.get("achieved") is None:
                continue
            values = [target and target.target, *(figures.get(name) for name in ("achieved", "forecast", "last_year"))]
            reached = target.progress if target and target.progress_known else None
            rows.append(
                [
                    report._cell(source.label, strong=True),
                    *(self._review_figure(value, source, key) for value in values),
                    report._cell(report._percent(reached, reached is not None), bar=reached),
                ]
            )
        columns = [
            (env._("Measure"), 28),
            (env._("Target") + ">", 15),
            (env._("Achieved") + ">", 15),
            (env._("Forecast") + ">", 15),
            (env._("Last year") + ">", 15),
            (env._("Reached"), 12),
        ]
        note = env._("Targets are those of the fiscal year %s, achieved is so far.", self.year)
        return report._listing(columns, rows, "", note, env._("Neither a target is set nor anything measured yet."))

    def _review_figure(self, value, source, key):
        """A figure in the unit of its measure; money in the currency of the account's company."""
        report = self.env["kam.report"]
        if value is None or value is False:
            return "–"
        if not source.money:
            return report._number(value, unit=source.unit)
        company = self.env["res.company"].sudo().browse(key[1]) if key[1] else self.account_id._main_company()
        return report._money(value, company.currency_id)

    def _review_moments(self, start, end):
        """The first moment of the quarter and the one after its last, in UTC."""
        company = self.account_id.sudo().company_id or self.env["kam.account"]._main_company()
        zone = pytz.timezone(company.partner_id.tz or "UTC")
        days = (start, end + relativedelta(days=1))
        return [
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None) for day in days
        ]

    def _review_leads(self, start, end):
        """Won and lost in the quarter, and what is open now; only what the reader may see."""
        env, report = self.env, self.env["kam.report"]
        first, after = self._review_moments(start, end)
        decided = self._leads(
            [("won_status", "in", ("won", "lost")), ("date_closed", ">=", first), ("date_closed", "<", after)]
        )
        words = {"won": report._cell(env._("Won"), tone="good"), "lost": report._cell(env._("Lost"), tone="bad")}
        rows = [
            [
                report._cell(one.name, strong=True),
                {**words[one.won_status], "note": one.lost_reason_id.sudo().name or ""},
                report._day(one.date_closed),
                self._money(one.expected_revenue, one),
                one.user_id.sudo().name,
            ]
            for one in decided.sorted(lambda one: (one.won_status != "won", -one.expected_revenue, one.id))[:ROWS]
        ]
        columns = [
            (env._("Opportunity"), 36),
            (env._("Outcome"), 17),
            (env._("When"), 15),
            (env._("Revenue") + ">", 15),
            (env._("Salesperson"), 17),
        ]
        open_ones = self._leads([("won_status", "=", "pending"), ("active", "=", True)])
        pipeline = report._facts(
            [
                (env._("Open now"), str(len(open_ones)) if open_ones else ""),
                (env._("Expected"), ", ".join(self._report_sums(open_ones)) if open_ones else ""),
            ]
        )
        return [report._listing(columns, rows, "", self._review_more(decided), env._("Nothing was decided.")), pipeline]

    def _report_sums(self, leads):
        """Expected revenue by currency, as text."""
        by_currency = leads.grouped("company_currency")
        return [self._money(sum(some.mapped("expected_revenue")), some[0]) for some in by_currency.values()]

    def _review_more(self, records, limit=ROWS):
        """That a table shows a part only, where it does."""
        if len(records) <= limit:
            return ""
        return self.env._("The first %(shown)s of %(all)s.", shown=limit, all=len(records))

    # -- what was done ----------------------------------------------------------------------------------------

    def _review_tactics(self, quarter):
        """Done, and not done though due by the end of the quarter."""
        env, report = self.env, self.env["kam.report"]
        due = self.tactic_ids.filtered(
            lambda one: one.quarter == str(quarter) or (one.is_late and int(one.quarter) < quarter)
        )
        done = due.filtered("done")
        return [
            self._review_tactic_table(done, env._("Done")),
            self._review_tactic_table(due - done, env._("Not done")),
            None if due else report._list([], "", env._("Nothing was planned.")),
        ]

    def _review_tactic_table(self, tactics, title):
        env, report = self.env, self.env["kam.report"]
        rows = [
            [
                report._cell(one.name, one.objective_id.name, strong=True),
                one.user_id.sudo().name,
                report._cell(report._day(one.done_on if one.done else one.deadline), tone="bad" if one.is_late else ""),
                one.note,
            ]
            for one in tactics
        ]
        columns = [(env._("Tactic, objective"), 44), (env._("Who"), 18), (env._("When"), 15), (env._("Note"), 23)]
        return report._listing(columns, rows, title)

    def _review_actions(self, start, end):
        """Actions done in the quarter with outcome and effect, and those that were planned and are open."""
        env, report = self.env, self.env["kam.report"]
        actions = self._report_actions(("date", ">=", start), ("date", "<=", end))
        done = actions.filtered(lambda one: one.state in ("done", "evaluated"))
        effects = report._found("kam.action.effect", [("action_id", "in", done.ids)]).grouped("action_id")
        outcomes = report._labels("kam.influencing.action", "outcome")
        tones = {"reached": "good", "partly": "warn", "not": "bad"}
        rows = [
            [
                report._day(one.date),
                report._cell(one.display_name, one._report_target(), strong=True),
                report._cell(
                    outcomes.get(one.outcome) or env._("Not judged yet"), tone=tones.get(one.outcome, "muted")
                ),
                report._cell("", one.outcome_note, lines=[(x._report_line(), "") for x in effects.get(one, ())]),
            ]
            for one in done[:ROWS]
        ]
        columns = [
            (env._("When"), 14),
            (env._("Action, with whom"), 36),
            (env._("Outcome"), 16),
            (env._("What changed"), 34),
        ]
        left = actions - done
        open_rows = [[report._day(one.date), one.display_name, one.user_id.sudo().name] for one in left[:ROWS]]
        open_columns = [(env._("When"), 14), (env._("Action"), 56), (env._("Who"), 30)]
        return [
            report._listing(columns, rows, env._("Done"), self._review_more(done)),
            report._listing(open_columns, open_rows, env._("Not done"), self._review_more(left)),
            None if actions else report._list([], "", env._("Nothing was planned.")),
        ]

    def _review_milestones(self, start, end):
        domain = [("account_id", "=", self.account_id.id), ("date", ">=", start), ("date", "<=", end)]
        return self._review_milestone_table([*domain, ("state", "!=", "cancelled")])

    def _review_milestone_table(self, domain, title=""):
        env, report = self.env, self.env["kam.report"]
        states = report._labels("kam.plan.milestone", "state")
        rows = [
            [
                report._day(one.date),
                report._cell(one._label(), strong=True),
                one.user_id.sudo().name,
                report._cell(env._("Late") if one.is_late else states[one.state], tone="bad" if one.is_late else ""),
                one.note,
            ]
            for one in report._found("kam.plan.milestone", domain, "date, id")
        ]
        columns = [
            (env._("When"), 15),
            (env._("Milestone"), 32),
            (env._("Who"), 18),
            (env._("State"), 13),
            (env._("Note"), 22),
        ]
        return report._listing(columns, rows, title)

    # -- what moved -------------------------------------------------------------------------------------------

    def _review_moves(self, start, end):
        """Segment, tier, level … from what to what."""
        env, report = self.env, self.env["kam.report"]
        first, after = self._review_moments(start, end)
        kinds = report._labels("kam.account.change", "kind")
        domain = [("account_id", "=", self.account_id.id), ("date", ">=", first), ("date", "<", after)]
        moves = report._found("kam.account.change", domain, "date, id")
        rows = [
            [
                report._day(one.date),
                report._cell(kinds[one.kind], strong=True),
                f"{one.old_value or '–'} {arrow(env)} {one.new_value or '–'}",
                report._cell(one.user_id.sudo().name, one.cause),
            ]
            for one in moves[:ROWS]
        ]
        columns = [(env._("When"), 15), (env._("What"), 22), (env._("Move"), 38), (env._("By, because"), 25)]
        return report._listing(columns, rows, "", self._review_more(moves), env._("Nothing moved."))

    def _review_alerts(self, start, end):
        """Opened in the quarter, closed in it, or still open."""
        env, report = self.env, self.env["kam.report"]
        opened = Domain("opened_on", ">=", start) & Domain("opened_on", "<=", end)
        closed = Domain("resolved_on", ">=", start) & Domain("resolved_on", "<=", end)
        standing = Domain("opened_on", "<=", end) & Domain("state", "!=", "resolved")
        domain = Domain("account_id", "=", self.account_id.id) & (opened | closed | standing)
        labels, how = report._labels("kam.alert", "severity"), report._labels("kam.alert", "resolved_by")
        alerts = report._found("kam.alert", domain, "opened_on, id")
        rows = []
        for one in alerts[:ROWS]:
            over = one.state == "resolved"
            ended = report._cell(report._day(one.resolved_on), how.get(one.resolved_by), "good")
            rows.append(
                [
                    report._cell(one.sentence, one.user_id.sudo().name),
                    labels[one.severity],
                    report._day(one.opened_on),
                    ended if over else report._cell(env._("Still open"), tone="bad"),
                ]
            )
        columns = [
            (env._("Warning, who sees to it"), 48),
            (env._("Severity"), 14),
            (env._("Opened"), 17),
            (env._("Closed"), 21),
        ]
        return report._listing(columns, rows, "", self._review_more(alerts), env._("Nothing to warn of."))

    def _review_satisfaction(self, start, end):
        """What they said in the quarter, in their words."""
        env, report = self.env, self.env["kam.report"]
        domain = [("account_id", "=", self.account_id.id), ("date", ">=", start), ("date", "<=", end)]
        found = report._found("kam.satisfaction", domain, "date, id")
        kinds = report._labels("kam.satisfaction", "kind")
        rows = [
            [
                report._cell(report._day(one.date), kinds[one.kind]),
                one.stakeholder_id.sudo().name,
                one.moment_id.sudo().name,
                report._cell(env._("%s of 10", report._number(one.score)) if one.score_known else "–", strong=True),
                one.verbatim,
            ]
            for one in found[:ROWS]
        ]
        columns = [
            (env._("When, how"), 16),
            (env._("Who"), 18),
            (env._("About"), 18),
            (env._("Score"), 12),
            (env._("In their words"), 36),
        ]
        return report._listing(columns, rows, "", self._review_more(found), env._("Nobody was asked."))

    # -- what comes next --------------------------------------------------------------------------------------

    def _review_next(self, quarter):
        """Tactics, actions and milestones of the quarter that follows."""
        env, report = self.env, self.env["kam.report"]
        year, number = (self.year, quarter + 1) if quarter < 4 else (self.year + 1, 1)
        start, end = schedule.quarter_bounds(year, number, self._first_month())
        in_time = [("account_id", "=", self.account_id.id), ("date", ">=", start), ("date", "<=", end)]
        tactics = self.tactic_ids.filtered(lambda one: one.quarter == str(number) and not one.done)
        actions = report._found("kam.influencing.action", [*in_time, ("state", "in", ("planned", "todo"))], "date, id")
        rows = [
            [report._day(one.date), one.display_name, one._report_target(), one.user_id.sudo().name]
            for one in actions[:ROWS]
        ]
        columns = [(env._("When"), 15), (env._("Action"), 40), (env._("With whom"), 25), (env._("Who"), 20)]
        blocks = [
            self._review_tactic_table(tactics, env._("Tactics")) if quarter < 4 else None,
            report._listing(columns, rows, env._("Actions"), self._review_more(actions)),
            self._review_milestone_table([*in_time, ("state", "in", ("planned", "due"))], env._("Milestones")),
        ]
        return blocks if any(blocks) else [report._list([], "", env._("Nothing is planned yet."))]


class KamActionEffect(models.Model):
    """An effect on paper."""

    _inherit = "kam.action.effect"

    def _report_line(self):
        """Whom it changed, and how."""
        return ": ".join(filter(None, (self.stakeholder_id.sudo().name, self.summary)))
