"""Asking before the plan in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .common import KamCase
from .scratch import PATIENCE, Scratch

MILESTONES = 60


@pytest.mark.slow
class TestSatisfactionWorkers(KamCase):
    """Sixty accounts of one manager whose planning is due in eleven days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        cls.scratch.query("DELETE FROM kam_plan_milestone")
        cls.scratch.query(
            """INSERT INTO ir_config_parameter (key, value)
               VALUES ('kam.cadence_started', '2020-01-01'), ('kam.todo_limit', '1000')
               ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"""
        )
        cls.scratch.query(
            """WITH company AS (
                   INSERT INTO res_partner (name, complete_name, is_company, active, type, create_date, write_date)
                   SELECT 'Asked ' || n, 'Asked ' || n, true, true, 'contact', now(), now()
                     FROM generate_series(1, %s) n RETURNING id),
               account AS (
                   INSERT INTO kam_account (partner_id, active, status, user_id)
                   SELECT id, true, 'key', 2 FROM company RETURNING id)
               INSERT INTO kam_plan_milestone (account_id, step_id, kind, year, occurrence, date, state)
               SELECT account.id, step.id, 'planning', 2026, 0, '2026-12-01', 'planned'
                 FROM account, (SELECT id FROM kam_cadence_step WHERE kind = 'planning' ORDER BY id LIMIT 1) step""",
            MILESTONES,
        )
        cls.scratch.query("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Asked %'")

    def setUp(self):
        super().setUp()
        self.scratch.query("DELETE FROM mail_activity WHERE kam_ask_id IS NOT NULL")
        self.scratch.query("UPDATE kam_plan_milestone SET ask_given = NULL")
        self.scratch.query("DELETE FROM kam_run")

    def worker(self, **job):
        """A process that is ready to run the scheduled action."""
        return self.scratch.worker("_cron_satisfaction", model="kam.satisfaction", **job)

    def count(self):
        """Number of reminders."""
        return self.scratch.value("SELECT count(*) FROM mail_activity WHERE kam_ask_id IS NOT NULL")

    def assert_complete(self):
        """Each milestone has one reminder and knows of it."""
        self.assertEqual(self.count(), MILESTONES)
        distinct = self.scratch.value("SELECT count(DISTINCT kam_ask_id) FROM mail_activity")
        self.assertEqual(distinct, MILESTONES)
        self.assertEqual(self.scratch.value("SELECT count(*) FROM kam_plan_milestone WHERE ask_given"), MILESTONES)

    def test_killed_half_way(self):
        worker = self.worker(pause=1.0)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.scratch.value("SELECT count(*) FROM kam_run") and time.monotonic() < deadline:
            time.sleep(0.02)
        self.scratch.kill(worker)
        self.assertEqual(self.count(), 0, "killed before it handed them out")
        for _time in range(2):
            worker = self.worker()
            self.scratch.go(worker)
            self.scratch.finish(worker)
            self.assert_complete()
        states = self.scratch.query("SELECT stored_state, count(*) FROM kam_run GROUP BY 1 ORDER BY 1")
        self.assertEqual(dict(states)["done"], 2)

    def test_two_at_once(self):
        workers = [self.worker(), self.worker()]
        self.scratch.go(*workers)
        for worker in workers:
            worker.communicate(timeout=PATIENCE)
        # Odoo tries again what met another transaction; here the next run does.
        worker = self.worker()
        self.scratch.go(worker)
        self.scratch.finish(worker)
        self.assert_complete()
