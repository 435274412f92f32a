"""Opening the yearly selection in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .common import KamCase
from .scratch import Scratch

ACCOUNTS, BATCH = 400, 40


@pytest.mark.slow
class TestSelectionWorkers(KamCase):
    """400 candidates on 20 November 2026; each test starts without a review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        cls.scratch.query("UPDATE kam_account SET status = 'prospect' WHERE status = 'candidate'")
        cls.scratch.query(
            """WITH company AS (
                   INSERT INTO res_partner (name, complete_name, is_company, active, type, create_date, write_date)
                   SELECT 'Many ' || n, 'Many ' || n, true, true, 'contact', now(), now()
                     FROM generate_series(1, %s) n RETURNING id)
               INSERT INTO kam_account (partner_id, active, status, user_id, segment_id)
               SELECT id, true, 'candidate', 2, (SELECT id FROM kam_segment WHERE code = 'C') FROM company""",
            ACCOUNTS,
        )
        cls.scratch.query("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Many %'")
        cls.scratch.query("UPDATE res_company SET kam_fiscal_month = '1', kam_selection_month = 11")

    def setUp(self):
        super().setUp()
        for table in ("kam_selection_review_line", "kam_selection_review", "kam_run"):
            self.scratch.query(f"DELETE FROM {table}")

    def count(self):
        """Number of lines."""
        return self.scratch.value("SELECT count(*) FROM kam_selection_review_line")

    def worker(self, **job):
        """A process that is ready to run the scheduled action."""
        return self.scratch.worker("_cron_selection", model="kam.selection.review", kwargs={"batch": BATCH}, **job)

    def assert_complete(self):
        """One open review with each account once, everything proposed, and one message to the managers."""
        reviews = self.scratch.query("SELECT state, year FROM kam_selection_review")
        self.assertEqual(reviews, [("open", 2026)])
        self.assertEqual(self.count(), ACCOUNTS)
        self.assertEqual(
            self.scratch.value("SELECT count(DISTINCT account_id) FROM kam_selection_review_line"), ACCOUNTS
        )
        reasons = self.scratch.query("SELECT DISTINCT proposed_reason FROM kam_selection_review_line")
        self.assertEqual(reasons, [("Not rated enough for a score",)])
        told = self.scratch.value(
            """SELECT count(*) FROM mail_message m JOIN kam_selection_review r ON r.id = m.res_id
                WHERE m.model = 'kam.selection.review' AND m.body LIKE '%%is open with 400 accounts%%' AND %s""",
            True,
        )
        self.assertEqual(told, 1)

    def test_killed_half_way(self):
        worker = self.worker(pause=0.3)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.count() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.4)
        self.scratch.kill(worker)
        half = self.count()
        self.assertEqual(half % BATCH, 0, "whole batches, or nothing of them")
        self.assertTrue(0 < half < ACCOUNTS, half)
        self.assertEqual(self.scratch.value("SELECT state FROM kam_selection_review"), "draft")
        for _time in range(2):
            worker = self.worker()
            self.scratch.go(worker)
            self.scratch.finish(worker)
            self.assert_complete()

    def test_two_workers(self):
        workers = [self.worker(), self.worker()]
        self.scratch.go(*workers)
        self.scratch.finish(*workers)
        # Whoever came second left the work to the first one.
        worker = self.worker()
        self.scratch.go(worker)
        self.scratch.finish(worker)
        self.assert_complete()
