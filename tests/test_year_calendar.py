"""The calendar of the year on paper: twelve boxes on one page, and behind it what they have no room for."""

import re
import subprocess
from datetime import date

from odoo.exceptions import AccessError

from .plan_case import PlanCase

REPORT = "kam_management.kam_year_calendar_report"


class TestYearCalendar(PlanCase):
    """One account with a line of every kind, looked at on 20 June 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_sales.name, cls.user_manager.name = "Sam Okafor", "Mia Lind"
        env, account = cls.env, cls.account
        cls.step = env["kam.cadence.step"].search([], limit=1)
        cls.step.name = "Yearly review"
        env["kam.plan.milestone"].create(
            [
                {
                    "account_id": account.id,
                    "step_id": cls.step.id,
                    "year": 2026,
                    "occurrence": 7,
                    "date": "2026-02-10",
                    "state": state,
                    "user_id": cls.user_manager.id,
                }
                for state in ("done",)
            ]
        )
        cls.action("Visit of the plant", "2026-05-04")
        cls.action("Dinner", "2026-08-14", state="done")
        cls.action("Called off", "2026-08-15", state="cancelled")
        cls.action("Last year", "2025-12-31")
        strategy = env["kam.plan.strategy"].create({"objective_id": cls.objective.id, "name": "Together"})
        env["kam.plan.tactic"].create(
            {"strategy_id": strategy.id, "name": "Pilot", "date_due": "2026-11-02", "user_id": cls.user_sales.id}
        )
        env["kam.contract"].create(
            {
                "account_id": account.id,
                "name": "Frame",
                "is_signed": True,
                "start_date": "2025-01-01",
                "end_date": "2026-12-31",
                "notice_number": 3,
                "notice_unit": "month",
            }
        )

    @classmethod
    def action(cls, name, day, account=None, **vals):
        account = cls.account if account is None else account
        values = {"name": name, "date": day, "account_id": account.id, "user_id": cls.user_sales.id, **vals}
        return cls.env["kam.influencing.action"].create(values)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at("2026-06-20 10:00:00"))

    def sheet(self, **kwargs):
        return self.as_(self.user_sales, self.account)._year_sheet(2026, **kwargs)

    def lines(self, sheet):
        """{(month, text): state}"""
        return {
            (month["name"], f"{one['day']} {one['text']}"): one["state"]
            for row in sheet["months"]
            for month in row
            for one in month["items"]
        }

    def pdf(self, records, report=REPORT, data=None, user=None):
        model = self.env["ir.actions.report"].with_user(user or self.user_sales)
        with self.allow_pdf_render():
            content, kind = model.with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids, data)
        self.assertEqual(kind, "pdf")
        pages = int(re.search(r"Pages:\s+(\d+)", self.tool("pdfinfo", content)).group(1))
        self.assertIn("842 x 595", self.tool("pdfinfo", content), "not landscape")
        return self.tool("pdftotext", content), pages

    def tool(self, name, content):
        options = ["-layout", "-", "-"] if name == "pdftotext" else ["-"]
        done = subprocess.run([name, *options], input=content, capture_output=True, check=True, timeout=60)
        return done.stdout.decode()

    def test_what_stands_where(self):
        self.assertEqual(
            self.lines(self.sheet()),
            {
                ("February 2026", "10 Yearly review Q7"): "done",
                ("May 2026", "4 Visit of the plant"): "late",
                ("August 2026", "14 Dinner"): "done",
                ("November 2026", "2 Pilot"): "planned",
                ("September 2026", "30 Frame: last day for notice"): "planned",
                ("December 2026", "31 Frame ends"): "planned",
            },
        )

    def test_quarters_are_columns(self):
        sheet = self.sheet()
        names = [[month["name"].split()[0] for month in row] for row in sheet["months"]]
        self.assertEqual(names[0], ["January", "April", "July", "October"])
        self.assertEqual(names[2], ["March", "June", "September", "December"])
        self.assertEqual([month["name"] for row in sheet["months"] for month in row if month["now"]], ["June 2026"])
        owners = dict(sheet["legend"]["owners"])
        self.assertEqual(owners, {"ML": "Mia Lind", "SO": "Sam Okafor"})

    def test_a_fiscal_year_that_starts_in_april(self):
        self.env.company.kam_fiscal_month = "4"
        sheet = self.sheet()
        self.assertEqual(sheet["months"][0][0]["name"], "April 2026")
        self.assertEqual(sheet["months"][2][3]["name"], "March 2027")
        self.assertIn("2026/27", sheet["head"]["title"])
        self.assertNotIn(("February 2026", "10 Yearly review Q7"), self.lines(sheet))

    def test_one_page(self):
        text, pages = self.pdf(self.account)
        self.assertEqual(pages, 1)
        for words in ("Planned Customer", "January 2026", "Visit of the plant", "Pilot", "Sam Okafor", "Milestone"):
            self.assertIn(words, text)
        self.assertNotIn("False", text)
        self.assertNotIn("Called off", text)

    def test_empty_year(self):
        text, pages = self.pdf(self.key_account("Nothing Yet Ltd", self.segment_a))
        self.assertEqual(pages, 1)
        self.assertIn("December 2026", text)

    def test_an_overfull_month_goes_on_behind(self):
        """Thirty actions with long names in May: the page stays one page, and nothing is lost or cut."""
        long = "with everybody who has a say in the decision about the new plant"
        for number in range(30):
            self.action(f"Meeting {number:02d} {long}", f"2026-05-{number % 28 + 1:02d}")
        sheet = self.sheet()
        (month,) = [month for row in sheet["months"] for month in row if month["name"] == "May 2026"]
        self.assertEqual(len(month["items"]) + len(month["rest"]), 31)
        self.assertIn(str(len(month["rest"])), month["more"])
        text, pages = self.pdf(self.account)
        self.assertGreaterEqual(pages, 2)
        first, *behind = text.split("\f")
        self.assertIn("December 2026", first, "the twelve months do not stand on one page")
        self.assertIn("May 2026, continued", "".join(behind))
        self.assertEqual({f"Meeting {n:02d}" for n in range(30)} - set(re.findall(r"Meeting \d\d", text)), set())

    def test_of_a_manager(self):
        """All accounts of a manager on one page, each line with its account; others' are left out."""
        other = self.key_account("Second Customer", self.segment_a)
        self.action("Second visit", "2026-05-05", account=other)
        foreign = self.key_account("Foreign Customer", self.segment_a)
        foreign.user_id = self.user_sales2
        self.action("Foreign visit", "2026-05-06", account=foreign)
        action = self.as_(self.user_sales, self.env["kam.account"]).action_print_year(2026)
        text, pages = self.pdf(self.env["kam.account"], data=action["data"])
        self.assertEqual(pages, 1)
        self.assertIn("Sam Okafor", text)
        for words in ("Planned Customer:", "Second Customer:", "Second visit"):
            self.assertIn(words, text)
        self.assertNotIn("Foreign", text)

    def test_of_a_plan(self):
        text, _pages = self.pdf(self.plan, "kam_management.kam_plan_calendar_report")
        self.assertIn("Year 2026 of Planned Customer", text)

    def test_access(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.as_(user, self.account)._year_sheet(2026)
        with self.assertRaises(AccessError):
            self.as_(self.user_employee, self.env["kam.account"]).action_print_year(2026)

    def test_mass_actions_of_the_segment(self):
        mass = self.action("Newsletter", "2026-10-10", account=self.env["kam.account"])
        self.assertNotIn("10 Newsletter", str(self.lines(self.sheet())))
        mass.audience_segment_ids = self.segment_a
        self.assertIn(("October 2026", "10 Newsletter"), self.lines(self.sheet()))

    def test_queries_stay_flat(self):
        """Forty actions take as many queries as ten."""
        counts = []
        for number in (10, 30):
            for one in range(number):
                self.action(f"Action {number} {one}", date(2026, 1 + one % 12, 5))
            self.sheet()
            self.env.flush_all()
            self.env.invalidate_all()
            account = self.account.with_user(self.user_sales)
            before = self.cr.sql_log_count
            account._year_sheet(2026)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
