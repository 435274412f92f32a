"""Scheduled actions in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .bulk import analyse, insert_companies, insert_leads
from .common import KamCase
from .scratch import Scratch

COMPANIES, LEADS, BATCH = 400, 4800, 40


@pytest.mark.slow
class TestWorkers(KamCase):
    """Each test starts from the same scratch database: 400 companies with opportunities, no account yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        with cls.scratch.connection.cursor() as cursor:
            cls.first = insert_companies(cursor, COMPANIES)
            insert_leads(cursor, LEADS, cls.first, COMPANIES)
            analyse(cursor)
        cls.scratch.query("UPDATE kam_criterion SET active = true WHERE source <> 'manual'")

    def setUp(self):
        super().setUp()
        self.scratch.query("DELETE FROM kam_criterion_band")
        self.scratch.query("DELETE FROM kam_account WHERE partner_id >= %s", self.first)
        self.scratch.query("UPDATE ir_config_parameter SET value = '1' WHERE key = 'kam.scoring_version'")

    def crons(self, method):
        """Ids of the active scheduled actions of a method: the shards."""
        rows = self.scratch.query(
            """SELECT c.id FROM ir_cron c JOIN ir_act_server s ON s.id = c.ir_actions_server_id
                WHERE c.active AND s.code = %s ORDER BY c.id""",
            f"model.{method}()",
        )
        self.assertEqual(len(rows), 2)
        return [row[0] for row in rows]

    def together(self, method, shards=(None, None), **kwargs):
        """Run a method in two processes at the same time."""
        workers = [self.scratch.worker(method, cron_id=shard, kwargs=kwargs) for shard in shards]
        self.scratch.go(*workers)
        self.scratch.finish(*workers)

    def assert_complete(self):
        """Every account is there once, screened, with one move, its own facts, and on its leads."""
        value = self.scratch.value
        self.assertEqual(value("SELECT count(*) FROM kam_account WHERE partner_id >= %s", self.first), COMPANIES)
        self.assertEqual(value("SELECT count(DISTINCT partner_id) FROM kam_account"), self.accounts_in_all())
        wrong = """SELECT count(*) FROM kam_account a WHERE partner_id >= %s AND (
            screened_on IS DISTINCT FROM '2026-11-20' OR segment_id IS NULL OR tier_id IS NULL
            OR screened_version::text <> (SELECT value FROM ir_config_parameter WHERE key = 'kam.scoring_version')
            OR scored_version <> screened_version
            OR 1 <> (SELECT count(*) FROM kam_account_change c WHERE c.account_id = a.id AND kind = 'segment')
            OR revenue <> COALESCE((SELECT sum(expected_revenue) FROM crm_lead l WHERE l.kam_account_id = a.id
                AND won_status = 'won' AND date_closed > '2025-11-20 12:00' AND date_closed <= '2026-11-20 12:00'), 0)
            OR (SELECT count(*) FROM crm_lead l WHERE l.kam_account_id = a.id) <> 12
            OR NOT EXISTS (SELECT FROM kam_account_rating r WHERE r.account_id = a.id))"""
        self.assertEqual(value(wrong, self.first), 0)
        stale = """SELECT count(*) FROM crm_lead l JOIN kam_account a ON a.partner_id = l.partner_id
            WHERE (l.kam_account_id, l.kam_segment_id, l.kam_tier_id)
                  IS DISTINCT FROM (a.id, a.segment_id, a.tier_id)"""
        self.assertEqual(value(stale), 0)
        doubled = (
            "SELECT count(*) FROM (SELECT FROM kam_criterion_band GROUP BY criterion_id, value HAVING count(*) > 1) b"
        )
        self.assertEqual(value(doubled), 0)
        self.assertGreater(value("SELECT count(*) FROM kam_criterion_band"), 5)
        self.assertGreater(value("SELECT count(*) FROM kam_account WHERE status = 'candidate'"), 0)

    def accounts_in_all(self):
        """Number of rows in the account table."""
        return self.scratch.value("SELECT count(*) FROM kam_account")

    def everything(self):
        """What screening and scoring made, without ids that follow the order of work."""
        return self.scratch.query(
            """SELECT a.partner_id, a.segment_id, a.tier_id, a.score, a.coverage, a.attractiveness, a.strength,
                      a.revenue, a.revenue_previous, a.pipeline, a.status, a.rank,
                      (SELECT array_agg((r.criterion_id, r.value, r.measure)::text ORDER BY r.criterion_id)
                         FROM kam_account_rating r WHERE r.account_id = a.id),
                      (SELECT count(*) FROM kam_account_change c WHERE c.account_id = a.id)
                 FROM kam_account a WHERE a.partner_id >= %s ORDER BY a.partner_id""",
            self.first,
        )

    def test_two_workers_make_accounts(self):
        """Two processes that make accounts for the same companies make each of them once."""
        self.together("_cron_make_accounts", batch=BATCH)
        self.scratch.run("_cron_screen")
        self.assert_complete()

    def test_two_shards_screen_and_score(self):
        """Two shards share the work, also the very first one, in which the bands are made."""
        self.make_accounts()
        shards = self.crons("_cron_screen")
        self.together("_cron_screen", shards, batch=BATCH)
        self.scratch.run("_cron_screen")
        self.assert_complete()
        before = self.everything()
        self.scratch.query("UPDATE ir_config_parameter SET value = '77' WHERE key = 'kam.scoring_version'")
        self.together("_cron_score", self.crons("_cron_score"), batch=BATCH)
        self.assertEqual(self.scratch.value("SELECT count(*) FROM kam_account WHERE scored_version <> 77"), 0)
        self.assertEqual(self.everything(), before)

    def test_two_workers_without_shards(self):
        """Two processes on the same accounts: what one has locked, the other leaves to it."""
        self.make_accounts()
        self.together("_cron_screen", batch=BATCH)
        self.scratch.run("_cron_screen")
        self.assert_complete()

    def test_killed_half_way(self):
        """What was committed stays, what was not is undone; the next run completes the same result."""
        self.make_accounts()
        self.scratch.run("_cron_screen", kwargs={"batch": BATCH})
        self.assert_complete()
        expected = self.everything()
        self.setUp()
        self.make_accounts()
        worker = self.scratch.worker("_cron_screen", kwargs={"batch": BATCH}, pause=0.2)
        self.scratch.go(worker)
        done = "SELECT count(*) FROM kam_account WHERE screened_on IS NOT NULL"
        deadline = time.monotonic() + 60
        while not self.scratch.value(done) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        self.scratch.kill(worker)
        half = self.scratch.value(done)
        self.assertEqual(half % BATCH, 0)
        self.assertTrue(0 < half < COMPANIES, half)
        rated = self.scratch.value("SELECT count(DISTINCT account_id) FROM kam_account_rating")
        self.assertEqual(rated, half)
        self.scratch.run("_cron_screen", kwargs={"batch": BATCH})
        self.assert_complete()
        self.assertEqual(self.everything(), expected)

    def test_killed_while_making_accounts(self):
        """Accounts come with their links, or not at all."""
        worker = self.scratch.worker("_cron_make_accounts", kwargs={"batch": BATCH}, pause=0.2)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.accounts_in_all() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        self.scratch.kill(worker)
        half = self.accounts_in_all()
        self.assertTrue(0 < half < COMPANIES, half)
        linked = "SELECT count(*) FROM res_partner WHERE kam_account_id IS NOT NULL"
        self.assertEqual(self.scratch.value(linked), half)
        self.assertEqual(self.scratch.value("SELECT count(DISTINCT kam_account_id) FROM crm_lead"), half)
        self.scratch.run("_cron_make_accounts", kwargs={"batch": BATCH})
        self.scratch.run("_cron_screen")
        self.assert_complete()

    def make_accounts(self):
        """Accounts for all companies, not screened yet."""
        self.scratch.run("_cron_make_accounts")
        self.scratch.query("DELETE FROM kam_criterion_band")
        self.scratch.query("DELETE FROM kam_account_rating")
        self.scratch.query("DELETE FROM kam_account_change")
        self.scratch.query(
            """UPDATE kam_account SET screened_on = NULL, screened_version = NULL, scored_version = 0,
                      screened_segment_id = NULL, segment_id = NULL, tier_id = NULL, status = 'prospect'"""
        )
