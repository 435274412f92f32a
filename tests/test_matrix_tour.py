"""The administrator's path through the activity matrix, in the real browser."""

from odoo import fields

from .common import KamHttpCase


class TestMatrixTour(KamHttpCase):
    """Change a cell → see the load → save → run → see the difference."""

    def test_administrator(self):
        account = self.make_account("Matrix Interior", user_id=self.user_sales.id)
        account.action_declare(self.env.ref("kam_management.segment_a"))
        account._generate()
        planning = self.env.ref("kam_management.activity_planning")

        def planned():
            return self.env["kam.influencing.action"].search(
                [
                    ("account_id", "=", account.id),
                    ("activity_id", "=", planning.id),
                    ("state", "=", "planned"),
                    ("date", ">=", fields.Date.today()),
                ]
            )

        before = planned()
        self.assertTrue(before)
        self.start_tour("/odoo/activity-matrix", "kam_matrix_tour", login=self.user_admin_kam.login, timeout=120)
        rule = planning.rule_ids.filtered(lambda one: one.segment_id.code == "A")
        self.assertEqual(rule.times_per_year, 12)
        self.assertGreater(len(planned()), 2 * len(before))
        self.assertEqual(len({action.slot_date for action in planned()}), len(planned()))
