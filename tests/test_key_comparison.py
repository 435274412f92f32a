"""Key accounts beside all others, against figures worked out by hand."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .target_case import TargetCase


class TestComparison(TargetCase):
    """``first``, ``second`` and ``third`` against ``other``, ``spare`` and whatever the database has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spare = cls.make_account("Spare", user_id=cls.user_sales2.id, team_id=cls.team.id)
        cls.won(cls.spare, 25, "2030-02-01")
        cls.other.team_id = cls.team
        cls.won(cls.first, 60, "2029-11-01")  # later than today, a year ago
        cls.env["kam.segment"].search([]).cost_to_serve = 0
        cls.segment_a.cost_to_serve = 90
        cls.segment_b.cost_to_serve = 30
        cls.env.flush_all()

    def compared(self, user=None, **filters):
        data = (
            self.env["kam.key.comparison"]
            .with_user(user or self.user_manager)
            .comparison_data({"year": 2030, "team_id": self.team.id, **filters})
        )
        return data, {
            row["code"]: [row["figures"][group]["value"] for group in ("key", "other")] for row in data["rows"]
        }

    def test_by_hand(self):
        data, rows = self.compared()
        self.assertEqual([group["count"] for group in data["groups"]], [3, 2])
        # 750 against 1000 until August a year before; 100 against 50, with the new customer's 25 among the 100
        self.assertEqual(rows["growth"], [-25, 100])
        self.assertEqual(rows["retention"], [66.67, 100])  # two of three bought again, and the only one
        self.assertEqual(rows["won_revenue"], [250, 50])
        self.assertEqual(rows["cost_to_serve"], [50, None])  # (90 + 30 + 30) / 3
        self.assertEqual(rows["cost_share"], [20, None])  # 150 of 750
        self.assertEqual(rows["margin"], [None, None])
        self.assertEqual(rows["satisfaction"], [None, None])

    def test_margin_and_satisfaction_where_known(self):
        deal = self.lead(self.first, 300)
        deal.action_set_won()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET date_closed = '2030-03-01' WHERE id = %s", [deal.id])
        self.env.invalidate_all()
        self.env["kam.sales.plan"].create({"lead_id": deal.id, "margin_rate": 0, "margin_known": True})
        for account, score in ((self.first, 9), (self.first, 6), (self.second, 3), (self.other, 0)):
            self.env["kam.satisfaction"].create({"account_id": account.id, "score": score, "date": "2030-04-01"})
        _data, rows = self.compared()
        self.assertEqual(rows["margin"], [0, None])  # known, and zero
        self.assertEqual(rows["satisfaction"], [6, 0])  # the mean of all three answers

    def test_the_year_before(self):
        data, rows = self.compared(year=2029)
        self.assertEqual(rows["won_revenue"], [353.33, 25])  # of the others one won 50, one nothing
        self.assertEqual(rows["growth"], [None, None])  # nothing was won in 2028
        before = next(row for row in self.compared()[0]["rows"] if row["code"] == "won_revenue")
        self.assertEqual(before["figures"]["key"]["before"], 353.33)

    def test_only_accounts_one_may_read(self):
        data, rows = self.compared(self.user_sales2)
        self.assertEqual([group["count"] for group in data["groups"]], [1, 1])  # third and spare
        self.assertEqual(rows["won_revenue"], [0, 25])
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.compared(user)

    def test_each_figure_opens_what_it_was_made_of(self):
        comparison = self.env["kam.key.comparison"].with_user(self.user_manager)
        filters = {"year": 2030, "team_id": self.team.id}
        data = self.compared()[0]
        for row in data["rows"]:
            for group in data["groups"]:
                action = comparison.open_records(filters, group["code"], row["code"])
                records = self.env[action["res_model"]].with_user(self.user_manager)
                found = records.with_context(**action["context"]).search(action["domain"])
                if row["code"] == "growth":
                    self.assertEqual(sum(found.mapped("expected_revenue")), 750 if group["code"] == "key" else 100)
                if row["code"] == "retention":
                    expected = self.first | self.second | self.third if group["code"] == "key" else self.other
                    self.assertEqual(found.ids, expected.ids)

    def test_filters_that_are_none(self):
        comparison = self.env["kam.key.comparison"].with_user(self.user_manager)
        for filters in ({"year": 2031}, {"year": "x"}, {"team_id": "x"}):
            with self.assertRaises(UserError):
                comparison.comparison_data(filters)
        with self.assertRaises(UserError):
            comparison.open_records({}, "nobody", "growth")
        with self.assertRaises(UserError):
            comparison.open_records({}, "key", "unlink")

    def test_queries_do_not_grow(self):
        few = self.queries(self.compared)
        for number in range(25):
            account = self.make_account(f"More {number}", team_id=self.team.id)
            self.won(account, 10, "2030-02-01")
        self.assertLessEqual(self.queries(self.compared), few + 1)
