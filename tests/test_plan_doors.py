"""Side doors into a plan: rows moved under it, references of other accounts, to-dos tied by hand, words to approve."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.kam_management.models.mail_activity import LINKS

from .plan_case import PlanCase

NOW = datetime(2026, 3, 2, 12)


class TestMovedRows(PlanCase):
    """``user_sales2`` has a plan of their own, and nothing to do with ``plan``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls.make_plan(cls.make_account("Theirs", user_id=cls.user_sales2.id))
        cls.strategy = cls.env["kam.plan.strategy"].create({"objective_id": cls.theirs.objective_ids.id, "name": "x"})

    def assert_stays(self, row, vals):
        row = self.as_(self.user_sales2, row)
        row.check_access("write")
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.write(vals)
            self.env.flush_all()

    def test_nothing_is_put_into_a_foreign_plan(self):
        before = self.plan._content()
        for rows in (self.theirs.goal_ids, self.theirs.risk_ids, self.theirs.objective_ids):
            with self.subTest(rows._name):
                self.assert_stays(rows, {"plan_id": self.plan.id})
        self.assert_stays(self.strategy, {"objective_id": self.objective.id})
        self.env.invalidate_all()
        self.assertEqual(self.plan._content(), before)

    def test_one_moves_rows_between_plans_of_ones_own(self):
        following = self.make_plan(self.theirs.account_id, 2027)
        goal = self.as_(self.user_sales2, self.theirs.goal_ids)
        goal.plan_id = following.id
        self.assertEqual(len(following.goal_ids), 2)

    def test_a_plan_is_not_put_on_a_foreign_account(self):
        self.assert_stays(self.theirs, {"account_id": self.key_account("Without a plan").id})

    def test_competitors_findings_and_uses_stay(self):
        mine, foreign = self.theirs.account_id, self.account
        competitor = self.env["kam.competitor"].create({"account_id": mine.id, "name": "Rival"})
        self.assert_stays(competitor, {"account_id": foreign.id})
        researches = self.env["kam.value.research"].create(
            [{"account_id": account.id, "name": "Talk"} for account in (mine, foreign)]
        )
        finding = self.env["kam.value.finding"].create({"research_id": researches[0].id, "name": "Slow"})
        self.assert_stays(finding, {"research_id": researches[1].id})
        references = self.env["kam.reference"].create(
            [{"account_id": account.id, "name": "Story", "shared": False} for account in (mine, foreign)]
        )
        use = self.env["kam.reference.use"].with_user(self.user_sales2).create({"reference_id": references[0].id})
        self.assert_stays(use, {"reference_id": references[1].id})

    def test_conditions_of_a_foreign_reference(self):
        """The finder shows no more than its own search has found."""
        reference = self.env["kam.reference"].create(
            {"account_id": self.account.id, "name": "Story", "shared": False, "conditions": "Not a word"}
        )
        lead = self.env["crm.lead"].create({"name": "Deal", "user_id": self.user_sales2.id})
        finder = self.env["kam.reference.find"].with_user(self.user_sales2).create({"lead_id": lead.id})
        self.assertFalse(finder.line_ids)
        with self.assertRaises(AccessError):
            finder.line_ids.create({"find_id": finder.id, "reference_id": reference.id})

    def test_agreed_steps_and_assessments_stay(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": "Deal", "partner_id": account.partner_id.id, "user_id": user.id, "type": "opportunity"}
                for account, user in ((self.theirs.account_id, self.user_sales2), (self.account, self.user_sales))
            ]
        )
        mine, foreign = (self.env["kam.sales.plan"]._of_lead(lead) for lead in leads)
        step = self.env["kam.mutual.step"].create({"plan_id": mine.id, "name": "Visit"})
        self.assert_stays(step, {"plan_id": foreign.id})
        assessment = self.env["kam.opportunity.assessment"].create({"plan_id": mine.id})
        self.assert_stays(assessment, {"plan_id": foreign.id})


