"""Assessments of an opportunity: known answers alone count, weights are frozen in, finished ones are history."""

import json
from datetime import datetime, timedelta

from hypothesis import given, strategies as st
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.kam_management.engine.assessment import assess

from .common import KamCase
from .test_sales_plan import SalesPlanCase

ANSWERS = st.lists(st.tuples(st.integers(1, 1000), st.none() | st.integers(0, 4)), max_size=12)


class TestScore(KamCase):
    @given(ANSWERS)
    def test_range_and_coverage(self, answers):
        score, coverage = assess(answers)
        self.assertTrue(0 <= coverage <= 100)
        self.assertEqual(score is None, all(answer is None for _weight, answer in answers))
        if score is not None:
            known = [answer for _weight, answer in answers if answer is not None]
            self.assertTrue(25 * min(known) - 0.01 <= score <= 25 * max(known) + 0.01)

    @given(ANSWERS, st.integers(1, 1000))
    def test_unknown_is_not_zero(self, answers, weight):
        """One more question that nobody can answer leaves the score and never raises the coverage."""
        score, coverage = assess(answers)
        more, covered = assess([*answers, (weight, None)])
        self.assertEqual(score, more)
        self.assertLessEqual(covered, coverage)

    def test_by_hand(self):
        self.assertEqual(assess([(30, 4), (10, 0), (60, None)]), (75.0, 40.0))


class TestAssessment(SalesPlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        questions = cls.env["kam.opportunity.question"]
        questions.search([]).active = False
        cls.money, cls.need = questions.create([{"name": "Money?", "weight": 30}, {"name": "Need?", "weight": 10}])

    def assess_on(self, day, *answers):
        """A finished assessment of a day."""
        with self.at(datetime.combine(day, datetime.min.time())):
            self.plan.with_user(self.user_lead_owner).action_assess()
            one = self.plan.assessment_ids.filtered(lambda one: one.state == "draft").with_user(self.user_lead_owner)
            for line, answer in zip(one.line_ids, answers, strict=True):
                line.answer = answer
            one.action_finish()
        return one

    def test_questions_and_weights_are_frozen_in(self):
        one = self.assess_on(self.today, "4", False)
        self.assertEqual(one.line_ids.mapped("name"), ["Money?", "Need?"])
        self.assertEqual((one.score, one.coverage, one.score_known), (100.0, 75.0, True))
        self.money.write({"weight": 1, "name": "Gold?"})
        self.assertEqual((one.score, one.coverage, one.line_ids[0].name), (100.0, 75.0, "Money?"))
        self.need.active = False
        later = self.assess_on(self.today, "2")
        self.assertEqual((later.score, later.coverage, later.line_ids.name), (50.0, 100.0, "Gold?"))

    def test_history(self):
        one = self.assess_on(self.today, "4", "0")
        for change in (
            lambda: one.write({"note": "Better"}),
            lambda: one.line_ids[0].write({"answer": "0"}),
            lambda: one.unlink(),
            lambda: one.action_finish(),
            lambda: one.action_as_last_time(),
        ):
            with self.assertRaisesRegex(UserError, "history"), self.cr.savepoint():
                change()
        for values in ({"state": "draft"}, {"score": 1}, {"user_id": self.user_sales.id}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.as_(self.user_manager, one).write(values)

    def test_results_are_not_written_by_hand(self):
        self.plan.action_assess()
        one = self.plan.assessment_ids
        for values in ({"state": "done"}, {"score": 1}, {"user_id": self.user_sales.id}):
            self.assert_no_access(self.as_(self.user_manager, one).write, values)
        self.assert_no_access(self.as_(self.user_manager, one.line_ids[0]).write, {"weight": 100})

    def test_one_under_way(self):
        first = self.plan.action_assess()["res_id"]
        self.assertEqual(self.plan.action_assess()["res_id"], first)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as caught, self.cr.savepoint():
            self.env["kam.opportunity.assessment"].create({"plan_id": self.plan.id})
        self.assertEqual(caught.exception.diag.constraint_name, "kam_opportunity_assessment_one_draft")
        with self.assertRaisesRegex(UserError, "at least one question"):
            self.env["kam.opportunity.assessment"].browse(first).action_finish()

    def test_date_is_not_ahead(self):
        self.plan.action_assess()
        with self.assertRaisesRegex(ValidationError, "of today or of a day before"):
            self.plan.assessment_ids.date = self.today + timedelta(days=1)

    def test_trend_and_last_time(self):
        days = [self.today - timedelta(days=number) for number in (60, 30, 5)]
        self.assess_on(days[0], "1", "1")
        self.assertFalse(self.plan.trend)
        self.assess_on(days[1], "2", "2")
        self.assess_on(days[2], "4", "1")
        self.assertEqual([point["y"] for point in json.loads(self.plan.trend)[0]["values"]], [25.0, 50.0, 81.25])
        self.assertEqual((self.plan.score, self.plan.score_change, self.plan.assessed_on), (81.25, 31.25, days[2]))
        self.plan.action_assess()
        now = self.plan.assessment_ids.filtered(lambda one: one.state == "draft")
        self.assertEqual(now.line_ids.mapped("previous"), ["4", "1"])
        now.line_ids[0].answer = "3"
        self.assertEqual((self.plan.score, self.plan.assessed_on), (81.25, days[2]), "not finished, not counted")
        now.action_as_last_time()
        self.assertEqual((now.line_ids.mapped("answer"), now.state), (["3", "1"], "done"))
        self.assertEqual((self.plan.score, self.plan.assessed_on), (62.5, self.today))

    def test_due_again(self):
        search = self.env["kam.sales.plan"].search

        def due(expected):
            self.env.invalidate_all()
            self.assertEqual(self.plan.assessment_due, expected)
            self.assertEqual(self.plan in search([("assessment_due", "=", True)]), expected)

        due(True)
        self.assess_on(self.today - timedelta(days=29), "1", "1")
        due(False)
        self.assertEqual(self.plan.assessment_due_on, self.today + timedelta(days=1))
        self.env["ir.config_parameter"].set_param("kam.assessment_days", "29")
        due(True)
        self.env["ir.config_parameter"].set_param("kam.assessment_days", "0")
        due(False)
        self.env["ir.config_parameter"].set_param("kam.assessment_days", "29")
        self.lead.action_set_lost()
        due(False)

    def test_only_who_may_write(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.user_employee).action_assess()
        self.assertFalse(self.plan.assessment_ids)
