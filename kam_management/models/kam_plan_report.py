"""The full account plan on paper: the one page first, then every section that has content."""

from odoo import models

from .kam_direction import arrow

#: Actions that the one page has room for.
NEXT_ACTIONS = 10
#: States in which a plan is not agreed yet.
UNAGREED = ("draft", "planning", "review")


class KamAccountPlan(models.Model):
    """What the document of a plan prints: read with the rights of whoever prints it."""

    _inherit = "kam.account.plan"

    def _report(self):
        """The documents of some plans.

        :return: [{"record", "head", "sections"}], see ``kam.report``
        """
        plans = self.env["kam.report"]._reader(self)
        return [{"record": plan, "head": plan._report_head(), "sections": plan._report_sections()} for plan in plans]

    def _report_head(self):
        """Title, who is responsible, and in capital letters when it is not agreed yet."""
        self.ensure_one()
        env, report = self.env, self.env["kam.report"]
        manager = self.user_id.sudo().name
        levels = f" {arrow(env)} ".join(
            dict.fromkeys(filter(None, (self.level_id.sudo().name, self.target_level_id.sudo().name)))
        )
        who = (manager and env._("Account manager: %s", manager), self._report_badge(), levels)
        return {
            "title": env._("Account plan %(year)s: %(customer)s", year=self.year, customer=self._report_customer()),
            "state": self._report_state(),
            "lines": [
                " · ".join(filter(None, who)),
                " · ".join(
                    (
                        report._printed(),
                        env._("Complete: %s", report._percent(self.completeness)),
                        env._("Progress: %s", report._percent(self.progress, self.progress_known)),
                    )
                ),
            ],
        }

    def _report_customer(self):
        """The name of the customer; whoever may read the plan may know whose it is."""
        return self.account_id.sudo().display_name or ""

    def _report_badge(self):
        """Segment and tier in words."""
        segment, tier = self.segment_id.sudo(), self.tier_id.sudo()
        return ", ".join(filter(None, (segment and self.env._("Segment %s", segment.name), tier.name)))

    def _report_state(self):
        """The phase as a mark on the paper."""
        env, label = self.env, self.env["kam.report"]._labels(self._name, "state")[self.state]
        if self.sudo().revision_id:
            text = env._("Being amended: what is printed here is not approved.")
            return {"label": env._("%s, draft of a revision", label), "draft": True, "text": text}
        if self.state in UNAGREED:
            text = env._("This is a draft: nobody has approved it yet.")
            name = label if self.state == "draft" else env._("Draft: %s", label.lower())
            return {"label": name, "draft": True, "text": text}
        return {"label": label, "draft": False, "text": ""}

    # -- sections ---------------------------------------------------------------------------------------------

    def _report_sections(self):
        """Everything that has content, in the order of the template."""
        found = [self._report_page(), *self._report_written(), *self._report_end()]
        return [section for section in found if section]

    def _report_page(self):
        """The one page, as on the screen."""
        report = self.env["kam.report"]
        return report._section(
            "",
            self._report_goals(),
            report._rich(self.proposition, self.env._("Our proposition"))
            or report._list([], self.env._("Our proposition"), self.env._("Not written yet.")),
            self._report_objectives(),
            self._report_next_actions(),
            self._report_risks(),
        )

    def _report_goals(self):
        env, report = self.env, self.env["kam.report"]
        horizons = report._labels("kam.plan.goal", "horizon")
        rows = [
            [report._cell(goal.name, strong=True), goal.need, horizons[goal.horizon], goal.stakeholder_id.sudo().name]
            for goal in self.goal_ids
        ]
        columns = [(env._("Goal"), 40), (env._("What they need for it"), 28), (env._("When"), 16), (env._("Whose"), 16)]
        return report._listing(columns, rows, env._("Their three goals"), empty=env._("Not asked yet."))

    def _report_objectives(self):
        env, report = self.env, self.env["kam.report"]
        rows = [
            [
                report._cell(one.name, one._report_figures(), strong=True),
                one.user_id.sudo().name,
                report._cell(report._day(one.deadline), tone="bad" if one.is_late else ""),
                report._cell(report._percent(one.progress, one.progress_known), bar=one._report_bar()),
            ]
            for one in self.objective_ids
        ]
        columns = [(env._("Objective"), 52), (env._("Owner"), 18), (env._("Until"), 15), (env._("Progress"), 15)]
        return report._listing(columns, rows, env._("Our objectives"), empty=env._("Nothing is set yet."))

    def _report_actions(self, *domain):
        """Actions of the account in the year of the plan, as far as the reader may read them."""
        of_year = [("account_id", "=", self.account_id.id), ("year", "=", self.year)]
        return self.env["kam.report"]._found(
            "kam.influencing.action", [*of_year, ("state", "!=", "cancelled"), *domain], "date, id"
        )

    def _report_next_actions(self):
        env, report = self.env, self.env["kam.report"]
        actions = self._report_actions(("state", "in", ("planned", "todo")))
        rows = [
            [report._day(one.date), one.display_name, one._report_target(), one.user_id.sudo().name]
            for one in actions[:NEXT_ACTIONS]
        ]
        columns = [(env._("When"), 16), (env._("Action"), 40), (env._("With whom"), 26), (env._("Who"), 18)]
        more = len(actions) - len(rows)
        note = env._("%s more are listed in the influencing plan.", more) if more > 0 else ""
        return report._listing(columns, rows, env._("Next actions"), note, empty=env._("Nothing is planned."))

    def _report_risks(self):
        env, report = self.env, self.env["kam.report"]
        levels, states = (report._labels("kam.plan.risk", name) for name in ("likelihood", "state"))
        tones = {"open": "", "happened": "bad", "gone": "muted"}
        rows = [
            [
                report._cell(risk.name, strong=True),
                env._("%(likelihood)s / %(impact)s", likelihood=levels[risk.likelihood], impact=levels[risk.impact]),
                risk.response,
                report._cell(states[risk.state], risk.user_id.sudo().name, tones[risk.state]),
            ]
            for risk in self.risk_ids
        ]
        columns = [
            (env._("Risk"), 34),
            (env._("Likelihood / impact"), 18),
            (env._("What we do"), 30),
            (env._("State"), 18),
        ]
        return report._listing(columns, rows, env._("Risks"), empty=env._("Nothing is named yet."))

    def _report_written(self):
        """The further sections in their order: what was written, what belongs to them, what the system knew."""
        report, parts = self.env["kam.report"], self._report_parts()
        written = self.section_ids.grouped("code")
        sections = []
        for template in self._part_templates().filtered(lambda one: one.kind == "section"):
            section = written.get(template.code, self.section_ids.browse())
            blocks = [report._rich(section.content), *parts.get(template.code, ()), *section._report_facts()]
            sections.append(report._section(template.name, *blocks))
        return sections


