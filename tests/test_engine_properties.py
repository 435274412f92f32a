"""What must hold for any criteria, weights, ratings, slots and bands: the engine in Python and in SQL agree."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings, strategies as st

from odoo.tools import SQL

from odoo.addons.kam_management.engine.bands import Band, band_problem, quintile_bands, rate
from odoo.addons.kam_management.engine.scoring import (
    Criterion,
    Floor,
    cap_weights,
    eligible_segment,
    score_account,
    weight_units,
)
from odoo.addons.kam_management.engine.scoring_sql import ScoringRules, eligible_case, scores_query
from odoo.addons.kam_management.engine.screening_sql import ComputedCriterion, _rating_case
from odoo.addons.kam_management.engine.slots import Eligible, Slot, candidate_limit, fill_slots, slot_limits

from .common import KamCase

MANY = settings(max_examples=300, deadline=None, derandomize=True)
FEW = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
percent = st.decimals(0, 100, places=2).map(float)
weight = st.one_of(st.integers(1, 20), st.decimals("0.01", "9999.99", places=2)).map(float)
cap = st.one_of(st.just(0.0), st.decimals("0.01", 100, places=2).map(float))
number = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2))


@st.composite
def criteria_of(draw, ids):
    """Criteria with the given ids, on random axes and in random groups."""
    return [
        Criterion(
            key,
            draw(st.sampled_from(["attractiveness", "strength"])),
            draw(weight),
            draw(cap),
            draw(st.sampled_from(["financial", "strategic", ""])),
        )
        for key in ids
    ]


@st.composite
def band_lists(draw):
    """Bands as the constraint lets them be: one for everything below, then rising."""
    values = sorted(draw(st.sets(st.integers(1, 5), min_size=1, max_size=5)))
    starts = sorted(draw(st.sets(number, min_size=len(values) - 1, max_size=len(values) - 1)))
    return [Band(values[0], 0.0, True), *[Band(*pair) for pair in zip(values[1:], starts, strict=True)]]


class TestScoresAgree(KamCase):
    """Python scores one account, SQL a batch: the same to the last digit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria = cls.env["kam.criterion"].with_context(active_test=False).search([])
        cls.accounts = cls.env["kam.account"].browse([cls.make_account(f"Twin {number}").id for number in range(6)])

    def write_ratings(self, ratings):
        """Replace all ratings of the accounts: {account id: {criterion id: 1-5}}."""
        self.env.cr.execute(SQL("DELETE FROM kam_account_rating WHERE account_id = ANY(%s)", self.accounts.ids))
        rows = [SQL("(%s, %s, %s, 'manual')", key, *pair) for key, row in ratings.items() for pair in row.items()]
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kam_account_rating (account_id, criterion_id, value, origin) VALUES %s",
                    SQL(", ").join(rows),
                )
            )

    def rules_of(self, criteria, share=60.0, min_coverage=60.0, floors=()):
        """Engine rules with these criteria."""
        return ScoringRules(criteria, weight_units(criteria), list(floors), [], share, min_coverage, "2026-01-01", 1)

    @FEW
    @given(st.data())
    def test_python_and_sql_agree(self, data):
        """Scores, coverage, the financial score and the eligible segment, for random rules and ratings."""
        ids = data.draw(st.lists(st.sampled_from(self.criteria.ids), unique=True, min_size=0, max_size=19))
        criteria = data.draw(criteria_of(ids))
        floors = [
            Floor(number, data.draw(percent), data.draw(percent), data.draw(percent))
            for number in range(1, data.draw(st.integers(0, 3)) + 1)
        ]
        rules = self.rules_of(criteria, data.draw(percent), data.draw(percent), floors)
        one = st.dictionaries(st.sampled_from(self.criteria.ids), st.integers(1, 5), max_size=19)
        ratings = {account_id: data.draw(one) for account_id in self.accounts.ids}
        self.write_ratings(ratings)
        rows = self.env.execute_query_dict(
            SQL("SELECT q.*, %s AS eligible FROM (%s) q", eligible_case(rules), scores_query(self.accounts.ids, rules))
        )
        self.assertEqual(len(rows), len(self.accounts))
        for row in rows:
            scores = score_account(ratings[row["id"]], criteria, rules.units, rules.share, rules.min_coverage)
            for name, expected in scores._asdict().items():
                got = row[name]
                self.assertEqual(None if got is None else Decimal(str(got)), expected, name)
            eligible = eligible_segment(scores.score, scores.attractiveness, scores.strength, floors)
            self.assertEqual(row["eligible"], eligible)

    @settings(FEW, max_examples=15)
    @given(st.data())
    def test_form_and_batch_agree(self, data):
        """Ratings entered through the ORM give what the batch gives: nothing moves when it comes by."""
        rules = self.env["kam.account"]._scoring_rules()
        active = [criterion.id for criterion in rules.criteria]
        model = self.env["kam.account.rating"]
        for account in self.accounts:
            chosen = data.draw(st.dictionaries(st.sampled_from(active), st.integers(1, 5)))
            account.rating_ids.unlink()
            model.create([{"account_id": account.id, "criterion_id": key, "value": chosen[key]} for key in chosen])
        fields = ("attractiveness", "strength", "score", "score_known", "coverage", "recommended_segment_id", "tier_id")
        before = self.accounts.read(fields)
        self.accounts.write({"scored_version": 0})
        self.accounts._score(rules)
        self.assertEqual(self.accounts.read(fields), before)
        self.assertEqual(set(self.accounts.mapped("scored_version")), {rules.version})

    def test_more_decimals_than_stored(self):
        """A share with many decimals counts in both as two decimals do."""
        one, two = self.criteria.ids[:2]
        criteria = [Criterion(one, "attractiveness", 1.0), Criterion(two, "strength", 1.0)]
        rules = self.rules_of(criteria, share=0.019, min_coverage=100.0)
        self.write_ratings({self.accounts[0].id: {one: 4, two: 1}})
        row = self.env.execute_query_dict(scores_query(self.accounts[:1].ids, rules))[0]
        scores = score_account({one: 4, two: 1}, criteria, rules.units, rules.share, rules.min_coverage)
        self.assertEqual(Decimal(str(row["score"])), scores.score)

    @FEW
    @given(st.lists(number, min_size=1, max_size=12), band_lists())
    def test_bands_agree(self, measures, bands):
        """A measure gets the same rating in Python and in SQL, and exactly at the start of a band counts."""
        self.assertIsNone(band_problem(bands))
        measures = measures + [band.lower for band in bands]
        criterion = ComputedCriterion(1, None, False, bands)
        rows = self.env.execute_query(
            SQL(
                "SELECT m.measure, %s FROM (SELECT 1 AS criterion_id, unnest(%s::float8[]) AS measure) m",
                _rating_case([criterion]),
                measures,
            )
        )
        self.assertEqual([row[1] for row in rows], [rate(measure, bands) for measure in measures])


