"""Workbooks: what they hold, for whom, that text stays text, and that memory does not grow."""

import io
import json
import tracemalloc
import zipfile
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import KamCase, KamHttpCase


def sheets(content):
    """The sheets of a workbook as lists of rows: {name: [[value]]}."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


class TestPortfolioWorkbook(KamCase):
    """The workbook of the accounts that were chosen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("=HYPERLINK(A1)", user_id=cls.user_sales.id)
        cls.other = cls.make_account("Plain Customer", user_id=cls.user_sales2.id)
        cls.rate(cls.account, {"trust": 4})
        cls.criterion = cls.env.ref("kam_management.criterion_trust")
        cls.plan = cls.env["kam.account.plan"].create({"account_id": cls.account.id})
        cls.action = cls.env["kam.influencing.action"].create(
            {"account_id": cls.account.id, "name": "@dinner", "date": "2026-03-02"}
        )

    def workbook(self, user, accounts=None):
        stream = io.BytesIO()
        ids = (accounts or self.account + self.other).ids
        self.env["kam.xlsx"].with_user(user)._portfolio(ids, stream)
        return stream.getvalue()

    def test_sheets(self):
        found = sheets(self.workbook(self.user_manager))
        self.assertEqual(list(found), ["Accounts", "Scores by Criterion", "Portfolio", "Plans", "Actions", "Alerts"])
        heads = found["Accounts"][0]
        rows = {row[0]: dict(zip(heads, row, strict=True)) for row in found["Accounts"][1:]}
        self.assertEqual(set(rows), {"=HYPERLINK(A1)", "Plain Customer"})
        self.assertEqual(rows["=HYPERLINK(A1)"]["Account Manager"], self.user_sales.name)
        self.assertIsNone(rows["Plain Customer"]["Score"], "unknown is not zero")
        self.assertTrue(rows["Plain Customer"]["Currency"])
        scores = found["Scores by Criterion"]
        column = next(place for place, head in enumerate(scores[0]) if head.startswith(self.criterion.name))
        self.assertEqual({row[0]: row[column] for row in scores[1:]}, {"=HYPERLINK(A1)": 4, "Plain Customer": None})
        self.assertEqual(found["Plans"][1][:2], ["=HYPERLINK(A1)", self.plan.year])
        self.assertEqual(found["Actions"][1][2], "@dinner")

    def test_text_is_never_a_formula(self):
        for prefix in "=+-@":
            self.make_account(f"{prefix}1+1", user_id=self.user_sales.id)
        accounts = self.env["kam.account"].search([("user_id", "=", self.user_sales.id)])
        with zipfile.ZipFile(io.BytesIO(self.workbook(self.user_manager, accounts))) as book:
            parts = [name for name in book.namelist() if "worksheets/sheet" in name]
            for name in parts:
                self.assertNotIn(b"<f>", book.read(name), name)
        self.assertEqual(len(parts), 6)
        book = openpyxl.load_workbook(io.BytesIO(self.workbook(self.user_manager, accounts)))
        for row in book["Accounts"].iter_rows(min_row=2):
            self.assertIn(row[0].data_type, ("s", "inlineStr"), row[0].value)

    def test_chart_is_native(self):
        self.env.cr.execute(
            """UPDATE kam_account SET attractiveness = 70, strength = 40, attractiveness_known = true,
                      strength_known = true, revenue = 1000 WHERE id = %s""",
            [self.account.id],
        )
        self.env.invalidate_all()
        with zipfile.ZipFile(io.BytesIO(self.workbook(self.user_manager))) as book:
            chart = book.read("xl/charts/chart1.xml")
        self.assertIn(b"scatterChart", chart)
        found = sheets(self.workbook(self.user_manager))["Portfolio"]
        self.assertEqual(found[1][:4], ["=HYPERLINK(A1)", 40, 70, 1000])

    def test_others_accounts_stay_out(self):
        content = self.workbook(self.user_sales2)
        found = sheets(content)
        self.assertEqual([row[0] for row in found["Accounts"][1:]], ["Plain Customer"])
        for rows in found.values():
            self.assertFalse([row for row in rows if "=HYPERLINK(A1)" in row or "@dinner" in row])

    def test_queries_are_flat(self):
        def count(accounts):
            self.workbook(self.user_manager, accounts)  # caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.workbook(self.user_manager, accounts)
            return self.env.cr.sql_log_count - before

        many = self.account + self.other
        for number in range(48):
            many += self.make_account(f"Customer {number}", user_id=self.user_sales.id)
        self.assertLessEqual(count(many), count(self.account + self.other) + 2)

    def test_rows_go_on_in_the_next_sheet(self):
        from odoo.addons.kam_management.report.xlsx_book import Book, Table

        stream = io.BytesIO()
        book = Book(stream)
        table = Table(book, "Rows/All", ["Number"], max_rows=4)
        for number in range(5):
            table.row([number])
        table.finish()
        book.close()
        self.assertEqual(
            sheets(stream.getvalue()), {"Rows All": [["Number"], [0], [1], [2]], "Rows All 2": [["Number"], [3], [4]]}
        )

    def test_memory_does_not_grow(self):
        from odoo.addons.kam_management.report.xlsx_book import Book

        def peak(rows):
            tracemalloc.start()
            stream = open("/dev/null", "wb")
            with stream:
                book = Book(stream)
                table = book.table("Rows", [f"Column {number}" for number in range(10)])
                for number in range(rows):
                    table.row([f"text {number}"] * 5 + [number] * 5)
                table.finish()
            result = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return result

        self.assertLess(peak(6000), peak(600) + 1_000_000)


