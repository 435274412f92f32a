"""The year on one screen: what is done, late and coming, for whom, in a flat number of queries."""

from datetime import datetime

from odoo.exceptions import AccessError

from .test_cadence import CadenceCase


class TestTimeline(CadenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = (("Plan", 2, "planning"), ("Look back", 7, "plan_review"), ("Ask", 10, "survey"))
        cls.steps.create(
            [
                {"name": name, "month": month, "day": 15, "kind": kind, "segment_ids": [(6, 0, cls.segment_a.ids)]}
                for name, month, kind in kinds
            ]
        )

    def timeline(self, user, day, account=None, **kwargs):
        """What a user sees on a day."""
        with self.at(datetime.fromisoformat(day)):
            accounts = account or self.env["kam.account"]
            return accounts.with_user(user).year_timeline(**kwargs)

    def test_states(self):
        self.run_on("2026-01-02")
        self.run_on("2026-02-10")
        with self.at(datetime(2026, 2, 12)):
            self.of(self.a).filtered(lambda one: one.date.month == 2).action_done()
        self.run_on("2026-07-20")
        data = self.timeline(self.user_sales, "2026-10-05", self.a)
        (row,) = data["rows"]
        self.assertEqual([item["state"] for item in row["items"]], ["done", "late", "coming"])
        self.assertEqual([item["phase"] for item in row["items"]], ["planning", "review", ""])
        self.assertEqual((data["year"], data["label"], len(data["months"])), (2026, "2026", 12))
        self.run_on("2026-10-05")
        data = self.timeline(self.user_sales, "2026-10-05", self.a)
        self.assertEqual([item["state"] for item in data["rows"][0]["items"]], ["done", "late", "due"])

    def test_fiscal_year(self):
        self.env.company.kam_fiscal_month = "4"
        self.run_on("2026-04-02")
        data = self.timeline(self.user_sales, "2026-05-05", self.a)
        self.assertEqual(
            (data["label"], data["months"][0]["key"], data["months"][-1]["key"]), ("2026/27", "2026-04", "2027-03")
        )
        self.assertEqual(
            [item["date"] for item in data["rows"][0]["items"]], ["2026-05-15", "2026-10-15", "2027-01-15"]
        )

    def test_who_sees_what(self):
        other = self.account_of("Else Ltd", self.segment_a, user_id=self.user_sales2.id)
        self.run_on("2026-01-02")

        def names(user, **kwargs):
            return {row["account_id"] for row in self.timeline(user, "2026-03-01", **kwargs)["rows"]}

        self.assertEqual(names(self.user_sales), {self.a.id})
        self.assertEqual(names(self.user_sales, user_id=0), {self.a.id}, "only what one may read")
        self.assertEqual(names(self.user_sales, user_id=self.user_sales2.id), set())
        self.assertEqual(names(self.user_manager, user_id=0) & {self.a.id, other.id}, {self.a.id, other.id})
        self.assertEqual(names(self.user_manager, user_id=self.user_sales2.id), {other.id})
        self.assertEqual(names(self.user_manager), set(), "oneself first")
        managers = self.timeline(self.user_manager, "2026-03-01")["managers"]
        self.assertLessEqual({self.user_sales.id, self.user_sales2.id}, {one["id"] for one in managers})
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.timeline(user, "2026-03-01", self.a)
            with self.assertRaises(AccessError):
                self.timeline(user, "2026-03-01")
        with self.assertRaises(AccessError):
            self.timeline(self.user_sales, "2026-03-01", other)

    def test_cancelled_is_left_out_and_a_wild_year_is_this_one(self):
        self.run_on("2026-01-02")
        self.classify(self.a, self.segment_b)
        self.run_on("2026-01-03")
        self.assertEqual(self.timeline(self.user_sales, "2026-01-03", self.a)["rows"][0]["items"], [])
        self.assertEqual(self.timeline(self.user_sales, "2026-01-03")["rows"], [])
        self.assertEqual(self.timeline(self.user_sales, "2026-01-03", self.a, year=20266)["year"], 2026)

    def test_actions_by_month(self):
        activity = self.env["kam.influencing.activity"].search([("kind", "=", "personal")], limit=1)
        make = self.env["kam.influencing.action"].create
        for day, state in (("2026-02-03", "done"), ("2026-02-20", "planned"), ("2026-05-05", "planned")):
            make({"account_id": self.a.id, "activity_id": activity.id, "date": day, "state": state})
        data = self.timeline(self.user_sales, "2026-03-01", self.a)
        self.assertEqual(
            data["rows"][0]["actions"],
            [
                {"month": "2026-02", "done": 1, "late": 1, "coming": 0},
                {"month": "2026-05", "done": 0, "late": 0, "coming": 1},
            ],
        )

    def test_queries_are_flat(self):
        def queries(number):
            for place in range(number):
                self.account_of(f"Flat {number} {place}", self.segment_a, user_id=self.user_sales.id)
            self.run_on("2026-01-02")
            self.timeline(self.user_sales, "2026-03-01")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.timeline(self.user_sales, "2026-03-01")["rows"]
            return len(rows), self.cr.sql_log_count - before

        few, many = queries(2), queries(30)
        self.assertEqual((few[0], many[0]), (3, 33))
        self.assertEqual(few[1], many[1])
        self.assertLess(many[1], 25)

    def test_pages(self):
        for place in range(45):
            self.account_of(f"Page {place}", self.segment_a, user_id=self.user_sales.id)
        self.run_on("2026-01-02")
        first, second = (self.timeline(self.user_sales, "2026-01-05", offset=offset) for offset in (0, 40))
        self.assertEqual((first["total"], len(first["rows"]), len(second["rows"])), (46, 40, 6))
