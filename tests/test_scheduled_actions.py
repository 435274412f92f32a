"""Scheduled actions in batches: idempotent, resumable, one failing account does not stop the rest, flat queries."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tools import SQL, mute_logger

from odoo.addons.kam_management.engine.facts_sql import source_expressions

from .bulk import analyse, insert_companies, insert_leads
from .common import KamCase

NOW = datetime(2026, 11, 20, 12, 0)
BATCHES = "odoo.addons.kam_management.models.kam_account_batches"


class BulkCase(KamCase):
    """Sixty companies with six opportunities each."""

    companies = 60

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env["kam.account"].with_context(active_test=False).search([]).unlink()
        cls.env.flush_all()
        cls.first = insert_companies(cls.env.cr, cls.companies)
        insert_leads(cls.env.cr, cls.companies * 6, cls.first, cls.companies)
        analyse(cls.env.cr)
        cls.model = cls.env["kam.account"]

    def setUp(self):
        super().setUp()
        clock = self.at(NOW)
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)

    def accounts(self):
        """All accounts of this case, by company."""
        return self.model.search([("partner_id", ">=", self.first)], order="partner_id")

    def call(self, method, **kwargs):
        """Call a scheduled action's method as a cron would, with batches of a chosen size."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            getattr(self.env(cr=cr)["kam.account"], method)(**kwargs)

    def snapshot(self):
        """All rows that scheduled actions write."""
        self.env.flush_all()
        rows = []
        for table in ("kam_account", "kam_account_rating", "kam_account_change", "kam_criterion_band"):
            self.env.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
            rows.append(self.env.cr.fetchall())
        self.env.cr.execute(
            "SELECT id, kam_account_id, kam_segment_id, kam_tier_id, write_date FROM crm_lead ORDER BY id"
        )
        return [*rows, self.env.cr.fetchall()]


class TestMakeAccounts(BulkCase):
    """An account for every commercial partner with an opportunity."""

    def test_made_once(self):
        """In batches, linked on company and opportunity, screened at once; a second run makes nothing."""
        self.call("_cron_make_accounts", batch=25)
        accounts = self.accounts()
        self.assertEqual(len(accounts), self.companies)
        self.assertEqual(accounts.partner_id.kam_account_id, accounts)
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        self.assertEqual(leads.kam_account_id, accounts)
        self.assertEqual(set(accounts.mapped("screened_on")), {NOW.date()})
        before = self.snapshot()
        self.call("_cron_make_accounts", batch=25)
        self.assertEqual(self.snapshot(), before)

    def test_who_gets_none(self):
        """Own companies, archived ones, and those with a lead only; a contact's company, not the contact."""
        lead = {"type": "opportunity", "name": "Test"}
        own, gone, unqualified, parent = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Own", "Gone", "Unqualified", "Parent")]
        )
        self.env["res.company"].create({"name": "Own", "partner_id": own.id})
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": parent.id})
        self.env["crm.lead"].create([{**lead, "partner_id": one.id} for one in (own, gone, contact)])
        self.env["crm.lead"].create({"name": "Lead", "type": "lead", "partner_id": unqualified.id})
        gone.active = False
        self.run_crons("cron_make_accounts")
        self.assertFalse((own | gone | unqualified).kam_account_id)
        self.assertTrue(parent.kam_account_id)
        self.assertEqual(contact.kam_badge["account_id"], parent.kam_account_id.id)

    def test_bands_come_from_all(self):
        """The bands are taken from all accounts, not from the first batch or the first account by hand."""
        size = self.env.ref("kam_management.criterion_size")
        self.env["res.partner"].browse(self.first).action_kam_account()
        self.assertFalse(size.band_ids, "one account is no base")
        self.call("_cron_make_accounts", batch=7)
        self.call("_cron_screen", batch=7)
        ratings = self.env["kam.account.rating"].search([("criterion_id", "=", size.id)])
        self.assertEqual(len(ratings), self.companies)
        best = ratings.filtered(lambda one: one.value == 5)
        self.assertAlmostEqual(len(best) / self.companies, 0.2, delta=0.04)

    def test_queries(self):
        """As many queries for sixty companies as for two."""
        counts = []
        for number in (2, 58):
            before = self.env.cr.sql_log_count
            self.model._make_missing(number)._screen()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


