"""Items computed from work and its results, each in situations made by hand."""

from .programme_checks_case import ChecksCase


class TestWorkChecks(ChecksCase):
    def test_feedback(self):
        self.expect("feedback", "no", count=0, base=2)
        self.env["kam.satisfaction"].create({"account_id": self.one.id, "date": "2025-06-01", "verbatim": "Fine"})
        self.expect("feedback", "no", count=0, base=2)
        self.env["kam.satisfaction"].create({"account_id": self.one.id, "date": "2025-07-15", "verbatim": "Fine"})
        self.expect("feedback", "partly", count=1, base=2)
        self.env["kam.satisfaction"].create({"account_id": self.two.id, "date": "2026-06-01", "verbatim": "Fine"})
        self.expect("feedback", "yes", count=2, base=2)

    def test_top_management(self):
        self.action(self.one)
        self.action(self.one, "management", state="planned")
        self.expect("top_management", "no", count=0, base=2)
        self.action(self.one, "management")
        self.expect("top_management", "partly", count=1, base=2)
        self.action(self.two, "management", state="evaluated", outcome="reached")
        self.expect("top_management", "yes", count=2, base=2)

    def test_joint_activities(self):
        self.expect("joint_activities", "no", count=0, base=2)
        self.action(self.one, "planning")
        self.expect("joint_activities", "partly", count=1, base=2)
        plan = self.env["kam.sales.plan"].create({"lead_id": self.lead(self.two).id})
        step = self.env["kam.mutual.step"].create({"plan_id": plan.id, "name": "Visit", "date": "2026-03-03"})
        self.expect("joint_activities", "partly", count=1, base=2)
        self.put(step, state="agreed")
        self.expect("joint_activities", "yes", count=2, base=2)
        self.put(step, is_internal=True)
        self.expect("joint_activities", "partly", count=1, base=2)

    def test_actions_done(self):
        self.assertEqual(self.check("actions_done")[0], "unknown")
        self.action(self.one, state="planned")
        self.expect("actions_done", "no", count=0, base=1)
        self.action(self.one)
        self.action(self.one, state="planned", date="2026-09-01")
        self.action(self.other)
        self.expect("actions_done", "partly", count=1, base=2)
        for _number in range(3):
            self.action(self.two)
        self.expect("actions_done", "yes", count=4, base=5)

    def test_marketing_aligned(self):
        seminar = self.env.ref("kam_management.activity_seminars")
        self.assertEqual(seminar.owner_role, "marketing")
        self.env["kam.influencing.action"].search([("company_id", "=", False)]).unlink()
        self.assertEqual(self.check("marketing_aligned")[0], "unknown")
        self.action(self.other, "seminars", state="todo")
        self.expect("marketing_aligned", "no", count=0, base=1)
        self.action(self.one, "seminars")
        self.expect("marketing_aligned", "partly", count=1, base=2)

    def test_opportunities(self):
        self.lead(self.other)
        self.assertEqual(self.check("sales_plans")[0], "unknown")
        lead = self.lead(self.one)
        self.expect("sales_plans", "no", count=0, base=1)
        plan = self.env["kam.sales.plan"].create({"lead_id": lead.id})
        self.expect("sales_plans", "yes", count=1, base=1)
        self.expect("opportunities_assessed", "no", count=0, base=1)
        self.put(plan, assessed_on="2026-01-15")
        self.expect("opportunities_assessed", "no", count=0, base=1)
        self.put(plan, assessed_on="2026-06-15")
        self.lead(self.two)
        self.expect("opportunities_assessed", "partly", count=1, base=2)

    def test_value(self):
        value = self.env["kam.value.proposition"].create({"account_id": self.one.id, "name": "Half the moves"})
        self.expect("value_propositions", "no", count=0, base=2)
        self.expect("value_quantified", "no", count=0, base=2)
        self.put(value, state="validated", value_year=1000)
        self.expect("value_propositions", "partly", count=1, base=2)
        self.expect("value_quantified", "partly", count=1, base=2)

    def test_won(self):
        self.lead(self.one, closed="2025-12-31 10:00:00", kam_no_competition=True)
        self.assertEqual(self.check("quick_wins")[0], "unknown")
        won = self.lead(self.one, closed="2026-03-01 10:00:00")
        self.expect("quick_wins", "no", count=0, base=1)
        self.expect("margins_known", "no", count=0, base=1)
        plan = self.env["kam.sales.plan"].create({"lead_id": won.id})
        self.put(plan, margin_known=True, margin_rate=20)
        self.expect("margins_known", "yes", count=1, base=1)
        self.lead(self.one, closed="2026-04-01 10:00:00", kam_no_competition=True)
        self.expect("quick_wins", "yes", count=1, base=2)
        self.expect("margins_known", "partly", count=1, base=2)

    def test_system_used(self):
        self.expect("system_used", "no", count=0, base=2)
        action = self.action(self.one)
        self.put(action, done_on="2026-02-01")
        self.expect("system_used", "no", count=0, base=2)
        self.put(action, done_on="2026-06-01")
        self.expect("system_used", "partly", count=1, base=2)
        trust = self.env["kam.criterion"].search([("code", "=", "trust")])
        rating = self.env["kam.account.rating"].create(
            {"account_id": self.two.id, "criterion_id": trust.id, "value": 3, "user_id": self.user_sales2.id}
        )
        self.put(rating, user_id=self.user_sales2.id, origin="manual", date="2026-06-01")
        self.expect("system_used", "yes", count=2, base=2)


