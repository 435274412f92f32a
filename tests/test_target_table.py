"""The table of targets: who sees which rows, setting one figure, and clicking through to what was counted."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .target_case import TargetCase


class TestTable(TargetCase):
    """``table_data`` and what the screen calls."""

    def table(self, user, **filters):
        targets = self.env["kam.target"].with_user(user)
        return targets.table_data({"year": 2030, "company_id": 0, **filters})

    def rows(self, user, **filters):
        return [(row["depth"], row["name"]) for row in self.table(user, **filters)["rows"]]

    def row(self, scope="account", place=None, **vals):
        return {
            "year": 2030,
            "measure": "won_revenue",
            "company_id": 0,
            "scope": scope,
            "place_id": place.id if place else 0,
            **vals,
        }

    def test_by_segment(self):
        self.assertEqual(
            self.rows(self.user_manager),
            [
                (0, "All key accounts"),
                (1, self.segment_a.display_name),
                (2, "First"),
                (1, self.segment_b.display_name),
                (2, "Second"),
                (2, "Third"),
            ],
        )

    def test_by_team(self):
        self.assertEqual(
            [depth for depth, _name in self.rows(self.user_all, by="team")],
            [0, 1, 2, 3, 3, 2, 3],
        )
        self.third.team_id = self.third.user_id = False
        self.assertEqual(
            self.rows(self.user_all, by="team")[-3:], [(1, "No team"), (2, "No account manager"), (3, "Third")]
        )

    def test_a_salesperson_sees_own(self):
        data = self.table(self.user_sales)
        shown = {row["name"]: row for row in data["rows"]}
        self.assertEqual(set(shown), {"Key Team", self.user_sales.name, "First", "Second"})
        self.assertTrue(shown["Key Team"]["is_heading"])
        self.assertIsNone(shown["Key Team"]["achieved"])
        self.assertEqual(shown[self.user_sales.name]["achieved"], 750)
        self.assertFalse(any(row["may_set"] for row in data["rows"]) or data["may_split"])

    def test_of_accounts_of_others_only_what_one_may_read(self):
        self.lead(self.third, 10, user_id=self.user_sales.id)  # an open deal of theirs: they may read the account
        shown = {row["name"]: row for row in self.table(self.user_sales)["rows"]}
        self.assertIn("Third", shown)
        self.assertTrue(shown[self.user_sales2.name]["is_heading"])

    def test_who_leads_sets(self):
        rows = {row["name"]: row["may_set"] for row in self.table(self.user_all, by="team")["rows"]}
        self.assertEqual(
            rows,
            {
                "All key accounts": False,
                "Key Team": False,
                self.user_sales.name: True,
                self.user_sales2.name: True,
                "First": True,
                "Second": True,
                "Third": True,
            },
        )

    def test_what_the_table_lets_one_set_is_what_the_rules_do(self):
        for user in (self.user_manager, self.user_all, self.user_sales):
            for row in self.table(user, by="team")["rows"]:
                if row["is_heading"]:
                    continue
                targets = self.env["kam.target"].with_user(user)
                key = self.row(row["scope"], place_id=row["place_id"])
                try:
                    with self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
                        targets.set_target(key, 5)
                    done = True
                except AccessError:
                    done = False
                self.assertEqual(done, row["may_set"], (user.login, row["name"]))

    def test_set_change_and_take_back(self):
        targets = self.env["kam.target"].with_user(self.user_manager)
        row = self.row(place=self.first)
        self.assertEqual(
            set(targets.set_target(row, 500)), {"target_id", "target", "adjusted", "proposed", "basis"}
        )  # no figure of the row is taken away
        self.assertEqual(targets.set_target(row, 600, 500)["target"], 600)
        target = targets.search([("account_id", "=", self.first.id)])
        self.assertEqual((target.target, target.adjusted), (600, True))
        self.assertEqual(targets.set_target(row, None, 600)["target"], None)
        self.assertFalse(target.exists())

    def test_somebody_was_faster(self):
        targets = self.env["kam.target"].with_user(self.user_manager)
        row = self.row(place=self.first)
        targets.set_target(row, 500)
        for value in (600, None):
            with self.assertRaisesRegex(UserError, "somebody else meanwhile"):
                targets.set_target(row, value, None)
        targets.set_target(row, 500, None)  # the same figure: nobody has to be told
        self.assertEqual(targets.search([("account_id", "=", self.first.id)]).target, 500)

    def test_all_measures_of_one(self):
        self.target(900, "user", self.user_sales)
        data = self.table(self.user_sales, scope="user", place_id=self.user_sales.id)
        rows = {row["id"]: row for row in data["rows"]}
        self.assertEqual(set(rows), set(self.env["kam.measure"]._sources()))
        self.assertEqual((rows["won_revenue"]["target"], rows["won_revenue"]["achieved"]), (900, 750))
        self.assertIsNone(rows["pipeline"]["last_year"])

    def test_what_is_not_for_one_stays_closed(self):
        for scope, place in (("total", None), ("segment", self.segment_a), ("user", self.user_sales)):
            with self.assertRaises(UserError):
                self.table(self.user_sales2, scope=scope, place_id=place.id if place else 0)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.table(self.user_sales2, scope="account", place_id=self.first.id)
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.table(user)

    def test_filters_that_are_none(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for filters in (
            {"year": "x"},
            {"year": 5},
            {"measure": "magic"},
            {"by": "moon"},
            {"scope": "moon"},
            {"company_id": elsewhere.id},
            {"scope": "team", "place_id": 0},
        ):
            with self.assertRaisesRegex(UserError, "does not exist"):
                self.table(self.user_manager, **filters)

    def test_rows_that_are_none(self):
        targets = self.env["kam.target"].with_user(self.user_manager)
        for vals in ({"year": "x"}, {"measure": "magic"}, {"scope": "moon"}):
            row = {**self.row(place=self.first), **vals}
            with self.assertRaisesRegex(UserError, "does not exist"):
                targets.set_target(row, 5)
            with self.assertRaisesRegex(UserError, "does not exist"):
                targets.open_records(row, "achieved")

    def test_each_number_opens_what_was_counted(self):
        targets = self.env["kam.target"].with_user(self.user_manager)

        def total(figure, row):
            action = targets.open_records(row, figure)
            found = self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])
            return sum(
                lead.expected_revenue * (1 if lead.won_status == "won" else lead.probability / 100) for lead in found
            )

        data = self.table(self.user_manager, by="team")
        for row in data["rows"]:
            for figure in ("achieved", "forecast", "last_year"):
                key = self.row(row["scope"], place_id=row["place_id"])
                self.assertEqual(total(figure, key), row[figure], (row["name"], figure))

    def test_counts_open_as_many(self):
        self.env["kam.stakeholder"].create(
            [
                {"account_id": self.first.id, "name": "A", "power": 5, "support": "champion", "strength": 3},
                {"account_id": self.first.id, "name": "B", "power": 4, "support": "opponent"},
                {"account_id": self.first.id, "name": "C", "power": 1},
            ]
        )
        targets = self.env["kam.target"].with_user(self.user_manager)
        rows = {row["id"]: row for row in self.table(self.user_manager, scope="total")["rows"]}
        for measure in ("open_opportunities", "identified", "qualified", "pursued", "executives", "alerts"):
            action = targets.open_records(self.row("total", measure=measure), "achieved")
            found = self.env[action["res_model"]].with_context(**action["context"]).search_count(action["domain"])
            self.assertEqual(found, rows[measure]["achieved"] or 0, measure)
        for measure in self.env["kam.measure"]._sources():  # every one opens something that exists
            action = targets.open_records(self.row("total", measure=measure), "achieved")
            self.env[action["res_model"]].with_user(self.user_manager).search(action["domain"])
        self.assertEqual((rows["supporters"]["achieved"], rows["deciders_known"]["achieved"]), (50, 50))

    def test_figures_of_a_view(self):
        self.target(2000, "total")
        self.target(800, "user", self.user_sales)
        self.target(450, "account", self.second)
        figures = self.env["kam.target"].with_user(self.user_manager)._figures
        self.assertEqual(figures(2030)["won_revenue"]["target"], 2000)
        self.assertEqual(figures(2030, {"user_id": self.user_sales.id})["won_revenue"]["target"], 800)
        both = figures(2030, {"user_id": self.user_sales.id, "segment_id": self.segment_b.id})["won_revenue"]
        self.assertEqual((both["target"], both["achieved"], both["last_year"]), (450, 350, 300))
        own = self.env["kam.target"].with_user(self.user_sales)._figures(2030, {"mine": True})["won_revenue"]
        self.assertEqual((own["target"], own["achieved"], own["forecast"]), (800, 750, 950))
        with self.assertRaisesRegex(UserError, "does not exist"):
            figures(2030, {"team_id": "x"})

    def test_queries_do_not_grow(self):
        few = self.queries(lambda: self.table(self.user_manager, by="team"))
        for number in range(30):
            account = self.make_key(f"Key {number}", self.segment_b, self.user_sales)
            self.won(account, 10, "2029-02-01")
            self.target(10, "account", account)
        self.assertLessEqual(self.queries(lambda: self.table(self.user_manager, by="team")), few + 1)
