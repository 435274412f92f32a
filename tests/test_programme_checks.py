"""Every check of the programme in situations made by hand: not known, no, partly, yes, with its numbers."""

from .programme_checks_case import ChecksCase


class TestAccountChecks(ChecksCase):
    def test_without_key_accounts_nothing_is_known(self):
        self.no_key_accounts()
        for code in (
            "managers_named",
            "account_teams",
            "team_functions",
            "sponsors",
            "levels_set",
            "counterparts",
            "service_higher",
            "plans_in_place",
            "targets_set",
            "industry_analysed",
            "swot",
            "plans_evaluated",
            "tactics_owned",
            "progress_tracked",
            "areas_signed",
            "cadence_kept",
            "reviews_held",
            "feedback",
            "top_management",
            "joint_activities",
            "actions_done",
            "marketing_aligned",
            "sales_plans",
            "opportunities_assessed",
            "value_propositions",
            "value_quantified",
            "margins_known",
            "quick_wins",
            "system_used",
            "spend_share_up",
            "revenue_faster",
            "cost_faster",
            "margin_up",
            "relationships_up",
            "satisfaction_up",
            "retention_up",
        ):
            self.assertEqual(self.check(code)[0], "unknown", code)

    def test_criteria_defined(self):
        criteria = self.env["kam.criterion"].search([])
        selected = self.env["kam.segment"].search([("mode", "=", "selected")])
        numbers = {
            axis: len(criteria.filtered(lambda one, axis=axis: one.axis == axis and one.weight > 0))
            for axis in ("attractiveness", "strength")
        }
        self.expect("criteria_defined", "yes", **numbers, floors=len(selected))
        self.put(criteria.filtered(lambda one: one.axis == "strength"), active=False)
        self.expect("criteria_defined", "partly", **{**numbers, "strength": 0}, floors=len(selected))
        self.put(criteria, active=False)
        self.put(selected, min_score=0)
        self.expect("criteria_defined", "no", attractiveness=0, strength=0, floors=0)

    def test_key_accounts(self):
        self.expect("key_accounts", "yes", count=2, candidates=0)
        self.no_key_accounts()
        self.expect("key_accounts", "no", count=0, candidates=0)
        self.put(self.other, status="candidate")
        self.expect("key_accounts", "partly", count=0, candidates=1)

    def test_managers_named(self):
        self.expect("managers_named", "yes", count=2, base=2)
        self.one.user_id = False
        self.expect("managers_named", "partly", count=1, base=2)
        self.put(self.two, user_id=None)
        self.expect("managers_named", "no", count=0, base=2)

    def test_teams(self):
        self.expect("account_teams", "no", count=0, base=2)
        self.expect("team_functions", "no", count=0, base=2)
        functions = self.env["kam.team.function"].search([], limit=2)
        members = self.env["kam.account.member"]
        members.create({"account_id": self.one.id, "user_id": self.user_manager.id, "function_id": functions[0].id})
        self.expect("account_teams", "partly", count=1, base=2)
        members.create({"account_id": self.one.id, "user_id": self.user_sales2.id, "function_id": functions[0].id})
        self.expect("team_functions", "no", count=0, base=2)
        members.create({"account_id": self.one.id, "user_id": self.user_sales2.id, "function_id": functions[1].id})
        self.expect("team_functions", "partly", count=1, base=2)
        members.create({"account_id": self.two.id, "user_id": self.user_sales.id})
        self.expect("account_teams", "yes", count=2, base=2)

    def test_sponsors_and_levels(self):
        self.expect("sponsors", "no", count=0, base=2)
        self.one.sponsor_id = self.user_manager
        self.expect("sponsors", "partly", count=1, base=2)
        self.two.sponsor_id = self.user_manager
        self.expect("sponsors", "yes", count=2, base=2)
        self.expect("levels_set", "no", count=0, base=2)
        level = self.env.ref("kam_management.level_partner")
        self.one.write({"level_id": level.id, "target_level_id": level.id})
        self.two.level_id = level
        self.expect("levels_set", "partly", count=1, base=2)

    def test_within_slots(self):
        self.expect("within_slots", "yes", count=2, base=2)
        self.put(self.env.ref("kam_management.segment_b"), slots_per_manager=1)
        self.key_account("Three", user_id=self.user_sales.id)
        self.expect("within_slots", "partly", count=1, base=2)
        result = self.checks._result("within_slots", self.checks._scope(self.company, 2026))
        self.assertEqual(self.env["kam.account"].search(list(result.missing)).user_id, self.user_sales)
        self.put(self.one + self.two, user_id=None, segment_id=None)
        self.put(self.env["kam.account"].search([("company_id", "=", self.company.id)]), segment_id=None)
        self.assertEqual(self.check("within_slots")[0], "unknown")

    def test_counterparts(self):
        people = self.env["kam.stakeholder"]
        clerk = people.create({"account_id": self.one.id, "name": "Clerk", "power": 2})
        self.assertEqual(self.check("counterparts")[0], "unknown")
        chief = people.create({"account_id": self.one.id, "name": "Chief", "power": 5})
        self.expect("counterparts", "no", count=0, base=1)
        clerk.user_id = chief.user_id = self.user_sales
        self.expect("counterparts", "yes", count=1, base=1)
        people.create({"account_id": self.two.id, "name": "Head", "power": 4})
        self.expect("counterparts", "partly", count=1, base=2)

    def test_areas_staffed(self):
        areas = self.env["kam.business.area"].search([])
        areas.member_ids = False
        self.expect("areas_staffed", "no", count=0, base=len(areas))
        areas[0].member_ids = self.user_manager
        self.expect("areas_staffed", "partly", count=1, base=len(areas))
        areas.member_ids = self.user_manager
        self.expect("areas_staffed", "yes", count=len(areas), base=len(areas))
        areas.active = False
        self.assertEqual(self.check("areas_staffed")[0], "unknown")

    def test_service_levels(self):
        self.expect("service_levels", "yes", count=2, base=2)
        segment = self.env.ref("kam_management.segment_a")
        self.put(segment.package_line_ids, active=False)
        self.expect("service_levels", "partly", count=1, base=2)
        self.put(self.env["kam.activity.rule"].search([]), active=False)
        self.expect("service_levels", "no", count=0, base=2)

    def test_packages_higher(self):
        lines = self.env["kam.service.package.line"].search([])
        self.put(lines, offer="none")
        self.assertEqual(self.check("packages_higher"), ("partly", {"now": 0, "before": 0}))
        of_a = lines.filtered(lambda one: one.segment_id.code == "A")
        self.put(of_a[:3], offer="included")
        self.assertEqual(self.check("packages_higher"), ("yes", {"now": 1.5, "before": 0}))
        of_c = lines.filtered(lambda one: one.segment_id.code == "C")
        self.put(of_c, offer="included")
        self.assertEqual(self.check("packages_higher")[0], "no")
        self.put(lines, active=False)
        self.assertEqual(self.check("packages_higher")[0], "unknown")

    def test_service_higher(self):
        # Other accounts are those of this company and those that all share: of the latter there are none.
        self.put(self.env["kam.account"].search([("company_id", "=", False)]), segment_id=None)
        self.put(self.other, segment_id=self.env.ref("kam_management.segment_c").id)
        self.assertEqual(self.check("service_higher")[0], "unknown")
        self.action(self.other)
        self.expect("service_higher", "no", now=0, before=1)
        self.action(self.one, state="planned", date="2026-09-01")
        self.action(self.two)
        self.action(self.two, state="cancelled", cancel_reason="Snow")
        self.expect("service_higher", "partly", now=1, before=1)
        self.action(self.two)
        self.expect("service_higher", "yes", now=1.5, before=1)


