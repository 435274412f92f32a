"""Accounts side by side: what stands in the cells, who may see them, and how much it costs."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import KamCase

SALES = "sales_team.group_sale_salesman"


class ComparisonCase(KamCase):
    """Two accounts of the same manager, one of somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.criterion"].search([]).active = False
        criteria = cls.env["kam.criterion"].with_context(active_test=False)
        for code, weight in (("size", 30), ("trust", 25), ("service", 75)):
            criteria.search([("code", "=", code)]).write({"active": True, "weight": weight, "source": "manual"})
        criteria.search([("code", "=", "service")]).group = "strategic"  # three groups make a radar
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.first = cls.make_account("First Ltd", user_id=cls.user_sales.id)
        cls.second = cls.make_account("Second Ltd", user_id=cls.user_sales.id)
        cls.foreign = cls.make_account("Foreign Ltd", user_id=cls.user_sales2.id)
        (cls.first + cls.second + cls.foreign).write({"screened_segment_id": cls.segment_b.id})
        cls.rate(cls.first, {"size": 5, "trust": 4, "service": 2})
        cls.rate(cls.second, {"size": 3, "trust": 4})
        cls.rate(cls.foreign, {"size": 1, "trust": 1})
        cls.env.flush_all()

    def compare(self, accounts, user=None, segment=None):
        self.env.flush_all()
        self.env.invalidate_all()
        comparison = self.env["kam.comparison"].with_user(user or self.user_sales)
        return comparison.comparison_data(accounts.ids, segment and segment.id)

    def row(self, data, key):
        rows = {row["key"]: row for section in data["sections"] for row in section["rows"]}
        return rows[key]

    def criterion_row(self, data, code):
        criterion = self.env["kam.criterion"].search([("code", "=", code)])
        return self.row(data, f"criterion_{criterion.id}")


