"""Targets: figures beside them worked out by hand, the sum, what is refused, and who may set what."""

from datetime import datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .target_case import TargetCase


class TestFigures(TargetCase):
    """Achieved, forecast and last year of each kind of target."""

    def figures(self, target):
        return [
            getattr(target, name) if getattr(target, f"{name}_known") else None
            for name in ("achieved", "forecast", "last_year")
        ]

    def test_each_scope(self):
        for expected, scope, place in (
            ([400, 600, 600], "account", self.first),  # 1000 × 20 % are expected this year, 5000 are not
            ([750, 950, 900], "user", self.user_sales),
            ([350, 350, 400], "segment", self.segment_b),
            ([750, 950, 1000], "team", self.team),
            ([750, 950, 1000], "total", None),
        ):
            self.assertEqual(self.figures(self.target(1000, scope, place)), expected, scope)

    def test_others_are_not_counted(self):
        self.assertEqual(self.figures(self.target(1, "account", self.other)), [75, 75, 50])
        self.assertEqual(self.target(1, "total").achieved, 750)

    def test_reached_and_growth(self):
        target = self.target(1500, "total")
        self.assertEqual((target.progress, target.growth), (50, 50))
        self.assertFalse(self.target(0, "user", self.user_sales).progress_known)

    def test_a_year_that_has_not_begun(self):
        target = self.target(900, "total", year=2031)
        self.assertEqual(self.figures(target), [None, 2500, 750])

    def test_a_year_that_has_ended(self):
        self.lead(self.second, 999, probability=50, date_deadline="2029-10-01")  # still open: not of 2029
        self.assertEqual(self.figures(self.target(900, "total", year=2029)), [1000, 1000, 0])

    def test_a_year_without_history(self):
        fresh = self.make_key("Fresh", self.segment_b, self.user_sales)
        target = self.target(500, "account", fresh)
        self.assertEqual(self.figures(target), [None, None, None])
        self.assertFalse(target.growth_known or target.progress_known)

    def test_shares_are_those_of_all_deals_not_means_of_accounts(self):
        lost = self.lead(self.first, 10)
        lost.action_set_lost()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET date_closed = '2030-06-01' WHERE id = %s", [lost.id])
        for number in range(2):
            self.won(self.second, number, "2030-06-01")
        self.env.invalidate_all()
        self.assertEqual(self.target(90, "account", self.first, measure="win_rate").achieved, 50)
        # One of two, and three of three: 80 %, not the mean of 50 % and 100 %.
        self.assertEqual(self.target(90, "total", measure="win_rate").achieved, 80)

    def test_less_is_better(self):
        rule = self.env["kam.alert.rule"].search([], limit=1)
        self.env["kam.alert"].create(
            [
                {"account_id": account.id, "rule_id": rule.id, "severity": "high", "since": "2030-08-01"}
                for account in (self.first, self.second)
            ]
        )
        target = self.target(1, "total", measure="alerts")
        self.assertEqual((target.achieved, target.progress), (2, 50))
        self.assertEqual(self.target(2, "team", self.team, measure="alerts").progress, 100)

    def test_how_it_is_now_is_kept_for_the_next_year(self):
        self.first.level_id = self.env.ref("kam_management.level_partner")
        old = self.target(4, "account", self.first, measure="level")
        self.env["kam.target"]._cron_keep()
        self.first.level_id = self.env.ref("kam_management.level_advisor")
        with self.at(datetime(2031, 3, 1, 12)):
            self.env.invalidate_all()
            new = self.target(4, "account", self.first, measure="level", year=2031)
            self.assertEqual(self.figures(new), [4, None, 3])
            self.assertEqual(self.figures(old), [3, None, None])
            self.env["kam.target"]._cron_keep()
            self.assertEqual((old.kept, new.kept), (3, 4))

    def test_companies_and_their_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "currency_id": euro.id})
        self.env.user.company_ids += elsewhere
        theirs = self.make_account("Theirs", partner_vals={"company_id": elsewhere.id})
        theirs.action_declare(self.segment_a)
        with patch.object(
            type(self.env["kam.account"]), "_currency_rates", lambda *args: {self.company.id: 1.0, elsewhere.id: 2.0}
        ):
            self.won(theirs, 80, "2030-03-01", company_id=elsewhere.id)
            target = self.target(100, "total", company_id=elsewhere.id)
            self.assertEqual((target.unit, target.achieved), ("EUR", 80))
            self.assertEqual(self.target(1, "total").achieved, 750)  # the accounts that all share: without theirs
            figures = self.env["kam.target"]._figures(2030, {})["won_revenue"]
            self.assertEqual((figures["achieved"], figures["target"]), (750 + 160, 1 + 200))

    def test_queries_do_not_grow(self):
        few = self.target(1, "account", self.first) | self.target(1, "total")
        accounts = [self.make_key(f"Key {number}", self.segment_b, self.user_sales) for number in range(40)]
        for account in accounts:
            self.won(account, 10, "2030-02-01")
        many = few | self.env["kam.target"].create(
            [{"year": 2030, "account_id": one.id, "target": 5} for one in accounts]
        )
        self.assertEqual(self.queries(lambda: few.mapped("achieved")), self.queries(lambda: many.mapped("achieved")))


