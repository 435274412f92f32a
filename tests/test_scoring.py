"""Scores of one account by hand (K3), and the engine's own examples."""

import doctest
import importlib

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import KamCase

ATTRACTIVENESS = ("size", "growth_potential", "strategic_fit", "values_offer")  # weights 20, 10, 10, 10
STRENGTH = ("price", "service", "relationships", "trust")  # 10 each


class TestEngineExamples(KamCase):
    """Every example in the engine's docstrings is true."""

    def test_doctests(self):
        attempted = 0
        for name in ("scoring", "slots", "bands"):
            module = importlib.import_module(f"odoo.addons.kam_management.engine.{name}")
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0, name)
            attempted += result.attempted
        self.assertGreater(attempted, 10)


class TestScores(KamCase):
    """Axis scores, coverage, account score and recommended segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Score Ltd")

    def scores(self):
        account = self.account
        return account.attractiveness, account.strength, account.coverage, account.score, account.score_known

    def test_nothing_rated_is_unknown_not_zero(self):
        account = self.account
        self.assertFalse(account.score_known)
        self.assertFalse(account.attractiveness_known)
        self.assertEqual(account.coverage, 0)
        self.assertFalse(account.recommended_segment_id)
        self.assertIn("Trust and confidence", account.missing_text)

    def test_axis_scores_by_hand(self):
        self.rate(self.account, {"size": 5, "growth_potential": 3, "strategic_fit": 4, "values_offer": 2})
        # (20*4 + 10*2 + 10*3 + 10*1) / 4 / 50 * 100 = 140 / 200 * 100
        self.assertEqual(self.account.attractiveness, 70.0)
        self.assertFalse(self.account.score_known, "the other axis is not rated")
        self.rate(self.account, {"price": 2, "service": 4, "relationships": 5, "trust": 4})
        # (1 + 3 + 4 + 3) / 4 / 4 * 100 = 68.75; 0.6 * 70 + 0.4 * 68.75 = 69.5
        self.assertEqual(self.scores(), (70.0, 68.75, 100.0, 69.5, True))
        self.assertEqual(self.account.missing_text, "")

    def test_unrated_leaves_the_score_and_lowers_coverage(self):
        self.rate(self.account, {"size": 5, "growth_potential": 3, "price": 3, "service": 3, "trust": 3})
        # attractiveness over what is rated: (80 + 20) / 4 / 30 = 83.33; coverage 30 / 50 = 60 %, 3 / 4 = 75 %
        self.assertEqual(self.account.attractiveness, 83.33)
        self.assertEqual(self.account.attractiveness_coverage, 60.0)
        self.assertEqual(self.account.coverage, 60.0)
        # exactly at the least coverage counts: 0.6 * 83.33 + 0.4 * 50 = 69.998
        self.assertTrue(self.account.score_known)
        self.assertEqual(self.account.score, 70.0)

    def test_below_coverage_there_is_no_score(self):
        self.rate(self.account, {"size": 5, "price": 5, "service": 5, "trust": 5})  # 40 % of attractiveness
        self.assertFalse(self.account.score_known)
        self.assertEqual(self.account.score, 0)

    def test_floors_exactly_reached(self):
        segment_a, segment_b = self.env.ref("kam_management.segment_a"), self.env.ref("kam_management.segment_b")
        self.rate(self.account, {"size": 5, "growth_potential": 3, "price": 3, "service": 3, "trust": 3})
        self.assertEqual(self.account.score, 70.0)
        self.assertEqual(self.account.recommended_segment_id, segment_a)
        segment_a.min_score = 70.01
        self.env["kam.account"].browse(self.account.id)._score()
        self.assertEqual(self.account.recommended_segment_id, segment_b)
        self.assertFalse(self.account.segment_id, "a recommendation decides nothing")

    def test_inactive_criteria_do_not_count(self):
        self.rate(self.account, dict.fromkeys(ATTRACTIVENESS + STRENGTH, 3))
        self.assertEqual(self.account.score, 50.0)
        self.rate(self.account, {"financial_stability": 5})
        self.assertEqual(self.account.score, 50.0)
        self.env.ref("kam_management.criterion_financial_stability").active = True
        self.account._score()
        # (50*2 + 10*4) / 4 / 60 = 58.33; 0.6 * 58.33 + 0.4 * 50 = 54.998
        self.assertEqual(self.account.score, 55.0)

    def test_cap_limits_a_criterion(self):
        self.rate(self.account, {"size": 5, "growth_potential": 1, "strategic_fit": 1, "values_offer": 1})
        self.assertEqual(self.account.attractiveness, 40.0)
        self.env.ref("kam_management.criterion_size").max_share = 25
        self.account._score()
        self.assertEqual(self.account.attractiveness, 25.0)

    def test_form_and_batch_agree(self):
        self.rate(
            self.account, {"size": 2, "growth_potential": 5, "strategic_fit": 4, "price": 2, "service": 5, "trust": 1}
        )
        by_hand = self.scores()
        self.account.scored_version = 0
        self.account._score()
        self.assertEqual(self.scores(), by_hand)

    def test_rating_outside_1_to_5_by_every_door(self):
        criterion = self.env.ref("kam_management.criterion_price")
        rating = self.env["kam.account.rating"].create(
            {"account_id": self.account.id, "criterion_id": criterion.id, "value": 3}
        )
        for value in (0, 6, -1):
            with self.assertRaisesRegex(ValidationError, "whole number from 1 to 5"), self.cr.savepoint():
                rating.value = value
                rating.flush_recordset()
        with self.assertRaisesRegex(ValidationError, "1 to 5"), self.cr.savepoint():
            self.account.rate(self.env.ref("kam_management.criterion_trust").id, 7)
        with mute_logger("odoo.sql_db"):
            result = self.env["kam.account.rating"].load(
                ["account_id/.id", "criterion_id/.id", "value"],
                [[str(self.account.id), str(self.env.ref("kam_management.criterion_trust").id), "9"]],
            )
        self.assertFalse(result["ids"])
        self.assertIn("1 to 5", result["messages"][0]["message"])
        self.assertEqual(rating.value, 3)

    def test_average_counts_known_scores_only(self):
        other = self.make_account("Unrated Ltd")
        self.rate(self.account, dict.fromkeys(ATTRACTIVENESS + STRENGTH, 5))
        accounts = self.account + other
        [(average,)] = self.env["kam.account"]._read_group([("id", "in", accounts.ids)], [], ["score:avg"])
        self.assertEqual(average, 100.0)


class TestRatingSheet(KamCase):
    """One click per factor, with evidence, who and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Sheet Ltd", user_id=cls.user_sales.id)
        cls.price = cls.env.ref("kam_management.criterion_price")

    def factor(self, sheet, criterion):
        factors = [factor for axis in sheet["axes"] for factor in axis["factors"]]
        return next(factor for factor in factors if factor["criterion_id"] == criterion.id)

    def test_rate_with_evidence(self):
        account = self.account.with_user(self.user_sales)
        factor = self.factor(account.rate(self.price.id, 4, "Told us so"), self.price)
        self.assertEqual((factor["value"], factor["note"], factor["by"]), (4, "Told us so", self.user_sales.name))
        factor = self.factor(account.rate(self.price.id, 2), self.price)
        self.assertEqual((factor["value"], factor["note"]), (2, "Told us so"), "the evidence stays")
        factor = self.factor(account.rate_note(self.price.id, "Now cheaper elsewhere"), self.price)
        self.assertEqual(factor["note"], "Now cheaper elsewhere")
        factor = self.factor(account.rate(self.price.id, False), self.price)
        self.assertFalse(factor["value"])
        self.assertFalse(self.account.rating_ids)

    def test_contributions_add_up_to_the_axis(self):
        self.rate(self.account, {"size": 4, "growth_potential": 2, "values_offer": 5})
        axis = self.account.rating_sheet()["axes"][0]
        self.assertAlmostEqual(sum(factor["contribution"] for factor in axis["factors"]), axis["score"], 1)
        self.assertAlmostEqual(sum(factor["share"] for factor in axis["factors"]), 100, 0)

    def test_smallest_share_still_counts(self):
        criteria = self.env["kam.criterion"].search([("axis", "=", "attractiveness")])
        criteria.write({"weight": 0.01})
        criteria[0].max_share = 0.01
        axis = self.account.rate(criteria[0].id, 3)["axes"][0]
        self.assertEqual((axis["score"], axis["known"]), (50.0, True))
        self.account._score()
        self.assertEqual(self.account.attractiveness, 50.0)

    def test_note_before_rating(self):
        with self.assertRaisesRegex(UserError, "Rate the criterion first"):
            self.account.rate_note(self.price.id, "x")

    def test_inactive_criterion(self):
        with self.assertRaisesRegex(UserError, "not in use"):
            self.account.rate(self.env.ref("kam_management.criterion_innovation").id, 3)

    def test_hand_rating_outlasts_screening_and_can_be_taken_back(self):
        size = self.env.ref("kam_management.criterion_size")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self.env["crm.lead"].create(
            {
                "name": "Won",
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "stage_id": won.id,
                "expected_revenue": 500,
            }
        )
        size._set_bands([])
        size.write({"band_ids": [(0, 0, {"value": 2, "lowest": True})]})
        self.account._screen()
        self.assertEqual(self.factor(self.account.rating_sheet(), size)["value"], 2)
        self.account.rate(size.id, 5)
        self.account._screen()
        factor = self.factor(self.account.rating_sheet(), size)
        self.assertEqual((factor["value"], factor["origin"]), (5, "manual"))
        factor = self.factor(self.account.rate(size.id, False), size)
        self.assertEqual((factor["value"], factor["origin"]), (2, "computed"))
