"""Amending an approved plan: with a reason, what it said before kept, signed and approved again."""

from odoo.exceptions import AccessError
from odoo.tests import Form

from .plan_case import PlanCase


class TestRevision(PlanCase):
    def setUp(self):
        super().setUp()
        self.approve()

    def amend(self, reason="The plant was sold"):
        return self.as_(self.user_sales).open_revision(reason)

    def test_the_way(self):
        revision = self.amend()
        self.assertFalse(self.plan.is_frozen)
        self.as_(self.user_sales, self.goal).name = "No stock"
        self.assertEqual(set(self.plan.signoff_ids.mapped("state")), {"lapsed"})
        self.assert_refused(self.as_(self.user_manager).action_approve, says="Missing: Sales, Finance")
        self.sign_all()
        with self.assertRaises(AccessError):
            self.as_(self.user_sales).action_approve()
        self.as_(self.user_manager).action_approve()
        self.assertEqual((revision.state, revision.approver_id), ("done", self.user_manager))
        self.assertEqual(revision.before["goals"][0]["values"]["name"], "Less stock")
        self.assertEqual(revision.after["goals"][0]["values"]["name"], "No stock")
        self.assertTrue(self.plan.is_frozen)
        self.assertEqual(self.plan.state, "approved")
        self.assert_refused(self.goal.write, {"name": "x"}, says="frozen")
        self.assertEqual(self.amend("Again").number, 2)

    def test_never_without_a_reason(self):
        for reason in ("", "   ", None, False, 5):
            self.assert_refused(self.as_(self.user_sales).open_revision, reason, says="Say why")
        wizard = Form(
            self.as_(self.user_sales, self.env["kam.plan.reason"]).with_context(
                active_model="kam.account.plan", active_id=self.plan.id, default_step="amend"
            )
        )
        wizard.reason = "New board"
        wizard.save().action_apply()
        self.assertEqual(self.plan.revision_reason, "New board")

    def test_one_at_a_time_and_only_on_approved_plans(self):
        self.amend()
        self.assert_refused(self.as_(self.user_sales).open_revision, "Another", says="open revision already")
        draft = self.make_plan(self.account, 2027)
        self.assert_refused(draft.open_revision, "Too early", says="in the phase")

    def test_strangers(self):
        for user in (self.user_sales2, self.user_controller, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.as_(user).open_revision("Mine now")

    def test_withdraw_only_when_nothing_changed(self):
        revision = self.amend()
        self.goal.name = "No stock"
        self.assert_refused(self.plan.action_withdraw_revision, says="Their Three Goals")
        self.goal.name = "Less stock"
        self.plan.action_withdraw_revision()
        self.assertEqual(revision.state, "withdrawn")
        self.assertTrue(self.plan.is_frozen)

    def test_no_closing_in_between(self):
        self.plan.action_implement()
        self.amend()
        self.assert_refused(self.plan.action_close, says="open revision")

    def test_history_stays(self):
        revision = self.amend()
        self.plan.action_withdraw_revision()
        for records in (revision, revision.sudo(), revision.with_user(self.user_admin_kam)):
            self.assert_refused(records.write, {"reason": "x"})
            self.assert_refused(records.unlink)
        for user in (self.user_sales, self.user_admin_kam):
            self.assert_refused(
                self.env["kam.plan.revision"].with_user(user).create,
                {"plan_id": self.plan.id, "number": 9, "reason": "x", "user_id": user.id, "date": "2026-01-01"},
            )