class TestReferences(PlanCase):
    def test_frozen_swot_through_an_objective(self):
        item = self.env["kam.plan.swot"].create({"plan_id": self.plan.id, "name": "Old stock", "kind": "weakness"})
        following = self.make_plan(self.account, 2027)
        self.approve()
        self.assert_refused(
            self.as_(self.user_sales, following.objective_ids).write, {"swot_ids": [(4, item.id)]}, says="same plan"
        )
        self.assertFalse(item.objective_ids)

    def test_answering_an_item_is_signed_from_both_sides(self):
        item = self.env["kam.plan.swot"].create({"plan_id": self.plan.id, "name": "Old stock", "kind": "weakness"})
        for change in (
            lambda: self.objective.write({"swot_ids": [(4, item.id)]}),
            lambda: item.write({"objective_ids": [(3, self.objective.id)]}),
        ):
            if self.plan.state == "draft":
                self.in_review()
            self.sign_all()
            change()
            self.assertEqual(set(self.plan.signoff_ids.mapped("state")), {"lapsed"})
            self.assertEqual(self.signoff(self.finance).lapsed_parts, ["customer_analysis"])

    def test_goal_of_somebody_elsewhere(self):
        elsewhere = self.key_account("Elsewhere")
        person = self.env["kam.stakeholder"].create({"account_id": elsewhere.id, "name": "Eve"})
        self.assert_refused(self.goal.write, {"stakeholder_id": person.id}, says="map of this account")

    def test_risk_watched_from_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        user = new_test_user(
            self.env, login="kam_watch", groups="sales_team.group_sale_salesman", company_id=company.id
        )
        self.account.partner_id.company_id = self.env.company
        self.account.company_id = self.env.company
        self.assert_refused(self.risk.write, {"user_id": user.id})

    def test_looking_back_ends_with_the_plan(self):
        self.approve()
        self.plan.action_close()
        self.assert_refused(self.plan.write, {"year_note": "<p>Later</p>"}, says="closed")

    def test_nobody_ties_a_todo_by_hand(self):
        """Finishing one finishes what it was made for."""
        activities = self.env["mail.activity"].with_user(self.user_sales)
        place = {"res_model_id": self.env["ir.model"]._get_id("kam.account"), "res_id": self.account.id}
        mine = activities.create({**place, "summary": "Mine"})
        for name in LINKS:
            with self.subTest(name), self.assertRaises(AccessError):
                mine.write({name: "action" if name == "kam_source" else 1})
        with self.assertRaises(AccessError):
            activities.create({**place, "kam_milestone_id": 1})


class TestApprover(PlanCase):
    """The leader of the account's team is told when only the approval is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.env["crm.team"].create({"name": "Key", "user_id": cls.user_manager.id})

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def todos(self):
        return self.env["mail.activity"].search(
            [("user_id", "=", self.user_manager.id), ("res_model", "=", self.plan._name)]
        )

    def test_a_manager_alone(self):
        self.segment_a.plan_area_ids = False
        self.in_review()
        self.assertEqual((self.todos().res_id, self.todos().summary), (self.plan.id, f"Approve: {self.plan.name}"))
        self.as_(self.user_manager).action_approve()
        self.assertFalse(self.todos())

    def test_after_the_last_signature_and_once(self):
        self.in_review()
        self.assertFalse(self.todos())
        self.sign_all()
        self.assertIn("All have signed", self.todos().summary)
        self.goal.name = "Hardly any stock"
        self.sign_all()
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertEqual(len(self.todos()), 1)

    def test_a_full_list_is_asked_again(self):
        place = {"res_model_id": self.env["ir.model"]._get_id("kam.account"), "res_id": self.account.id}
        full = self.env["mail.activity"].create(
            [{**place, "user_id": self.user_manager.id, "kam_source": "contract"} for _number in range(5)]
        )
        self.in_review()
        self.sign_all()
        self.assertFalse(self.todos())
        full.unlink()
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertEqual(len(self.todos()), 1)

    def test_a_full_list_is_asked_again_in_a_revision(self):
        self.approve()
        self.assertFalse(self.todos())
        self.as_(self.user_sales).open_revision("The plant was sold")
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertFalse(self.todos(), "nothing to approve yet, though all signatures hold")
        self.goal.name = "No stock"
        place = {"res_model_id": self.env["ir.model"]._get_id("kam.account"), "res_id": self.account.id}
        full = self.env["mail.activity"].create(
            [{**place, "user_id": self.user_manager.id, "kam_source": "contract"} for _number in range(5)]
        )
        self.sign_all()
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertFalse(self.todos())
        full.unlink()
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertEqual(len(self.todos()), 1)
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertEqual(len(self.todos()), 1)
        self.as_(self.user_manager).action_approve()
        self.as_(self.user_sales).open_revision("Once more")
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertFalse(self.todos(), "the next revision starts afresh")

    def test_ticked_off_without_approving(self):
        self.in_review()
        self.sign_all()
        self.todos().action_feedback()
        self.env["kam.plan.signoff"]._cron_ask()
        self.assertFalse(self.todos())
        with self.at(NOW + timedelta(days=8)):
            self.env["kam.plan.signoff"]._cron_ask()
            self.assertEqual(len(self.todos()), 1)
