"""The split: adds up exactly, follows its rule, leaves alone what was set by hand, and says what is wrong."""

from hypothesis import given, settings, strategies as st

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kam_management.engine.target_split import FixedTooMuch, Part, divide, propose

from .common import KamCase
from .target_case import TargetCase

AMOUNT = st.integers(0, 10**11)
FACTOR = st.sampled_from((0.5, 0.75, 1.0, 1.25, 1.5))
STEP = st.sampled_from((1, 10, 100, 10_000))
PARTS = st.lists(st.tuples(AMOUNT, FACTOR, st.one_of(st.none(), AMOUNT)), min_size=1, max_size=40)


class TestEngine(KamCase):
    """Whatever comes in."""

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(AMOUNT, st.dictionaries(st.integers(), AMOUNT, min_size=1, max_size=50), STEP)
    def test_parts_add_up_to_the_cent(self, total, weights, step):
        parts = divide(total, weights, step)
        self.assertEqual(sum(parts.values()), total)
        self.assertGreaterEqual(min(parts.values()), 0)
        self.assertLessEqual(sum(1 for part in parts.values() if part % step), 1)

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(AMOUNT, PARTS, STEP)
    def test_a_proposal_adds_up_and_leaves_alone_what_was_set(self, total, rows, step):
        parts = [Part(place, *row) for place, row in enumerate(rows)]
        fixed = {part.key: part.fixed for part in parts if part.fixed is not None}
        if sum(fixed.values()) > total:
            with self.assertRaises(FixedTooMuch) as caught:
                propose(total, parts, step)
            self.assertEqual(caught.exception.fixed, sum(fixed.values()))
            return
        proposed = propose(total, parts, step)
        self.assertEqual({key: proposed[key] for key in fixed}, fixed)
        self.assertGreaterEqual(min(proposed.values()), 0)
        if len(fixed) < len(parts):
            self.assertEqual(sum(proposed.values()), total)

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.integers(1, 10**9), st.integers(1, 10**9), FACTOR, FACTOR)
    def test_more_potential_never_gets_less(self, base, total, one, other):
        low, high = sorted((one, other))
        proposed = propose(total, [Part("low", base, low), Part("high", base, high)])
        self.assertGreaterEqual(proposed["high"] + 1, proposed["low"])

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(-90, 300))
    def test_without_ratings_everybody_grows_alike(self, bases, growth):
        total = sum(bases) * (100 + growth) // 100
        proposed = propose(total, [Part(place, base) for place, base in enumerate(bases)])
        for place, base in enumerate(bases):
            self.assertAlmostEqual(proposed[place], total * base / sum(bases), delta=1.01)


