"""The life of an account plan in the real browser, each step by whoever takes it."""

from odoo.tests import new_test_user

from .common import KamHttpCase


class TestPlanTour(KamHttpCase):
    """Open, fill, sign, approve, carry out, look back, next year."""

    def test_daily_path(self):
        account = self.make_account("Tour Interior", user_id=self.user_sales.id)
        account.action_declare(self.env.ref("kam_management.segment_a"))
        controller = new_test_user(self.env, login="kam_controller", groups="base.group_user", name="Ann Money")
        self.env["kam.business.area"].search([]).member_ids = False
        self.env.ref("kam_management.business_area_finance").member_ids = controller

        self.start_tour(f"/odoo/kam.account/{account.id}", "kam_plan_fill_tour", login=self.user_sales.login)
        plan = account.plan_ids
        self.assertEqual((len(plan), plan.state), (1, "review"))
        self.assertEqual(plan.goal_ids.name, "Open four stores")

        address = f"/odoo/kam.account.plan/{plan.id}"
        self.start_tour(address, "kam_plan_sign_tour", login=controller.login)
        self.assertEqual(plan.signature_ids.user_id, controller)
        self.start_tour(address, "kam_plan_approve_tour", login=self.user_manager.login)
        self.assertEqual((plan.state, plan.approver_id), ("approved", self.user_manager))

        self.start_tour(address, "kam_plan_year_tour", login=self.user_sales.login)
        self.assertEqual(plan.state, "closed")
        self.assertIn("Two stores", plan.year_note)
        following = account.plan_ids - plan
        self.assertEqual((following.year, following.previous_id), (plan.year + 1, plan))
        self.assertEqual(following.goal_ids.name, "Open four stores")
        self.assertFalse(following.objective_ids, "objectives are set afresh")
