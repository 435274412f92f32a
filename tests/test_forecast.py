"""Forecast reliability and the other objectives of the programme as measures, by hand (K1)."""

from datetime import date, datetime

from odoo.exceptions import AccessError

from .common import KamCase


class TestForecast(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Forecast", user_id=cls.user_sales.id)
        cls.env.flush_all()
        segment = cls.env.ref("kam_management.segment_b")
        cls.env.cr.execute(
            "UPDATE kam_account SET status = 'key', decided_segment_id = %(segment)s, segment_id = %(segment)s"
            " WHERE id = %(id)s",
            {"segment": segment.id, "id": cls.account.id},
        )
        cls.env.invalidate_all()
        cls.forecasts = cls.env["kam.account.forecast"]
        cls.measures = cls.env["kam.measure"]

    def lead(self, revenue, deadline, probability=50, account=None, closed=None, **vals):
        lead = self.env["crm.lead"].create(
            {
                "name": f"Lead {revenue}",
                "type": "opportunity",
                "partner_id": (account or self.account).partner_id.id,
                "user_id": self.user_sales.id,
                "expected_revenue": revenue,
                "date_deadline": deadline,
                **vals,
            }
        )
        lead.probability = probability
        if closed:
            lead.action_set_won()
            lead.date_closed = closed
        self.env.flush_all()
        return lead

    def mine(self):
        return self.forecasts.search([("account_id", "=", self.account.id)], order="quarter")

    def measure(self, source, year=2026):
        return self.measures._measure(source, self.account, year).get(self.account.id)

    def test_kept_once_on_the_first_day_of_the_quarter(self):
        lead = self.lead(1000, "2026-05-01")
        self.lead(9000, "2026-07-01")  # not in this quarter
        with self.at(datetime(2026, 4, 1, 8)):
            self.run_crons("cron_forecast")
            self.assertEqual(self.mine().mapped("forecast"), [500.0])
            lead.probability = 90
            self.run_crons("cron_forecast")
            self.assertEqual(self.mine().mapped("forecast"), [500.0])
        self.assertEqual((self.mine().year, self.mine().quarter), (2026, 2))
        self.assertEqual((self.mine().date_start, self.mine().date_stop), (date(2026, 4, 1), date(2026, 6, 30)))

    def test_reliability_is_the_mean_of_the_quarters_that_ended(self):
        quarters = {1: (1000, 800), 2: (500, 1000), 3: (0, 0), 4: (700, 0)}
        for quarter, (forecast, won) in quarters.items():
            start = date(2026, 3 * quarter - 2, 1)
            stop = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)][quarter - 1]
            self.forecasts.create(
                {
                    "account_id": self.account.id,
                    "year": 2026,
                    "quarter": quarter,
                    "date_start": start,
                    "date_stop": stop,
                    "forecast": forecast,
                }
            )
            if won:
                self.lead(won, "2026-01-01", closed=f"{stop} 10:00:00")
        with self.at(date(2026, 11, 20)):
            # 80 % and 50 %; nothing was expected nor won in the third, the fourth has not ended
            self.assertEqual(self.measure("forecast"), 65.0)
            self.assertEqual(self.mine().mapped("won"), [800.0, 1000.0, 0.0, 0.0])
            self.assertEqual(self.mine().mapped("reliability_known"), [True, True, False, False])
            self.assertEqual([round(one.reliability) for one in self.mine()], [80, 50, 0, 0])
            data = self.env["kam.dashboard"].with_user(self.user_sales).dashboard_data({"mine": True})
            figure = next(one for one in data["objectives"] if one["key"] == "forecast")
            self.assertEqual(figure["value"], 65.0)
            records = self.forecasts.with_user(self.user_sales).search(figure["domain"])
            self.assertEqual(sorted(records.mapped("quarter")), [1, 2, 3])
        self.assertIsNone(self.measure("forecast", 2025))

    def test_a_deal_counts_on_the_day_it_is_where_the_company_is(self):
        self.account.partner_id.company_id = self.env.company
        self.env.company.partner_id.tz = "Pacific/Auckland"
        values = {"account_id": self.account.id, "year": 2026, "forecast": 100}
        first, second = self.forecasts.create(
            [
                {**values, "quarter": 1, "date_start": date(2026, 1, 1), "date_stop": date(2026, 3, 31)},
                {**values, "quarter": 2, "date_start": date(2026, 4, 1), "date_stop": date(2026, 6, 30)},
            ]
        )
        self.lead(10, "2026-03-31", closed="2026-03-31 10:59:59")  # 23:59:59 in Auckland
        self.lead(70, "2026-03-31", closed="2026-03-31 11:00:00")  # midnight: already the second quarter
        self.assertEqual((first.won, second.won), (10, 70))
        self.env.company.partner_id.tz = "America/New_York"
        (first | second).invalidate_recordset(["won"])
        self.assertEqual((first.won, second.won), (80, 0))

    def test_fiscal_year_from_april(self):
        self.env["kam.account"]._main_company().kam_fiscal_month = "4"
        with self.at(date(2027, 1, 5)):
            self.forecasts._take()
        self.assertEqual((self.mine().year, self.mine().quarter), (2026, 4))
        self.assertEqual((self.mine().date_start, self.mine().date_stop), (date(2027, 1, 1), date(2027, 3, 31)))

    def test_only_key_accounts(self):
        other = self.make_account("Other")
        self.forecasts._take()
        self.assertFalse(self.forecasts.search([("account_id", "=", other.id)]))
        self.assertTrue(self.mine())

    def test_margin_by_size_where_known(self):
        self.assertIsNone(self.measure("margin"))
        for revenue, margin in ((3000, 20.0), (1000, 40.0), (9000, None)):
            lead = self.lead(revenue, "2026-03-01", closed="2026-03-01 10:00:00")
            plan = self.env["kam.sales.plan"].create({"lead_id": lead.id})
            if margin is not None:
                plan.write({"margin_rate": margin, "margin_known": True})
        self.env.flush_all()
        self.assertEqual(self.measure("margin"), 25.0)

    def test_supporters_and_actions(self):
        self.assertIsNone(self.measure("supporters"))
        self.assertIsNone(self.measure("actions_done"))
        person = {"account_id": self.account.id, "power": 5}
        self.env["kam.stakeholder"].create(
            [
                {**person, "name": "Friend", "support": "champion"},
                {**person, "name": "Foe", "support": "opponent"},
                {**person, "name": "Clerk", "support": "champion", "power": 1},
            ]
        )
        action = {"account_id": self.account.id}
        self.env["kam.influencing.action"].create(
            [
                {**action, "name": "Done", "date": "2026-02-01", "state": "done"},
                {**action, "name": "Open", "date": "2026-03-01", "state": "planned"},
                {**action, "name": "Dropped", "date": "2026-03-01", "state": "cancelled"},
                {**action, "name": "Later", "date": "2026-12-01", "state": "planned"},
            ]
        )
        with self.at(date(2026, 11, 20)):
            self.assertEqual(self.measure("supporters"), 50.0)
            self.assertEqual(self.measure("actions_done"), 50.0)

    def test_nobody_writes_a_forecast(self):
        self.forecasts._take()
        for user in (self.user_sales, self.user_manager, self.user_admin_kam):
            with self.assertRaises(AccessError):
                self.mine().with_user(user).write({"forecast": 1})
        self.assertFalse(self.forecasts.with_user(self.user_sales2).search([("account_id", "=", self.account.id)]))

    def test_queries_do_not_grow(self):
        def count(number):
            for place in range(number):
                self.make_account(f"More {number} {place}")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE kam_account SET status = 'key', decided_segment_id = 2 WHERE status = 'prospect'"
            )
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.forecasts._take()
            return self.cr.sql_log_count - before

        count(1)
        few = count(2)
        self.assertLessEqual(count(20), few)