class TestSum(TargetCase):
    """What is given to the accounts is watched."""

    def test_difference(self):
        total = self.target(1000, "total")
        self.assertFalse(total.allocated_known)
        self.target(650, "account", self.first)
        self.target(300, "account", self.second)
        self.target(99, "account", self.other)  # no key account: does not belong to the total
        self.env.invalidate_all()
        self.assertEqual((total.allocated, total.difference), (950, -50))
        segment = self.target(250, "segment", self.segment_b)
        self.assertEqual((segment.allocated, segment.difference), (300, 50))

    def test_shares_do_not_add_up(self):
        total = self.target(80, "total", measure="win_rate")
        self.target(50, "account", self.first, measure="win_rate")
        self.assertFalse(total.allocated_known)

    def test_a_dropped_account_leaves_a_gap(self):
        total = self.target(700, "total")
        self.target(600, "account", self.first)
        self.target(100, "account", self.third)
        self.third.action_deselect("Lost interest")
        self.env.invalidate_all()
        self.assertEqual(total.difference, -100)


class TestInput(TargetCase):
    """What is refused, and with which sentence."""

    def refused(self, sentence, **vals):
        with self.assertRaisesRegex(ValidationError, sentence):
            self.env["kam.target"].create({"year": 2030, "account_id": self.first.id, "target": 1, **vals})

    def test_bad_values(self):
        self.refused("below zero", target=-1)
        self.refused("from 0 to 100", target=101, measure="win_rate")
        self.refused("from 0 to 100", target=101, measure="score")
        self.refused("from 0 to 10", target=11, measure="satisfaction")
        growth = self.env["kam.target"].create(
            {"year": 2030, "account_id": self.first.id, "target": 150, "measure": "growth"}
        )
        self.assertEqual(growth.target, 150, "growing by more than all of it is no mistake")
        self.refused("not a fiscal year", year=30)
        self.refused("names just that", scope="total")
        self.refused("names just that", scope="team")
        self.refused("names just that", segment_id=self.segment_a.id)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.refused("belongs to the company", company_id=elsewhere.id)

    @mute_logger("odoo.sql_db")
    def test_double(self):
        for scope, place in (
            ("total", None),
            ("segment", self.segment_a),
            ("team", self.team),
            ("user", self.user_sales),
            ("account", self.first),
        ):
            self.target(5, scope, place)
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.target(6, scope, place)
            self.target(6, scope, place, year=2031)
        self.assertIn("set already", self.env["kam.target"]._once.get_error_message(self.env["kam.target"], None))

    def test_what_it_is_for_stays(self):
        target = self.target(5, "account", self.first)
        with self.assertRaisesRegex(ValidationError, "stays what it was set for"):
            target.with_user(self.user_manager).write({"account_id": self.second.id})
        target.with_user(self.user_manager).write({"account_id": self.first.id, "target": 6})
        self.assertEqual((target.target, target.adjusted), (6, True))

    def test_a_merged_account_keeps_one_target(self):
        self.target(5, "account", self.first)
        self.target(7, "account", self.second)
        self.target(8, "account", self.second, year=2031)
        self.first._absorb(self.second)
        kept = self.env["kam.target"].search([("account_id", "=", self.first.id)])
        self.assertEqual({one.year: one.target for one in kept}, {2030: 5, 2031: 8})


class TestRules(TargetCase):
    """Management sets the total and the segments, who leads a team its managers and accounts, the others read."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"))
        self.places = {
            "total": None,
            "segment": self.segment_a,
            "team": self.team,
            "user": self.user_sales,
            "account": self.first,
        }
        self.targets = {scope: self.target(100, scope, place) for scope, place in self.places.items()}

    def may(self, user, operation):
        found = set()
        for scope, target in self.targets.items():
            mine = target.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            try:
                with self.cr.savepoint():
                    if operation == "read":
                        mine.read(["target"])
                    elif operation == "write":
                        mine.write({"target": 5})
                    elif operation == "delete":
                        mine.unlink()
                    else:
                        fresh = {**target.copy_data()[0], "year": 2033}
                        mine.create(fresh)
                    self.env.flush_all()
                    found.add(scope)
                    raise UserError("undo")
            except AccessError:
                pass
            except UserError:
                pass
            self.env.invalidate_all()
        return found

    def test_by_role(self):
        everything, below = set(self.places), {"user", "account"}
        for user, reads, sets in (
            (self.user_manager, everything, everything),
            (self.user_admin_kam, everything, everything),
            (self.user_all, everything, below),  # leads the team
            (self.user_sales, below, set()),
            (self.user_sales2, set(), set()),
            (self.user_employee, set(), set()),
            (self.user_portal, set(), set()),
        ):
            self.assertEqual(self.may(user, "read"), reads, user.login)
            for operation in ("write", "create", "delete"):
                self.assertEqual(self.may(user, operation), sets, (user.login, operation))

    def test_leading_another_team_is_not_enough(self):
        other = new_test_user(self.env, login="kam_other_lead", groups="sales_team.group_sale_salesman_all_leads")
        self.env["crm.team"].create({"name": "Others", "user_id": other.id})
        self.assertEqual(self.may(other, "write"), set())

    def test_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        boss = new_test_user(
            self.env, login="kam_boss_elsewhere", groups="sales_team.group_sale_manager", company_id=elsewhere.id
        )
        own = self.target(7, "total", company_id=self.company.id)
        self.targets = {"total": own}
        for operation in ("read", "write", "create", "delete"):
            self.assertEqual(self.may(boss, operation), set(), operation)

    def test_what_the_split_and_the_nightly_look_write_is_not_for_hands(self):
        target = self.targets["account"].with_user(self.user_manager)
        for name, value in (("proposed", 5), ("basis", "x"), ("kept", 5), ("kept_known", True)):
            with self.assertRaises(AccessError), self.cr.savepoint():
                target.write({name: value})

    def test_groups_and_searches_tell_nothing(self):
        targets = self.env["kam.target"].with_user(self.user_sales2)
        self.assertFalse(targets.search([]))
        self.assertFalse(targets._read_group([], ["scope"], ["target:sum"]))