class TestSplit(TargetCase):
    """The wizard, as management uses it."""

    def split(self, user=None, **vals):
        return (
            self.env["kam.target.split"]
            .with_user(user or self.user_manager)
            .create({"year": 2030, "company_id": False, **vals})
        )

    def applied(self, **vals):
        split = self.split(**vals)
        split.action_propose()
        split.action_apply()
        self.env.invalidate_all()
        return self.of_year()

    def of_year(self, measure="won_revenue"):
        targets = self.env["kam.target"].search([("year", "=", 2030), ("measure", "=", measure)])
        return {(one.scope, one.name): one.target for one in targets}

    def test_in_total_by_last_year(self):
        # 1000 won in 2029, a tenth more: everybody alike, as nothing is rated.
        self.assertEqual(
            self.applied(growth=10, step=1),
            {
                ("total", "All key accounts"): 1100,
                ("segment", self.segment_a.display_name): 660,
                ("segment", self.segment_b.display_name): 440,
                ("team", "Key Team"): 1100,
                ("user", self.user_sales.name): 990,
                ("user", self.user_sales2.name): 110,
                ("account", "First"): 660,
                ("account", "Second"): 330,
                ("account", "Third"): 110,
            },
        )

    def test_potential_grows_faster(self):
        self.rate(self.first, {"growth_potential": 5})
        self.rate(self.second, {"growth_potential": 1})
        set_for = self.applied(growth=10, step=1)
        accounts = [set_for["account", name] for name in ("First", "Second", "Third")]
        # 600 × 1.15 + 300 × 1.05 + 100 × 1.1 = 1115, scaled to 1100
        self.assertEqual(accounts, [681, 311, 108])

    def test_per_segment(self):
        split = self.split(level="segment")
        self.assertEqual([(one.base, one.account_count) for one in split.segment_ids], [(600, 1), (400, 2)])
        split.segment_ids[0].growth, split.segment_ids[1].growth = 20, -50
        split.action_propose()
        split.action_apply()
        found = self.of_year()
        self.assertEqual(found["total", "All key accounts"], 920)
        self.assertEqual(found["segment", self.segment_b.display_name], 200)
        self.assertEqual([found["account", name] for name in ("First", "Second", "Third")], [720, 150, 50])

    def test_what_a_manager_adjusted_stays(self):
        self.applied(growth=10, step=1)
        target = self.env["kam.target"].search([("account_id", "=", self.second.id)])
        target.with_user(self.user_all).write({"target": 500})
        set_for = self.applied(growth=20, step=1)
        self.assertEqual([set_for["account", name] for name in ("First", "Second", "Third")], [600, 500, 100])
        self.assertEqual((target.adjusted, target.proposed), (True, 500))
        self.assertEqual(set_for["total", "All key accounts"], 1200)
        target.with_user(self.user_all).action_release()
        self.assertFalse(target.adjusted)
        self.assertEqual(self.applied(growth=20, step=1)["account", "Second"], 360)

    def test_a_total_set_by_hand_is_not_rewritten_by_segments(self):
        total = self.target(5000, "total")
        split = self.split(level="segment")
        split.segment_ids.growth = 10
        split.action_propose()
        split.action_apply()
        self.assertEqual((total.target, total.proposed, total.difference), (5000, 1100, -3900))

    def test_too_much_set_by_hand(self):
        self.target(900, "account", self.first)
        with self.assertRaisesRegex(UserError, "more than the"):
            self.split(mode="target", target=800).action_propose()

    def test_something_changed_since(self):
        split = self.split(growth=10)
        split.action_propose()
        self.assertTrue(split.is_current)
        split.growth = 11
        self.assertFalse(split.is_current)
        with self.assertRaisesRegex(UserError, "Propose the split again"):
            split.action_apply()

    def test_the_year_before_still_runs(self):
        split = self.split(year=2031)
        # Of 2030: 750 won, and 200 expected of what is open.
        self.assertEqual((split.base, split.base_known), (950, True))
        self.assertIn("still runs", split.base_text)

    def test_a_new_account_starts_from_what_is_open(self):
        fresh = self.make_key("Fresh", self.segment_a, self.user_sales)
        self.lead(fresh, 1000, probability=100, date_deadline="2030-12-01")
        set_for = self.applied(mode="target", target=2000, step=1)
        self.assertEqual([set_for["account", name] for name in ("First", "Fresh")], [600, 1000])

    def test_nothing_known_of_the_year_before(self):
        with self.assertRaisesRegex(UserError, "Give the figure itself"):
            self.split(year=2025, growth=10).action_propose()
        found = self.applied(year=2030, mode="target", target=100, measure="executives", step=1)
        self.assertFalse(found)
        self.assertEqual(self.of_year("executives")["total", "All key accounts"], 100)

    def test_counts_stay_whole(self):
        self.applied(mode="target", target=10, measure="open_opportunities")
        found = self.of_year("open_opportunities")
        self.assertEqual(sum(value for key, value in found.items() if key[0] == "account"), 10)
        self.assertTrue(all(value == int(value) for value in found.values()))

    def test_growth_of_a_count_is_whole_as_well(self):
        accounts = self.first | self.second | self.third
        self.env["crm.lead"].search([("kam_account_id", "in", accounts.ids)]).kam_no_competition = True
        self.applied(growth=50, measure="no_competition")
        found = self.of_year("no_competition")
        self.assertEqual(found["total", "All key accounts"], 8, "7.5 would be half as much again")
        self.assertTrue(all(value == int(value) for value in found.values()), found)

    def test_a_currency_without_cents(self):
        self.company.currency_id.rounding = 1.0
        found = self.applied(mode="target", target=10.4)
        self.assertEqual(found["total", "All key accounts"], 10)
        self.assertTrue(all(value == int(value) for value in found.values()), found)
        self.assertEqual(sum(value for key, value in found.items() if key[0] == "account"), 10)

    def test_a_share_is_the_same_for_everybody(self):
        self.applied(target=60, measure="win_rate")
        self.assertEqual(set(self.of_year("win_rate").values()), {60})

    def test_bad_input(self):
        for growth in (-101, 1001):
            with self.assertRaisesRegex(ValidationError, "cannot be meant"), self.cr.savepoint():
                self.split(growth=growth)
        with self.assertRaisesRegex(ValidationError, "below zero"), self.cr.savepoint():
            self.split(mode="target", target=-5)
        with self.assertRaisesRegex(UserError, "Give the target"):
            self.split(mode="target").action_propose()
        with self.assertRaisesRegex(ValidationError, "not a fiscal year"), self.cr.savepoint():
            self.split(year=30)

    def test_no_accounts(self):
        for account in self.first | self.second | self.third:
            account.action_deselect("Gone")
        with self.assertRaisesRegex(UserError, "no key accounts"):
            self.split(growth=10).action_propose()

    def test_a_segment_that_emptied_meanwhile(self):
        split = self.split(level="segment")
        split.segment_ids.growth = 10
        self.first.action_deselect("Gone")
        with self.assertRaisesRegex(UserError, "No key account is in segment"):
            split.action_propose()

    def test_only_management_divides(self):
        for user in (self.user_all, self.user_sales):
            with self.assertRaises(AccessError):
                self.split(user=user)
            with self.assertRaises(AccessError):
                self.env["kam.target"].with_user(user)._set_proposed(2030, "won_revenue", self.company, {})
        with self.assertRaises(AccessError):
            self.env["kam.target"].with_user(self.user_all).create({"year": 2030, "scope": "total", "target": 5})

    def test_somebody_elses_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        split = self.split()
        split.sudo().company_id = elsewhere
        with self.assertRaisesRegex(UserError, "that you work for"):
            split.action_propose()

    def test_queries_do_not_grow_with_the_accounts(self):
        few = self.split(growth=10)
        counts = [self.queries(few.action_propose)]
        for number in range(30):
            self.won(self.make_key(f"Key {number}", self.segment_b, self.user_sales), 10, "2029-02-01")
        many = self.split(growth=10)
        counts.append(self.queries(many.action_propose))
        self.assertLessEqual(counts[1], counts[0] + 2)
