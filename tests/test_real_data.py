"""A real CRM export goes through every scheduled action; the results are computed again in plain Python."""

import unittest
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from .common import KamCase
from .crm_sales import FOLDER, NOW, CrmSales

NAMED = ("Kan-code", "Konex", "Cheers", "Acme Corporation", "Golddex", "Zotware", "Iselectrics")


def cents(number):
    """Two decimals, halves up."""
    return float(Decimal(str(number)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def borders(values):
    """Where the upper four fifths of the values start: linear interpolation between neighbours."""
    ordered = sorted(values)
    result = []
    for fifth in range(1, 5):
        place = (len(ordered) - 1) * fifth / 5
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        result.append(cents(ordered[low] + (ordered[high] - ordered[low]) * (place - low)))
    return result


def fifth_of(value, values):
    """1 for the lowest fifth … 5 for the highest."""
    return 1 + sum(value >= border for border in borders(values))


@unittest.skipUnless(FOLDER.is_dir(), f"shared data folder {FOLDER.name} is absent")
class TestRealData(KamCase):
    """85 accounts, 8,800 opportunities, loaded once and screened on the day after the last closing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = CrmSales()
        # Accounts that the database had before do not belong to this base.
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env["kam.account"].with_context(active_test=False).search([]).unlink()
        cls.win_rate = cls.env["kam.criterion"].create(
            {"name": "Win rate", "axis": "strength", "source": "win_rate", "weight": 10, "active": True}
        )
        cls.size = cls.env.ref("kam_management.criterion_size")
        cls.partners = cls.data.load(cls.env)
        cls.won = {name: sum(one["value"] for one in cls.data.of(name, stage="Won")) for name in cls.data.accounts}
        cls.rates = {name: cls.rate_of(name) for name in cls.data.accounts}

    @classmethod
    def rate_of(cls, name):
        """Won deals in percent of the decided ones."""
        won, lost = (len(cls.data.of(name, stage=stage)) for stage in ("Won", "Lost"))
        return cents(won * 100 / (won + lost)) if won + lost >= 5 else None

    def setUp(self):
        super().setUp()
        clock = self.at(NOW)
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)
        self.run_crons()
        self.accounts = {name: partner.kam_account_id for name, partner in self.partners.items()}
        self.all = self.env["kam.account"].browse([one.id for one in self.accounts.values()])

    def rating(self, name, criterion):
        """The rating of a named account on a criterion."""
        return self.accounts[name].rating_ids.filtered(lambda one: one.criterion_id == criterion)

    def test_everything_is_loaded(self):
        """As many leads and accounts as the files have; leads without an account have none."""
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        self.assertEqual(len(leads), len(self.data.deals))
        self.assertEqual(len(leads), 8800)
        self.assertEqual(len(self.all), 85)
        self.assertEqual(self.env["kam.account"].search_count([]), 85)
        without = sum(not one["account"] for one in self.data.deals)
        self.assertEqual(without, 1425)
        self.assertEqual(len(leads.filtered(lambda one: not one.kam_account_id)), without)
        for name, account in self.accounts.items():
            self.assertEqual(len(account.with_context(active_test=False).lead_ids), len(self.data.of(name)), name)
            parent = self.data.accounts[name]["subsidiary_of"]
            self.assertEqual(account.parent_id, self.accounts[parent] if parent else self.env["kam.account"], name)

    def test_won_revenue_and_win_rate(self):
        """Sums and shares of the file, for every account; open opportunities have no value, so no pipeline."""
        for name, account in self.accounts.items():
            with self.subTest(account=name):
                self.assertAlmostEqual(account.revenue, self.won[name], 2)
                self.assertEqual(account.revenue_previous, 0)
                self.assertEqual(account.pipeline, 0)
                self.assertAlmostEqual(self.rating(name, self.size).measure, self.won[name], 2)
                self.assertAlmostEqual(self.rating(name, self.win_rate).measure, self.rates[name], 2)

    def test_bands_are_fifths(self):
        """Bands start at the quintiles of all accounts, and named accounts lie where Python puts them."""
        for criterion, values in ((self.size, self.won), (self.win_rate, self.rates)):
            bands = criterion.band_ids.sorted("value")
            self.assertEqual(bands.mapped("value"), [1, 2, 3, 4, 5])
            self.assertEqual(bands.mapped("lowest"), [True, False, False, False, False])
            for band, border in zip(bands[1:], borders(values.values()), strict=True):
                self.assertAlmostEqual(band.lower, border, 2)
            for name in NAMED:
                self.assertEqual(self.rating(name, criterion).value, fifth_of(values[name], values.values()), name)
        self.assertEqual(self.rating("Kan-code", self.size).value, 5)
        self.assertEqual(self.rating("Acme Corporation", self.size).value, 3)

    def test_growth_is_unknown(self):
        """There is nothing in the twelve months before: unknown for all, not zero, and no bands either."""
        growth = self.env.ref("kam_management.criterion_growth_potential")
        self.assertFalse(growth.band_ids)
        self.assertFalse(self.all.rating_ids.filtered(lambda one: one.criterion_id == growth))
        self.assertEqual(set(self.all.mapped("growth_known")), {False})

    def test_all_are_screened_into_c(self):
        """Each has a deal won or open within 24 months; nobody is A or B without a decision."""
        self.assertEqual(set(self.all.segment_id.mapped("code")), {"C"})
        self.assertTrue(all(self.all.mapped("segment_id")))
        self.assertEqual(set(self.all.tier_id.mapped("code")), {"account"})
        self.assertFalse(self.all.filtered("score_known"), "strength is not rated enough by the win rate alone")
        leads = self.env["crm.lead"].with_context(active_test=False).search([("kam_account_id", "!=", False)])
        self.assertEqual(leads.kam_segment_id, self.all.segment_id)
        self.assertEqual(leads.kam_tier_id, self.all.tier_id)

    def test_old_history_is_d(self):
        """Three years later only open opportunities keep an account in C."""
        with self.at(NOW.replace(year=2021)):
            self.run_crons("cron_screen")
        for name, account in self.accounts.items():
            live = any(one["stage"] in ("Prospecting", "Engaging") for one in self.data.of(name))
            self.assertEqual(account.segment_id.code, "C" if live else "D", name)
            self.assertEqual(account.revenue, 0)

    def test_candidates(self):
        """The best 1.5 × slots by won revenue are worth rating: slots are 20 % of 85 accounts."""
        slots = int(len(self.data.accounts) * 20 / 100)
        limit = -(-slots * 3 // 2)
        best = sorted(self.won, key=lambda name: -self.won[name])[:limit]
        self.assertEqual(limit, 26)
        candidates = [name for name, account in self.accounts.items() if account.status == "candidate"]
        self.assertCountEqual(candidates, best)

    def test_group_of_companies(self):
        """Acme alone is 51st of 85; with its four subsidiaries it is first."""
        acme = self.accounts["Acme Corporation"]
        self.assertEqual(len(self.data.children("Acme Corporation")), 4)
        by_revenue = self.all.sorted("revenue", reverse=True)
        self.assertEqual(by_revenue.ids.index(acme.id) + 1, 51)
        self.assertEqual(self.all.sorted("group_revenue", reverse=True)[0], acme)
        for name, account in self.accounts.items():
            group = sum(self.won[one] for one in (name, *self.data.children(name)))
            self.assertAlmostEqual(account.group_revenue, group, 2, name)

    def test_group_counts_for_a_criterion(self):
        """With the switch on, size measures the group, and the accounts are rated again by the same bands."""
        self.size.include_group = True
        self.run_crons()
        group = sum(self.won[one] for one in ("Acme Corporation", *self.data.children("Acme Corporation")))
        rating = self.rating("Acme Corporation", self.size)
        self.assertAlmostEqual(rating.measure, group, 2)
        self.assertEqual(rating.value, 5)
        self.assertAlmostEqual(self.rating("Kan-code", self.size).measure, self.won["Kan-code"], 2)

    def test_slots_and_waiting_list(self):
        """Five are declared and twenty more rated: twelve slots are left, eight accounts wait, best first."""
        ranked = sorted(self.won, key=lambda name: -self.won[name])
        declared, rated = ranked[:5], ranked[5:25]
        for segment, names in (("a", declared[:2]), ("b", declared[2:])):
            accounts = self.all.browse([self.accounts[name].id for name in names])
            accounts.action_declare(self.env.ref(f"kam_management.segment_{segment}"), "Known for years")
        expected = {}
        for place, name in enumerate(rated):
            fit, trust = 3 + place % 3, 5 - place % 2
            ratings = {"strategic_fit": fit, "values_offer": 5, "price": 4, "service": 5}
            self.rate(self.accounts[name], {**ratings, "relationships": 4, "trust": trust})
            size = fifth_of(self.won[name], self.won.values())
            rate = fifth_of(self.rates[name], self.rates.values())
            attractiveness = cents((20 * (size - 1) + 10 * (fit - 1) + 10 * 4) / 4 / 40 * 100)
            strength = cents((3 + 4 + 3 + (trust - 1) + (rate - 1)) * 10 / 4 / 50 * 100)
            expected[name] = cents(attractiveness * 0.6 + strength * 0.4)
        self.run_crons()
        self.env["kam.account"]._rank_all()
        eligible = {name: score for name, score in expected.items() if score >= 55}
        order = sorted(eligible, key=lambda name: (-eligible[name], self.accounts[name].id))
        self.assertEqual(len(order), 20)
        for name in rated:
            account = self.accounts[name]
            self.assertAlmostEqual(account.score, expected[name], 2, name)
            self.assertEqual(account.coverage, 80)
            self.assertEqual(account.recommended_segment_id.code, "A" if expected[name] >= 70 else "B", name)
            self.assertEqual(account.rank, order.index(name) + 1, name)
            self.assertEqual(account.waiting, order.index(name) >= 12, name)
            self.assertEqual(account.segment_id.code, "C", "a rank is no decision")
        self.assertEqual([self.accounts[name].segment_id.code for name in declared], ["A", "A", "B", "B", "B"])
        self.assertEqual([self.accounts[name].status for name in declared], ["key"] * 5)
        self.assertFalse(any(self.accounts[name].rank for name in ranked[25:] + declared))

    def test_again_changes_nothing(self):
        """Once settled, every scheduled action again, and on the day after, leaves all rows as they are.

        The first night goes by the order of installation: health and cadence come before what they ask is there.
        """
        self.run_crons()
        before = self.snapshot()
        self.run_crons()
        self.assertEqual(self.snapshot(), before)
        with self.at(NOW + timedelta(days=1)):
            self.run_crons()
            self.assertEqual(set(self.all.mapped("screened_on")), {(NOW + timedelta(days=1)).date()})
        self.assertEqual(self.snapshot(), before)

    def snapshot(self):
        """All rows that scheduled actions write, without the dates of the last screening and health."""
        self.env.flush_all()
        result = {}
        for table in ("kam_account", "kam_account_rating", "kam_account_change", "kam_criterion_band"):
            self.env.cr.execute(f"SELECT to_jsonb(t) - 'screened_on' - 'health_on' FROM {table} t ORDER BY id")
            result[table] = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT id, kam_account_id, kam_segment_id, kam_tier_id, write_date FROM crm_lead ORDER BY id"
        )
        result["leads"] = self.env.cr.fetchall()
        return result
