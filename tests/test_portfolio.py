"""The portfolio matrix: who is placed where, what is not placed, last year's position, and for whom."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kam_management.models import kam_account_portfolio

from .common import KamCase

EVERYTHING = {"size": 5, "trust": 4}


class TestPortfolio(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.criterion"].search([]).active = False
        for code in EVERYTHING:
            criterion = cls.env["kam.criterion"].with_context(active_test=False).search([("code", "=", code)])
            criterion.write({"active": True, "source": "manual"})
        cls.mine = cls.make_account("Mine", user_id=cls.user_sales.id)
        cls.other = cls.make_account("Other", user_id=cls.user_sales2.id)
        cls.unrated = cls.make_account("Unrated", user_id=cls.user_sales.id)
        cls.rate(cls.mine, EVERYTHING)
        cls.rate(cls.other, {"size": 1, "trust": 3})
        cls.accounts = cls.mine + cls.other + cls.unrated
        cls.domain = [("id", "in", cls.accounts.ids)]
        cls.env.flush_all()

    def data(self, user=None, **kwargs):
        accounts = self.env["kam.account"].with_user(user or self.user_manager)
        return accounts.portfolio_data(self.domain, **kwargs)

    def test_scored_accounts_are_placed_and_the_others_counted(self):
        data = self.data()
        self.assertEqual(
            {(point["name"], point["x"], point["y"]) for point in data["points"]},
            {("Mine", 75.0, 100.0), ("Other", 50.0, 0.0)},
        )
        self.assertEqual((data["total"], data["unscored"]), (2, 1))
        self.assertEqual(self.env["kam.account"].search(data["unscored_domain"]), self.unrated)

    def test_a_salesperson_sees_their_own(self):
        data = self.data(self.user_sales)
        self.assertEqual([point["name"] for point in data["points"]], ["Mine"])
        self.assertEqual(data["unscored"], 1)
        with self.assertRaises(AccessError):
            self.data(self.user_employee)

    def test_the_largest_are_kept_and_the_rest_is_told(self):
        self.env.cr.execute("UPDATE kam_account SET revenue = 500 WHERE id = %s", [self.other.id])
        self.env.invalidate_all()
        data = self.data(limit=1)
        self.assertEqual([point["name"] for point in data["points"]], ["Other"])
        self.assertEqual(data["total"], 2)

    def test_a_limit_from_outside_is_checked_and_capped(self):
        for limit in (-1, 0, "x", None):
            with self.assertRaisesRegex(UserError, "Choose from 1 to 1000"):
                self.data(limit=limit)
        self.assertEqual(len(self.data(limit=10**12)["points"]), 2)
        with patch.object(kam_account_portfolio, "LIMIT", 1):
            self.assertEqual(len(self.data(limit=10**12)["points"]), 1)

    def test_last_years_position_is_the_trail(self):
        with self.at(date(2025, 11, 1)):
            assessment = self.env["kam.assessment"].create({"account_id": self.mine.id})
            assessment.action_submit()
            assessment.with_user(self.user_manager).action_approve()
        self.rate(self.mine, {"size": 3})
        self.env.flush_all()
        with self.at(date(2026, 11, 20)):
            points = {point["name"]: point for point in self.data()["points"]}
        self.assertEqual((points["Mine"]["x"], points["Mine"]["y"]), (75.0, 50.0))
        self.assertEqual(points["Mine"]["trail"], [75.0, 100.0])
        self.assertFalse(points["Other"]["trail"])

    def test_lines_and_names_come_from_the_configuration(self):
        self.env["res.config.settings"].sudo()._kam_set({"portfolio_strength": 65.0})
        self.env.ref("kam_management.quadrant_invest").name = "Grow together"
        data = self.data()
        self.assertEqual(data["lines"], {"x": 65.0, "y": 50.0})
        self.assertEqual(
            [(one["name"], one["right"], one["upper"]) for one in data["quadrants"]],
            [
                ("Grow together", True, True),
                ("Develop selectively", False, True),
                ("Maintain", True, False),
                ("Serve efficiently", False, False),
            ],
        )

    def test_a_line_moves_no_score(self):
        before = self.env["kam.account"]._scoring_version()
        self.env["res.config.settings"].sudo()._kam_set({"portfolio_strength": 40.0})
        self.assertEqual(self.env["kam.account"]._scoring_version(), before)

    def test_four_quadrants_stay(self):
        quadrant = self.env.ref("kam_management.quadrant_serve")
        with self.assertRaisesRegex(ValidationError, "Rename one instead"):
            quadrant.active = False
        with self.assertRaises(AccessError):
            quadrant.with_user(self.user_manager).name = "Mine"

    def test_a_rectangle_opens_exactly_those(self):
        action = self.env["kam.account"].with_user(self.user_sales).portfolio_open([self.mine.id])
        self.assertEqual(self.env["kam.account"].search(action["domain"]), self.mine)
        self.assertEqual(self.title(action), "Chosen Accounts")

    def title(self, action):
        """What the web client writes above an action."""
        return action.get("display_name") or action["name"]

    def test_what_opens_for_one_record_says_for_whom(self):
        item = self.env["kam.programme.item"].search([], limit=1)
        for action, name in (
            (self.mine.action_open_actions(), self.mine.display_name),
            (item.action_open_answers(), item.name),
        ):
            self.assertIn(name, self.title(action))

    def test_open_early_warnings_are_the_ring(self):
        rules = self.env["kam.alert.rule"].search([], limit=2)
        for rule, state in zip(rules, ("open", "resolved"), strict=True):
            self.env["kam.alert"].create(
                {
                    "account_id": self.mine.id,
                    "rule_id": rule.id,
                    "severity": "high",
                    "state": state,
                    "since": "2026-01-01",
                }
            )
        alerts = {point["name"]: point["alerts"] for point in self.data()["points"]}
        self.assertEqual(alerts, {"Mine": 1, "Other": 0})

    def test_queries_do_not_grow(self):
        def count(number):
            for place in range(number):
                self.rate(self.make_account(f"More {place}"), EVERYTHING)
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["kam.account"].with_user(self.user_manager)
            before = self.cr.sql_log_count
            model.portfolio_data([])
            return self.cr.sql_log_count - before

        count(1)
        few = count(1)
        # Two settings are read again when the cache was cleared meanwhile.
        self.assertLessEqual(count(30), few + 2)
