"""Each role's daily path, in the real browser."""

from .common import KamHttpCase


class TestTours(KamHttpCase):
    """Salesperson, manager and administrator at nine in the morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Tour Interior", user_id=cls.user_sales.id)
        cls.account.level_id = cls.env.ref("kam_management.level_partner")
        cls.account.action_declare(cls.env.ref("kam_management.segment_a"))
        cls.make_account("Foreign Interior", user_id=cls.user_sales2.id).action_declare(
            cls.env.ref("kam_management.segment_b")
        )
        cls.candidate = cls.make_account("Candidate Interior", user_id=cls.user_sales2.id)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Tour deal",
                "type": "opportunity",
                "partner_id": cls.account.partner_id.id,
                "user_id": cls.user_sales.id,
                "expected_revenue": 1200,
            }
        )

    def tour(self, url, name, user):
        self.start_tour(url, name, login=user.login, timeout=90)

    def test_salesperson(self):
        self.tour("/odoo/key-accounts", "kam_salesperson_tour", self.user_sales)
        rating = self.account.rating_ids.filtered(lambda one: one.criterion_id.code == "trust")
        self.assertEqual((rating.value, rating.user_id), (4, self.user_sales))
        self.assertEqual(self.account.assessment_ids.state, "submitted")

    def test_pipeline_badge(self):
        self.tour("/odoo/crm", "kam_pipeline_tour", self.user_sales)

    def test_manager_pipeline_by_tier(self):
        self.lead.user_id = self.user_manager
        self.tour("/odoo/crm", "kam_manager_tour", self.user_manager)

    def test_manager_approves(self):
        assessment = self.env["kam.assessment"].create({"account_id": self.account.id})
        assessment.action_submit()
        self.tour("/odoo/kam-approvals", "kam_approval_tour", self.user_manager)
        self.assertEqual(assessment.state, "approved")

    def test_manager_decides(self):
        self.tour("/odoo/kam-accounts", "kam_decide_tour", self.user_manager)
        self.assertEqual(self.candidate.segment_id.code, "B")
        self.assertEqual(
            self.candidate.change_ids.filtered(lambda one: one.kind == "segment").cause, "Opens four hotels next year"
        )

    def test_administrator(self):
        action = self.env.ref("kam_management.kam_criterion_action")
        self.tour(f"/odoo/action-{action.id}", "kam_admin_tour", self.user_admin_kam)
        self.assertTrue(self.env.ref("kam_management.criterion_innovation").active)

    def test_floor_out_of_order(self):
        segment = self.env.ref("kam_management.segment_a")
        self.tour(f"/odoo/kam.segment/{segment.id}", "kam_floor_tour", self.user_admin_kam)
        self.assertEqual(segment.min_score, 70)