class TestEngine(KamCase):
    """Properties of the plain functions."""

    @MANY
    @given(criteria_of(range(1, 8)))
    def test_capped_weights(self, criteria):
        """The total stays, each cap is respected when caps can be, and nothing without a cap shrinks."""
        capped = cap_weights(criteria)
        total = sum(Fraction(str(one.weight)) for one in criteria)
        self.assertEqual(sum(capped.values()), total)
        possible = sum(Fraction(str(one.max_share)) if one.max_share else 100 for one in criteria) >= 100
        for one in criteria:
            self.assertGreaterEqual(capped[one.id], 0)
            if possible and one.max_share:
                self.assertLessEqual(capped[one.id], total * Fraction(str(one.max_share)) / 100)
            if possible and not one.max_share:
                self.assertGreaterEqual(capped[one.id], Fraction(str(one.weight)))

    @MANY
    @given(criteria_of(range(1, 8)), st.data())
    def test_score_rises_with_ratings(self, criteria, data):
        """Scores lie within 0 and 100, and a better rating never lowers any of them."""
        ratings = data.draw(st.dictionaries(st.integers(1, 7), st.integers(1, 4), min_size=1))
        raised = data.draw(st.sampled_from(sorted(ratings)))
        units = weight_units(criteria)
        before = score_account(ratings, criteria, units, 60, 0)
        after = score_account({**ratings, raised: ratings[raised] + 1}, criteria, units, 60, 0)
        for low, high in zip(before, after, strict=True):
            self.assertEqual(low is None, high is None)
            if low is not None:
                self.assertTrue(0 <= low <= high <= 100)

    @MANY
    @given(st.lists(number, max_size=60))
    def test_quintile_bands(self, measures):
        """Own bands are valid, rise with the measure, and rate the smallest 1 (all of them when all are equal)."""
        bands = quintile_bands(measures)
        self.assertEqual(bool(bands), bool(measures))
        self.assertIsNone(band_problem(bands))
        ratings = [rate(measure, bands) for measure in sorted(measures)]
        self.assertEqual(ratings, sorted(ratings))
        if measures:
            self.assertEqual(ratings[0], 1)
        if len(set(measures)) == 1:
            self.assertEqual(set(ratings), {1})

    @MANY
    @given(st.sets(st.integers(0, 10**6), min_size=30, max_size=80))
    def test_quintiles_split_evenly(self, measures):
        """Different values fall into fifths of nearly the same size."""
        bands = quintile_bands(measures)
        ratings = [rate(measure, bands) for measure in measures]
        for value in range(1, 6):
            self.assertAlmostEqual(ratings.count(value), len(measures) / 5, delta=2)

    @MANY
    @given(
        st.lists(st.tuples(st.integers(0, 100), st.sampled_from("AB")), max_size=40),
        st.integers(-2, 6),
        st.integers(-2, 6),
        st.integers(-2, 10),
    )
    def test_slots(self, people, free_a, free_b, total):
        """No limit is exceeded, ranks follow the score, and nobody waits behind a worse one who got their slot."""
        eligible = [Eligible(number, score, segment) for number, (score, segment) in enumerate(people)]
        result = fill_slots(eligible, [Slot("A", free_a), Slot("B", free_b)], total)
        self.assertEqual(set(result), {one.id for one in eligible})
        places = [place for _rank, place in result.values() if place]
        self.assertLessEqual(places.count("A"), max(0, free_a))
        self.assertLessEqual(places.count("B"), max(0, free_b))
        self.assertLessEqual(len(places), max(0, total))
        ranked = sorted(eligible, key=lambda one: result[one.id][0])
        self.assertEqual([result[one.id][0] for one in ranked], list(range(1, len(ranked) + 1)))
        self.assertEqual([one.score for one in ranked], sorted((one.score for one in ranked), reverse=True))
        open_a = open_b = False
        for one in ranked:
            place = result[one.id][1]
            self.assertFalse(one.segment == "B" and place == "A", "a slot above the own segment")
            self.assertFalse(place == "A" and open_a, "overtaken for A")
            self.assertFalse(place == "B" and open_b, "overtaken for B")
            if place is None:
                open_b = True
                open_a = open_a or one.segment == "A"
        if not people:
            self.assertFalse(places)

    @MANY
    @given(
        st.lists(st.integers(0, 20), min_size=1, max_size=3),
        st.integers(1, 50),
        st.integers(0, 5000),
        percent,
        st.decimals(1, 10, places=1).map(float),
    )
    def test_limits(self, per_manager, managers, accounts, share, factor):
        """No segment may have more than all together, nor all together more than the share; candidates cover it."""
        limits, overall = slot_limits(per_manager, managers, accounts, share)
        self.assertTrue(all(0 <= limit <= overall for limit in limits))
        self.assertLessEqual(overall, sum(per_manager) * managers)
        if share and accounts:
            self.assertLessEqual(overall, max(1, accounts * share / 100))
        self.assertGreaterEqual(candidate_limit(overall, factor), overall)