class TestPlanChecks(ChecksCase):
    def test_plans_in_place(self):
        self.expect("plans_in_place", "no", count=0, base=2)
        self.plan(self.one, state="draft")
        self.expect("plans_in_place", "no", count=0, base=2)
        self.plan(self.two, state="approved")
        self.expect("plans_in_place", "partly", count=1, base=2)
        self.put(self.one.plan_ids, state="implementation")
        self.expect("plans_in_place", "yes", count=2, base=2)
        self.put(self.one.plan_ids, year=2025)
        self.expect("plans_in_place", "partly", count=1, base=2)

    def test_more_plans(self):
        self.assertEqual(self.check("more_plans")[0], "unknown")
        self.plan(self.one, 2025, "closed")
        self.expect("more_plans", "no", now=0, before=1)
        self.plan(self.one)
        self.expect("more_plans", "partly", now=1, before=1)
        self.plan(self.two, state="approved")
        self.expect("more_plans", "yes", now=2, before=1)

    def tactic(self, plan, **vals):
        objective = self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Grow"})
        strategy = self.env["kam.plan.strategy"].create({"objective_id": objective.id, "name": "Wide"})
        return self.env["kam.plan.tactic"].create({"strategy_id": strategy.id, "name": "Meet", "quarter": "1", **vals})

    def test_pilot(self):
        self.assertEqual(self.check("pilot")[0], "unknown")
        plan = self.env["kam.account.plan"].create({"account_id": self.one.id, "year": 2026})
        tactic = self.tactic(plan)
        self.assertEqual(self.check("pilot")[0], "unknown")
        self.put(plan, state="implementation")
        self.expect("pilot", "partly", count=0, base=1)
        self.put(tactic, done=True)
        self.expect("pilot", "yes", count=1, base=1)

    def test_targets_set(self):
        self.expect("targets_set", "no", count=0, base=2)
        target = {"year": 2026, "measure": "won_revenue", "target": 100}
        self.env["kam.target"].create({**target, "scope": "account", "account_id": self.one.id})
        self.expect("targets_set", "partly", count=1, base=2)
        plan = self.env["kam.account.plan"].create({"account_id": self.two.id, "year": 2026})
        objective = self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Grow"})
        self.expect("targets_set", "partly", count=1, base=2)
        self.put(objective, target_known=True)
        self.expect("targets_set", "yes", count=2, base=2)

    def test_measures_set(self):
        self.expect("measures_set", "no", count=0)
        measures = ["won_revenue", "pipeline", "win_rate", "margin", "forecast"]
        for number, measure in enumerate(measures, start=1):
            self.env["kam.target"].create(
                {"year": 2026, "measure": measure, "target": 10, "scope": "total", "company_id": self.company.id}
            )
            self.expect("measures_set", "yes" if number >= 5 else "partly", count=number)

    def test_analyses(self):
        self.assertEqual(self.check("swot")[0], "unknown")
        plan = self.env["kam.account.plan"].create({"account_id": self.one.id, "year": 2026})
        self.expect("industry_analysed", "no", count=0, base=1)
        self.expect("swot", "no", count=0, base=1)
        plan.force_ids[:1].rating = "3"
        self.env["kam.plan.swot"].create({"plan_id": plan.id, "name": "Fast"})
        self.expect("industry_analysed", "yes", count=1, base=1)
        self.expect("swot", "yes", count=1, base=1)
        self.plan(self.two)
        self.expect("swot", "partly", count=1, base=2)

    def test_plan_template(self):
        self.expect("plan_template", "yes", count=2, base=2)
        templates = self.env["kam.plan.section.template"].search([])
        templates.segment_ids -= self.env.ref("kam_management.segment_a")
        self.expect("plan_template", "partly", count=1, base=2)
        templates.segment_ids = False
        self.expect("plan_template", "no", count=0, base=2)

    def test_plans_evaluated(self):
        self.assertEqual(self.check("plans_evaluated")[0], "unknown")
        plan = self.plan(self.one, 2025)
        self.expect("plans_evaluated", "no", count=0, base=1)
        self.plan(self.two, 2025, "closed")
        self.expect("plans_evaluated", "partly", count=1, base=2)
        self.put(plan, state="closed")
        self.expect("plans_evaluated", "yes", count=2, base=2)

    def test_tactics_and_progress(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.one.id, "year": 2026})
        self.expect("tactics_owned", "no", count=0, base=1)
        self.assertEqual(self.check("progress_tracked")[0], "unknown")
        tactic = self.tactic(plan)
        self.put(tactic, user_id=None)
        self.expect("tactics_owned", "no", count=0, base=1)
        self.put(tactic, user_id=self.user_sales.id)
        self.expect("tactics_owned", "yes", count=1, base=1)
        self.expect("progress_tracked", "no", count=0, base=1)
        self.put(tactic.objective_id, current_known=True, measured_on="2026-01-01")
        self.expect("progress_tracked", "no", count=0, base=1)
        self.put(tactic.objective_id, measured_on="2026-06-01")
        self.expect("progress_tracked", "yes", count=1, base=1)

    def test_areas_signed(self):
        plan = self.plan(self.one)
        area = self.env["kam.business.area"].search([], limit=2)
        plan.sudo().signoff_ids.unlink()
        self.assertEqual(self.check("areas_signed")[0], "unknown")
        signoffs = self.env["kam.plan.signoff"].sudo().create([{"plan_id": plan.id, "area_id": one.id} for one in area])
        self.put(signoffs, state="waiting")
        self.expect("areas_signed", "no", count=0, base=2)
        self.put(signoffs[0], state="signed")
        self.expect("areas_signed", "partly", count=1, base=2)
        self.put(signoffs[1], state="skipped")
        self.expect("areas_signed", "yes", count=1, base=1)

    def milestone(self, kind, day, state):
        step = self.env["kam.cadence.step"].search([("kind", "=", kind)], limit=1)
        found = self.env["kam.plan.milestone"].create(
            {"account_id": self.one.id, "step_id": step.id, "year": 2026, "date": day}
        )
        self.put(found, kind=kind, state=state)
        return found

    def test_cadence(self):
        self.env["kam.plan.milestone"].search([("account_id", "in", (self.one + self.two).ids)]).unlink()
        self.assertEqual(self.check("cadence_kept")[0], "unknown")
        self.milestone("planning", "2026-01-10", "due")
        self.expect("cadence_kept", "no", count=0, base=1)
        self.assertEqual(self.check("reviews_held")[0], "unknown")
        review = self.milestone("plan_review", "2026-06-01", "done")
        self.milestone("quarterly", "2026-09-01", "planned")
        self.milestone("approval", "2026-02-01", "cancelled")
        self.expect("cadence_kept", "partly", count=1, base=2)
        self.expect("reviews_held", "yes", count=1, base=1)
        self.put(review, state="due")
        self.expect("reviews_held", "no", count=0, base=1)

    def test_selection_held(self):
        reviews = self.env["kam.selection.review"]
        reviews.search([("company_id", "=", False)]).unlink()
        self.expect("selection_held", "no", count=0, open=0)
        review = reviews.create({"year": 2026, "company_id": self.company.id})
        self.put(review, state="open")
        self.expect("selection_held", "partly", count=0, open=1)
        self.put(review, state="approved", approved_on="2025-11-20 10:00:00")
        self.expect("selection_held", "yes", count=1, open=0)
        self.put(review, approved_on="2024-11-20 10:00:00")
        self.expect("selection_held", "no", count=0, open=0)
        self.no_key_accounts()
        self.env.cr.execute("DELETE FROM kam_selection_review WHERE id = %s", [review.id])
        self.env.invalidate_all()
        self.assertEqual(self.check("selection_held")[0], "unknown")

    def test_self_assessed(self):
        self.assertEqual(self.check("self_assessed")[0], "unknown")
        self.data()
        answers = self.answers.search([("company_id", "=", self.company.id), ("kind", "=", "assessment")])
        self.put(answers, answer="unknown")
        self.expect("self_assessed", "no", count=0, base=43)
        self.put(answers[:20], answer="no")
        self.expect("self_assessed", "partly", count=20, base=43)
        self.put(answers, answer="yes")
        self.expect("self_assessed", "yes", count=43, base=43)
