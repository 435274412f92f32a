"""What becomes of an alert: one to-do per account, escalation, snooze, idempotence, merges, rights."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from .alert_case import NOW, TODAY, AlertCase


class LifeCase(AlertCase):
    """Two rules stand on the account; the first run after installation is long past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("kam.alerts_first_run", "2026-01-01")

    def setUp(self):
        super().setUp()
        self.alone = self.rule("opponent_alone", severity="high", escalate_days=14)
        self.champion = self.rule("coverage", finding="no_champion", severity="low", escalate_days=0)

    def night(self, account=None, days=0):
        """The scheduled action, so many days from now."""
        account = self.account if account is None else account
        account.sudo().write({"alerts_on": False})
        with self.at(NOW + timedelta(days=days)):
            self.run_crons("cron_alerts")

    def todos(self, account=None):
        account = self.account if account is None else account
        return self.env["mail.activity"].search(
            [("res_model", "=", "kam.account"), ("res_id", "in", account.ids), ("kam_source", "=", "alert")]
        )

    def standing(self):
        return self.alerts.search([("account_id", "=", self.account.id), ("state", "!=", "resolved")])

    def mend(self):
        """Take all causes away."""
        self.boss.support = "champion"
        self.boss.role_ids |= self.roles["champion"]


class TestTodo(LifeCase):
    def test_one_for_all_alerts(self):
        self.night()
        self.assertEqual(len(self.standing()), 2)
        todo = self.todos()
        self.assertEqual(len(todo), 1)
        self.assertEqual((todo.user_id, todo.date_deadline), (self.user_sales, TODAY))
        self.rule("coverage", finding="no_budget_owner", name="Budget")
        self.night(days=1)
        self.assertEqual(len(self.standing()), 3)
        self.assertEqual(self.todos(), todo)

    def test_goes_with_the_last_alert(self):
        self.night()
        self.boss.support = "champion"
        self.night(days=1)
        self.assertEqual(len(self.todos()), 1)
        self.mend()
        self.night(days=2)
        self.assertFalse(self.standing())
        self.assertFalse(self.todos())

    def test_done_by_hand_stays_done_until_something_new(self):
        self.night()
        self.todos().action_done()
        self.night(days=1)
        self.assertFalse(self.todos())
        self.rule("coverage", finding="no_budget_owner", name="Budget")
        self.night(days=2)
        self.assertEqual(len(self.todos()), 1)

    def test_running_again_changes_nothing(self):
        self.night()
        self.env.flush_all()
        query = "SELECT * FROM kam_alert ORDER BY id"
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        todo = self.todos()
        self.night()
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(self.todos(), todo)

    def test_first_run_only_reports(self):
        self.env["ir.config_parameter"].search([("key", "=", "kam.alerts_first_run")]).unlink()
        self.night()
        self.assertEqual(len(self.standing()), 2)
        self.assertFalse(self.todos())
        self.night()
        self.assertFalse(self.todos(), "the second worker of the first day")
        self.night(days=1)
        self.assertEqual(len(self.todos()), 1)

    def test_follows_the_account_manager(self):
        self.night()
        self.account.user_id = self.user_sales2
        self.night(days=1)
        self.assertEqual(self.todos().user_id, self.user_sales2)
        self.account.user_id = False
        self.night(days=2)
        self.assertEqual(self.todos().user_id, self.user_manager, "the leader of the team")

    def test_nobody_to_tell(self):
        self.account.write({"user_id": False, "team_id": False})
        self.night()
        self.assertEqual(len(self.standing()), 2)
        self.assertFalse(self.todos())
        lines = self.env["kam.run"].search([], limit=2).line_ids
        self.assertIn(self.account.ids, [line.res_ids for line in lines if line.kind == "skipped"])

    def test_no_more_than_five_each(self):
        accounts = self.account
        for number in range(7):
            account = self.make_account(f"More {number}", user_id=self.user_sales.id)
            self.place(account, self.segment_b)
            accounts |= account
        self.night(accounts)
        self.assertEqual(len(self.todos(accounts)), 5)
        self.assertEqual(len(self.todos()), 1, "high severity comes first")
        self.todos(accounts).action_done()
        self.night(accounts, days=1)
        self.assertEqual(len(self.todos(accounts)), 3, "the rest of the queue")

    def test_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_sales.lang = "fr_FR"
        self.night()
        self.assertTrue(self.todos().summary)


