"""The dashboard: figures by hand, exactly the records behind each number, for whom, in few queries."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError

from .common import KamCase


class TestDashboard(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.make_account("Mine", user_id=cls.user_sales.id)
        cls.theirs = cls.make_account("Theirs", user_id=cls.user_sales2.id)
        cls.other = cls.make_account("Other", user_id=cls.user_sales.id)
        cls.env.flush_all()
        segment = cls.env.ref("kam_management.segment_b")
        cls.env.cr.execute(
            "UPDATE kam_account SET status = 'key', decided_segment_id = %(segment)s, segment_id = %(segment)s"
            " WHERE id = ANY(%(ids)s)",
            {"segment": segment.id, "ids": [cls.mine.id, cls.theirs.id]},
        )
        cls.env.invalidate_all()
        cls.accounts = cls.mine + cls.theirs + cls.other

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(datetime(2026, 6, 30, 12)))
        # Only these three: the figures are computed by hand.
        self.env["kam.account"].search([("id", "not in", self.accounts.ids)]).write({"user_id": False})
        self.only = [("id", "in", self.accounts.ids)]

    def lead(self, account, revenue, closed=None, **vals):
        lead = self.env["crm.lead"].create(
            {
                "name": f"Lead {revenue}",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "user_id": account.user_id.id,
                "expected_revenue": revenue,
                **vals,
            }
        )
        if closed:
            lead.action_set_won()
            lead.date_closed = closed
        self.env.flush_all()
        return lead

    def data(self, user=None, **filters):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kam.dashboard"].with_user(user or self.user_manager).dashboard_data(filters)

    def figure(self, data, key):
        return {one["key"]: one for one in self.all_figures(data)}[key]

    def all_figures(self, data):
        measured = [one for measure in data["measures"] for one in measure["figures"]]
        return [*data["figures"], *data["objectives"], *measured]

    def assert_exact(self, user, data):
        """Every number opens exactly the records it counts, for the user who sees it."""

        def check(model, domain, count, label):
            self.assertEqual(self.env[model].with_user(user).search_count(domain), count, label)

        for one in self.all_figures(data):
            if one["model"]:
                check(one["model"], one["domain"], one["count"], one["key"])
                if one["part"]:
                    check(one["model"], one["part"]["domain"], one["part"]["count"], f"part of {one['key']}")
        for one in data["tiers"]:
            check("kam.account", one["domain"], one["total"], one["name"])
            for state, count in one["counts"].items():
                check("kam.account", [*one["domain"], *one["more"][state]], count, f"{one['name']} {state}")
        for one in data["week"]:
            check(one["model"], one["domain"], one["count"], one["label"])
            check(one["model"], [*one["domain"], *one["more"]["late"]], one["late"], f"{one['label']} late")
        for one in data["year"]:
            check("kam.plan.milestone", one["domain"], one["done"] + one["late"] + one["open"], one["name"])
            for state, more in one["more"].items():
                check("kam.plan.milestone", [*one["domain"], *more], one[state], f"{one['name']} {state}")
        for one in data["alerts"]:
            check("kam.alert", one["domain"], one["count"], one["label"])
        for one in data["plans"]:
            check("kam.account.plan", one["domain"], one["count"], one["label"])
        for one in data["approvals"]:
            check(one["model"], one["domain"], one["count"], one["label"])
        for one in data["load"]:
            total = sum(segment["count"] for segment in one["segments"])
            check("kam.account", one["domain"], total, one["name"])
            for segment in one["segments"]:
                check("kam.account", [*one["domain"], *segment["more"]], segment["count"], segment["code"])

    def test_revenue_of_this_year_against_the_same_months(self):
        self.lead(self.mine, 1000, "2026-03-01 10:00:00")
        self.lead(self.theirs, 500, "2026-06-30 10:00:00")
        self.lead(self.other, 500, "2026-02-01 10:00:00")
        self.lead(self.mine, 400, "2025-03-01 10:00:00")
        self.lead(self.mine, 9000, "2025-11-01 10:00:00")  # after the same day of the year before
        data = self.data(mine=False)
        revenue = self.figure(data, "revenue")
        self.assertEqual((revenue["value"], revenue["before"]), (1500.0, 400.0))
        self.assertEqual(self.figure(data, "share")["value"], 75.0)
        mine = self.figure(self.data(self.user_sales, mine=True), "revenue")
        self.assertEqual(mine["value"], 1000.0)

    def test_every_number_opens_exactly_its_records(self):
        self.lead(self.mine, 1000, "2026-03-01 10:00:00", kam_no_competition=True, date_deadline="2026-03-20")
        self.lead(self.mine, 500, "2026-04-01 10:00:00", date_deadline="2026-01-01")
        self.lead(self.mine, 700, probability=40)
        self.env["kam.stakeholder"].create(
            [
                {"account_id": self.mine.id, "name": "Chief", "power": 5, "support": "champion", "strength": 3},
                {"account_id": self.mine.id, "name": "Foe", "power": 4, "support": "opponent"},
            ]
        )
        self.env["kam.influencing.action"].create(
            [
                {"account_id": self.mine.id, "name": "Done", "date": "2026-05-01", "state": "done"},
                {"account_id": self.mine.id, "name": "Open", "date": "2026-06-01", "state": "planned"},
                {"account_id": self.mine.id, "name": "Later", "date": "2026-12-01", "state": "planned"},
            ]
        )
        data = self.data(self.user_sales, mine=True)
        self.assertEqual(self.figure(data, "free")["value"], 50.0)
        self.assertEqual(self.figure(data, "influence")["value"], 50.0)
        self.assertEqual(self.figure(data, "coordination")["value"], 50.0)
        expected = {
            "revenue": 2,
            "free": 2,
            "influence": 2,
            "coordination": 2,
            "identified": 3,
            "qualified": 3,
            "strong": 2,
            "pipeline": 1,
        }
        for key, number in expected.items():
            figure = self.figure(data, key)
            records = self.env[figure["model"]].with_user(self.user_sales)
            self.assertEqual(records.search_count(figure["domain"]), number, key)
            self.assertEqual(figure["count"], number, key)
        week = data["week"][0]
        self.assertEqual((week["count"], week["late"]), (0, 0), "the open action is nobody's")
        self.assert_exact(self.user_sales, data)
        for user in (self.user_sales, self.user_sales2, self.user_all, self.user_manager):
            self.assert_exact(user, self.data(user, mine=False))

    def test_what_is_not_known_is_not_zero(self):
        data = self.data(self.user_sales, mine=True)
        for key in ("free", "forecast", "margin", "satisfaction", "influence", "coordination", "retention", "share"):
            self.assertIsNone(self.figure(data, key)["value"], key)

    def test_retention(self):
        self.lead(self.mine, 100, "2025-09-01 10:00:00")
        self.lead(self.mine, 100, "2026-02-01 10:00:00")
        self.lead(self.theirs, 100, "2025-09-01 10:00:00")
        self.assertEqual(self.figure(self.data(mine=False), "retention")["value"], 50.0)

    def test_filters(self):
        self.lead(self.mine, 1000, "2026-03-01 10:00:00")
        self.lead(self.theirs, 500, "2026-03-01 10:00:00")
        self.lead(self.theirs, 300, "2025-12-01 10:00:00")
        by_user = self.data(mine=False, user_id=self.user_sales2.id)
        self.assertEqual(self.figure(by_user, "revenue")["value"], 500.0)
        self.assertEqual([one["name"] for one in by_user["top"]], ["Theirs"])
        last_year = self.data(mine=False, user_id=self.user_sales2.id, year=2025)
        self.assertEqual(self.figure(last_year, "revenue")["value"], 300.0)
        segment = self.env.ref("kam_management.segment_b")
        by_segment = self.data(mine=False, segment_id=segment.id)
        self.assertLessEqual({"Mine", "Theirs"}, {one["name"] for one in by_segment["top"]})
        self.assertNotIn("Other", {one["name"] for one in by_segment["top"]})
        load = {one["name"]: one for one in by_segment["load"]}
        row = next(one for one in load[self.user_sales.name]["segments"] if one["code"] == "B")
        self.assertEqual((row["count"], row["slots"]), (1, 10))

    def test_filters_that_are_none(self):
        for filters, words in (({"year": 20266}, "fiscal year from 1990"), ({"user_id": "me"}, "filters again")):
            with self.assertRaisesRegex(UserError, words):
                self.data(**filters)

    def test_for_whom(self):
        self.lead(self.theirs, 500, "2026-03-01 10:00:00")
        data = self.data(self.user_sales, mine=False)
        self.assertNotIn("Theirs", {one["name"] for one in data["top"]})
        self.assertEqual(self.figure(data, "revenue")["value"], 0.0)
        with self.assertRaises(AccessError):
            self.data(self.user_employee)

    def test_queries_are_few_and_flat(self):
        def count(number):
            for place in range(number):
                account = self.make_account(f"More {place}", user_id=self.user_sales.id)
                self.lead(account, 10, "2026-03-01 10:00:00")
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["kam.dashboard"].with_user(self.user_manager)
            before = self.cr.sql_log_count
            model.dashboard_data({"mine": False})
            return self.cr.sql_log_count - before

        count(1)
        few = count(1)
        self.assertLessEqual(count(20), few + 2)

    def test_fiscal_year_of_the_company(self):
        self.env.company.kam_fiscal_month = "4"
        self.lead(self.mine, 1000, "2026-03-01 10:00:00")
        self.lead(self.mine, 200, "2026-04-01 10:00:00")
        data = self.data(self.user_sales, mine=True)
        self.assertEqual(data["filters"]["year"], 2026)
        self.assertEqual(self.figure(data, "revenue")["value"], 200.0)
