"""The cadence in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .common import KamCase
from .scratch import Scratch

ACCOUNTS, BATCH = 400, 40


@pytest.mark.slow
class TestCadenceWorkers(KamCase):
    """400 accounts of segment A without milestones, on 20 November 2026; each test starts from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        cls.scratch.query(
            """WITH company AS (
                   INSERT INTO res_partner (name, complete_name, is_company, active, type, create_date, write_date)
                   SELECT 'Many ' || n, 'Many ' || n, true, true, 'contact', now(), now()
                     FROM generate_series(1, %s) n RETURNING id)
               INSERT INTO kam_account (partner_id, active, status, user_id, segment_id)
               SELECT id, true, 'key', 2, (SELECT id FROM kam_segment WHERE code = 'A') FROM company""",
            ACCOUNTS,
        )
        cls.scratch.query("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Many %'")
        cls.scratch.query("UPDATE res_company SET kam_fiscal_month = '1'")
        # What each account gets: of the steps of A those of this year that are ahead, and next year's.
        cls.each = 1 + 11

    def setUp(self):
        super().setUp()
        for sql in (
            "DELETE FROM mail_activity",
            "DELETE FROM kam_plan_milestone",
            "DELETE FROM kam_account_plan",
            "UPDATE kam_account SET cadence_stamp = NULL",
            "DELETE FROM kam_run",
            "DELETE FROM ir_config_parameter WHERE key LIKE 'kam.cadence%'",
            "INSERT INTO ir_config_parameter (key, value) VALUES ('kam.cadence_started', '2020-01-01')",
        ):
            self.scratch.query(sql)

    def crons(self):
        """Ids of the active shards."""
        rows = self.scratch.query(
            """SELECT c.id FROM ir_cron c JOIN ir_act_server s ON s.id = c.ir_actions_server_id
                WHERE c.active AND s.code = 'model._cron_cadence()' ORDER BY c.id"""
        )
        self.assertEqual(len(rows), 2)
        return [row[0] for row in rows]

    def count(self, condition="true"):
        """Number of milestones."""
        return self.scratch.value(f"SELECT count(*) FROM kam_plan_milestone WHERE {condition}")

    def assert_complete(self):
        """Every account has each milestone once; one person has five to-dos, none of them twice."""
        self.assertEqual(self.count(), ACCOUNTS * self.each)
        self.assertEqual(
            self.scratch.value(
                "SELECT count(DISTINCT (account_id, step_id, year, occurrence)) FROM kam_plan_milestone"
            ),
            ACCOUNTS * self.each,
        )
        self.assertEqual(self.count("state = 'due'"), ACCOUNTS, "the notice of 15 December has begun")
        todos = self.scratch.query("SELECT count(*), count(DISTINCT kam_milestone_id) FROM mail_activity")
        self.assertEqual(todos, [(5, 5)])
        self.assertEqual(self.scratch.value("SELECT count(*) FROM kam_account WHERE cadence_stamp IS NULL"), 0)

    def together(self, shards):
        """The scheduled action in two processes at the same time."""
        workers = [self.scratch.worker("_cron_cadence", cron_id=shard, kwargs={"batch": BATCH}) for shard in shards]
        self.scratch.go(*workers)
        self.scratch.finish(*workers)

    def run_on(self, moment="2026-11-24 12:00:00"):
        """One run after the others, on 24 November: the notice of 15 December has begun."""
        self.scratch.run("_cron_cadence", kwargs={"batch": BATCH}, now=moment)

    def test_two_shards(self):
        self.together(self.crons())
        self.assertEqual(self.count(), ACCOUNTS * self.each)
        self.assertEqual(self.count("state <> 'planned'"), 0)
        self.run_on()
        self.assert_complete()
        self.run_on()
        self.assert_complete()

    def test_two_workers_without_shards(self):
        self.together((None, None))
        self.run_on()
        self.assert_complete()

    def test_killed_half_way(self):
        worker = self.scratch.worker("_cron_cadence", kwargs={"batch": BATCH}, pause=0.3)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.count() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.4)
        self.scratch.kill(worker)
        half = self.count()
        self.assertEqual(half % (BATCH * self.each), 0, "whole batches, or nothing of them")
        self.assertTrue(0 < half < ACCOUNTS * self.each, half)
        self.run_on()
        self.assert_complete()
        states = self.scratch.query("SELECT stored_state FROM kam_run ORDER BY id")
        self.assertEqual(
            [state for (state,) in states], ["running", "done"], "the log shows what did not come to an end"
        )