class KamAccount(models.Model):
    """The plan of an account on paper, from the account."""

    _inherit = "kam.account"

    def _plan_report(self):
        """The documents of this year's plans; for an account without one, a page that says so."""
        report, papers = self.env["kam.report"], []
        for account in report._reader(self):
            if account.plan_id:
                papers += account.plan_id._report()
                continue
            text = self.env._("There is no plan of this year that you may read.")
            head = {"title": account.display_name, "lines": [text]}
            papers.append({"record": account, "head": head, "sections": []})
        return papers


class KamPlanSection(models.Model):
    """A written section on paper."""

    _inherit = "kam.plan.section"

    def _report_facts(self):
        """What the system knew, as it stands in the section."""
        report, note = self.env["kam.report"], ""
        if self.facts_on:
            note = self.env._("As known on %s", report._day(self.facts_on))
        return [
            report._facts([(item["label"], item["value"]) for item in group["items"]], group["title"], note)
            for group in self.facts or []
        ]


class KamPlanObjective(models.Model):
    """An objective on paper."""

    _inherit = "kam.plan.objective"

    def _report_figures(self):
        """From where to where, and where we are, in one line."""
        report, unit = self.env["kam.report"], self.unit or ""
        if not self._is_measured():
            return ""
        baseline, target, current = (
            report._number(self[name], self[f"{name}_known"], unit) for name in ("baseline", "target", "current")
        )
        return self.env._(
            "%(measure)s: from %(baseline)s to %(target)s, now %(current)s",
            measure=self.measure or "",
            baseline=baseline,
            target=target,
            current=current,
        )

    def _report_bar(self):
        return self.progress if self.progress_known else None


class KamInfluencingAction(models.Model):
    """An action on paper."""

    _inherit = "kam.influencing.action"

    def _report_target(self):
        """Whom it is for, in words."""
        people = self.stakeholder_ids.sudo().mapped("name") if self.stakeholder_ids else []
        return ", ".join(filter(None, [*people, self.target_group or ""]))