class TestComparison(ComparisonCase):
    """The rows, the marks, the average and the rights."""

    def test_criterion_by_criterion(self):
        data = self.compare(self.first + self.second)
        self.assertEqual([column["name"] for column in data["columns"]], ["First Ltd", "Second Ltd"])
        size = self.criterion_row(data, "size")
        self.assertEqual([cell["text"] for cell in size["cells"]], ["5", "3"])
        self.assertEqual([cell["mark"] for cell in size["cells"]], ["best", "worst"])
        # size is all of its axis: (5 - 1) * 25 and (3 - 1) * 25 of 100 points
        self.assertEqual([cell["sub"] for cell in size["cells"]], ["100.0 points", "50.0 points"])
        self.assertIn(self.env.user.name, size["cells"][0]["by"])
        self.assertEqual(size["sub"], "weight 100 %")
        trust = self.criterion_row(data, "trust")
        self.assertEqual((trust["differs"], [cell["mark"] for cell in trust["cells"]]), (False, [False, False]))
        self.assertEqual(trust["sub"], "weight 25 %")
        # of two rated: 25 * 3 * 25 / 100; alone it is all that is rated: 3 * 25
        self.assertEqual([cell["sub"] for cell in trust["cells"]], ["18.8 points", "75.0 points"])

    def test_unknown_is_not_zero(self):
        service = self.criterion_row(self.compare(self.first + self.second), "service")
        known, unknown = service["cells"]
        self.assertEqual((known["known"], known["value"]), (True, 2))
        self.assertEqual((unknown["known"], unknown["value"], unknown["text"]), (False, None, "unknown"))
        self.assertEqual((known["mark"], unknown["mark"]), (False, False), "nothing to be stronger than")
        radar = next(one for one in self.compare(self.first + self.second)["radars"] if one["code"] == "groups")
        self.assertNotIn(0, [value for one in radar["series"] for value in one["values"]])

    def test_a_click_opens_the_rating(self):
        cell = self.criterion_row(self.compare(self.first + self.second), "size")["cells"][1]
        found = self.env[cell["open"]["model"]].with_user(self.user_sales).search(cell["open"]["domain"])
        self.assertEqual((found.account_id, found.value), (self.second, 3))

    def test_revenue_by_year_opens_what_was_won(self):
        with self.at("2026-06-15 12:00:00"):
            for amount, closed in ((700, "2026-02-01"), (50, "2025-12-31"), (9, "2024-05-05")):
                self.won(self.first, amount, f"{closed} 12:00:00")
            data = self.compare(self.first + self.second)
        for year, amount in ((2026, 700), (2025, 50), (2024, 9)):
            won, none = self.row(data, f"year_{year}")["cells"]
            self.assertEqual(won["value"], amount)
            self.assertFalse(none["known"], "nothing is known of an account without opportunities")
            leads = self.env["crm.lead"].search(won["open"]["domain"])
            self.assertEqual(sum(leads.mapped("expected_revenue")), amount)

    def won(self, account, amount, closed, **vals):
        """An opportunity won at a moment (UTC)."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "expected_revenue": amount,
                "user_id": self.user_sales.id,
            }
        )
        lead.action_set_won()
        lead.write({"date_closed": closed, **vals})
        return lead

    def test_twelve_months_open_what_was_won_in_them(self):
        with self.at("2026-06-15 12:00:00"):
            young = self.won(self.first, 700, "2026-02-01 12:00:00")
            hidden = self.won(self.first, 30, "2025-08-01 12:00:00", active=False)
            old = self.won(self.first, 50, "2025-02-01 12:00:00")
            self.won(self.first, 9, "2023-05-05 12:00:00")
            self.first._screen()
            data = self.compare(self.first)
            revenue, growth = (self.row(data, key)["cells"][0] for key in ("revenue", "growth"))
            self.assertEqual(revenue["value"], 730)
            leads = self.env["crm.lead"]
            self.assertEqual(leads.search(revenue["open"]["domain"]), young + hidden)
            self.assertEqual(leads.search(growth["open"]["domain"]), young + hidden + old)

    def test_a_year_opens_the_days_of_the_company(self):
        self.env.company.partner_id.tz = "America/New_York"
        with self.at("2026-06-15 12:00:00"):
            last_night = self.won(self.first, 50, "2026-01-01 03:00:00")
            data = self.compare(self.first)
            for year, value, records in ((2025, 50, last_night), (2026, 0, self.env["crm.lead"])):
                cell = self.row(data, f"year_{year}")["cells"][0]
                self.assertEqual((cell["value"], self.env["crm.lead"].search(cell["open"]["domain"])), (value, records))

    def test_the_average_leaves_out_archived_accounts(self):
        rule = self.env["kam.alert.rule"].search([], limit=1)
        found = {"rule_id": rule.id, "severity": rule.severity, "since": "2026-01-01"}
        for account in (self.first, self.foreign):
            self.env["kam.alert"].create({**found, "account_id": account.id})
        self.foreign.active = False
        self.env.flush_all()
        count = self.env["kam.account"].search_count([("segment_id", "=", self.segment_b.id)])
        alerts = self.env["kam.alert"].search_count(
            [
                ("account_id", "any", [("segment_id", "=", self.segment_b.id)]),
                ("account_id.active", "=", True),
                ("state", "in", ("open", "acknowledged")),
            ]
        )
        data = self.compare(self.first, self.user_manager, self.segment_b)
        self.assertAlmostEqual(self.row(data, "alerts")["cells"][-1]["value"], alerts / count)
        rated = self.env["kam.account.rating"].search(self.criterion_row(data, "size")["cells"][-1]["open"]["domain"])
        self.assertNotIn(self.foreign, rated.account_id)

    def test_those_one_may_not_see_are_left_out_and_that_is_said(self):
        data = self.compare(self.first + self.foreign)
        self.assertEqual([column["id"] for column in data["columns"]], [self.first.id])
        self.assertIn("1 of the chosen accounts", data["notes"][0])
        self.assertNotIn("Foreign", str(data))

    def test_average_of_what_one_may_read(self):
        mine = self.criterion_row(self.compare(self.first, segment=self.segment_b), "size")
        self.assertEqual([cell["text"] for cell in mine["cells"]], ["5", "4.0"], "5 and 3")
        data = self.compare(self.first, self.user_manager, self.segment_b)
        count = self.env["kam.account"].search_count([("segment_id", "=", self.segment_b.id)])
        self.assertEqual(data["columns"][-1]["company"], f"{count} accounts")
        ratings = self.env["kam.account.rating"].search(
            [("criterion_id.code", "=", "size"), ("account_id.segment_id", "=", self.segment_b.id)]
        )
        mean = self.criterion_row(data, "size")["cells"][-1]["value"]
        self.assertAlmostEqual(mean, sum(ratings.mapped("value")) / len(ratings))
        self.assertEqual(self.row(data, "segment")["cells"][-1]["text"], "B")

    def test_a_segment_of_none_of_them_has_no_average(self):
        data = self.compare(self.first, segment=self.env.ref("kam_management.segment_a"))
        self.assertEqual((len(data["columns"]), data["segment_id"]), (1, False))

    def test_seven_are_too_many(self):
        accounts = self.env["kam.account"].union(
            *(self.make_account(f"No. {number}", user_id=self.user_sales.id) for number in range(7))
        )
        with self.assertRaisesRegex(UserError, "at most 6"):
            self.compare(accounts)
        with self.assertRaisesRegex(UserError, "at most 6"):
            accounts.with_user(self.user_sales).action_compare()
        action = accounts[:6].with_user(self.user_sales).action_compare()
        self.assertEqual(action["params"]["account_ids"], ",".join(map(str, accounts[:6].ids)))
        six = self.compare(accounts[:6], segment=self.env["kam.segment"])
        self.assertEqual(len(six["columns"]), 6)

    def test_six_leave_no_room_for_the_average(self):
        accounts = self.env["kam.account"].union(
            *(self.make_account(f"No. {number}", user_id=self.user_sales.id) for number in range(6))
        )
        accounts.screened_segment_id = self.segment_b
        data = self.compare(accounts, segment=self.segment_b)
        self.assertEqual(len(data["columns"]), 6)
        self.assertIn("Take one account out", data["notes"][0])

    def test_nobody_from_outside(self):
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.compare(self.first, user)

    def test_amounts_of_companies_are_converted(self):
        elsewhere = self.env["res.company"].create(
            {"name": "Elsewhere Ltd", "currency_id": self.env.ref("base.EUR").id}
        )
        self.env.ref("base.EUR").active = True
        other = self.make_account("Other Ltd", partner_vals={"company_id": elsewhere.id})
        self.first.partner_id.company_id = self.env.ref("base.main_company")
        for account in self.first + other:
            account.sudo().revenue = 100
        user = new_test_user(
            self.env,
            login="kam_both",
            groups="sales_team.group_sale_manager",
            company_ids=[(6, 0, [elsewhere.id, self.env.ref("base.main_company").id])],
        )
        self.env.flush_all()
        comparison = self.env["kam.comparison"].with_user(user)
        comparison = comparison.with_context(allowed_company_ids=user.company_ids.ids)
        accounts = type(self.env["kam.account"])
        rates = {company.id: 1.0 for company in self.env["res.company"].search([])} | {elsewhere.id: 2.0}
        with patch.object(accounts, "_currency_rates", lambda self, main: rates):
            data = comparison.comparison_data([self.first.id, other.id])
        self.assertEqual([cell["value"] for cell in self.row(data, "revenue")["cells"]], [100, 200])
        self.assertIn("several companies", data["notes"][-1])
        self.assertEqual(data["columns"][1]["company"], "Elsewhere Ltd")

    def test_what_is_no_account_is_refused_with_a_sentence(self):
        comparison = self.env["kam.comparison"].with_user(self.user_sales)
        for ids in (["x"], [None], 7, [float("inf")]):
            with self.assertRaisesRegex(UserError, "These are not accounts"):
                comparison.comparison_data(ids)

    def test_queries_do_not_depend_on_the_number_of_accounts(self):
        more = self.env["kam.account"].union(
            *(self.make_account(f"More {number}", user_id=self.user_sales.id) for number in range(4))
        )
        for account in more:
            self.rate(account, {"size": 3, "trust": 2, "service": 5})
        more.screened_segment_id = self.segment_b
        self.compare(self.first + self.second, segment=self.segment_b)  # warm
        counts = []
        for accounts in (self.first, self.first + self.second, self.first + self.second + more[:3]):
            self.env.flush_all()
            self.env.invalidate_all()
            comparison = self.env["kam.comparison"].with_user(self.user_sales)
            before = self.cr.sql_log_count
            comparison.comparison_data(accounts.ids, self.segment_b.id)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(max(counts) - min(counts), 1, counts)
        self.assertLess(max(counts), 80)


class TestPrinted(ComparisonCase):
    """One page, with what the screen shows."""

    def html(self, user, **data):
        report = self.env["ir.actions.report"].with_user(user)
        html, _kind = report._render_qweb_html("kam_management.report_account_comparison", None, data=data)
        return html.decode()

    def test_the_page(self):
        ids = f"{self.first.id},{self.second.id}"
        html = self.html(self.user_sales, account_ids=ids)
        for text in ("First Ltd", "Second Ltd", "unknown", "weight 25 %", "<svg", "↑"):
            self.assertIn(text, html)
        for text in ("False", "None<", "Foreign"):
            self.assertNotIn(text, html)
        few = self.html(self.user_sales, account_ids=ids, only_differences="1")
        self.assertIn("weight 75 %", few)
        self.assertNotIn("weight 25 %", few, "trust is the same for both")

    def test_an_account_one_may_not_read_is_not_printed(self):
        html = self.html(self.user_sales, account_ids=f"{self.first.id},{self.foreign.id}")
        self.assertNotIn("Foreign", html)
        self.assertIn("1 of the chosen accounts", html)

    def test_nothing_chosen(self):
        self.assertIn("No account was chosen", self.html(self.user_sales))
