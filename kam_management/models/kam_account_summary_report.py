"""The account on one page: what somebody who has never heard of the customer needs to know in two minutes."""

from odoo import fields, models
from odoo.tools import html2plaintext

from ..engine.one_page import MM, OnePage, height
from ..engine.plan_diff import plain
from .ir_actions_report import MARGINS
from .kam_direction import arrow

#: Rows that each part has room for whatever else there is: so many fit on one page, in A4 and in Letter.
YEARS, PEOPLE, TEAM, ALERTS, DATES, GOALS, OBJECTIVES = 4, 5, 5, 4, 4, 3, 3
#: Pixels of a line over half the page and over all of it, and of what stands at its end.
HALF, FULL, END = 440, 900, 140
SMALL = 13
#: (rows of each part at least, lines of a text), from generous to what always fits: the first that fits is taken.
BUDGETS = (12, 4), (9, 4), (9, 3), (9, 2), (7, 2), (6, 2), (6, 1), (5, 1), (0, 1)
#: Height of the two papers in mm; pixels of title and figures, and of the note at the end, with a little to spare.
PAPERS = {"A4": 297, "Letter": 279}
AROUND = 220
#: Pixels of the company's head where it stands on the page: at most, around it, its logo, a line of its address.
HEAD, EDGE, LOGO, ADDRESS = 244, 26, 48, 16


