"""The yearly cadence: wrong steps, what people may do with a milestone, merged accounts, flat queries."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .test_cadence import CadenceCase


class TestCadenceInput(CadenceCase):
    def test_bad_steps(self):
        with self.assertRaisesRegex(ValidationError, "29 days at most"):
            self.step(month=2, day=30)
        self.assertEqual(self.step(month=2, day=31)._dates(2026, 1), [(0, date(2026, 2, 28))], "31 is the last day")
        for values, sentence in (
            ({"notice_days": -1}, "0 to 366"),
            ({"month": 13}, "to 12"),
            ({"month": 0}, "to 12"),
            ({"day": 0}, "1 to 31"),
            ({"day": 32}, "1 to 31"),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
                self.cr.savepoint(),
            ):
                self.step(**values)
                self.env.flush_all()
            self.assertIn(sentence, self.sentence_of(caught.exception))
        with self.assertRaisesRegex(ValidationError, "start, in the middle or at the end"):
            self.step(timing="quarter", quarter_part=False)

    def sentence_of(self, error):
        """What a person reads for an error of the database."""
        diagnosis = getattr(error, "diag", None)
        return self.steps._sql_error_to_message(error) if diagnosis else str(error)

    def test_used_step_stays(self):
        step = self.step()
        self.run_on("2026-01-05")
        with self.assertRaisesRegex(UserError, "Archive the step"):
            step.unlink()
        unused = self.step("Unused")
        unused.unlink()

    def test_milestone(self):
        self.step()
        self.run_on("2026-03-01")
        mine, other = (self.of(self.a).with_user(user) for user in (self.user_sales, self.user_sales2))
        with self.assertRaises(AccessError):
            other.action_done()
        with self.assertRaisesRegex(UserError, "why it is skipped"):
            mine.action_skip()
        for values in ({"state": "done"}, {"user_id": self.user_sales2.id}, {"open_on": "2026-01-01"}):
            with self.assertRaises(AccessError):
                mine.write(values)
        mine.note = "They have a new chief"
        mine.action_skip()
        self.assertEqual((mine.state, mine.done_by_id), ("skipped", self.user_sales))
        self.assertFalse(self.todos().filtered(lambda one: one.res_id == self.a.id))
        self.run_on("2026-03-02")
        self.assertEqual(mine.state, "skipped")
        mine.action_reopen()
        self.assertEqual(mine.state, "due")
        with self.assertRaises(AccessError):
            self.milestones.with_user(self.user_sales).create(
                {"account_id": self.a.id, "step_id": mine.step_id.id, "year": 2030, "date": "2030-01-01"}
            )

    def test_done_by_the_to_do(self):
        self.step()
        self.run_on("2026-03-01")
        todo = self.todos().filtered(lambda one: one.res_id == self.a.id)
        with self.at(datetime(2026, 3, 4)):
            todo.with_user(self.user_sales).action_feedback("Went well")
        milestone = self.of(self.a)
        self.assertEqual((milestone.state, milestone.done_on, milestone.note), ("done", date(2026, 3, 4), "Went well"))

    def test_merged_accounts(self):
        self.step()
        self.run_on("2026-03-01")
        self.of(self.b).action_done()
        self.a._absorb(self.b)
        self.assertEqual(self.of(self.a).mapped("state"), ["done"])

    def test_queries_are_flat(self):
        """The same number of queries for 5 and for 50 accounts."""
        self.step(notice_days=0)

        def queries(accounts, run):
            log = self.env["kam.run"]._begin("Test")
            self.env.flush_all()
            before = self.cr.sql_log_count
            accounts._carry_out_cadence(run, log)
            return self.cr.sql_log_count - before

        warm_up = self.account_of("Warm Ltd", self.segment_a)
        few = self.env["kam.account"].union(*[self.account_of(f"Few {i}", self.segment_a) for i in range(5)])
        many = self.env["kam.account"].union(*[self.account_of(f"Many {i}", self.segment_a) for i in range(50)])
        with self.at(datetime(2026, 1, 5)):
            run = self.env["kam.account"]._cadence()
            queries(warm_up, run)
            self.assertEqual(queries(few, run), queries(many, run))
        self.assertEqual(len(self.milestones.search([("account_id", "in", (few | many).ids)])), 55)
