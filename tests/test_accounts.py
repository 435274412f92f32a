"""The account record: who gets one, what it shows, groups of companies, team, hand-over."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from .common import KamCase


class TestAccounts(KamCase):
    """One account per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Main Ltd", user_id=cls.user_sales.id)

    def test_partner_knows_its_account(self):
        partner = self.account.partner_id
        self.assertEqual(partner.kam_account_id, self.account)
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": partner.id})
        self.account.level_id = self.env.ref("kam_management.level_partner")
        self.account.action_declare(self.env.ref("kam_management.segment_a"))
        self.assertEqual(contact.kam_tier_id, self.env.ref("kam_management.tier_strategic"))
        self.assertEqual(contact.kam_badge["segment"], "A")
        found = self.env["res.partner"].search([("kam_tier_id.code", "=", "strategic"), ("id", "=", contact.id)])
        self.assertEqual(found, contact)

    @mute_logger("odoo.sql_db")
    def test_one_account_per_company(self):
        with self.assertRaisesRegex(Exception, "already has a key account record|kam_account_partner_unique"):
            with self.cr.savepoint():
                self.env["kam.account"].create({"partner_id": self.account.partner_id.id})

    def test_contact_is_refused(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.account.partner_id.id})
        with self.assertRaisesRegex(ValidationError, "Choose the company itself"):
            self.env["kam.account"].create({"partner_id": contact.id})

    def test_cycle_of_parents(self):
        child = self.make_account("Child Ltd", parent_id=self.account.id)
        with self.assertRaisesRegex(ValidationError, "belongs to the group"):
            self.account.parent_id = child
        with self.assertRaisesRegex(ValidationError, "belongs to the group"):
            self.account.parent_id = self.account

    def test_parent_account_from_parent_company(self):
        child = self.make_account("Sub Ltd", partner_vals={"parent_id": self.account.partner_id.id})
        self.assertEqual(child.parent_id, self.account)

    def test_archived_partner_is_out_of_scope(self):
        self.account.partner_id.active = False
        self.assertFalse(self.account.active)
        self.assertNotIn(self.account, self.env["kam.account"].search([]))

    def test_partner_with_account_is_not_deleted(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.account.partner_id.unlink()
        self.assertTrue(self.account.exists())

    def test_position_of_two_answers(self):
        expected = {
            ("critical", "easy"): "routine",
            ("critical", "difficult"): "strategic",
            ("not_critical", "easy"): "commodity",
            ("not_critical", "difficult"): "bottleneck",
            ("critical", False): False,
        }
        for (criticality, replaceability), position in expected.items():
            self.account.write({"criticality": criticality, "replaceability": replaceability})
            self.assertEqual(self.account.position, position)

    def test_button_on_a_contact_makes_the_account(self):
        company = self.env["res.partner"].create({"name": "New Ltd", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Bob", "parent_id": company.id})
        action = contact.with_user(self.user_sales).action_kam_account()
        account = self.env["kam.account"].browse(action["res_id"])
        self.assertEqual((account.partner_id, account.user_id), (company, self.user_sales))
        again = company.with_user(self.user_sales).action_kam_account()
        self.assertEqual(again["res_id"], account.id)

    def test_level_is_set_on_the_partner(self):
        with Form(self.account.partner_id.with_user(self.user_sales)) as form:
            form.kam_level_id = self.env.ref("kam_management.level_solution")
        self.assertEqual(self.account.level_id.code, "solution")
        move = self.account.change_ids.filtered(lambda one: one.kind == "level")
        self.assertEqual((move.old_value, move.new_value), ("", "Solution Provider"))

    def test_button_to_the_pipeline_for_those_who_may_open_it(self):
        alone = new_test_user(self.env, login="kam_role_alone", groups="kam_management.group_kam_user")
        for user, there in ((self.user_sales, True), (alone, False)):
            arch = self.env["kam.account"].with_user(user).get_view(view_type="form")["arch"]
            self.assertEqual("action_open_leads" in arch, there, user.login)

    def test_no_duplicate_is_offered(self):
        self.assertIn('duplicate="0"', self.env["kam.account"].get_view(view_type="form")["arch"])

    def test_next_action_is_the_earliest(self):
        today = fields.Date.context_today(self.account)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.account.partner_id.id}
        )
        for record, summary, days in ((self.account, "Later", 5), (lead, "Sooner", 1)):
            record.activity_schedule(
                "mail.mail_activity_data_todo", today + timedelta(days=days), summary, user_id=self.env.uid
            )
        self.assertEqual(self.account.next_action, "Sooner")
        self.assertEqual(self.account.next_action_date, today + timedelta(days=1))

    def test_lists_are_flat_in_queries(self):
        for number in range(12):
            account = self.make_account(f"Flat {number}", user_id=self.user_sales.id)
            account.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        accounts = self.env["kam.account"].search([("partner_id.name", "like", "Flat %")])
        names = ["badge", "next_action", "last_change", "growth", "lead_count", "revenue", "display_name"]

        def queries(records):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            records.read(names)
            return self.cr.sql_log_count - start

        queries(accounts)  # warm up caches
        self.assertEqual(queries(accounts[:2]), queries(accounts))


class TestHandover(KamCase):
    """A manager leaves, or is away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.make_account("One", user_id=cls.user_sales.id) + cls.make_account(
            "Two", user_id=cls.user_sales.id
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.accounts[0].partner_id.id,
                "user_id": cls.user_sales.id,
            }
        )

    def wizard(self, **vals):
        return (
            self.env["kam.handover"]
            .with_user(self.user_manager)
            .create({"from_user_id": self.user_sales.id, "to_user_id": self.user_sales2.id, **vals})
        )

    def test_for_good(self):
        activity = self.accounts[0].activity_schedule("mail.mail_activity_data_todo", user_id=self.user_sales.id)
        wizard = self.wizard()
        self.assertEqual(wizard.account_ids, self.accounts)
        wizard.action_apply()
        self.assertEqual(self.accounts.user_id, self.user_sales2)
        self.assertEqual(self.lead.user_id, self.user_sales2)
        self.assertEqual(activity.user_id, self.user_sales2)
        moves = self.accounts.change_ids.filtered(lambda one: one.kind == "manager" and one.old_value)
        self.assertEqual(len(moves), 2)

    def test_while_away_and_back(self):
        today = fields.Date.context_today(self.accounts)
        self.wizard(kind="away", until=today + timedelta(days=7)).action_apply()
        self.assertEqual(self.accounts.user_id, self.user_sales)
        self.assertEqual(self.accounts.substitute_id, self.user_sales2)
        own = self.env["kam.account"].with_user(self.user_sales2).search([("id", "in", self.accounts.ids)])
        self.assertEqual(own, self.accounts, "the substitute sees them")
        self.accounts.write({"substitute_until": today - timedelta(days=1)})
        with self.enter_registry_test_mode():
            self.env.ref("kam_management.cron_end_overrides").method_direct_trigger()
        self.assertFalse(self.accounts.substitute_id)

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "Say until when"):
            self.wizard(kind="away").action_apply()
        with self.assertRaisesRegex(UserError, "no access to key accounts"):
            self.wizard(to_user_id=self.user_employee.id).action_apply()
        with self.assertRaisesRegex(UserError, "no account to hand over"):
            self.wizard(from_user_id=self.user_all.id).action_apply()
        with self.assertRaisesRegex(ValidationError, "Say until when"):
            self.accounts[0].substitute_id = self.user_sales2


class TestAccountManager(KamCase):
    def test_a_manager_needs_the_role(self):
        with self.assertRaisesRegex(ValidationError, "has no access to key accounts. Give them a sales role"):
            self.make_account("Nobody's", user_id=self.user_employee.id)