class TestEscalation(LifeCase):
    def test_after_the_days_of_the_rule(self):
        self.night()
        alert = self.standing().filtered(lambda one: one.rule_id == self.alone)
        self.night(days=13)
        self.assertFalse(alert.escalated_on)
        self.night(days=14)
        self.assertEqual(alert.escalated_on, TODAY + timedelta(days=14))
        self.assertEqual(alert.escalated_to_id, self.user_manager)
        other = self.standing() - alert
        self.night(days=90)
        self.assertFalse(other.escalated_on, "0 days: never")
        self.assertEqual(self.todos().user_id, self.user_manager, "still one to-do, now with the manager")

    def test_acknowledging_gives_time(self):
        self.night()
        alert = self.standing().filtered(lambda one: one.rule_id == self.alone)
        with self.at(NOW + timedelta(days=10)):
            alert.with_user(self.user_sales).action_acknowledge()
        self.assertEqual((alert.state, alert.acknowledged_by_id), ("acknowledged", self.user_sales))
        self.night(days=23)
        self.assertFalse(alert.escalated_on)
        self.night(days=24)
        self.assertTrue(alert.escalated_on)

    def test_leader_manages_the_account(self):
        """Nobody is told of their own: somebody else who decides is."""
        self.account.user_id = self.user_manager
        self.night()
        self.night(days=14)
        alert = self.standing().filtered("escalated_on")
        self.assertTrue(alert.escalated_to_id)
        self.assertNotEqual(alert.escalated_to_id, self.user_manager)
        self.assertTrue(alert.escalated_to_id.has_group("sales_team.group_sale_salesman_all_leads"))

    def test_leader_who_may_not_see_it(self):
        self.team.user_id = self.user_sales2
        self.night()
        self.night(days=14)
        self.assertNotEqual(self.standing().filtered("escalated_on").escalated_to_id, self.user_sales2)

    def test_stays_within_the_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.company_partner.company_id = elsewhere
        self.night()
        self.night(days=14)
        alert = self.standing().filtered("escalated_on")
        self.assertFalse(alert.escalated_to_id and elsewhere not in alert.escalated_to_id.company_ids)


