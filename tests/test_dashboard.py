"""The dashboard: figures by hand, exactly the records behind each number, for whom, in few queries."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

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
        self.assertEqual(self.figure(data, "free")["value"], 66.7, "by revenue: 1,000 of 1,500")
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
        for key in (
            "free",
            "forecast",
            "margin",
            "satisfaction",
            "exceeded",
            "influence",
            "coordination",
            "retention",
            "share",
        ):
            self.assertIsNone(self.figure(data, key)["value"], key)

    def test_progress_of_plans_is_that_of_those_it_is_known_of(self):
        plans = self.env["kam.account.plan"].create(
            [{"account_id": one.id, "year": 2026} for one in (self.mine, self.theirs)]
        )
        self.env.flush_all()
        self.assertEqual([(one["count"], one["progress"]) for one in self.data(mine=False)["plans"]], [(2, None)])
        self.env.cr.execute(
            "UPDATE kam_account_plan SET progress = 40, progress_known = true WHERE id = %s", [plans[0].id]
        )
        self.env.invalidate_all()
        self.assertEqual([(one["count"], one["progress"]) for one in self.data(mine=False)["plans"]], [(2, 40)])

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

    def test_top_accounts_from_anywhere(self):
        self.env.cr.execute("UPDATE kam_account SET revenue = id WHERE id = ANY(%s)", [self.accounts.ids])
        self.env.invalidate_all()

        def top(user):
            return [one["name"] for one in self.env["kam.dashboard"].with_user(user).top_data()["accounts"]]

        self.assertEqual(top(self.user_sales), ["Other", "Mine"])
        self.assertEqual(top(self.user_manager)[:3], ["Other", "Theirs", "Mine"])
        for number in range(20):
            self.make_account(f"More {number}", user_id=self.user_sales.id)
        self.assertEqual(len(top(self.user_manager)), 20)
        with self.assertRaises(AccessError):
            top(self.user_employee)

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

    def fill_account(self, account, number):
        """Something of every kind that the dashboard counts."""
        rules = self.env["kam.alert.rule"].search([], limit=2)
        self.env["kam.alert"].create(
            [
                {
                    "account_id": account.id,
                    "rule_id": rule.id,
                    "severity": "high",
                    "state": state,
                    "since": "2026-01-01",
                }
                for rule, state in zip(rules, ("open", "resolved"), strict=True)
            ]
        )
        self.env["kam.influencing.action"].create(
            [
                {
                    "account_id": account.id,
                    "name": f"{state} {number}",
                    "date": day,
                    "state": state,
                    "user_id": account.user_id.id,
                }
                for state, day in (("done", "2026-05-01"), ("planned", "2026-06-01"), ("todo", "2026-07-01"))
            ]
        )
        step = self.env["kam.cadence.step"].search([], limit=1)
        self.env["kam.plan.milestone"].create(
            [
                {
                    "account_id": account.id,
                    "step_id": step.id,
                    "year": 2026,
                    "occurrence": place,
                    "date": day,
                    "state": state,
                    "user_id": account.user_id.id,
                }
                for place, (day, state) in enumerate(
                    (("2026-01-15", "done"), ("2026-03-15", "due"), ("2026-12-15", "planned")), start=50
                )
            ]
        )
        self.env["kam.account.plan"].create({"account_id": account.id, "year": 2026})
        self.env["kam.stakeholder"].create(
            [
                {"account_id": account.id, "name": "Chief", "power": 5, "support": "champion", "strength": 3},
                {"account_id": account.id, "name": "Left", "power": 5, "active": False},
            ]
        )
        self.env["kam.account.forecast"].create(
            {
                "account_id": account.id,
                "year": 2026,
                "quarter": 1,
                "date_start": "2026-01-01",
                "date_stop": "2026-03-31",
                "forecast": 100,
            }
        )
        self.lead(account, 100, "2025-04-01 10:00:00")
        self.lead(account, 300, "2026-02-01 10:00:00")
        self.lead(account, 50, date_deadline="2026-09-01", probability=50)
        self.lead(account, 70).action_set_lost()
        self.env["kam.assessment"].create({"account_id": account.id, "state": "submitted"})

    def test_every_number_is_exact_for_everybody(self):
        """With all kinds of records, archived ones and a colleague's opportunity among them."""
        for number, account in enumerate(self.accounts):
            self.fill_account(account, number)
        gone = self.make_account("Gone", user_id=self.user_sales.id)
        self.fill_account(gone, 9)
        gone.active = False
        self.lead(self.mine, 5000, "2026-03-01 10:00:00").user_id = self.user_sales2
        self.env.cr.execute("UPDATE kam_account SET tier_id = %s", [self.env.ref("kam_management.tier_key").id])
        self.env.cr.execute("UPDATE kam_account SET health_state = 'red' WHERE id = %s", [self.mine.id])
        self.env.invalidate_all()
        for user in (self.user_sales, self.user_sales2, self.user_all, self.user_manager):
            for mine in (True, False):
                data = self.data(user, mine=mine)
                self.assert_exact(user, data)
                self.assertNotIn("Gone", {one["name"] for one in data["top"]})
        data = self.data(self.user_sales, mine=True)
        self.assertEqual(self.figure(data, "revenue")["value"], 300.0, "the colleague's is not theirs to read")
        self.assertEqual(self.figure(data, "retention")["value"], 100.0)
        self.assertEqual([(one["label"], one["count"], one["late"]) for one in data["week"]][0], ("Actions", 4, 2))
        self.assertEqual((data["year"][0]["done"], data["year"][0]["late"], data["year"][0]["open"]), (2, 2, 2))
        self.assertEqual(self.figure(data, "alerts")["value"], 1, "one of a key account; the other account is none")
        self.assertEqual(data["top"][0]["next"], {"name": "todo 0", "date": "2026-07-01"})

    def test_companies(self):
        """Amounts in the main company's currency; the filter leaves one company and what all share."""
        other = self.env["res.company"].create({"name": "Abroad", "currency_id": self.env.ref("base.CHF").id})
        self.env["res.currency.rate"].create(
            {
                "currency_id": other.currency_id.id,
                "company_id": self.env["kam.account"]._main_company().id,
                "name": "2026-01-01",
                "rate": 2.0,
            }
        )
        account = self.make_account("Abroad", partner_vals={"company_id": other.id})
        self.env.cr.execute("UPDATE kam_account SET status = 'key' WHERE id = %s", [account.id])
        self.env.invalidate_all()
        self.lead(account, 800, "2026-03-01 10:00:00", company_id=other.id, user_id=False)
        self.lead(self.mine, 100, "2026-03-01 10:00:00", company_id=self.env.company.id)
        user = self.user_manager
        user.company_ids += other
        companies = [self.env.company.id, other.id]
        model = self.env["kam.dashboard"].with_user(user).with_context(allowed_company_ids=companies)

        def won(**filters):
            data = model.dashboard_data({"mine": False, **filters})
            figure = self.figure(data, "revenue")
            self.assertEqual(model.env["crm.lead"].search_count(figure["domain"]), figure["count"])
            return figure["value"]

        self.assertEqual(won(), 500.0, "800 CHF are 400 here")
        self.assertEqual(won(company_id=other.id), 400.0)
        self.assertEqual(won(company_id=self.env.company.id), 100.0)
        with self.assertRaisesRegex(AccessError, "Switch this company on"):
            self.data(self.user_all, company_id=other.id)

    def test_targets_of_what_is_in_view(self):
        self.env["kam.target"].create(
            [
                {"year": 2026, "measure": "won_revenue", "scope": "total", "target": 9000},
                {
                    "year": 2026,
                    "measure": "won_revenue",
                    "scope": "user",
                    "user_id": self.user_sales.id,
                    "target": 4000,
                },
            ]
        )
        self.assertEqual(self.figure(self.data(mine=False), "revenue")["target"], 9000)
        self.assertEqual(self.figure(self.data(mine=False, user_id=self.user_sales.id), "achieved")["target"], 4000)
        self.assertIsNone(self.figure(self.data(mine=False, year=2025), "revenue")["target"])

    def test_relationships_a_year_before(self):
        with self.at(datetime(2025, 3, 1, 12)):
            chief, clerk = self.env["kam.stakeholder"].create(
                [
                    {"account_id": self.mine.id, "name": "Chief", "power": 5, "support": "opponent", "strength": 1},
                    {"account_id": self.mine.id, "name": "Clerk", "power": 4, "support": "champion", "strength": 4},
                ]
            )
            self.env.flush_all()
        chief.create_date = clerk.create_date = datetime(2025, 3, 1, 12)
        with self.at(datetime(2026, 2, 1, 12)):
            chief.write({"support": "supporter", "strength": 3})
            self.env["kam.stakeholder"].create({"account_id": self.mine.id, "name": "New", "power": 5, "strength": 4})
        data = self.data(mine=False)
        self.assertEqual(
            (self.figure(data, "influence")["value"], self.figure(data, "influence")["before"]), (66.7, 50)
        )
        self.assertEqual((self.figure(data, "strong")["value"], self.figure(data, "strong")["before"]), (100, 50))

    def test_satisfaction(self):
        self.env["kam.satisfaction"].create(
            [
                {"account_id": account.id, "date": day, "score": score}
                for account, day, score in (
                    (self.mine, "2026-03-01", 9),
                    (self.theirs, "2026-04-01", 4),
                    (self.mine, "2025-03-01", 8),
                    (self.mine, "2025-11-01", 1),
                    (self.other, "2026-03-01", 1),
                )
            ]
            + [{"account_id": self.mine.id, "date": "2026-03-02", "verbatim": "No score"}]
        )
        data = self.data(mine=False)
        mean, exceeded = self.figure(data, "satisfaction"), self.figure(data, "exceeded")
        self.assertEqual((mean["value"], mean["before"], mean["count"]), (6.5, 8.0, 2))
        self.assertEqual((exceeded["value"], exceeded["before"]), (50.0, 0.0))
        self.assert_exact(self.user_manager, data)

    def test_a_role_without_the_crm_opens_it_too(self):
        user = new_test_user(self.env, "kam_service", groups="kam_management.group_kam_user")
        self.env["kam.account.member"].create({"account_id": self.mine.id, "user_id": user.id})
        self.lead(self.mine, 1000, "2026-03-01 10:00:00")
        data = self.data(user, mine=True)
        revenue = self.figure(data, "revenue")
        self.assertEqual((revenue["value"], revenue["model"]), (1000.0, False), "a number without a door")

    def test_queries_are_few_and_flat(self):
        made = []

        def count(number):
            for _place in range(number):
                account = self.make_account(f"More {len(made)}", user_id=self.user_sales.id)
                made.append(account.id)
                self.env.cr.execute("UPDATE kam_account SET status = 'key' WHERE id = %s", [account.id])
                self.env.invalidate_all()
                self.fill_account(account, len(made))
            self.env.cr.execute(
                "UPDATE kam_account SET override_segment_id = segment_id, override_until = '2027-01-01'"
            )
            self.env.invalidate_all()
            self.env.flush_all()
            found = []
            for user in (self.user_manager, self.user_sales):
                model = self.env["kam.dashboard"].with_user(user)
                model.dashboard_data({})
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                model.dashboard_data({})
                found.append(self.cr.sql_log_count - before)
            return found

        few = count(5)
        self.assertLess(max(few), 20)
        self.assertEqual(count(45), few)

    def test_fiscal_year_of_the_company(self):
        self.env.company.kam_fiscal_month = "4"
        self.lead(self.mine, 1000, "2026-03-01 10:00:00")
        self.lead(self.mine, 200, "2026-04-01 10:00:00")
        data = self.data(self.user_sales, mine=True)
        self.assertEqual(data["filters"]["year"], 2026)
        self.assertEqual(self.figure(data, "revenue")["value"], 200.0)