class TestResultChecks(ChecksCase):
    def test_spend_share(self):
        self.lead(self.one, 300, "2026-02-01 10:00:00")
        self.assertEqual(self.check("spend_share_up")[0], "unknown")
        self.lead(self.one, 100, "2026-02-01 10:00:00", lost=True)
        self.lead(self.one, 100, "2025-02-01 10:00:00")
        self.lead(self.one, 100, "2025-02-01 10:00:00", lost=True)
        self.lead(self.one, 900, "2025-10-01 10:00:00", lost=True)  # after the same day of the year before
        self.lead(self.other, 900, "2026-02-01 10:00:00", lost=True)
        self.expect("spend_share_up", "yes", now=75.0, before=50.0)
        self.lead(self.two, 400, "2026-03-01 10:00:00", lost=True)
        self.expect("spend_share_up", "no", now=37.5, before=50.0)

    def test_revenue(self):
        self.lead(self.one, 150, "2026-02-01 10:00:00")
        self.lead(self.one, 100, "2025-02-01 10:00:00")
        self.assertEqual(self.check("revenue_faster")[0], "unknown", "others have nothing to grow from")
        self.lead(self.other, 120, "2026-02-01 10:00:00")
        self.lead(self.other, 100, "2025-02-01 10:00:00")
        self.expect("revenue_faster", "yes", now=50.0, before=20.0)
        self.lead(self.other, 60, "2026-02-01 10:00:00")
        self.expect("revenue_faster", "no", now=50.0, before=80.0)

    def test_cost(self):
        self.action(self.one, hours=6)
        self.action(self.one, hours=4, date="2025-05-05")
        self.assertEqual(self.check("cost_faster")[0], "unknown")
        self.action(self.other, hours=5)
        self.action(self.other, hours=4, date="2025-05-05")
        self.action(self.other, hours=9, date="2025-09-05")
        self.action(self.other, hours=9, state="planned")
        self.expect("cost_faster", "yes", now=50.0, before=25.0)
        self.action(self.other, hours=5)
        self.expect("cost_faster", "no", now=50.0, before=150.0)
        self.data()
        shown = next(one for one in self.data(refresh=True)["items"] if one["name"] == "Cost to serve grows faster")
        self.assertEqual((shown["answer"], shown["state"]), ("no", "yes"))

    def test_margin(self):
        for revenue, day, margin in ((100, "2026-02-01", 30), (300, "2026-03-01", 10), (100, "2025-02-01", 12)):
            self.assertEqual(self.check("margin_up")[0], "unknown")
            plan = self.env["kam.sales.plan"].create({"lead_id": self.lead(self.one, revenue, f"{day} 10:00:00").id})
            self.put(plan, margin_known=True, margin_rate=margin)
        self.expect("margin_up", "yes", now=15.0, before=12.0)
        self.put(plan, margin_rate=15)
        self.expect("margin_up", "partly", now=15.0, before=15.0)
        self.put(plan, margin_rate=20)
        self.expect("margin_up", "no", now=15.0, before=20.0)

    def test_relationships(self):
        chief = self.env["kam.stakeholder"].create({"account_id": self.one.id, "name": "Chief"})
        self.env["kam.stakeholder.move"].search([("account_id", "=", self.one.id)]).unlink()
        self.assertEqual(self.check("relationships_up")[0], "unknown")
        move = {"stakeholder_id": chief.id, "account_id": self.one.id, "kind": "strength", "date": "2026-03-03"}
        moves = self.env["kam.stakeholder.move"]
        moves.create({**move, "old": "2", "new": "1"})
        self.expect("relationships_up", "no", now=0, before=1)
        moves.create({**move, "old": "1", "new": "3"})
        moves.create({**move, "kind": "power", "old": "1", "new": "3"})
        moves.create({**move, "date": "2025-12-03", "old": "1", "new": "2"})
        self.expect("relationships_up", "partly", now=1, before=1)
        moves.create({**move, "old": False, "new": "3"})
        moves.create({**move, "old": "3", "new": "4"})
        self.expect("relationships_up", "yes", now=2, before=1)

    def test_satisfaction(self):
        def said(day, score, **vals):
            self.env["kam.satisfaction"].create(
                {"account_id": self.one.id, "date": day, "score": score, "score_known": True, **vals}
            )

        said("2026-02-01", 8)
        self.assertEqual(self.check("satisfaction_up")[0], "unknown")
        said("2025-10-01", 7)
        said("2026-03-01", 0, score_known=False, verbatim="Fine")
        said("2026-03-01", 1, account_id=self.other.id)
        self.expect("satisfaction_up", "yes", now=8.0, before=7.0)
        said("2026-03-01", 5)
        self.expect("satisfaction_up", "no", now=6.5, before=7.0)

    def test_retention(self):
        self.lead(self.one, 100, "2025-09-01 10:00:00")
        self.lead(self.one, 100, "2026-02-01 10:00:00")
        self.assertEqual(self.check("retention_up")[0], "unknown")
        self.lead(self.one, 100, "2024-03-01 10:00:00")
        self.lead(self.two, 100, "2024-03-01 10:00:00")
        self.lead(self.one, 100, "2025-03-01 10:00:00")
        self.expect("retention_up", "yes", now=100.0, before=50.0)
        self.lead(self.two, 100, "2025-03-01 10:00:00")
        self.expect("retention_up", "no", now=50.0, before=100.0)

    def test_advocacy(self):
        self.env["kam.reference"].search([("account_id.company_id", "=", False)]).unlink()
        self.assertEqual(self.check("advocacy_up")[0], "unknown")
        story = self.env["kam.reference"].create(
            {"account_id": self.one.id, "name": "Story", "agreed_on": "2025-01-01", "valid_until": "2026-01-31"}
        )
        self.expect("advocacy_up", "no", now=0, before=1)
        story.valid_until = False
        self.expect("advocacy_up", "partly", now=1, before=1)
        self.env["kam.reference"].create({"account_id": self.other.id, "name": "Call", "agreed_on": "2026-05-01"})
        self.expect("advocacy_up", "yes", now=2, before=1)
