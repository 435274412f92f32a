"""The development plan in the real browser."""

from .common import KamHttpCase


class TestDevelopmentTour(KamHttpCase):
    """A salesperson lays out the year of their account."""

    def test_salesperson(self):
        account = self.make_account("Tour Interior", user_id=self.user_sales.id)
        plan = self.env["kam.account.plan"].create({"account_id": account.id})
        objective = self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Every store is ours"})
        self.start_tour(f"/odoo/kam.account.plan/{plan.id}", "kam_development_tour", login=self.user_sales.login)
        tactic = objective.tactic_ids
        self.assertEqual((tactic.name, tactic.quarter, tactic.done), ("Workshop in Oslo", "3", True))
        self.assertEqual(tactic.user_id, self.user_sales)
        self.assertFalse(tactic.todo_ids, "ticking the tactic has finished the to-do")
        self.assertEqual(plan.progress, 100)
