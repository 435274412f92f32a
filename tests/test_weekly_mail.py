"""The mail on Monday, and the figures in the digest."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .alert_case import AlertCase

MONDAY = datetime(2026, 11, 23, 6)


class TestWeeklyMail(AlertCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weekly = cls.env["kam.weekly.mail"]
        cls.env["kam.account"].search([("id", "!=", cls.account.id)]).user_id = False
        cls.env["kam.alert"].search([("account_id", "!=", cls.account.id)]).unlink()
        cls.todo_type = cls.env.ref("mail.mail_activity_data_todo")

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))

    def alert(self, **vals):
        rule = self.rule("opponent_alone", name=f"Rule {len(self.rules.search([]))}", sentence="Alone: {who}")
        values = {
            "account_id": self.account.id,
            "rule_id": rule.id,
            "severity": "high",
            "since": "2026-11-01",
            "opened_on": "2026-11-01",
            "details": {"ids": self.boss.ids},
        }
        return self.alerts.create(values | vals)

    def todo(self, day, user=None, record=None, **vals):
        record = record or self.account
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.todo_type.id,
                "user_id": (user or self.user_sales).id,
                "date_deadline": day,
                "summary": f"Due {day}",
                **vals,
            }
        )

    def run_cron(self):
        """The scheduled action; returns the mails it made."""
        known = self.env["mail.mail"].search([])
        self.run_crons("cron_weekly_mail")
        return self.env["mail.mail"].search([]) - known

    def body(self):
        return str(self.run_cron().body_html)

    def test_nothing_to_say_nothing_sent(self):
        self.env["kam.account.change"].search([]).unlink()
        self.assertFalse(self.run_cron())

    def test_alerts_due_and_news(self):
        self.alert()
        self.alert(severity="low", opened_on="2026-11-20")
        self.todo("2026-11-29")
        self.todo("2026-11-30")  # next week
        self.todo("2026-11-24", user=self.user_sales2)
        self.env["kam.account.change"].create(
            {"account_id": self.account.id, "kind": "level", "old_value": "Low", "new_value": "High", "date": MONDAY}
        )
        mail = self.run_cron()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, self.user_sales.email_formatted)
        body = str(mail.body_html)
        for words in ("Mapped Ltd", "Alone: Berta Boss", "Due 2026-11-29", "Low → High", "· new"):
            self.assertIn(words, body)
        self.assertEqual(body.count("· new"), 1, "only what was opened within the week")
        for words in ("Due 2026-11-30", "Due 2026-11-24", "escalated to you"):
            self.assertNotIn(words, body)
        self.assertIn(f"/odoo/kam.account/{self.account.id}", body)
        self.assertIn(f"/odoo/my-preferences/{self.user_sales.id}", body)

    def test_once_a_week(self):
        self.alert()
        self.assertEqual(len(self.run_cron()), 1)
        self.assertFalse(self.run_cron())
        with self.at(MONDAY + timedelta(days=6)):
            self.assertFalse(self.run_cron())
        with self.at(MONDAY + timedelta(days=7)):
            self.assertEqual(len(self.run_cron()), 1)

    def test_escalated_goes_to_the_leader_too(self):
        self.alert(escalated_on="2026-11-20", escalated_to_id=self.user_manager.id)
        mails = self.run_cron()
        self.assertEqual(
            set(mails.mapped("email_to")), {self.user_sales.email_formatted, self.user_manager.email_formatted}
        )
        told = mails.filtered(lambda mail: mail.email_to == self.user_manager.email_formatted)
        self.assertIn("escalated to you", str(told.body_html))

    def test_switched_off(self):
        self.alert()
        self.user_sales.with_user(self.user_sales).kam_weekly_mail = False
        self.assertFalse(self.run_cron())
        self.user_sales.kam_weekly_mail = True
        self.user_sales.company_id.kam_weekly_mail = False
        self.assertFalse(self.run_cron())
        self.user_sales.company_id.kam_weekly_mail = True
        self.assertEqual(len(self.run_cron()), 1)

    def test_not_to_whom_it_does_not_concern(self):
        """Somebody without a role, without an address, or who is gone."""
        self.alert()
        for user, spoil in (
            (self.user_employee, {}),
            (self.user_portal, {}),
            (self.user_sales2, {"email": False}),
            (self.user_all, {"active": False}),
        ):
            user.write(spoil)
            self.env.cr.execute("UPDATE kam_account SET user_id = %s WHERE id = %s", [user.id, self.account.id])
            self.env.cr.execute("UPDATE kam_alert SET user_id = %s", [user.id])
            self.env.invalidate_all()
            self.assertFalse(self.run_cron(), user.login)

    def test_only_own_companies(self):
        self.alert()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["kam.account.change"].search([]).unlink()
        self.env.cr.execute("UPDATE kam_account SET company_id = %s WHERE id = %s", [elsewhere.id, self.account.id])
        self.env.invalidate_all()
        self.assertFalse(self.run_cron())

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        alert = self.alert()
        alert.rule_id.with_context(lang="fr_FR").sentence = "Seul : {who}"
        self.user_sales.lang = "fr_FR"
        self.assertIn("Seul : Berta Boss", self.body())

    def test_long_lists_are_cut(self):
        for number in range(11):
            self.todo(f"2026-11-{10 + number}")
        body = self.body()
        self.assertIn("Due 2026-11-17", body)
        self.assertNotIn("Due 2026-11-18", body)
        self.assertRegex(body, r"and\s+3\s+more")

    def test_opportunities_of_key_accounts_only(self):
        key, other = self.make_lead(user_id=self.user_sales.id), self.env["crm.lead"].create({"name": "Other"})
        self.env.cr.execute("UPDATE crm_lead SET kam_segment_id = %s WHERE id = %s", [self.segment_a.id, key.id])
        self.env.invalidate_all()
        self.todo("2026-11-24", record=key, summary="Key deal")
        self.todo("2026-11-24", record=other, summary="Other deal")
        body = self.body()
        self.assertIn("Key deal", body)
        self.assertNotIn("Other deal", body)

    def test_markup_in_names_is_escaped(self):
        self.todo("2026-11-24", summary="<script>alert(1)</script>")
        self.assertNotIn("<script>", self.body())

    def test_queries_are_flat_but_for_the_mails(self):
        def users(count, prefix):
            found = self.env["res.users"]
            for number in range(count):
                login = f"{prefix}{number}"
                user = new_test_user(
                    self.env, login=login, email=f"{login}@example.com", groups="sales_team.group_sale_salesman"
                )
                account = self.make_account(login, user_id=user.id)
                self.place(account, self.segment_a)
                self.todo("2026-11-24", user=user, record=account)
                self.alert(account_id=account.id)
                found |= user
            return found

        few, many = users(3, "few"), users(30, "many")
        self.weekly._content(few | many)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            content = self.weekly._content(some)
            self.assertEqual(len(content), len(some))
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(abs(queries(many) - queries(few)), 1)

    def test_preference_is_ones_own(self):
        own = self.user_sales.with_user(self.user_sales)
        self.assertTrue(own.read(["kam_weekly_mail"])[0]["kam_weekly_mail"])
        with self.assertRaises(AccessError):
            self.user_sales.with_user(self.user_sales2).kam_weekly_mail = False
        with self.assertRaises(AccessError):
            own.kam_weekly_mail_on = "2030-01-01"


class TestDigest(AlertCase):
    def figures(self, user):
        digest = self.env["digest.digest"].create(
            {"name": "D", "kpi_kam_alert": True, "kpi_kam_action": True, "kpi_kam_contact": True}
        )
        digest = digest.with_user(user).with_context(
            start_datetime=datetime(2026, 11, 13, 12), end_datetime=datetime(2026, 11, 20, 12)
        )
        return digest.kpi_kam_alert_value, digest.kpi_kam_action_value, digest.kpi_kam_contact_value

    def test_figures(self):
        rule = self.rule("opponent_alone")
        for day, state in (("2026-11-13", "open"), ("2026-11-19", "resolved"), ("2026-11-12", "resolved")):
            self.alerts.create(
                {
                    "account_id": self.account.id,
                    "rule_id": rule.id,
                    "severity": "low",
                    "since": day,
                    "opened_on": day,
                    "state": state,
                }
            )
        activity = self.env["kam.influencing.activity"].search([("kind", "=", "personal")], limit=1)
        actions = self.env["kam.influencing.action"].create(
            [
                {"account_id": self.account.id, "activity_id": activity.id, "date": day}
                for day in ("2026-11-14", "2026-11-15", "2026-10-15")
            ]
        )
        self.env.flush_all()
        # Counted on the day it was done, not on the one it was planned for.
        self.env.cr.execute(
            "UPDATE kam_influencing_action SET state = 'done', done_on = %s WHERE id = ANY(%s)",
            ["2026-11-18", actions[2].ids],
        )
        self.env.cr.execute(
            "UPDATE kam_influencing_action SET state = 'done', done_on = %s WHERE id = ANY(%s)",
            ["2026-11-10", actions[0].ids],
        )
        self.env.invalidate_all()
        self.assertEqual(self.figures(self.user_sales), (2, 1, 1))
        self.assertEqual(self.figures(self.user_sales2), (0, 0, 0), "not of accounts one may not see")

    def test_without_a_role(self):
        with self.assertRaises(AccessError):
            self.figures(self.user_employee)
