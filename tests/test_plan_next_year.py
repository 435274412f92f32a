"""Next year's plan from this one, and what changed between them."""

from odoo.exceptions import AccessError
from odoo.tests import Form

from .plan_case import PlanCase


class TestNextYear(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["kam.plan.section"].create(
            {
                "plan_id": cls.plan.id,
                "template_id": cls.env.ref("kam_management.plan_section_competition").id,
                "content": "<p>Two joiners</p>",
            }
        )
        cls.env["kam.plan.swot"].create({"plan_id": cls.plan.id, "name": "Our planners", "kind": "strength"})
        cls.strategy = cls.env["kam.plan.strategy"].create({"objective_id": cls.objective.id, "name": "Go wide"})
        cls.open_one, cls.done_one = cls.env["kam.plan.tactic"].create(
            [
                {"strategy_id": cls.strategy.id, "name": "Visit Ghent", "quarter": "4"},
                {"strategy_id": cls.strategy.id, "name": "Call Antwerp", "quarter": "1", "done": True},
            ]
        )

    def wizard(self, user=None):
        context = {"active_model": "kam.account.plan", "active_id": self.plan.id}
        return Form(self.as_(user or self.user_sales, self.env["kam.plan.next"]).with_context(**context))

    def make(self, form):
        action = form.save().action_create_plan()
        return self.env["kam.account.plan"].browse(action["res_id"])

    def test_what_is_carried_over(self):
        self.approve()
        plan = self.make(self.wizard())
        self.assertEqual((plan.year, plan.previous_id, plan.state), (2027, self.plan, "draft"))
        self.assertEqual(plan.proposition, self.plan.proposition)
        self.assertEqual(plan.goal_ids.mapped("name"), ["Less stock"])
        self.assertEqual(plan.section_ids.content, "<p>Two joiners</p>")
        self.assertEqual(plan.swot_ids.mapped("name"), ["Our planners"])
        self.assertFalse(plan.objective_ids, "objectives are set afresh")
        self.assertFalse(plan.tactic_ids)
        self.assertEqual(plan.offered_tactic_ids, self.open_one, "the done one is not on offer")
        self.assertFalse(plan.signoff_ids)
        self.assertEqual(self.plan.goal_ids, self.goal, "the old plan keeps its own")

    def test_only_what_is_chosen(self):
        form = self.wizard()
        for index in range(len(form.line_ids)):
            with form.line_ids.edit(index) as line:
                line.take = False
        form.tactic_ids.clear()
        plan = self.make(form)
        self.assertFalse(
            plan.proposition or plan.goal_ids or plan.section_ids or plan.swot_ids or plan.offered_tactic_ids
        )

    def test_into_the_plan_that_the_calendar_made(self):
        made = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2027})
        own = self.env["kam.plan.goal"].create({"plan_id": made.id, "name": "Typed already"})
        plan = self.make(self.wizard())
        self.assertEqual(plan, made)
        self.assertEqual(plan.goal_ids, own, "what is there stays, and nothing is doubled")
        self.assertTrue(plan.proposition)

    def test_bad_input(self):
        form = self.wizard()
        form.year = 2026
        self.assert_refused(form.save().action_create_plan, says="a year after 2026")
        form = self.wizard()
        form.year = 20270
        self.assert_refused(form.save().action_create_plan, says="not a year")
        later = self.in_review(self.make_plan(self.account, 2027))
        self.assert_refused(self.wizard().save().action_create_plan, says="past planning")
        self.assertEqual(later.goal_ids.mapped("name"), ["Less stock"])

    def test_strangers(self):
        with self.assertRaises(AccessError):
            self.wizard(self.user_sales2)

    def test_open_tactics_are_taken_over(self):
        plan = self.make(self.wizard())
        objective = self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "New one"})
        context = {"active_model": "kam.account.plan", "active_id": plan.id}
        form = Form(self.as_(self.user_sales, self.env["kam.plan.take"]).with_context(**context))
        form.objective_id = objective
        form.save().action_apply()
        self.assertEqual(objective.strategy_ids.tactic_ids.mapped("name"), ["Visit Ghent"])
        self.assertFalse(plan.offered_tactic_ids)
        self.assertFalse(self.open_one.done)


class TestComparison(PlanCase):
    def compare(self, plan, user=None, **values):
        context = {"active_model": "kam.account.plan", "active_id": plan.id}
        model = self.as_(user or self.user_sales, self.env["kam.plan.compare"]).with_context(**context)
        return model.create({**model.default_get(list(model._fields)), **values})

    def test_years(self):
        following = self.make_plan(self.account, 2027)
        following.goal_ids.name = "Next to no stock"
        following.objective_ids.write({"name": "Win the plant in Lille"})
        self.env["kam.plan.risk"].create({"plan_id": following.id, "name": "A strike"})
        body = str(self.compare(following).body)
        for text in ("Their Three Goals", "Next to no", "Lille", "A strike", "2026", "2027"):
            self.assertIn(text, body)

    def test_revision(self):
        self.approve()
        self.plan.open_revision("New board")
        self.goal.name = "No stock at all"
        wizard = self.compare(self.plan)
        self.assertEqual(wizard.mode, "revision")
        self.assertIn("Less", wizard.body)
        self.assertIn("at all", wizard.body)

    def test_a_closed_plan_keeps_its_figures(self):
        self.account.level_id = self.env.ref("kam_management.level_solution")
        self.approve().action_close()
        self.account.level_id = self.env.ref("kam_management.level_partner")
        figures = self.plan._snapshot()["figures"][0]["live"]
        self.assertEqual(figures["level_id"]["name"], "Solution Provider")

    def test_nobody_compares_with_what_they_may_not_read(self):
        secret = self.make_plan(self.make_account("Secret Customer", user_id=self.user_sales2.id))
        secret.proposition = "<p>Top secret</p>"
        wizard = self.compare(self.plan, other_id=secret.id, mode="year")
        self.assertNotIn("secret", str(wizard.body).lower().replace("secret customer", ""))

    def test_markup_is_text(self):
        following = self.make_plan(self.account, 2027)
        following.goal_ids.write({"name": "<img src=x onerror=alert(1)>"})
        self.assertNotIn("<img", str(self.compare(following).body))
