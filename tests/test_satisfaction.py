"""Satisfaction: known and unknown, means by hand, what it feeds, bad input, who may, privacy, merge."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .alert_case import AlertCase
from .satisfaction_case import SatisfactionCase

TODAY = date(2026, 11, 20)


class TestAnswers(SatisfactionCase):
    """One answer."""

    def test_a_zero_is_a_score_and_unknown_is_none(self):
        zero, unknown = self.answer(0), self.answer()
        self.assertEqual((zero.score, zero.score_known), (0, True))
        self.assertEqual((unknown.score, unknown.score_known), (0, False))
        unknown.score = 0
        self.assertTrue(unknown.score_known, "a zero that is written is one")
        zero.write({"score_known": False, "verbatim": "No figure"})
        self.assertFalse(zero.score_known)
        zero.write({"score": 7, "score_known": False})
        self.assertEqual((zero.score, zero.score_known), (0, False))

    def test_bad_input(self):
        self.refused("The score is 11. Enter a number from 0", 11)
        self.refused("The score is -1.", -1)
        self.refused("Nobody has answered on .*11/21/2026.* yet", 5, "2026-11-21")
        self.refused("Otto Other does not belong to Asked Ltd", 5, stakeholder_id=self.otto.id)
        self.refused("Enter a score from 0 to 10, or what they said", None, verbatim="  ")
        self.delivery.active = False
        self.refused("“Delivery and start” is archived", 5, moment_id=self.delivery.id)
        with self.assertRaisesRegex(ValidationError, "comes after it"), self.cr.savepoint():
            self.answer(5, follow_up="Call", follow_up_date="2026-10-01")
        answer = self.answer(5)
        with self.assertRaisesRegex(ValidationError, "The score is 10.5"), self.cr.savepoint():
            answer.score = 10.5

    def test_an_answer_keeps_a_moment_that_was_archived_later(self):
        answer = self.answer(5, moment_id=self.delivery.id)
        self.delivery.active = False
        answer.verbatim = "It was late"
        self.assertEqual(answer.moment_id, self.delivery)

    def test_seeds_are_archived_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.delivery.unlink()
        self.assertGreaterEqual(self.env["kam.moment"].search_count([]), 8)

    def test_means_leave_the_unknown_out(self):
        self.answer(0, moment_id=self.delivery.id)
        self.answer(9, moment_id=self.delivery.id)
        self.answer(moment_id=self.delivery.id)
        rows = self.answers._read_group(
            [("account_id", "=", self.account.id)], ["moment_id"], ["score:avg", "score:min", "__count"]
        )
        self.assertEqual(rows, [(self.delivery, 4.5, 0, 3)])
        formatted = self.answers.formatted_read_group(
            [("account_id", "=", self.account.id)], ["segment_id", "team_id", "manager_id"], ["score:avg"]
        )
        self.assertEqual([row["score:avg"] for row in formatted], [4.5])

    def test_form_knows_zero(self):
        with Form(self.answers.with_user(self.user_sales)) as form:
            form.account_id = self.account
            form.verbatim = "Fine"
        self.assertFalse(form.record.score_known)
        self.assertEqual(form.record.user_id, self.user_sales)


class TestAccount(SatisfactionCase):
    """What the account says of its answers."""

    def test_mean_and_trend_by_hand(self):
        self.answer(9, "2024-11-21")  # the year before: (9 + 6) / 2 = 7.5
        self.answer(6, "2025-11-20")
        self.answer(0, "2024-11-20")  # too old
        self.answer(8, "2025-11-21")  # the last year: (8 + 0 + 7) / 3 = 5
        self.answer(0, "2026-06-01")
        self.answer(7, "2026-11-20")
        self.answer(None, "2026-11-20")
        self.answer(1, "2026-11-19", active=False)
        account = self.account
        self.assertEqual((account.satisfaction, account.satisfaction_known), (5.0, True))
        self.assertEqual((account.satisfaction_trend, account.satisfaction_count), ("down", 3))
        self.assertEqual(account.satisfaction_on, TODAY)
        self.assertEqual(
            (self.other.satisfaction_known, self.other.satisfaction_trend, self.other.satisfaction_on),
            (False, False, False),
        )

    def test_half_a_point_is_a_trend(self):
        self.answer(7, "2025-06-01")
        now = self.answer(7.4, "2026-06-01")
        self.assertEqual(self.account.satisfaction_trend, "same")
        now.score = 7.5
        self.assertEqual(self.account.satisfaction_trend, "up")
        now.active = False
        self.env.invalidate_all()
        self.assertFalse(self.account.satisfaction_known)
        self.assertFalse(self.account.satisfaction_trend)

    def test_search(self):
        self.answer(0)
        accounts = self.account | self.other
        found = self.env["kam.account"].search([("satisfaction", "<", 5), ("id", "in", accounts.ids)])
        self.assertEqual(found, self.account, "an unknown one is not below five")
        known = self.env["kam.account"].search([("satisfaction_known", "=", True), ("id", "in", accounts.ids)])
        self.assertEqual(known, self.account)
        self.assertFalse(self.env["kam.account"].search([("satisfaction", ">", 0), ("id", "in", accounts.ids)]))
        exactly = self.env["kam.account"].search([("satisfaction", "=", 0), ("id", "in", accounts.ids)])
        self.assertEqual(exactly, self.account, "as the filters of the list offer it")
        others = self.env["kam.account"].search([("satisfaction", "!=", 0), ("id", "in", accounts.ids)])
        self.assertEqual(others, self.other)

    def test_one_query_for_any_number(self):
        accounts = self.env["kam.account"]
        for number in range(50):
            accounts |= self.make_account(f"Many {number}")
        self.answers.create([{"account_id": one.id, "score": 5, "date": "2026-10-01"} for one in accounts])
        self.env.flush_all()
        counts = []
        for few in (accounts[:5], accounts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(set(few.mapped("satisfaction")), {5.0})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 2)

    def test_what_the_tab_shows(self):
        self.answer(8, "2026-02-01", moment_id=self.invoice.id, verbatim="Right", stakeholder_id=self.anna.id)
        self.answer(2, "2026-11-02", moment_id=self.delivery.id)
        self.answer(4, "2026-11-03", moment_id=self.delivery.id, verbatim="Nine days late", follow_up="Call them")
        data = self.account.with_user(self.user_sales).satisfaction_data()
        self.assertEqual([(one["name"], one["mean"], one["count"]) for one in data["moments"]][0][1:], (3.0, 2))
        self.assertEqual([one["mean"] for one in data["quarters"]], [False] * 4 + [8.0, False, False, 3.0])
        self.assertEqual(data["quarters"][-1]["label"], "Q4 2026")
        self.assertEqual([one["who"] for one in data["verbatims"]], ["Anonymous", "Anna Able"])
        self.assertEqual([one["open"] for one in data["verbatims"]], [True, False])
        self.assertEqual((data["mean"], data["count"], data["can_write"]), (4.7, 3, True))

    def test_plan_has_figures_and_no_words_the_brief_has_both(self):
        self.answer(8, "2026-10-01", verbatim="Between us: the boss will leave", moment_id=self.delivery.id)
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2026})
        facts = plan._prefill_facts("relationship")
        self.assertEqual(facts[-1]["title"], "Satisfaction")
        self.assertEqual(facts[-1]["items"][0], {"label": "Mean of the last year", "value": "8 of 10"})
        self.assertNotIn("Between us", str(facts))
        brief = self.account.with_user(self.user_sales).brief_data()["satisfaction"]
        self.assertEqual((brief["mean"], brief["last"]["text"]), (8.0, "Between us: the boss will leave"))
        self.assertFalse(self.other.brief_data()["satisfaction"]["known"])


class TestFeeds(SatisfactionCase):
    """Health and measures."""

    def test_health_by_hand(self):
        self.account._update_health()
        self.assertIsNone((self.account.health_parts or {}).get("satisfaction"), "unknown is left out")
        self.answer(0, "2026-10-01")
        self.answer(9, "2026-10-01")
        self.answer(None, "2026-10-01")
        self.answer(10, "2025-10-01")  # too old
        self.account._update_health()
        self.assertEqual(self.account.health_parts["satisfaction"], 45.0)
        self.assertEqual(self.account.health, 45.0, "nothing else is known")

    def test_measure_of_a_fiscal_year(self):
        self.env.company.kam_fiscal_month = "4"
        self.answer(1, "2026-03-31")  # fiscal year 2025
        self.answer(8, "2026-04-01")
        self.answer(7, "2026-11-20")
        self.answer(None, "2026-11-20")
        measure = self.env["kam.measure"]._measure
        accounts = self.account | self.other
        self.assertEqual(measure("satisfaction", accounts, 2026), {self.account.id: 7.5})
        self.assertEqual(measure("satisfaction", accounts, 2025), {self.account.id: 1})
        self.assertEqual(measure("satisfaction", accounts, 2024), {})

    def test_measure_is_flat(self):
        accounts = self.env["kam.account"]
        for number in range(30):
            accounts |= self.make_account(f"Many {number}")
        self.answers.create([{"account_id": one.id, "score": 5, "date": "2026-10-01"} for one in accounts])
        self.env.flush_all()
        counts = []
        for few in (accounts[:3], accounts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["kam.measure"]._measure("satisfaction", few, 2026)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)


class TestAlert(AlertCase):
    """The early warning."""

    def answer(self, score, day, **vals):
        return self.env["kam.satisfaction"].create({"account_id": self.account.id, "score": score, "date": day, **vals})

    def test_opens_with_its_facts_and_closes(self):
        rule = self.rule(
            "satisfaction_down",
            threshold=2,
            months=12,
            sentence="Fell by {points} from {before} to {now}, above all: {what}",
        )
        self.assertEqual(rule.unit, "points of ten")
        delivery = self.env.ref("kam_management.moment_delivery")
        self.answer(9, "2025-01-10")
        self.answer(8, "2025-11-20")  # before: 8.5
        self.answer(9, "2026-02-01")
        late = self.answer(3, "2026-03-01", moment_id=delivery.id)
        self.answer(7.5, "2026-09-01")  # now: 6.5
        alert = self.assert_opens(rule, since="2026-03-01", value=2, now=6.5, before=8.5)
        self.assertIn("Fell by 2 from 8.5 to 6.5, above all: Delivery and start", alert.sentence)
        action = alert.with_user(self.user_sales).action_open_cause()
        self.assertEqual(
            (action["res_model"], action["domain"]), ("kam.satisfaction", [("account_id", "=", self.account.id)])
        )
        late.score = 4
        self.assert_closes(alert)

    def test_needs_both_periods_and_a_score(self):
        self.rule("satisfaction_down", threshold=1, months=12)
        self.answer(0, "2026-09-01")
        self.assert_quiet()
        self.env["kam.satisfaction"].create(
            {"account_id": self.account.id, "date": "2025-09-01", "verbatim": "Very good"}
        )
        self.assert_quiet()
        self.answer(9, "2023-09-01")
        self.assert_quiet()

    def test_a_fall_to_zero(self):
        rule = self.rule("satisfaction_down", threshold=10, months=6)
        self.answer(10, "2026-05-20")
        self.answer(0, "2026-05-21")
        self.assert_opens(rule, value=10, now=0, before=10)

    def test_threshold(self):
        for threshold in (0, 11):
            with self.assertRaisesRegex(ValidationError, "threshold from 1 to 10"), self.cr.savepoint():
                self.rule("satisfaction_down", threshold=threshold)

    def test_seeded(self):
        seed = self.env.ref("kam_management.alert_satisfaction_down")
        self.assertEqual((seed.check, seed.threshold, seed.months), ("satisfaction_down", 1, 12))


class TestFollowUp(SatisfactionCase):
    """What we do about it."""

    def todos(self, answer):
        return self.env["mail.activity"].search([("kam_satisfaction_id", "in", answer.ids)])

    def test_life(self):
        answer = self.answer(3, follow_up="Call them")
        todo = self.todos(answer)
        self.assertEqual((todo.user_id, todo.date_deadline), (self.user_sales, date(2026, 11, 15)))
        self.assertEqual((todo.res_model, todo.res_id, todo.summary), ("kam.account", self.account.id, "Call them"))
        self.assertEqual((todo.kam_source, answer.follow_up_state), ("satisfaction", "open"))
        answer.write({"follow_up_user_id": self.user_manager.id, "follow_up_date": "2026-12-01", "follow_up": "Visit"})
        self.assertEqual(
            (todo.user_id, todo.date_deadline, todo.summary), (self.user_manager, date(2026, 12, 1), "Visit")
        )
        todo.with_user(self.user_manager).action_feedback(feedback="They are happy again")
        self.assertEqual((answer.follow_up_state, answer.follow_up_result), ("done", "They are happy again"))

    def test_done_on_the_answer_and_taken_back(self):
        answer = self.answer(3, follow_up="Call them")
        answer.with_user(self.user_sales).action_follow_up_done()
        self.assertFalse(self.todos(answer))
        self.assertEqual(answer.follow_up_state, "done")
        with self.assertRaisesRegex(UserError, "no open follow-up"):
            answer.action_follow_up_done()
        second = self.answer(3, follow_up="Call them")
        second.follow_up = False
        self.assertFalse(self.todos(second))
        self.assertFalse(second.follow_up_state)
        third = self.answer(3, follow_up="Call them")
        third.active = False
        self.assertFalse(self.todos(third))

    def test_full_list_waits_for_the_run(self):
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1")
        first, second = self.answer(3, follow_up="One"), self.answer(4, follow_up="Two")
        self.assertEqual((len(self.todos(first)), len(self.todos(second))), (1, 0))
        self.run_crons("cron_satisfaction")
        self.assertFalse(self.todos(second))
        self.todos(first).action_feedback()
        self.run_crons("cron_satisfaction")
        self.assertEqual(len(self.todos(second)), 1)
        self.todos(second).unlink()
        self.run_crons("cron_satisfaction")
        self.assertFalse(self.todos(second), "deleted by hand, it does not come back")

    def test_nobody_ties_a_to_do_or_a_state_by_hand(self):
        answer = self.answer(3, follow_up="Call")
        mine = self.todos(answer).with_user(self.user_sales)
        with self.assertRaises(AccessError):
            mine.write({"kam_satisfaction_id": False})
        with self.assertRaises(AccessError):
            answer.with_user(self.user_sales).write({"follow_up_state": "done"})


class TestInterview(SatisfactionCase):
    """The guide."""

    def ask(self, answers, user=None, **vals):
        interview = self.env["kam.interview"].with_user(user or self.user_sales)
        return interview.create({"account_id": self.account.id, "answers": answers, **vals})

    def test_each_answer_is_kept(self):
        before = self.answers.search([])
        wizard = self.ask(
            {
                "0": {"score": 0},
                str(self.delivery.id): {"score": 7, "text": " Late "},
                str(self.invoice.id): {"text": ""},
            },
            stakeholder_id=self.anna.id,
            follow_up="Bring the figures",
        )
        self.assertEqual(wizard.guide[0]["id"], "0")
        self.assertEqual(len(wizard.guide), 1 + self.env["kam.moment"].search_count([]))
        wizard.action_save()
        made = (self.answers.search([]) - before).sorted("score")
        self.assertEqual(
            [(one.moment_id, one.score, one.score_known, one.verbatim) for one in made],
            [(self.env["kam.moment"], 0, True, False), (self.delivery, 7, True, "Late")],
        )
        self.assertEqual(made.stakeholder_id, self.anna)
        self.assertEqual(made.user_id, self.user_sales)
        self.assertEqual(made.mapped("follow_up"), ["Bring the figures", False])

    def test_nothing_or_nonsense(self):
        for answers in (False, {}, {"0": {"text": " "}}):
            with self.assertRaisesRegex(UserError, "Nothing was answered yet"):
                self.ask(answers).action_save()
        for answers in ({"0": {"score": 11}}, {"999999": {"score": 5}}, {"0": 5}, {"0": {"score": "8"}}, [1]):
            with self.assertRaisesRegex(UserError, "not understood"):
                self.ask(answers).action_save()
        with self.assertRaisesRegex(ValidationError, "does not belong"), self.cr.savepoint():
            self.ask({"0": {"score": 5}}, self.user_manager, stakeholder_id=self.otto.id).action_save()

    def test_not_of_other_accounts(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.ask({"0": {"score": 5}}, user).action_save()
