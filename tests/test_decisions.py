"""Decisions of a manager: declare, de-select, override; segments that follow from facts."""

from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import KamCase

RATED = ("size", "growth_potential", "strategic_fit", "values_offer", "price", "service", "relationships", "trust")


class TestDecisions(KamCase):
    """A and B are decided, C and D screened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Decide Ltd", user_id=cls.user_sales.id)
        for letter in "abcd":
            setattr(cls, f"segment_{letter}", cls.env.ref(f"kam_management.segment_{letter}"))
        cls.today = fields.Date.context_today(cls.account)

    def opportunity(self, months=None, state="pending"):
        """An opportunity closed so many months ago."""
        vals = {"name": "Deal", "type": "opportunity", "partner_id": self.account.partner_id.id}
        if state == "won":
            vals["stage_id"] = self.env["crm.stage"].search([("is_won", "=", True)], limit=1).id
        if state == "lost":
            vals.update(active=False, probability=0)
        lead = self.env["crm.lead"].create(vals)
        if months is not None:
            lead.date_closed = fields.Datetime.subtract(fields.Datetime.now(), months=months)
        return lead

    def test_screened_segments(self):
        self.account._screen()
        self.assertFalse(self.account.segment_id, "no history: unclassified")
        self.assertFalse(self.account.tier_id)
        lost = self.opportunity(30, "lost")
        self.account._screen()
        self.assertEqual(self.account.segment_id, self.segment_d)
        won = self.opportunity(25, "won")
        self.account._screen()
        self.assertEqual(self.account.segment_id, self.segment_d)
        won.date_closed = fields.Datetime.subtract(fields.Datetime.now(), months=23)
        self.account._screen()
        self.assertEqual(self.account.segment_id, self.segment_c)
        (won + lost).with_context(active_test=False).unlink()
        self.opportunity()
        self.account._screen()
        self.assertEqual(self.account.segment_id, self.segment_c, "an open one")
        self.assertEqual(self.account.tier_id.code, "account")

    def test_declare_and_deselect(self):
        account = self.account.with_user(self.user_manager)
        account.action_declare(self.segment_b, "Long-standing customer")
        self.assertEqual((account.segment_id, account.tier_id.code, account.status), (self.segment_b, "key", "key"))
        self.assertEqual((account.decision_basis, account.decided_on), ("declared", self.today))
        self.account._screen()
        self.assertEqual(account.segment_id, self.segment_b, "screening does not undo a decision")
        with self.assertRaisesRegex(UserError, "Say why"):
            account.action_deselect(" ")
        account.action_deselect("Stopped buying")
        self.assertEqual((account.segment_id.id, account.status), (False, "former"))
        causes = account.change_ids.filtered(lambda one: one.kind == "segment").mapped("cause")
        self.assertEqual(causes, ["Stopped buying", "Long-standing customer"])

    def test_declare_refuses_screened_segments_and_salespeople(self):
        with self.assertRaisesRegex(UserError, "by itself"):
            self.account.action_declare(self.segment_c)
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales).action_declare(self.segment_a)

    def test_segment_written_by_hand_is_a_decision(self):
        self.account.with_user(self.user_manager).segment_id = self.segment_a
        self.assertEqual((self.account.status, self.account.decided_segment_id), ("key", self.segment_a))
        self.account.with_user(self.user_manager).segment_id = self.segment_c
        self.assertEqual((self.account.status, self.account.segment_id), ("former", self.segment_c))

    def test_key_without_decision_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Declare it as A or B"):
            self.account.status = "key"

    def test_decided_account_stays_key(self):
        account = self.account.with_user(self.user_manager)
        account.action_declare(self.segment_a)
        for status in ("former", "prospect", "candidate"):
            with self.assertRaisesRegex(ValidationError, "De-select it instead"):
                account.status = status

    def test_archived_segment_keeps_its_accounts_and_their_tier(self):
        self.account.action_declare(self.segment_b)
        self.segment_b.action_archive()
        self.account._score()
        self.assertEqual((self.account.segment_id, self.account.tier_id.code), (self.segment_b, "key"))

    def test_key_account_is_not_deleted(self):
        self.account.action_declare(self.segment_a)
        with self.assertRaisesRegex(ValidationError, "De-select it first"):
            self.account.unlink()

    def test_wizard_shows_slots_before_deciding(self):
        form = Form(
            self.env["kam.decide"].with_user(self.user_manager).with_context(default_account_ids=self.account.ids)
        )
        form.decision = "declare"
        form.segment_id = self.segment_b
        self.assertRegex(form.effect, r"B: \d+ of \d+ slots")
        form.save().action_apply()
        self.assertEqual(self.account.segment_id, self.segment_b)

    def test_level_decides_the_tier(self):
        self.account.action_declare(self.segment_a)
        self.assertEqual(self.account.tier_id.code, "key")
        self.account.target_level_id = self.env.ref("kam_management.level_advisor")
        self.assertEqual(self.account.tier_id.code, "strategic")


class TestOverride(KamCase):
    """A person's judgement outranks the rules, with a reason, until a date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Override Ltd", user_id=cls.user_sales.id)
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.today = fields.Date.context_today(cls.account)
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": cls.account.partner_id.id}
        )
        cls.account._screen()

    def override(self, **vals):
        until = vals.pop("until", self.today + timedelta(days=30))
        self.account.with_user(self.user_manager).action_override(
            self.segment_a, vals.pop("reason", "Joint project"), until, **vals
        )

    def test_holds_and_shows_on_the_lead(self):
        self.override()
        self.assertEqual(self.account.segment_id, self.segment_a)
        self.assertTrue(self.account.is_overridden)
        self.assertEqual(self.account.override_by_id, self.user_manager)
        self.assertEqual(self.lead.kam_segment_id, self.segment_a)
        self.assertEqual(self.lead.kam_override_reason, "Joint project")
        self.assertTrue(self.account.badge["override"])
        found = self.env["kam.account"].search([("is_overridden", "=", True)])
        self.assertIn(self.account, found)
        self.account._score()
        self.assertEqual(self.account.segment_id, self.segment_a, "the batch respects it")

    def test_needs_reason_and_future_end(self):
        for vals, sentence in (
            ({"reason": " "}, "needs a reason"),
            ({"until": False}, "needs an end"),
            ({"until": self.today - timedelta(days=1)}, "today on"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                self.override(**vals)
        self.assertFalse(self.account.is_overridden)

    def test_ends_by_itself(self):
        self.override(until=self.today)
        self.assertEqual(self.account.segment_id, self.segment_a, "the last day counts")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_account SET override_until = %s WHERE id = %s",
            [self.today - timedelta(days=1), self.account.id],
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("kam_management.cron_end_overrides").method_direct_trigger()
        self.assertFalse(self.account.override_segment_id)
        self.assertEqual(self.account.segment_id.code, "C")
        self.assertEqual(self.lead.kam_segment_id.code, "C")
        self.assertIn("its date has passed", " ".join(self.account.message_ids.mapped("body")))

    def test_one_clock_for_all(self):
        self.env.ref("base.main_company").resource_calendar_id.tz = "America/Los_Angeles"
        auckland = self.account.with_user(self.user_manager).with_context(tz="Pacific/Auckland")
        with self.at(datetime(2026, 11, 21, 2)):  # still the 20th at the head office
            auckland.action_override(self.segment_a, "Merger", date(2026, 11, 20))
            self.env.flush_all()
            self.account.invalidate_recordset()
            self.account.with_context(tz="UTC")._score()
            self.assertEqual((self.account.segment_id, auckland.is_overridden), (self.segment_a, True))
            self.run_crons("cron_end_overrides")
            self.assertEqual(self.account.segment_id, self.segment_a)
        with self.at(datetime(2026, 11, 21, 9)):
            self.run_crons("cron_end_overrides")
            self.assertNotEqual(self.account.segment_id, self.segment_a)

    def test_past_end_by_no_door(self):
        with self.assertRaisesRegex(ValidationError, "today on"):
            self.account.with_user(self.user_manager).with_context(kam_expiring=True).write(
                {
                    "override_segment_id": self.segment_a.id,
                    "override_reason": "Merger",
                    "override_until": self.today - timedelta(days=1),
                }
            )

    def test_overridden_account_takes_no_second_slot(self):
        self.rate(self.account, dict.fromkeys(RATED, 5))
        self.account.action_override(self.segment_a, "Merger", self.today)
        self.env["kam.account"]._rank_all()
        self.assertEqual((self.account.rank, self.account.waiting), (0, False))

    def test_ended_by_hand(self):
        self.override()
        self.account.with_user(self.user_manager).action_end_override()
        self.assertEqual(self.account.segment_id.code, "C")

    def test_tier_alone(self):
        tier = self.env.ref("kam_management.tier_strategic")
        self.account.with_user(self.user_manager).action_override(
            None, "Pilot", self.today + timedelta(days=3), tier=tier
        )
        self.assertEqual((self.account.segment_id.code, self.account.tier_id), ("C", tier))
        self.assertEqual(self.lead.kam_tier_id, tier)
