"""What belongs to each written section of a plan: analyses, people, competitors, value, actions, development."""

from odoo import models

from ..engine import radar_svg
from .kam_development_mixin import QUARTERS
from .kam_direction import arrow

#: Pixels of a page in portrait that one map may take: A4 and Letter.
MAP_SHEET = (900, 960)
#: Rows of the long tables; what is left out is said.
ROWS = 60


class KamAccountPlan(models.Model):
    """Blocks by the code of the section under which they stand."""

    _inherit = "kam.account.plan"

    def _report_parts(self):
        """{code of a section: blocks}, in the order of the plan."""
        return {
            "industry": self._report_forces(),
            "customer_analysis": [self._report_swot()],
            "stakeholders": self._report_people(),
            "competition": [self._report_competitors()],
            "value": [self._report_values()],
            "influencing": [self._report_influencing()],
            "investment": [self._report_investment()],
            "action": [self._report_charter(), *self._report_development()],
        }

    # -- analyses ---------------------------------------------------------------------------------------------

    def _report_forces(self):
        """The forces that are rated or described, with a radar of them."""
        env, report = self.env, self.env["kam.report"]
        kinds, ratings = (report._labels("kam.plan.force", name) for name in ("kind", "rating"))
        said = [one for one in self.force_ids if one.rating != "0" or one.note]
        if not said:
            return []
        axes = [(kinds[one.kind], int(one.rating) or None) for one in self.force_ids]
        title = env._("Forces on their industry, 0 to 5")
        rows = [[report._cell(kinds[one.kind], strong=True), ratings[one.rating], one.note] for one in said]
        columns = [(env._("Force"), 24), (env._("Strength"), 16), (env._("What we see"), 60)]
        radar = radar_svg.draw(axes, 5, title=title, rtl=self.account_id._map_rtl())
        return [report._drawing(radar), report._listing(columns, rows)]

    def _report_swot(self):
        env, report = self.env, self.env["kam.report"]
        kinds = {
            "strength": env._("Strengths"),
            "weakness": env._("Weaknesses"),
            "opportunity": env._("Opportunities"),
            "threat": env._("Threats"),
        }
        items = self.swot_ids.grouped("kind")
        return report._grid(
            [(title, [one._report_line() for one in items.get(kind, ())]) for kind, title in kinds.items()],
            env._("Strengths, weaknesses, opportunities, threats"),
        )

    def _report_charter(self):
        report = self.env["kam.report"]
        items = self.charter_ids.grouped("kind")
        return report._grid(
            [
                (title, [". ".join(filter(None, (one.name, one.note))) for one in items.get(kind, ())])
                for kind, title in report._labels("kam.plan.charter", "kind").items()
            ],
            self.env._("Strategy charter"),
        )

    # -- people, competitors, value ---------------------------------------------------------------------------

    def _report_people(self):
        """The map, in as many sheets as it takes, and the people as a table."""
        env, report = self.env, self.env["kam.report"]
        if not self.account_id.has_access("read"):
            return []
        facts = self.account_id._map_report(MAP_SHEET)
        if not facts["people"]:
            return []
        rows = [
            [
                report._cell(one["name"], ", ".join(filter(None, (one["title"], one["unit"]))), strong=True),
                report._cell(", ".join(role["name"] for role in one["roles"]), one["above"] and f"↑ {one['above']}"),
                env._("%s of 5", one["power"]),
                one["support_label"],
                self._report_strength(one),
                report._cell(
                    one["user"] and one["user"]["name"], one["last_contact"] and report._day(one["last_contact"])
                ),
                report._cell(
                    "", lines=[*((gap, "warn") for gap in one["gap_labels"]), *((x, "") for x in one["lines"])]
                ),
            ]
            for one in facts["people"]
        ]
        columns = [
            (env._("Name"), 19),
            (env._("Roles, reports to"), 17),
            (env._("Power"), 8),
            (env._("Support"), 11),
            (env._("Relationship"), 13),
            (env._("Counterpart, last contact"), 16),
            (env._("Gaps and lines"), 16),
        ]
        maps = [facts["overview"], *facts["maps"]] if facts["overview"] else facts["maps"]
        model = facts["contact_model"]
        return [
            *(report._drawing(one) for one in maps),
            report._drawing(facts["legend"]),
            report._facts([(model["label"], model["risk"])], env._("How we are in contact")) if model else None,
            report._list([one["text"] for one in facts["findings"]], env._("What is missing on the map")),
            report._listing(columns, rows, env._("People")),
        ]

    def _report_strength(self, person):
        """Strength of a relationship now, and wanted where that is something else."""
        now, wanted = person["strength"], person["target_strength"]
        if wanted and wanted != now:
            return self.env._("%(now)s %(arrow)s %(wanted)s of 4", now=now, arrow=arrow(self.env), wanted=wanted)
        return self.env._("%s of 4", now)

    def _report_competitors(self):
        env, report = self.env, self.env["kam.report"]
        threats = report._labels("kam.competitor", "threat")
        rows = [
            [
                report._cell(one.name, strong=True),
                report._cell(threats[one.threat], tone="bad" if one.threat in ("4", "5") else ""),
                one.strengths,
                one.weaknesses,
                one.response,
            ]
            for one in report._found("kam.competitor", [("account_id", "=", self.account_id.id)])
        ]
        columns = [
            (env._("Competitor"), 18),
            (env._("Threat"), 12),
            (env._("Strong in"), 23),
            (env._("Weak in"), 23),
            (env._("Our response"), 24),
        ]
        return report._listing(columns, rows, env._("Competitors"))

    def _report_values(self):
        env, report = self.env, self.env["kam.report"]
        states = report._labels("kam.value.proposition", "state")
        rows = []
        for one in report._found("kam.value.proposition", [("account_id", "=", self.account_id.id)]):
            money = report._money(one.value_year, one.currency_id) if one.value_year else ""
            rows.append(
                [
                    report._cell(one.name, one.answers, strong=True),
                    one.benefit_id.sudo().name,
                    report._cell(money, one.value_text),
                    one.evidence or one.value_basis,
                    report._cell(states[one.state], tone="" if one.state == "hypothesis" else "good"),
                ]
            )
        columns = [
            (env._("Value for them, and what it answers"), 34),
            (env._("Benefit"), 13),
            (env._("Per year"), 16),
            (env._("Evidence, or how computed"), 23),
            (env._("State"), 14),
        ]
        return report._listing(columns, rows, env._("What we are worth to them"))

    # -- influencing, investment ------------------------------------------------------------------------------

    def _report_influencing(self):
        env, report = self.env, self.env["kam.report"]
        states, outcomes = (report._labels("kam.influencing.action", name) for name in ("state", "outcome"))
        actions = self._report_actions()
        rows = [
            [
                report._day(one.date),
                report._cell(one.display_name, ", ".join(filter(None, (one.medium_id.sudo().name, one.goal)))),
                report._cell(one._report_target(), one.stage_id.sudo().name),
                one.user_id.sudo().name,
                report._cell(states[one.state], outcomes.get(one.outcome)),
            ]
            for one in actions[:ROWS]
        ]
        columns = [
            (env._("When"), 13),
            (env._("Action, channel and goal"), 33),
            (env._("With whom, buying stage"), 24),
            (env._("Who"), 15),
            (env._("State, outcome"), 15),
        ]
        more = len(actions) - len(rows)
        note = env._("The first %(shown)s of %(all)s.", shown=len(rows), all=len(actions)) if more > 0 else ""
        return report._listing(columns, rows, env._("Actions of the year"), note)

    def _report_investment(self):
        """Hours and cost of the year's actions, by state."""
        env, report = self.env, self.env["kam.report"]
        actions = self._report_actions()
        if not any(actions.mapped("hours")) and not any(actions.mapped("cost")):
            return None
        done = actions.filtered(lambda one: one.state in ("done", "evaluated"))
        rows = [
            [
                label,
                report._number(len(some)),
                report._number(sum(some.mapped("hours"))),
                report._money(sum(some.mapped("cost")), actions[:1].currency_id),
            ]
            for label, some in (
                (env._("Done"), done),
                (env._("Still planned"), actions - done),
                (env._("Together"), actions),
            )
        ]
        columns = [
            (env._("Actions of the year"), 40),
            (env._("Number") + ">", 20),
            (env._("Hours") + ">", 20),
            (env._("Cost") + ">", 20),
        ]
        return report._listing(columns, rows, env._("What the relationship takes"))

    # -- development plan -------------------------------------------------------------------------------------

    def _report_development(self):
        """One table for each objective: strategies down, quarters across, tactics where they are due."""
        env, report = self.env, self.env["kam.report"]
        by_strategy = self.tactic_ids.grouped("strategy_id")
        blocks = []
        for objective in self.objective_ids:
            rows = []
            for strategy in objective.strategy_ids:
                tactics = by_strategy.get(strategy, ())
                quarters = [
                    report._cell("", lines=[one._report_line() for one in tactics if one.quarter == code])
                    for code, _label in QUARTERS
                ]
                progress = report._percent(strategy.progress, strategy.progress_known)
                rows.append([report._cell(strategy.name, progress, strong=True), *quarters])
            columns = [(env._("Strategy"), 24), *((label, 19) for _code, label in QUARTERS)]
            blocks.append(report._listing(columns, rows, env._("Objective: %s", objective.name)))
        return blocks


class KamPlanSwot(models.Model):
    """An item on paper."""

    _inherit = "kam.plan.swot"

    def _report_line(self):
        """The item, what it rests on, and which objectives answer it."""
        answers = ", ".join(self.objective_ids.mapped("name"))
        parts = (self.name, self.note, answers and self.env._("Answered by: %s", answers))
        return ". ".join(part.strip().rstrip(".") for part in parts if part)


class KamPlanTactic(models.Model):
    """A tactic on paper."""

    _inherit = "kam.plan.tactic"

    def _report_line(self):
        """(mark, name, who and until when; tone)"""
        mark = "✓ " if self.done else "! " if self.is_late else "○ "
        day = self.env["kam.report"]._day(self.done_on if self.done else self.date_due)
        detail = ", ".join(filter(None, (self.user_id.sudo().name, day)))
        return f"{mark}{self.name}" + (f" ({detail})" if detail else ""), "good" if self.done else (
            "bad" if self.is_late else ""
        )
