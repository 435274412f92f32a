"""Health of accounts: parts that are known, weights, history, and for whom."""

import json
from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError

from .common import KamCase


class TestHealth(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = cls.env["kam.relationship.level"].search([])
        cls.account = cls.make_account(
            "Healthy",
            user_id=cls.user_sales.id,
            status="candidate",
            level_id=levels[1].id,
            target_level_id=levels[2].id,
        )
        cls.rule = cls.env["kam.alert.rule"].create(
            {"name": "Test", "check": "no_manager", "severity": "high", "sentence": "Mind", "advice": "Call"}
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(datetime(2026, 11, 20, 12)))

    def compute(self, account=None):
        (account or self.account)._update_health()
        return account or self.account

    def set_revenue(self, account, revenue, before):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_account SET revenue = %s, revenue_previous = %s WHERE id = %s", [revenue, before, account.id]
        )
        self.env.invalidate_all()

    def alert(self, severity="high", account=None, **vals):
        rule = self.rule.copy({"severity": severity})
        return self.env["kam.alert"].create(
            {
                "account_id": (account or self.account).id,
                "rule_id": rule.id,
                "severity": severity,
                "since": "2026-11-01",
                **vals,
            }
        )

    def test_unknown_parts_are_left_out(self):
        self.compute()
        # Only the level is known: one step below the target.
        self.assertEqual(self.account.health, 67.0)
        known = {code for code, value in self.account.health_parts.items() if value is not None}
        self.assertEqual(known, {"level"})
        self.assertEqual(self.account.health_state, "amber")

    def test_nothing_known_is_no_health(self):
        account = self.make_account("Unknown", status="candidate")
        self.compute(account)
        self.assertFalse(account.health_known)
        self.assertFalse(account.health_state)
        self.assertFalse(account.health_ids)

    def test_weights_by_hand(self):
        self.set_revenue(self.account, 12_000, 10_000)
        self.alert("medium")
        self.alert("low", state="resolved")
        self.compute()
        # alerts 100 - 20 = 80 (weight 30), revenue +20 % = 100 (20), level 67 (10): 5070 / 60
        self.assertEqual(self.account.health_parts["alerts"], 80.0)
        self.assertEqual(self.account.health, 84.5)
        self.assertEqual(self.account.health_state, "green")

    def test_people_who_decide_and_whom_we_talk_to(self):
        person = {"account_id": self.account.id, "power": 5}
        self.env["kam.stakeholder"].create(
            [
                {
                    **person,
                    "name": "Chief",
                    "counterpart_ids": [(0, 0, {"user_id": self.user_sales.id, "strength": 2})],
                },
                {
                    **person,
                    "name": "Silent",
                    "counterpart_ids": [(0, 0, {"user_id": self.user_sales.id, "strength": 1})],
                },
                {**person, "name": "Clerk", "power": 2},
                {**person, "name": "Stranger"},
                {**person, "name": "Left", "active": False},
            ]
        )
        self.compute()
        self.assertEqual(self.account.health_parts["people"], 33.3)

    def test_progress_against_the_year(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2026})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_account_plan SET progress = 44.25, progress_known = true WHERE id = %s", [plan.id]
        )
        self.compute()
        # 20 November: day 323 of 365 is 88.5 % of the year
        self.assertEqual(self.account.health_parts["plan"], 50.0)

    def test_a_small_base_is_no_trend(self):
        self.set_revenue(self.account, 900, 300)
        self.compute()
        self.assertIsNone(self.account.health_parts["revenue"])

    def test_weight_zero_leaves_a_part_out(self):
        self.set_revenue(self.account, 5_000, 10_000)
        self.env.ref("kam_management.health_revenue").weight = 0
        self.compute()
        self.assertEqual(self.account.health, 67.0)
        self.assertNotIn("revenue", self.account.health_parts)

    def test_history_keeps_what_changed(self):
        self.compute()
        self.compute()
        self.assertEqual(len(self.account.health_ids), 1)
        with self.at(datetime(2026, 12, 24, 12)):
            self.compute()
            self.assertEqual(len(self.account.health_ids), 1, "unchanged is not kept again")
            self.assertEqual(self.account.health_trend, "same")
            self.account.level_id = self.account.target_level_id
            self.compute()
            self.assertEqual(self.account.health_ids.mapped("health"), [100.0, 67.0])
            self.assertEqual(self.account.health_trend, "up")

    def test_each_part_opens_its_records(self):
        alert = self.alert()
        self.alert(state="resolved")
        person = self.env["kam.stakeholder"].create(
            [{"account_id": self.account.id, "name": name, "power": power} for name, power in (("A", 4), ("B", 3))]
        )[0]
        account = self.account.with_user(self.user_sales)
        for part, model, expected in (
            ("alerts", "kam.alert", alert),
            ("people", "kam.stakeholder", person),
            ("plan", "kam.account.plan", self.env["kam.account.plan"]),
            ("revenue", "crm.lead", self.env["crm.lead"]),
            ("satisfaction", "kam.satisfaction", self.env["kam.satisfaction"]),
        ):
            action = account.action_open_health_part(part)
            self.assertEqual(action["res_model"], model)
            self.assertEqual(self.env[model].search(action["domain"]), expected, part)
        self.assertEqual(account.action_open_health_part("level")["res_model"], "kam.relationship.level")
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_employee).action_open_health_part("alerts")
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2026})
        self.account.invalidate_recordset()
        self.assertEqual(account.action_open_health_part("plan")["res_id"], plan.id)

    def test_nightly_run(self):
        outsider = self.make_account(
            "Outside", level_id=self.account.level_id.id, target_level_id=self.account.level_id.id
        )
        self.run_crons("cron_health")
        self.assertEqual(self.account.health_on, date(2026, 11, 20))
        self.assertFalse(outsider.health_known)
        before = self.account.health_ids.ids
        self.run_crons("cron_health")
        self.assertEqual(self.account.health_ids.ids, before)
        self.account.status = "prospect"
        self.run_crons("cron_health")
        self.assertFalse(self.account.health_known)
        self.assertTrue(self.account.health_ids)

    def test_one_broken_account_does_not_stop_the_rest(self):
        other = self.make_account(
            "Broken", status="candidate", level_id=self.account.level_id.id, target_level_id=self.account.level_id.id
        )
        model = type(self.env["kam.account"])
        real = model._health_facts

        def broken(accounts, today):
            if other.id in accounts.ids:
                raise ValueError("broken")
            return real(accounts, today)

        self.patch(model, "_health_facts", broken)
        with self.assertLogs("odoo.addons.kam_management.models.kam_account_batches", "ERROR"):
            self.run_crons("cron_health")
        self.assertEqual(self.account.health, 67.0)
        self.assertFalse(other.health_known)

    def test_nobody_writes_health(self):
        for values in ({"health": 99}, {"health_state": "green"}, {"health_parts": json.dumps({})}):
            with self.assertRaises(AccessError):
                self.account.with_user(self.user_manager).write(values)
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales2).action_update_health()

    def test_bad_weight(self):
        with self.assertRaisesRegex(ValidationError, "Enter 0 or more"):
            self.env.ref("kam_management.health_level").weight = -1

    def test_queries_do_not_grow(self):
        def count(number):
            accounts = self.env["kam.account"]
            for place in range(number):
                accounts += self.make_account(
                    f"More {number} {place}", status="candidate", level_id=self.account.level_id.id
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            accounts._update_health()
            return self.cr.sql_log_count - before

        count(1)
        few = count(2)
        self.assertLessEqual(count(40), few)