class TestScreenAndScore(BulkCase):
    """The nightly screening, and the background run after a change of the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model._make_missing()
        cls.env.ref("kam_management.criterion_closeness").active = True

    def test_sizes_of_batches_agree(self):
        """One batch or many, the result is the same; a second run on the same day does nothing at all."""
        self.call("_cron_screen", batch=1000)
        before = self.snapshot()
        self.call("_cron_screen", batch=7)
        self.assertEqual(self.snapshot(), before)
        self.env.cr.execute("UPDATE kam_account SET screened_on = NULL")
        self.call("_cron_screen", batch=7)
        self.assertEqual(self.snapshot(), before)

    def test_stopped_by_the_clock(self):
        """A run whose time is up says that something remains, and the next one takes the rest."""
        self.model._with_bands(self.model._screening())
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", autospec=True, return_value=0) as commit:
            self.model._cron_screen(batch=10)
            self.assertEqual(commit.call_args.kwargs.get("remaining"), 1)
            self.assertEqual(self.model.search_count([("screened_on", "!=", False)]), 10)
            for _run in range(6):
                self.model._cron_screen(batch=10)
        self.assertEqual(self.model.search_count([("screened_on", "!=", False)]), self.companies)

    def test_only_what_changed(self):
        """On the next day accounts whose facts are the same keep their scores' version and get no history."""
        self.run_crons()
        accounts = self.accounts()
        changed = accounts[5]
        lead = changed.with_context(active_test=False).lead_ids[0]
        self.env.cr.execute(
            "UPDATE crm_lead SET won_status = 'won', active = true, date_closed = %s, expected_revenue = 9e6"
            " WHERE id = %s",
            [NOW, lead.id],
        )
        moves = self.env["kam.account.change"].search_count([])
        scored = []
        with (
            self.at(NOW + timedelta(hours=20)),
            patch.object(self.env.registry["kam.account"], "_score", lambda some, rules: scored.extend(some.ids)),
        ):
            self.run_crons("cron_screen")
        self.assertIn(changed.id, scored)
        self.assertLess(len(scored), self.companies / 2)
        self.assertEqual(self.env["kam.account.change"].search_count([]), moves)

    def test_changed_rules_are_followed(self):
        """New bands rate again on the same day, new weights score again, and the screens say how many wait."""
        self.run_crons()
        size = self.env.ref("kam_management.criterion_size")
        size.weight = 40
        self.assertEqual(self.model.due_count(), self.companies)
        self.run_crons("cron_score")
        self.assertEqual(self.model.due_count(), 0)
        size.band_ids.filtered(lambda band: band.value == 5).unlink()
        self.run_crons()
        values = self.env["kam.account.rating"].search([("criterion_id", "=", size.id)]).mapped("value")
        self.assertEqual(max(values), 4)

    def test_failing_account(self):
        """An addon's source that fails for one account: it is logged and left out, the rest are done."""
        accounts = self.accounts()
        broken = accounts[17]
        divide = SQL("(1 / (f.account_id - %s))::numeric", broken.id)

        def expressions(_model, window):
            return {**source_expressions(window, 1000, 5), "people": divide}

        with (
            patch.object(self.env.registry["kam.account"], "_source_expressions", expressions),
            patch.object(self.env.registry["kam.account"], "_with_bands", lambda _model, run: run),
            mute_logger("odoo.sql_db"),
            self.assertLogs(BATCHES, "ERROR") as log,
        ):
            self.call("_cron_screen", batch=25)
        self.assertEqual(len(log.output), 1)
        self.assertIn(f"account {broken.id} ", log.output[0])
        self.assertFalse(broken.segment_id)
        self.assertFalse((accounts - broken).filtered(lambda one: not one.segment_id))
        with self.at(NOW + timedelta(days=1)):
            self.run_crons("cron_screen")
        self.assertTrue(broken.segment_id, "it is tried again on the next day")

    def test_failing_score(self):
        """A failing account is left out of the background run too, and does not keep the others from being ranked."""
        self.run_crons()
        accounts = self.accounts()
        broken = accounts[3]
        score = type(self.model)._score

        def fails(some, rules=None):
            if broken in some:
                raise ZeroDivisionError("broken")
            score(some, rules)

        self.model._mark_dirty()
        with (
            patch.object(self.env.registry["kam.account"], "_score", fails),
            patch.object(self.env.registry["kam.account"], "_rank_all", autospec=True) as rank,
            self.assertLogs(BATCHES, "ERROR") as log,
        ):
            self.call("_cron_score", batch=16)
        self.assertEqual(len(log.output), 1)
        self.assertTrue(rank.called)
        self.assertEqual(set((accounts - broken).mapped("scored_version")), {self.model._scoring_version()})
        self.model._mark_dirty()
        self.call("_cron_score", batch=16)
        self.assertEqual(self.model.due_count(), 0)

    def test_all_fail(self):
        """A fault that hits everybody stops the run with its error instead of filling the log."""

        def fails(some, run=None, rules=None):
            raise ZeroDivisionError("broken")

        with (
            patch.object(self.env.registry["kam.account"], "_screen", fails),
            mute_logger(BATCHES),
            self.assertRaises(ZeroDivisionError),
        ):
            self.call("_cron_screen")
        self.assertFalse(self.model.search_count([("screened_on", "!=", False)]))

    def test_shards(self):
        """Every account belongs to exactly one active scheduled action; switching one off orphans nothing."""
        crons = self.model._crons_of("_cron_screen")
        self.assertEqual(len(crons), 2)
        for active in (crons, crons[:1]):
            (crons - active).active = False
            taken = []
            for cron in active:
                shard = self.model.with_context(cron_id=cron.id)._shard("_cron_screen")
                self.assertEqual(shard, (len(active), active.ids.index(cron.id)))
                taken += self.model._take([], 1000, shard).ids
            self.assertCountEqual(taken, self.model.search([]).ids)

    def test_queries(self):
        """A batch of many takes as many queries as a batch of one."""
        run, rules = self.model._with_bands(self.model._screening()), self.model._scoring_rules()
        one, *many = self.accounts()
        counts = []
        for accounts in (one, self.model.browse([account.id for account in many])):
            accounts.mapped("partner_id.name")
            before = self.env.cr.sql_log_count
            accounts._screen(run, rules)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 10)

    def test_ranking_queries(self):
        """Ranking reads and writes all accounts of a company at once."""
        self.run_crons()
        self.env.flush_all()  # what the runs before left to write
        self.model.slot_use()  # parameters and segments are cached
        before = self.env.cr.sql_log_count
        self.model._rank_all()
        # Parameters and companies are read again where one of the actions cleared a cache.
        self.assertLessEqual(self.env.cr.sql_log_count - before, 14)