class KamAccount(models.Model):
    """What the one-page summary prints: read with the rights of whoever prints it."""

    _inherit = "kam.account"

    def _summary_report(self):
        """The summaries of some accounts.

        :return: [{"record", "head", "figures", "parts", "plan", "note"}], every text already cut to its line
        """
        accounts = self.env["kam.report"]._reader(self)
        accounts.check_access("read")
        revenue, room = accounts._summary_revenue(), self._summary_room()
        return [account._summary_fitted(revenue, room) for account in accounts]

    def _summary_room(self):
        """Pixels that the parts may take on the company's paper; 0 where it is one we have not measured."""
        report = self.env.ref("kam_management.kam_account_summary_report").sudo()
        paper = report.get_paperformat()
        if paper.format not in PAPERS or paper.orientation == "Landscape":
            return 0
        if not report._kam_plain():
            return (PAPERS[paper.format] - paper.margin_top - paper.margin_bottom) / MM - AROUND
        address = html2plaintext(self.env.company.company_details or "").splitlines()
        lines = sum(1 + len(line) // 40 for line in address) if address else 6
        logo = LOGO if self.env.company.logo else 0
        margins = sum(map(int, MARGINS.values()))
        return (PAPERS[paper.format] - margins) / MM - AROUND - min(HEAD, EDGE + logo + ADDRESS * lines)

    def _summary_fitted(self, revenue, room):
        """One account with as much as there is room for."""
        for rows, lines in BUDGETS:
            page = OnePage(rows, lines)
            paper = self._summary_paper(page, revenue)
            if height(*paper["parts"]) + height([paper["plan"]]) <= room:
                break
        return {**paper, "note": self._summary_note(page)}

    def _summary_revenue(self):
        """{year: {account id: won revenue}} of the last fiscal years, this one included."""
        this_year = self.env.company._kam_fiscal_year(fields.Date.context_today(self))
        measure = self.env["kam.measure"]._measure
        return {year: measure("won_revenue", self, year) for year in range(this_year - YEARS + 1, this_year + 1)}

    def _summary_paper(self, page, revenue):
        """One account, cut to a page; see :meth:`_summary_report`."""
        plan = self._summary_plan()
        return {
            "record": self,
            "head": self._summary_head(page),
            "figures": self._summary_figures(),
            "parts": [
                (self._summary_years(revenue), self._summary_alerts(page), self._summary_goals(page, plan)),
                (self._summary_people(page), self._summary_team(page), self._summary_dates(page)),
            ],
            "plan": self._summary_objectives(page, plan),
        }

    def _summary_note(self, page):
        """What was shortened, so that nobody takes the page for all there is."""
        env = self.env
        said = [
            page.lines_cut and env._("%s texts are cut (…)", page.lines_cut),
            page.rows_left and env._("%s rows are left out", page.rows_left),
        ]
        said = [one for one in said if one]
        return said and env._("Shortened to one page: %s. All of it is in the account.", ", ".join(said)) or ""

    def _summary_plan(self):
        """The plan of this year that the reader may read, else the latest one."""
        return self.env["kam.report"]._found(
            "kam.account.plan", [("account_id", "=", self.id)], "year desc, id desc", limit=1
        )

    # -- head and figures -------------------------------------------------------------------------------------

    def _summary_head(self, page):
        env, report = self.env, self.env["kam.report"]
        segment, tier = self.segment_id.sudo(), self.tier_id.sudo()
        status = report._labels(self._name, "status")[self.status]
        names = filter(None, (self.level_id.sudo().name, self.target_level_id.sudo().name))
        levels = f" {arrow(env)} ".join(dict.fromkeys(names))
        first = (segment and env._("Segment %s", segment.name), tier.name, status, levels)
        place = ", ".join(filter(None, (self.partner_id.sudo().industry_id.name, self.country_id.sudo().name)))
        today = report._printed()
        return {
            "title": page.line(self.display_name, FULL, 27, bold=True),
            "lines": [
                *page.text(" · ".join(filter(None, first)), FULL).split("\n")[:2],
                page.line(" · ".join(filter(None, (place, today))), FULL),
            ],
        }

    def _summary_figures(self):
        """[(label, figure, words)]: both axes, score, health, revenue, pipeline."""
        env, report = self.env, self.env["kam.report"]
        health = report._labels(self._name, "health_state").get(self.health_state) if self.health_known else ""
        growth = f"{self.growth:+.0f}\u00a0%" if self.growth_known else ""
        return [
            (env._("Attractiveness"), report._number(round(self.attractiveness), self.attractiveness_known), ""),
            (env._("Relative strength"), report._number(round(self.strength), self.strength_known), ""),
            (env._("Score"), report._number(round(self.score), self.score_known), ""),
            (env._("Health"), report._number(round(self.health), self.health_known), health or ""),
            (env._("Won, 12 months"), report._money(self.revenue, self.currency_id), growth),
            (env._("Weighted pipeline"), report._money(self.pipeline, self.currency_id), ""),
        ]

    # -- parts: {"title", "rows": [{"text", "end", "note", "bar", "tone"}], "empty"} ------------------------------

    def _summary_part(self, title, rows, empty, end=33):
        """A part of the page. :param end: percent of the line that what stands at its end may take"""
        blank = {"text": "", "end": "", "note": "", "bar": None, "tone": ""}
        rows = [{**blank, **row} for row in rows]
        return {"title": title, "rows": rows, "empty": "" if rows else empty, "end": end}

    def _summary_years(self, revenue):
        env, report = self.env, self.env["kam.report"]
        currency = self._main_company().currency_id
        amounts = {year: found.get(self.id) for year, found in revenue.items()}
        most = max((amount or 0 for amount in amounts.values()), default=0)
        rows = [
            {
                "text": str(year),
                "end": "–" if amount is None else report._money(amount, currency),
                "bar": round(100 * max(0, amount or 0) / most) if most > 0 else 0,
            }
            for year, amount in amounts.items()
        ]
        known = any(amount is not None for amount in amounts.values())
        return self._summary_part(env._("Won revenue by fiscal year"), rows if known else [], env._("Nothing won yet."))

    def _summary_people(self, page):
        env, report = self.env, self.env["kam.report"]
        supports = report._labels("kam.stakeholder", "support")
        people = report._found("kam.stakeholder", [("account_id", "=", self.id)], "power desc, id")
        rows = [
            {
                "text": page.line(person.name, HALF - END, bold=True),
                "end": page.line(supports[person.support], END),
                "tone": "strong",
                "note": page.joined(
                    (person.title, env._("relationship %s of 4", person.strength), person.sudo().user_id.name),
                    HALF,
                    SMALL,
                    wrapped=True,
                ),
            }
            for person in page.rows(people, PEOPLE)
        ]
        return self._summary_part(env._("Key people"), rows, env._("Nobody is on the map yet."))

    def _summary_team(self, page):
        env, account = self.env, self.sudo()
        team = [
            (account.user_id.name, env._("Account manager")),
            (account.sponsor_id.name, env._("Executive sponsor")),
            *((one.user_id.name, one.function_id.name or env._("Team")) for one in account.member_ids),
        ]
        team = [(name, function) for name, function in team if name]
        rows = [
            {"text": page.line(name, HALF / 2), "end": page.line(function, HALF / 2)}
            for name, function in page.rows(team, TEAM)
        ]
        return self._summary_part(env._("Our team"), rows, env._("Nobody is named."), 50)

    def _summary_alerts(self, page):
        env, report = self.env, self.env["kam.report"]
        domain = [("account_id", "=", self.id), ("state", "in", ("open", "acknowledged"))]
        labels = report._labels("kam.alert", "severity")
        alerts = report._found("kam.alert", domain, "severity_rank, since, id")
        tones = {"high": "bad", "medium": "warn"}
        rows = [
            {
                "text": page.text(self._summary_warning(one), HALF - END / 2),
                "end": page.line(labels[one.severity], END / 2),
                "tone": tones.get(one.severity, ""),
            }
            for one in page.rows(alerts, ALERTS)
        ]
        return self._summary_part(env._("Early warnings"), rows, env._("Nothing is open."), 18)

    def _summary_warning(self, alert):
        """What is wrong and since when; what to do about it is for those who work on the account."""
        return alert.sentence.removesuffix(f": {alert.rule_id.sudo().advice or ''}")

    def _summary_dates(self, page):
        env, report = self.env, self.env["kam.report"]
        domain = [("account_id", "=", self.id), ("state", "in", ("planned", "due"))]
        rows = [
            {
                "text": page.text(one._label(), HALF - END),
                "end": report._day(one.date),
                "tone": "bad" if one.is_late else "",
            }
            for one in page.rows(report._found("kam.plan.milestone", domain, "date, id"), DATES)
        ]
        return self._summary_part(env._("Next milestones"), rows, env._("Nothing lies ahead."))

    def _summary_goals(self, page, plan):
        env = self.env
        rows = [{"text": page.text(goal.name, HALF)} for goal in page.rows(plan.goal_ids, GOALS)]
        return self._summary_part(
            env._("Their goals"), rows, env._("Not asked yet.") if plan else env._("No plan yet.")
        )

    def _summary_objectives(self, page, plan):
        """Proposition and objectives of the plan, over the whole width."""
        env, report = self.env, self.env["kam.report"]
        if not plan:
            return self._summary_part(env._("Account plan"), [], env._("There is no plan yet, or you may not read it."))
        state = plan._report_state()["label"]
        title = env._("Account plan %(year)s: %(state)s", year=plan.year, state=state)
        said = plain(plan.proposition)
        rows = [{"text": page.text(said, FULL), "tone": "muted"}] if said else []
        rows += [
            {
                "text": page.text(one.name, FULL - 3 * END, bold=True),
                "end": page.joined((one.user_id.sudo().name, report._day(one.deadline)), 2 * END),
                "bar": round(one._report_bar() or 0),
                "tone": "strong",
                "note": page.line(one._report_figures(), FULL - 3 * END, SMALL),
            }
            for one in page.rows(plan.objective_ids, OBJECTIVES)
        ]
        return self._summary_part(title, rows, env._("Not written yet."))