class TestDownload(KamHttpCase):
    """The route, by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Secret Customer", user_id=cls.user_sales.id)
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        cls.user_elsewhere = new_test_user(
            cls.env,
            login="kam_elsewhere",
            groups="sales_team.group_sale_manager",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )
        cls.account.partner_id.company_id = cls.env.company

    def fetch(self, user, kind="portfolio", **data):
        self.authenticate(user.login, user.login)
        return self.url_open(
            f"/kam_management/xlsx/{kind}",
            data={"data": json.dumps(data or {"ids": self.account.ids}), "csrf_token": self.csrf_token()},
        )

    def csrf_token(self):
        from odoo.http import Request

        return Request.csrf_token(self)

    def test_by_role(self):
        for user in (self.user_sales, self.user_all, self.user_manager, self.user_admin_kam):
            answer = self.fetch(user)
            self.assertEqual(answer.status_code, 200, user.login)
            self.assertEqual(sheets(answer.content)["Accounts"][1][0], "Secret Customer")
            self.assertIn("portfolio_", answer.headers["Content-Disposition"])
        for user in (self.user_sales2, self.user_elsewhere):
            answer = self.fetch(user)
            self.assertEqual(answer.status_code, 500, user.login)
            self.assertIn("nothing to export", answer.text)
            self.assertNotIn("Secret Customer", answer.text)
        for user in (self.user_employee, self.user_portal):
            self.assertEqual(self.fetch(user).status_code, 403, user.login)

    def test_a_whole_search(self):
        answer = self.fetch(self.user_sales, domain=[["user_id", "=", self.user_sales.id]])
        self.assertEqual([row[0] for row in sheets(answer.content)["Accounts"][1:]], ["Secret Customer"])
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", "1")
        chosen = self.account.with_user(self.user_sales).with_context(active_domain=[["id", ">", 0]])
        self.assertEqual(chosen.action_portfolio_workbook()["params"]["data"], {"domain": [["id", ">", 0]]})
        self.assertEqual(
            self.account.with_user(self.user_sales).action_portfolio_workbook()["params"]["data"],
            {"ids": self.account.ids},
        )

    def test_progress_is_told_while_it_is_written(self):
        """What is noted between two chunks is what the browser is told when it asks, and only whom it belongs to."""
        more = self.make_account("Second Customer", user_id=self.user_sales.id)
        progress = self.env["kam.xlsx.progress"].with_user(self.user_sales)
        seen = []
        kept = type(self.env["kam.xlsx"])._tell

        def tell(model, done, total):
            kept(model, done, total)
            progress.env.invalidate_all()
            seen.append(progress.look("my-token"))

        with (
            patch.object(type(self.env["kam.xlsx"]), "_tell", tell),
            patch("odoo.addons.kam_management.models.kam_xlsx.CHUNK", 1),
        ):
            answer = self.fetch(self.user_sales, ids=(self.account + more).ids, token="my-token")
        self.assertEqual(len(sheets(answer.content)["Accounts"]), 3)
        self.assertEqual([(one["done"], one["total"]) for one in seen], [(0, 2), (1, 2), (2, 2)])
        self.assertFalse(self.env["kam.xlsx.progress"].with_user(self.user_manager).look("my-token"))
        with self.assertRaises(AccessError):
            self.env["kam.xlsx.progress"].with_user(self.user_employee).look("my-token")

    def test_a_stopped_download_ends(self):
        progress = self.env["kam.xlsx.progress"]
        progress.with_user(self.user_manager).stop("my-token")
        self.assertEqual(self.fetch(self.user_sales, ids=self.account.ids, token="my-token").status_code, 200)
        progress.with_user(self.user_sales).stop("my-token")
        answer = self.fetch(self.user_sales, ids=self.account.ids, token="my-token")
        self.assertEqual(answer.status_code, 500)
        self.assertIn("The download was stopped", answer.text)

    def test_a_long_name_of_a_download_is_found_again(self):
        progress = self.env["kam.xlsx.progress"].with_user(self.user_sales)
        for _twice in range(2):
            progress.stop("x" * 100)
        self.assertEqual(progress.look("x" * 100)["state"], "cancelled")
        self.assertEqual(progress.sudo().search_count([("create_uid", "=", self.user_sales.id)]), 1)

    def test_unknown_workbook(self):
        self.assertIn("There is no such workbook", self.fetch(self.user_sales, kind="nothing").text)


class TestPlanWorkbook(KamCase):
    """The workbook of one plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Planned Customer", user_id=cls.user_sales.id)
        cls.plan = cls.env["kam.account.plan"].create(
            {
                "account_id": cls.account.id,
                "proposition": "<p>=We deliver on time</p>",
                "goal_ids": [(0, 0, {"name": "+Grow in Asia"})],
                "risk_ids": [(0, 0, {"name": "@Merger"})],
                "swot_ids": [(0, 0, {"name": "-Late twice", "kind": "weakness"})],
            }
        )
        objective = cls.env["kam.plan.objective"].create(
            {"plan_id": cls.plan.id, "name": "Become first choice", "target": 80, "target_known": True}
        )
        strategy = cls.env["kam.plan.strategy"].create({"objective_id": objective.id, "name": "Meet the plants"})
        cls.env["kam.plan.tactic"].create({"strategy_id": strategy.id, "name": "Visit", "quarter": "3"})
        cls.env["kam.competitor"].create({"account_id": cls.account.id, "name": "Rival"})
        cls.env["kam.value.proposition"].create({"account_id": cls.account.id, "name": "=Less stock"})
        stakeholder = cls.env["kam.stakeholder"].create({"account_id": cls.account.id, "name": "Director"})
        cls.env["kam.stakeholder.agenda"].with_user(cls.user_sales).create(
            {"stakeholder_id": stakeholder.id, "personal_agenda": "MARKER wants to retire"}
        )

    def workbook(self, user):
        stream = io.BytesIO()
        self.env["kam.xlsx"].with_user(user)._workbook("plan", self.plan.ids, None, stream)
        return stream.getvalue()

    def test_sheets(self):
        content = self.workbook(self.user_sales)
        found = sheets(content)
        self.assertEqual(list(found), ["One Page", "Development Plan", "SWOT", "Competition", "Value", "Signatures"])
        page = [value for row in found["One Page"] for value in row if value is not None]
        for text in ("=We deliver on time", "+Grow in Asia", "@Merger", "Become first choice", 80):
            self.assertIn(text, page)
        heads, *rows = found["Development Plan"]
        self.assertEqual(rows[-1][:6], ["Become first choice", "Meet the plants", None, None, "Visit", None])
        self.assertEqual(heads[2:6], ["Q1", "Q2", "Q3", "Q4"])
        self.assertEqual(found["SWOT"][1][:2], ["Weakness", "-Late twice"])
        self.assertEqual(found["Competition"][1][0], "Rival")
        self.assertEqual(found["Value"][1][0], "=Less stock")
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                self.assertNotIn(b"<f>", book.read(name), name)
                self.assertNotIn(b"MARKER", book.read(name), name)

    def test_an_empty_plan(self):
        account = self.make_account("Bare", user_id=self.user_sales.id)
        self.plan = self.env["kam.account.plan"].create({"account_id": account.id})
        page = sheets(self.workbook(self.user_manager))["One Page"]
        texts = [value for row in page for value in row if value is not None]
        self.assertIn("Not written yet.", texts)
        self.assertEqual(texts.count("Nothing yet."), 3)
        self.assertNotIn("False", map(str, texts))

    def test_not_for_others(self):
        with self.assertRaisesRegex(UserError, "nothing to export"):
            self.workbook(self.user_sales2)
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.workbook(user)
