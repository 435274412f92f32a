"""The programme in the real browser."""

from .common import KamHttpCase


class TestProgrammeTour(KamHttpCase):
    """A manager answers, and looks behind a figure."""

    def test_manager(self):
        key = self.make_account("Tour Key", user_id=self.user_sales.id)
        key._decide(self.env.ref("kam_management.segment_b"), "declared")
        self.start_tour("/odoo/kam-programme", "kam_programme_tour", login=self.user_manager.login)
        answers = self.env["kam.programme.answer"].search([("company_id", "=", self.env.company.id)])
        steering = answers.filtered(
            lambda one: one.item_id == self.env.ref("kam_management.programme_milestone_steering")
        )
        self.assertEqual((steering.answer, bool(steering.date_done)), ("yes", True))
