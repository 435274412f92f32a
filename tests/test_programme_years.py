"""Years of the programme, its nightly run and its print."""

import subprocess
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.kam_management.models.kam_programme_item import ELEMENTS

from .programme_case import ProgrammeCase


class TestYears(ProgrammeCase):
    def test_a_year_that_is_over_stays(self):
        self.data()
        managers, steering = self.answer("before_managers"), self.answer("milestone_steering")
        centricity = self.answer("question_centricity")
        boss = self.as_(self.user_manager, steering)
        boss.write({"answer": "yes", "evidence": "Minutes", "user_id": self.user_manager.id})
        self.as_(self.user_manager, centricity).write({"answer": "partly", "user_id": self.user_sales.id})
        before = {one["code"]: one["score"] for one in self.data()["elements"]}
        self.one.user_id = self.two.user_id = False
        self.env.ref("kam_management.programme_question_centricity").element = "people"
        centricity_item = centricity.item_id
        with self.at(datetime(2027, 1, 2, 12)):
            data = self.data()
            self.assertEqual((data["year"], data["years"]), (2027, [2027, 2026]))
            self.assertEqual(managers.answer, "yes", "last year's figure stays")
            self.assertEqual(self.answer("before_managers", 2027).answer, "no")
            # what is reached once goes on; the self-assessment starts anew, its owner stays
            new = self.answer("milestone_steering", 2027)
            self.assertEqual((new.answer, new.evidence, new.user_id), ("yes", "Minutes", self.user_manager))
            self.assertEqual(new.date_done, steering.date_done)
            again = self.answer("question_centricity", 2027)
            self.assertEqual((again.answer, again.user_id), ("unknown", self.user_sales))
            for record, vals in ((managers, {"note": "x"}), (steering, {"answer": "no"})):
                with self.assertRaisesRegex(UserError, "2026 is over"):
                    self.as_(self.user_admin_kam, record).write(vals)
            # the item moves on, last year's radar does not
            centricity_item.element = "value"
            self.assertEqual((centricity.element, again.element), ("people", "value"))
            last = self.data(year=2026)
            self.assertTrue(last["frozen"])
            self.assertFalse(last["may_answer"])
            after = {one["code"]: one["before"] for one in self.data()["elements"]}
            for code in ("structure", "metrics", "planning", "value"):
                self.assertEqual(after[code], before[code], code)
            self.assertFalse(any(one["opens"] for one in last["items"]))
            with self.assertRaisesRegex(UserError, "no records"):
                self.as_(self.user_manager, managers).action_open_records()

    def test_an_item_archived_later_stays_in_last_year(self):
        self.data()
        item = self.env.ref("kam_management.programme_question_sponsors")
        self.as_(self.user_manager, self.answer("question_centricity")).answer = "yes"
        with self.at(datetime(2027, 1, 2, 12)):
            item.active = False
            data = self.data()
            culture = next(one for one in data["elements"] if one["code"] == "culture")
            self.assertEqual((culture["total"], culture["total_before"], culture["before"]), (6, 7, 50))

    def test_years_that_are_none(self):
        self.data()
        for year in (2020, 2031, "soon"):
            with self.assertRaisesRegex(UserError, "Choose one"):
                self.data(year=year)

    def test_the_fiscal_year_of_the_company(self):
        self.company.kam_fiscal_month = "10"
        self.assertEqual(self.data()["year"], 2025)

    def test_once(self):
        made = self.answers._prepare(self.company, 2026)
        self.assertEqual(len(made), 83)
        self.assertFalse(self.answers._prepare(self.company, 2026))


class TestRun(ProgrammeCase):
    def setUp(self):
        super().setUp()
        self.data()
        self.training = self.answer("milestone_training")

    def todos(self):
        return self.training.todo_ids

    def test_a_todo_when_it_is_due(self):
        self.training.write({"user_id": self.user_sales.id, "date_due": "2026-07-20"})
        self.run_crons("cron_programme")
        self.assertFalse(self.todos(), "three weeks ahead is too early")
        self.training.date_due = "2026-07-05"
        self.run_crons("cron_programme")
        todo = self.todos()
        self.assertEqual((len(todo), todo.user_id, todo.summary), (1, self.user_sales, "Programme: Training"))
        self.assertEqual((todo.date_deadline, todo.kam_source), (date(2026, 7, 5), "programme"))
        self.assertEqual((todo.res_model, todo.res_id), (self.training._name, self.training.id))
        self.run_crons("cron_programme")
        self.assertEqual(len(self.todos()), 1)
        self.assertTrue(self.env["kam.run"].search([("job", "=", "Status of the programme")]))
        self.training.answer = "yes"
        self.run_crons("cron_programme")
        self.assertFalse(self.todos())

    def test_done_once_it_does_not_come_back(self):
        self.training.write({"user_id": self.user_sales.id, "date_due": "2026-07-01"})
        self.run_crons("cron_programme")
        self.todos().with_user(self.user_sales).action_done()
        self.run_crons("cron_programme")
        self.assertFalse(self.todos())

    def test_nobody_drowns(self):
        due = self.answers.search([("company_id", "=", self.company.id), ("source", "=", False)], limit=8)
        due.write({"user_id": self.user_sales.id, "date_due": "2026-07-01"})
        self.run_crons("cron_programme")
        self.assertEqual(len(due.todo_ids), 5)

    def test_it_goes_on_into_the_new_year(self):
        self.training.write({"user_id": self.user_sales.id, "date_due": "2026-07-01"})
        self.run_crons("cron_programme")
        with self.at(datetime(2027, 1, 2, 5)):
            self.run_crons("cron_programme")
        self.assertFalse(self.todos())
        self.assertEqual(len(self.answers.search([("company_id", "=", self.company.id), ("year", "=", 2027)])), 83)


class TestPrint(ProgrammeCase):
    def text(self, user, answers):
        report = self.env["ir.actions.report"].with_user(user)
        report = report.with_context(force_report_rendering=True, allowed_company_ids=[self.company.id])
        with self.allow_pdf_render():
            pdf, kind = report._render_qweb_pdf("kam_management.report_programme", answers.ids)
        self.assertEqual(kind, "pdf")
        command = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60).stdout.decode()

    def test_the_status_as_pdf(self):
        self.data()
        self.as_(self.user_manager, self.answer("milestone_steering")).write(
            {"answer": "no", "user_id": self.user_sales.id, "date_due": "2026-06-01", "evidence": "Nobody <came>"}
        )
        text = self.text(self.user_sales, self.answer("milestone_steering"))
        words = " ".join(text.split())
        for part in ("Status of the key account programme, 2026", "Programme Ltd", "Nobody <came>", "2 of 2 key"):
            self.assertIn(part, words)
        for _code, label in ELEMENTS:
            self.assertIn(label, words)
        self.assertIn("late: was due 1 Jun 2026", words)
        for one in self.data()["items"]:
            self.assertIn(one["name"].split()[0], words)

    def test_one_document_for_each_year(self):
        self.data()
        with self.at(datetime(2027, 1, 2, 12)):
            self.data()
            answers = self.answers.search([("company_id", "=", self.company.id)])
            papers = self.as_(self.user_manager, answers)._report()
        self.assertEqual(len(papers), 2)
        self.assertEqual({paper["record"].year for paper in papers}, {2026, 2027})

    def test_nothing_for_outsiders(self):
        self.data()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.answer("milestone_steering").with_user(self.user_employee)._report()