class TestEndOverrides(BulkCase):
    """Overrides and substitutions end by themselves."""

    companies = 41

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model._make_missing()._screen()
        cls.segment = cls.env.ref("kam_management.segment_a")

    def override(self, accounts, until):
        """An override that holds until a date."""
        accounts.action_override(self.segment, "Board wish", until)

    def test_ends(self):
        """The day after its last day an override is gone, from the opportunities too, and the chatter says so."""
        accounts = self.accounts()
        ending, lasting = accounts[:3], accounts[3:5]
        self.override(ending, NOW.date())
        self.override(lasting, NOW.date() + timedelta(days=1))
        accounts[5].write({"substitute_id": self.user_sales.id, "substitute_until": NOW.date()})
        self.run_crons("cron_end")
        self.assertEqual((ending | lasting).segment_id, self.segment, "the last day counts")
        with self.at(NOW + timedelta(days=1)):
            self.run_crons("cron_end")
            self.assertEqual(lasting.segment_id, self.segment)
            self.assertFalse(ending.filtered("override_until"))
            self.assertNotIn(self.segment, ending.segment_id)
            self.assertNotIn(self.segment, ending.with_context(active_test=False).lead_ids.kam_segment_id)
            self.assertFalse(accounts[5].substitute_id)
            messages = ending.message_ids.filtered(lambda one: "its date has passed" in (one.body or ""))
            self.assertEqual(len(messages), 3)
            moves = ending.change_ids.filtered(lambda one: one.kind == "segment" and "passed" in (one.cause or ""))
            self.assertEqual(len(moves), 3)
            before = self.snapshot()
            self.run_crons("cron_end")
            self.assertEqual(self.snapshot(), before)

    def test_failing_account(self):
        """One that cannot be ended does not keep the others."""
        accounts = self.accounts()[:5]
        self.override(accounts, NOW.date())
        broken = accounts[1]
        end = type(self.model)._end_override

        def fails(some, cause):
            if broken in some:
                raise ZeroDivisionError("broken")
            end(some, cause)

        with (
            self.at(NOW + timedelta(days=1)),
            patch.object(self.env.registry["kam.account"], "_end_override", fails),
            self.assertLogs(BATCHES, "ERROR") as log,
        ):
            self.call("_cron_end_overrides")
        self.assertEqual(len(log.output), 1)
        self.assertEqual(accounts.filtered("override_until"), broken)

    def test_queries(self):
        """Ending forty takes hardly more queries than ending one."""
        accounts = self.accounts()
        counts = []
        for some in (accounts[:1], accounts[1:]):
            self.override(some, NOW.date())
            self.env.flush_all()
            with self.at(NOW + timedelta(days=1)):
                before = self.env.cr.sql_log_count
                self.call("_cron_end_overrides")
                counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(accounts.filtered(lambda one: one.override_until == date(2026, 11, 20)))
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
