"""The customer is asked before each plan: once, in time, and not when the answer is fresh."""

from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError

from .satisfaction_case import SatisfactionCase

TODAY = date(2026, 11, 20)


class TestReminder(SatisfactionCase):
    """Ask before a plan is made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("kam.cadence_started", "2020-01-01")
        cls.step = cls.env.ref("kam_management.step_planning")
        cls.account.write({"decided_segment_id": cls.env.ref("kam_management.segment_a").id, "status": "key"})
        cls.env.flush_all()

    def milestone(self, day="2027-01-24", step=None, account=None, **vals):
        step = step or self.step
        return self.env["kam.plan.milestone"].create(
            {
                "account_id": (account or self.account).id,
                "step_id": step.id,
                "kind": step.kind,
                "year": int(day[:4]),
                "date": day,
                "state": "planned",
                **vals,
            }
        )

    def run_on(self, day):
        with self.at(datetime.fromisoformat(f"{day} 06:00:00")):
            self.run_crons("cron_satisfaction")
        self.assertFalse(self.env["kam.run"].search([("stored_state", "!=", "done")]))
        self.env.invalidate_all()

    def reminders(self, milestone):
        return self.env["mail.activity"].search([("kam_ask_id", "in", milestone.ids)])

    def test_once_in_time_and_gone_with_an_answer(self):
        milestone = self.milestone()
        self.run_on("2026-12-26")
        self.assertFalse(self.reminders(milestone), "29 days before")
        self.run_on("2026-12-27")
        todo = self.reminders(milestone)
        self.assertEqual((todo.user_id, todo.res_id), (self.user_sales, self.account.id))
        # Seven days before Sunday the 24th is a Sunday again: Friday the 15th.
        self.assertEqual(todo.date_deadline, date(2027, 1, 15))
        self.assertIn("Account planning", todo.summary)
        self.assertIn(self.env["kam.moment"].search([], limit=1).question, todo.note)
        self.run_on("2026-12-28")
        self.assertEqual(len(self.reminders(milestone)), 1)
        with self.at(datetime(2027, 1, 5, 9)):
            self.answer(7, "2027-01-05")
        self.assertFalse(self.reminders(milestone))
        self.run_on("2027-01-06")
        self.assertFalse(self.reminders(milestone))

    def test_history_that_is_typed_in_does_not_close_it(self):
        milestone = self.milestone()
        self.run_on("2026-12-27")
        with self.at(datetime(2026, 12, 28, 9)):
            self.answer(7, "2026-05-05")
        self.assertEqual(len(self.reminders(milestone)), 1)

    def test_asked_a_short_while_ago(self):
        self.answer(7, "2026-11-01")
        milestone = self.milestone()
        self.run_on("2026-12-30")
        self.assertFalse(self.reminders(milestone), "59 days ago")
        self.run_on("2026-12-31")
        self.assertEqual(len(self.reminders(milestone)), 1)

    def test_before_which_steps(self):
        review = self.env.ref("kam_management.step_plan_review")
        survey = self.env.ref("kam_management.step_survey")
        self.assertEqual((self.step.ask_before, review.ask_before, survey.ask_before), (True, True, False))
        midyear, autumn = self.milestone("2027-07-15", review), self.milestone("2027-07-20", survey)
        self.run_on("2027-07-01")
        self.assertEqual(len(self.reminders(midyear)), 1)
        self.assertFalse(self.reminders(autumn))

    def test_what_is_over_or_past_asks_nobody(self):
        done, past = (
            self.milestone(state="done"),
            self.milestone("2026-12-20", self.env.ref("kam_management.step_review")),
        )
        self.env.ref("kam_management.step_review").ask_before = True
        self.run_on("2026-12-27")
        self.assertFalse(self.reminders(done | past))

    def test_skipped_milestone_takes_it_back_and_the_next_manager_takes_it_over(self):
        milestone = self.milestone()
        self.run_on("2026-12-27")
        self.account.user_id = self.user_manager
        self.run_on("2026-12-28")
        self.assertEqual(self.reminders(milestone).user_id, self.user_manager)
        milestone.state = "skipped"
        self.run_on("2026-12-29")
        self.assertFalse(self.reminders(milestone))

    def test_deleted_by_hand_it_does_not_come_back(self):
        milestone = self.milestone()
        self.run_on("2026-12-27")
        self.reminders(milestone).unlink()
        self.run_on("2026-12-28")
        self.assertFalse(self.reminders(milestone))

    def test_full_list_waits_and_nobody_is_noted(self):
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1")
        nobody = self.make_account("Nobody's Ltd")
        first, second = self.milestone(), self.milestone(account=self.make_account("Two", user_id=self.user_sales.id))
        lonely = self.milestone(account=nobody)
        self.run_on("2026-12-27")
        self.assertEqual(len(self.reminders(first | second)), 1)
        self.assertFalse(self.reminders(lonely))
        lines = self.env["kam.run"].search([], order="id desc", limit=1).line_ids
        self.assertIn(("skipped", lonely.ids), [(line.kind, line.res_ids) for line in lines])
        self.reminders(first | second).action_feedback()
        self.run_on("2026-12-28")
        self.assertEqual(len(self.reminders(first | second)), 1, "the other one")

    def test_settings(self):
        milestone = self.milestone()
        self.env["ir.config_parameter"].set_param("kam.satisfaction_notice_days", "0")
        self.run_on("2027-01-20")
        self.assertFalse(self.reminders(milestone), "switched off")
        self.env["ir.config_parameter"].set_param("kam.satisfaction_notice_days", "3")
        self.run_on("2027-01-20")
        self.assertFalse(self.reminders(milestone))
        self.run_on("2027-01-21")
        self.assertEqual(self.reminders(milestone).date_deadline, date(2027, 1, 21), "not in the past")
        settings = self.env["res.config.settings"].create({"kam_satisfaction_notice_days": 28})
        with self.assertRaisesRegex(ValidationError, "from 0 to 366"):
            settings.kam_satisfaction_notice_days = 400

    def test_the_first_day_only_reports(self):
        self.env["ir.config_parameter"].set_param("kam.cadence_started", "2026-12-27")
        milestone = self.milestone()
        self.run_on("2026-12-27")
        self.assertFalse(self.reminders(milestone))
        self.run_on("2026-12-28")
        self.assertEqual(len(self.reminders(milestone)), 1)

    def test_merging_leaves_one(self):
        mine, theirs = self.milestone(), self.milestone(account=self.other)
        self.run_on("2026-12-27")
        self.assertEqual(len(self.reminders(mine | theirs)), 2)
        self.account._absorb(self.other)
        self.assertEqual(self.reminders(mine | theirs).kam_ask_id.exists(), mine)

    def test_by_hand_nobody_ties_one(self):
        milestone = self.milestone()
        with self.assertRaises(AccessError):
            milestone.with_user(self.user_sales).write({"ask_given": True})

    def test_queries_are_flat(self):
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1000")
        counts = []
        for number in (5, 25):
            accounts = [self.make_account(f"Many {number} {one}", user_id=self.user_sales.id) for one in range(number)]
            for account in accounts:
                self.milestone(account=account)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.at(datetime(2026, 12, 27, 6)):
                run = self.env["kam.run"]._begin("Test")
                before = self.cr.sql_log_count
                self.answers._remind(run)
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 25, counts)
