"""The summary that is one page, however much there is to say; the booklet of all plans."""

import re
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError

from odoo.addons.kam_management.models import kam_account_summary_report

from .pdf_case import PdfCase
from .plan_case import PlanCase

LONG = "An extraordinarily long sentence about nothing that goes on and on, WWWW MMMM 漢字. " * 5


class SummaryCase(PdfCase, PlanCase):
    """``account`` with a plan, and ``full``, of which everything there is too much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.full = cls.key_account(LONG[:120], cls.segment_a, sponsor_id=cls.user_manager.id)
        cls.full_plan = cls.make_plan(cls.full)
        cls.full_plan.proposition = f"<p>{LONG * 3}</p>"
        cls.full.partner_id.industry_id = env["res.partner.industry"].create({"name": LONG})
        for number in range(9):
            row = {"account_id": cls.full.id, "name": f"{number} {LONG}"[:200]}
            env["kam.stakeholder"].create({**row, "title": LONG[:150], "power": 5})
            env["kam.plan.goal"].create({"plan_id": cls.full_plan.id, "name": row["name"]})
            measured = {"measure": LONG, "unit": "kilograms per square metre", "baseline": 1, "target": 123456789.5}
            env["kam.plan.objective"].create({"plan_id": cls.full_plan.id, "name": row["name"], **measured})
            env["kam.plan.risk"].create({"plan_id": cls.full_plan.id, "name": row["name"]})
        for rule in env["kam.alert.rule"].search([], limit=7):
            alert = {"account_id": cls.full.id, "rule_id": rule.id, "severity": "high", "since": "2026-01-01"}
            env["kam.alert"].create({**alert, "opened_on": "2026-01-01", "details": {"year": 2026}})
        for index, step in enumerate(env["kam.cadence.step"].search([])):
            date = f"2026-12-{index + 1:02d}"
            key = [("account_id", "=", cls.full.id), ("step_id", "=", step.id), ("year", "=", 2026)]
            env["kam.plan.milestone"].search(key).unlink()
            env["kam.plan.milestone"].create(
                {"account_id": cls.full.id, "step_id": step.id, "year": 2026, "date": date, "plan_id": cls.full_plan.id}
            )
        for number in range(7):
            user = env["res.users"].create({"name": f"Member {number} {LONG}"[:100], "login": f"kam_member_{number}"})
            env["kam.account.member"].create({"account_id": cls.full.id, "user_id": user.id})

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(datetime(2026, 4, 15, 12)))


class TestAccountSummaryPdf(SummaryCase):
    """One page, and what is on it."""

    def test_typical(self):
        self.user_sales.name = "Sam Okafor"
        self.env["kam.stakeholder"].create(
            {"account_id": self.account.id, "name": "Chief Buyer", "power": 5, "support": "champion", "strength": 3}
        )
        self.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "expected_revenue": 64000,
            }
        ).action_set_won()
        self.account.level_id = self.env.ref("kam_management.level_vendor")
        self.account.target_level_id = self.env.ref("kam_management.level_partner")
        pages = self.pdf("report_account_summary", self.account, self.user_sales)
        self.assertEqual(len(pages), 1)
        text = " ".join(pages[0].split())
        for words in (
            "Planned Customer",
            "Segment Strategically important",
            "Key account",
            "Product Vendor → Business Partner",
            "Attractiveness",
            "Relative strength",
            "Health",
            "Weighted pipeline",
            "2026 $ 64,000",
            "Account manager",
            "Chief Buyer Champion",
            "relationship 3 of 4",
            "Less stock",
            "Win the plant in Gent",
            "Account plan 2026: Draft",
            "15 Apr 2026",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Shortened", text)

    def test_the_worst_warning_stands_first(self):
        rules = self.env["kam.alert.rule"].search([], limit=3)
        for rule, severity in zip(rules, ("low", "high", "medium"), strict=True):
            row = {"account_id": self.account.id, "rule_id": rule.id, "severity": severity, "details": {"year": 2026}}
            self.env["kam.alert"].create({**row, "since": "2026-01-01", "opened_on": "2026-01-01"})
        [paper] = self.as_(self.user_sales, self.account)._summary_report()
        warnings = paper["parts"][0][1]
        self.assertEqual([row["end"] for row in warnings["rows"]], ["High", "Medium", "Low"])

    def test_what_there_is_room_for_is_not_cut(self):
        self.user_sales.name = "Sam Okafor"
        sentence = "Open six stores in six weeks each, from one hand and with no delay"
        for number in range(5):
            self.env["kam.plan.goal"].create({"plan_id": self.plan.id, "name": f"{number} {sentence}"})
            self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": f"Person {number}"})
        for paper in ("base.paperformat_euro", "base.paperformat_us"):
            self.env.company.paperformat_id = self.env.ref(paper)
            pages = self.pdf("report_account_summary", self.account)
            self.assertEqual(len(pages), 1, paper)
            text = " ".join(pages[0].split())
            self.assertNotIn("Shortened", text, text[-700:])
            self.assertIn("Person 4", text)
            self.assertEqual(text.count("delay"), 5)

    def test_as_full_as_the_calculation_allows_is_one_page(self):
        budgets = [(rows, lines) for lines in (3, 2, 1) for rows in range(12, -1, -1)]
        parts = ("stakeholder_ids", "member_ids", "plan_ids.goal_ids", "plan_ids.objective_ids")
        for paper in ("base.paperformat_euro", "base.paperformat_us"):
            self.env.company.paperformat_id = self.env.ref(paper)
            for part in parts:
                with self.subTest(paper=paper, part=part), patch.object(kam_account_summary_report, "BUDGETS", budgets):
                    self.full.mapped(part)[3:].unlink()
                    self.assertEqual(len(self.pdf("report_account_summary", self.full)), 1)

    def test_empty(self):
        pages = self.pdf("report_account_summary", self.make_account("Nothing known"))
        self.assertEqual(len(pages), 1)
        text = " ".join(pages[0].split())
        for words in ("Nothing won yet.", "Nobody is on the map yet.", "Nobody is named.", "Nothing lies ahead."):
            self.assertIn(words, text)
        self.assertNotIn("Shortened", text)

    def test_overfull_is_one_page_and_says_what_is_missing_in_either_paper(self):
        for paper in ("base.paperformat_euro", "base.paperformat_us"):
            self.env.company.paperformat_id = self.env.ref(paper)
            pages = self.pdf("report_account_summary", self.full)
            self.assertEqual(len(pages), 1, paper)
            self.assertIn("…", pages[0])
            # however much room: of goals 10, objectives 10, people 9, team 9, warnings 7 and the milestones, no less
            # than 3, 3, 5, 5, 4 and 4 are there
            steps = self.env["kam.cadence.step"].search_count([])
            left = int(re.search(r"(\d+) rows are left out", " ".join(pages[0].split()))[1])
            self.assertLessEqual(left, 7 + 7 + 4 + 4 + 3 + (steps - 4))
            self.assertGreater(left, 0)

    def test_overfull_under_a_tall_head(self):
        self.env.company.write(
            {
                "company_details": "<br/>".join(f"Address line {number}" for number in range(15)),
                "paperformat_id": self.env.ref("base.paperformat_us").id,
                "external_report_layout_id": self.env.ref("web.external_layout_bubble").id,
            }
        )
        self.assertEqual(len(self.pdf("report_account_summary", self.full)), 1)

    def test_one_page_for_each_of_several(self):
        pages = self.pdf("report_account_summary", self.full | self.account | self.make_account("Nothing known"))
        self.assertEqual(len(pages), 3)
        self.assertEqual([self.page_number(page) for page in pages], [(1, 1)] * 3)

    def test_rights(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal, self.user_controller):
            with self.assertRaises(AccessError):
                self.as_(user, self.account)._summary_report()
        person = self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": "Chief", "power": 5})
        self.env["kam.stakeholder.agenda"].create({"stakeholder_id": person.id, "personal_agenda": "MARKER"})
        self.assertNotIn("MARKER", str(self.as_(self.user_sales, self.account)._summary_report()))

    def test_queries_stay_flat_per_account(self):
        def count(accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            accounts.with_user(self.user_manager)._summary_report()
            return self.cr.sql_log_count - before

        accounts = self.account.browse([self.key_account(f"Bulk {n}", self.segment_b).id for n in range(12)])
        count(accounts[:3])
        self.assertLessEqual(count(accounts) / 12, count(accounts[:3]) / 3)


class TestPortfolioPdf(SummaryCase):
    """The booklet of all plans."""

    def test_by_tier_with_totals_then_half_a_page_each(self):
        other = self.make_plan(self.key_account("Second Customer", self.segment_b))
        other.objective_ids.write({"measure": "m", "baseline": 0, "target": 10, "current": 10, "source": "typed"})
        plans = self.plan | self.full_plan | other
        pages = self.pdf("report_plan_portfolio", plans)
        self.assert_page_numbers(pages)
        text = " ".join(" ".join(pages).split())
        tiers = plans.account_id.tier_id.sorted("sequence")
        sections = [f"{one.name} ({len(plans.filtered(lambda p, one=one: p.tier_id == one))})" for one in tiers]
        self.assert_in_order(("Account plans 2026", "3 plans", "Together", "Draft: 3", *sections), text)
        self.assertIn("12, reached 1, late 0", text)  # one, ten and one objectives
        self.assertIn("Second Customer, 2026", text)
        self.assertEqual(text.count("Their goals"), 3)
        halves = [page for page in pages if "Their goals" in page]
        self.assertEqual(len(halves), 2, "two plans on a page")
        self.assertEqual(text.count("Shortened to half a page"), 1)

    def test_by_manager(self):
        self.full.user_id = False
        text = self.words("report_plan_portfolio_manager", self.plan | self.full_plan)
        self.assert_in_order(("kam_user_sales", "(1)", "No account manager (1)"), text)

    def test_two_overfull_plans_share_a_page_of_letter_paper(self):
        self.env.company.paperformat_id = self.env.ref("base.paperformat_us")
        second = self.make_plan(self.key_account("Second Customer", self.segment_b))
        for number in range(5):
            for model in ("kam.plan.goal", "kam.plan.objective", "kam.plan.risk"):
                self.env[model].create({"plan_id": second.id, "name": f"{number} {LONG}"[:150]})
        pages = self.pdf("report_plan_portfolio", self.full_plan | second)
        self.assertEqual(len([page for page in pages if "Their goals" in page]), 1)

    def test_only_plans_one_may_read(self):
        with self.assertRaises(AccessError):
            self.as_(self.user_sales2, self.plan | self.full_plan)._portfolio_report()
        self.words("report_plan_portfolio", self.plan, self.user_sales)

    def test_queries_hardly_depend_on_how_many_plans_there_are(self):
        def count(plans):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans.with_user(self.user_manager)._portfolio_report()
            return self.cr.sql_log_count - before

        plans = self.plan.browse([self.make_plan(self.key_account(f"Bulk {n}", self.segment_b)).id for n in range(20)])
        count(plans[:4])
        self.assertLessEqual(count(plans), count(plans[:4]) + 4)
