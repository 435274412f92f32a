"""Assessments: snapshot, approval, history that does not change."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import KamCase

ALL_FOUR = dict.fromkeys(
    ("size", "growth_potential", "strategic_fit", "values_offer", "price", "service", "relationships", "trust"), 4
)


class TestAssessments(KamCase):
    """Draft, submitted, approved or refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Assess Ltd", user_id=cls.user_sales.id)
        cls.rate(cls.account, ALL_FOUR)

    def assess(self, account=None, **vals):
        model = self.env["kam.assessment"].with_user(self.user_sales)
        return model.create({"account_id": (account or self.account).id, **vals})

    def test_snapshot(self):
        assessment = self.assess()
        self.assertEqual((assessment.score, assessment.score_known, assessment.coverage), (75.0, True, 100.0))
        self.assertEqual(len(assessment.line_ids), 8)
        self.assertEqual(set(assessment.line_ids.mapped("value")), {4})
        self.assertEqual(assessment.segment_id.code, "A")
        self.assertEqual(assessment.proposed_segment_id.code, "A")

    def test_approval_decides_the_segment(self):
        assessment = self.assess()
        assessment.action_submit()
        with self.assertRaises(AccessError):
            assessment.action_approve()
        assessment.with_user(self.user_manager).action_approve()
        self.assertEqual((assessment.state, assessment.approver_id), ("approved", self.user_manager))
        self.assertEqual((self.account.segment_id.code, self.account.status), ("A", "key"))
        self.assertEqual(self.account.decision_basis, "assessment")

    def test_weights_are_frozen_in(self):
        assessment = self.assess()
        assessment.action_submit()
        assessment.with_user(self.user_manager).action_approve()
        size = assessment.line_ids.filtered(lambda line: line.criterion_id.code == "size")
        self.assertEqual(size.weight, 20.0)
        size.criterion_id.sudo().weight = 60
        self.rate(self.account, {"size": 1})
        self.assertEqual((size.weight, size.value, assessment.score), (20.0, 4, 75.0))

    @mute_logger("odoo.models.unlink")
    def test_approved_never_changes(self):
        assessment = self.assess()
        assessment.action_submit()
        assessment.with_user(self.user_manager).action_approve()
        for user in (self.user_sales, self.user_manager, self.user_admin_kam):
            with self.assertRaises(UserError):
                assessment.with_user(user).write({"note": "later"})
            with self.assertRaises(UserError):
                assessment.line_ids.with_user(user).write({"value": 1})
            with self.assertRaises(UserError):
                assessment.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "approved already"):
            assessment.with_user(self.user_manager).action_approve()

    @mute_logger("odoo.sql_db")
    def test_one_open_assessment(self):
        self.assess()
        with self.assertRaisesRegex(Exception, "open assessment already|one_open"), self.cr.savepoint():
            self.assess().flush_recordset()

    def test_many_at_once_and_differences(self):
        other = self.make_account("Second Ltd", user_id=self.user_sales.id)
        self.rate(other, ALL_FOUR)
        first = self.assess()
        first.action_submit()
        first.with_user(self.user_manager).action_approve()
        self.rate(self.account, {"trust": 2})
        both = self.assess() + self.assess(other)
        both.action_submit()
        self.assertEqual(both[0].difference, "Trust and confidence: 4 → 2")
        self.assertEqual(both[0].previous_id, first)
        self.assertEqual(both[1].difference, "First assessment")
        both.with_user(self.user_manager).action_approve()
        self.assertEqual(set(both.mapped("state")), {"approved"})

    def test_changed_ratings_are_said(self):
        assessment = self.assess()
        self.assertFalse(assessment.is_stale)
        self.rate(self.account, {"price": 1})
        assessment.invalidate_recordset(["is_stale"])
        self.assertTrue(assessment.is_stale)
        assessment.action_refresh()
        self.assertFalse(assessment.is_stale)
        self.assertEqual(assessment.score, self.account.score)

    def test_decision_follows_the_ratings_until_somebody_chooses(self):
        account = self.make_account("Draft Ltd", user_id=self.user_sales.id)
        account.screened_segment_id = self.env.ref("kam_management.segment_c")
        assessment = self.assess(account)
        self.assertEqual(assessment.proposed_segment_id.code, "C")
        self.rate(account, ALL_FOUR)
        assessment.action_submit()
        self.assertEqual(assessment.proposed_segment_id.code, "A")
        assessment.proposed_segment_id = self.env.ref("kam_management.segment_b")
        self.rate(account, {"trust": 5})
        assessment.action_refresh()
        self.assertEqual(assessment.proposed_segment_id.code, "B", "what a person chose stays")

    def test_nobody_is_downgraded_for_a_missing_rating(self):
        account = self.make_account("Declared Ltd", user_id=self.user_sales.id)
        account.screened_segment_id = self.env.ref("kam_management.segment_c")
        account.action_declare(self.env.ref("kam_management.segment_b"))
        assessment = self.assess(account)
        assessment.action_submit()
        self.assertEqual((assessment.score_known, assessment.segment_id.code), (False, "C"))
        assessment.with_user(self.user_manager).action_approve()
        self.assertEqual((account.status, account.segment_id.code), ("key", "B"))

    def test_refuse_leaves_the_account(self):
        assessment = self.assess()
        assessment.action_submit()
        assessment.with_user(self.user_manager).action_refuse()
        self.assertEqual(self.account.status, "prospect")
        self.assertTrue(self.assess(), "a new one may follow")

    def test_assess_button_reuses_the_open_one(self):
        action = self.account.with_user(self.user_sales).action_assess()
        again = self.account.with_user(self.user_sales).action_assess()
        self.assertEqual(action["res_id"], again["res_id"])