class TestSnooze(LifeCase):
    def wizard(self, alerts, user=None, **vals):
        model = self.env["kam.alert.snooze"].with_user(user or self.user_sales)
        values = {"alert_ids": [(6, 0, alerts.ids)], "until": TODAY + timedelta(days=5), "reason": "Merger", **vals}
        return model.create(values)

    def test_sleeps_and_wakes(self):
        self.night()
        alerts = self.standing()
        self.wizard(alerts).action_apply()
        self.assertEqual(set(alerts.mapped("state")), {"snoozed"})
        self.assertEqual(alerts[0].snooze_reason, "Merger")
        self.assertFalse(self.todos(), "nothing needs attention now")
        self.assertEqual(self.account.alert_count, 0)
        self.night(days=4)
        self.assertFalse(self.todos())
        self.assertFalse(alerts.filtered("escalated_on"))
        self.night(days=5)
        self.assertEqual(set(alerts.mapped("state")), {"open"})
        self.assertEqual(len(self.todos()), 1)

    def test_waking_gives_time_before_it_escalates(self):
        """Who let it sleep with a reason has the days of the rule once it is awake."""
        self.night()
        alert = self.standing().filtered(lambda one: one.rule_id == self.alone)
        self.wizard(alert, until=TODAY + timedelta(days=20)).action_apply()
        self.night(days=20)
        self.assertEqual((alert.state, alert.escalated_on), ("open", False))
        self.night(days=33)
        self.assertFalse(alert.escalated_on)
        self.night(days=34)
        self.assertTrue(alert.escalated_on)

    def test_one_snoozed_one_standing_keeps_the_todo(self):
        self.night()
        self.wizard(self.standing()[0]).action_apply()
        self.assertEqual(len(self.todos()), 1)

    def test_cause_goes_while_it_sleeps(self):
        self.night()
        alerts = self.standing()
        self.wizard(alerts).action_apply()
        self.mend()
        self.night(days=1)
        self.assertEqual(set(alerts.mapped("resolved_by")), {"gone"})

    def test_reason_and_day_are_needed(self):
        self.night()
        for words, vals in (
            ("why this can wait", {"reason": "  "}),
            ("a day to come", {"until": TODAY}),
            ("no alert to snooze", {"alert_ids": []}),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.wizard(self.standing(), **vals).action_apply()
        self.mend()
        alerts = self.standing()
        self.night(days=1)
        with self.assertRaisesRegex(UserError, "resolved already"):
            self.wizard(alerts).action_apply()

    def test_button_hands_over_the_chosen_ones(self):
        self.night()
        alerts = self.standing()
        action = alerts.with_user(self.user_sales).action_snooze()
        wizard = self.env["kam.alert.snooze"].with_context(**action["context"]).new({})
        self.assertEqual(wizard.alert_ids._origin, alerts)


class TestByHand(LifeCase):
    def test_resolve(self):
        self.night()
        alerts = self.standing()
        alerts.with_user(self.user_sales).action_resolve()
        self.assertEqual(set(alerts.mapped("resolved_by")), {"hand"})
        self.assertEqual(alerts.resolved_by_id, self.user_sales)
        self.assertFalse(self.todos())
        self.night(days=1)
        self.assertEqual(len(self.standing()), 2, "the causes are still there")

    def test_look_again(self):
        """The button beside the alerts closes what was mended, at once."""
        self.night()
        self.mend()
        self.account.with_user(self.user_sales).action_check_alerts()
        self.assertFalse(self.standing())
        self.assertFalse(self.todos())

    def test_where_it_is_mended(self):
        self.night()
        for alert in self.standing().with_user(self.user_sales):
            action = alert.action_open_cause()
            self.assertEqual(action["type"], "ir.actions.act_window")
        self.mend()
        self.boss.unlink()
        self.assertTrue(self.standing()[0].action_open_cause())

    def test_every_check_leads_somewhere(self):
        self.rules.search([]).write({"active": False})
        for code, _name in self.rules._fields["check"].selection:
            with self.subTest(code):
                vals = {"finding": "no_champion"} if code == "coverage" else {}
                rule = self.rule(code, name=f"Check {code}", threshold=3, **vals)
                alert = self.alerts.create(
                    {"account_id": self.account.id, "rule_id": rule.id, "severity": "low", "since": TODAY}
                )
                self.assertIn("(since 11/20/2026): mend it", alert.sentence)
                self.assertTrue(alert.with_user(self.user_manager).action_open_cause()["type"])

    def test_who_may(self):
        self.night()
        alerts = self.standing()
        lead_owner = self.user_sales2
        self.make_lead(user_id=lead_owner.id)
        self.env.flush_all()
        self.assertTrue(alerts[0].with_user(lead_owner).has_access("read"))
        for method in ("action_acknowledge", "action_resolve"):
            with self.assertRaises(AccessError):
                getattr(alerts.with_user(lead_owner), method)()
        with self.assertRaises(AccessError):
            alerts.with_user(lead_owner)._snooze(TODAY + timedelta(days=1), "x")
        with self.assertRaises(AccessError):
            self.account.with_user(lead_owner).action_check_alerts()
        for values in ({"state": "resolved"}, {"user_id": lead_owner.id}):
            with self.assertRaises(AccessError):
                alerts.with_user(self.user_sales).write(values)
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                alerts.with_user(user).read(["sentence"])


class TestMerge(LifeCase):
    def test_alerts_of_both(self):
        other = self.make_account("Twin", user_id=self.user_sales.id, team_id=self.team.id)
        self.place(other, self.segment_a)
        self.person("Foe", account=other, power=5, support="opponent")
        self.rule("coverage", finding="no_budget_owner", name="Budget", segment_ids=self.segment_a.ids)
        both = self.account | other
        self.night(both)
        self.assertEqual(len(self.todos(both)), 2)
        before = len(self.alerts.search([("account_id", "in", both.ids)]))
        self.account._absorb(other)
        self.assertEqual(len(self.alerts.search([("account_id", "=", self.account.id)])), before)
        rules = self.standing().mapped("rule_id")
        self.assertEqual(len(rules), len(self.standing()), "one of each rule stands")
        self.assertEqual(len(self.todos()), 1)


class TestRun(LifeCase):
    def test_log(self):
        self.night()
        runs = self.env["kam.run"].search([("job", "=", "Early warnings")], limit=2)
        counts = {(line.kind, line.text): line.count for line in runs.line_ids}
        self.assertEqual(counts, {("created", "Opened"): 2, ("created", "To-dos given"): 1})
        self.assertEqual(set(runs.mapped("state")), {"done"})

    def test_one_failing_account_is_left_out(self):
        other = self.make_account("Sound", user_id=self.user_sales.id)
        self.place(other, self.segment_a)
        original = type(self.account)._check_alerts
        broken = self.account.id

        def check(accounts, run=None):
            if broken in accounts.ids:
                raise ValueError("broken")
            return original(accounts, run)

        self.patch(type(self.account), "_check_alerts", check)
        with self.assertLogs("odoo.addons.kam_management.models.kam_account_batches", "ERROR"):
            self.night(self.account | other)
        self.assertTrue(self.alerts.search([("account_id", "=", other.id)]))
        self.assertFalse(self.standing())
        lines = self.env["kam.run"].search([], limit=2).line_ids
        self.assertIn(self.account.ids, [line.res_ids for line in lines if line.kind == "failed"])

    def test_once_a_day(self):
        self.night()
        self.mend()
        self.run_crons("cron_alerts")
        self.assertTrue(self.standing(), "looked at today already")

    def test_left_over_alert_of_an_account_out_of_scope(self):
        self.night()
        self.place(self.account, self.segment_c)
        self.night(days=1)
        self.assertFalse(self.standing())
        self.assertFalse(self.todos())
