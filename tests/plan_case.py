"""An A account with a plan, and everybody who works on it, signs it or has nothing to do with it."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import KamCase

REFUSALS = (AccessError, UserError, ValidationError)


class PlanCase(KamCase):
    """``account`` is in segment A and managed by ``user_sales``; ``user_controller`` signs for finance and
    ``user_seller`` for sales, both without any role in sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.segment_c = cls.env.ref("kam_management.segment_c")
        cls.finance = cls.env.ref("kam_management.business_area_finance")
        cls.sales = cls.env.ref("kam_management.business_area_sales")
        cls.service = cls.env.ref("kam_management.business_area_service")
        cls.user_controller = new_test_user(cls.env, login="kam_controller", groups="base.group_user", name="Ann Money")
        cls.user_seller = new_test_user(cls.env, login="kam_seller", groups="base.group_user", name="Bob Deal")
        (cls.finance | cls.sales | cls.service).member_ids = False
        cls.finance.member_ids = cls.user_controller
        cls.sales.member_ids = cls.user_seller
        cls.account = cls.key_account("Planned Customer", cls.segment_a)
        cls.plan = cls.make_plan(cls.account)
        cls.goal, cls.risk, cls.objective = cls.plan.goal_ids, cls.plan.risk_ids, cls.plan.objective_ids

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"))

    @classmethod
    def key_account(cls, name, segment=None, **vals):
        account = cls.make_account(name, user_id=cls.user_sales.id, **vals)
        if segment and segment.mode == "selected":
            account.action_declare(segment)
        elif segment:
            account.screened_segment_id = segment
        return account

    @classmethod
    def make_plan(cls, account, year=2026, **vals):
        """A plan with one row in each part of its page."""
        plan = cls.env["kam.account.plan"].create({"account_id": account.id, "year": year, **vals})
        plan.proposition = "<p>We cut their stock by half.</p>"
        cls.env["kam.plan.goal"].create({"plan_id": plan.id, "name": "Less stock"})
        cls.env["kam.plan.risk"].create({"plan_id": plan.id, "name": "A new buyer"})
        cls.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Win the plant in Gent"})
        return plan

    def as_(self, user, records=None):
        """The records (by default the plan) as a user meets them, nothing cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (self.plan if records is None else records).with_user(user)

    def section(self, code, plan=None, **vals):
        template = self.env.ref(f"kam_management.plan_section_{code}")
        return self.env["kam.plan.section"].create(
            {"plan_id": (plan or self.plan).id, "template_id": template.id, **vals}
        )

    def signoff(self, area, plan=None):
        return (plan or self.plan).signoff_ids.filtered(lambda one: one.area_id == area)

    def in_review(self, plan=None):
        plan = plan or self.plan
        plan.action_start()
        plan.action_request_review()
        return plan

    def sign_all(self, plan=None):
        plan = plan or self.plan
        for area, user in ((self.finance, self.user_controller), (self.sales, self.user_seller)):
            self.as_(user, self.signoff(area, plan)).action_sign()

    def approve(self, plan=None):
        plan = self.in_review(plan)
        self.sign_all(plan)
        self.as_(self.user_manager, plan).action_approve()
        return plan

    def assert_refused(self, function, *args, says=None, **kwargs):
        """Refused with one clear sentence, and nothing has changed."""
        message = None
        try:
            with self.cr.savepoint():
                function(*args, **kwargs)
                self.env.flush_all()
        except REFUSALS as refusal:
            message = str(refusal)
        self.env.invalidate_all()
        self.assertIsNotNone(message, "not refused")
        self.assertTrue(message.strip().endswith((".", "?", "!")) or "\n" in message, message)
        if says:
            self.assertIn(says, message)
        return message
