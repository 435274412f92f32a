"""The generation in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .bulk import analyse, insert_companies
from .common import KamCase
from .scratch import Scratch

COMPANIES, BATCH = 400, 40
#: Personal activities of the test's matrix and how often a year: 12 periods are in sight from 20 November on.
TIMES = {"planning": 4, "meetings": 12, "social": 2}


@pytest.mark.slow
class TestGenerationWorkers(KamCase):
    """Each test starts from the same scratch database: 400 accounts of segment A, nothing generated yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        with cls.scratch.connection.cursor() as cursor:
            cls.first = insert_companies(cursor, COMPANIES)
            analyse(cursor)
        query = cls.scratch.query
        segment = cls.env.ref("kam_management.segment_a").id
        query("UPDATE kam_account SET segment_id = NULL")
        query(
            """INSERT INTO kam_account (partner_id, user_id, active, status, segment_id, scored_version, parent_path)
               SELECT id, 2, true, 'key', %s, 0, '' FROM res_partner WHERE id >= %s""",
            segment,
            cls.first,
        )
        query("UPDATE kam_activity_rule SET active = false")
        for name, times in TIMES.items():
            query(
                """UPDATE kam_activity_rule SET active = true, times_per_year = %s, mode = 'scheduled'
                    WHERE activity_id = %s AND segment_id = %s""",
                times,
                cls.env.ref(f"kam_management.activity_{name}").id,
                segment,
            )
        cls.crons = [cls.env.ref(f"kam_management.cron_generate_{rank}").id for rank in (1, 2)]

    def setUp(self):
        super().setUp()
        self.scratch.query("DELETE FROM kam_influencing_action")
        self.scratch.query("DELETE FROM kam_run")
        self.scratch.query("UPDATE kam_account SET generated_stamp = NULL")

    def rows(self):
        """Everything that was generated, in an order of its own."""
        return self.scratch.query(
            """SELECT account_id, activity_id, slot_date, slot_end, date, user_id, state FROM kam_influencing_action
                WHERE account_id IS NOT NULL ORDER BY 1, 2, 3"""
        )

    def expected(self):
        """What one undisturbed worker makes."""
        self.scratch.run("_cron_generate")
        rows = self.rows()
        self.setUp()
        self.assertEqual(len({row[0] for row in rows}), COMPANIES)
        self.assertEqual(len({row[:3] for row in rows}), len(rows))
        return rows

    def test_two_at_once(self):
        """Two shards, and two workers on one shard: nothing missing, nothing twice, the same dates."""
        expected = self.expected()
        for crons in (self.crons, (None, None)):
            with self.subTest(crons=crons):
                self.setUp()
                workers = [
                    self.scratch.worker("_cron_generate", cron_id=cron, kwargs={"batch": BATCH}, pause=0.01)
                    for cron in crons
                ]
                self.scratch.go(*workers)
                self.scratch.finish(*workers)
                self.assertEqual(self.rows(), expected)

    def test_killed(self):
        """A worker killed half-way: what it had committed stays, the next one makes the rest, the log tells."""
        expected = self.expected()
        worker = self.scratch.worker("_cron_generate", cron_id=self.crons[0], kwargs={"batch": BATCH}, pause=0.2)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.rows() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.scratch.kill(worker)
        half = self.rows()
        self.assertTrue(0 < len(half) < len(expected), f"{len(half)} of {len(expected)}")
        for cron in self.crons:
            self.scratch.run("_cron_generate", cron_id=cron, kwargs={"batch": BATCH})
        self.assertEqual(self.rows(), expected)
        states = self.scratch.query("SELECT stored_state FROM kam_run ORDER BY id")
        self.assertEqual([row[0] for row in states], ["interrupted", "done", "done"])

    def test_matrix_changes_while_it_runs(self):
        """The batch in work finishes by the old matrix, the rest follows the new one; the next run brings all up."""
        planning = self.env.ref("kam_management.activity_planning").id
        change = "UPDATE kam_activity_rule SET times_per_year = %s WHERE activity_id = %s AND active"
        self.addCleanup(self.scratch.query, change, TIMES["planning"], planning)
        worker = self.scratch.worker("_cron_generate", kwargs={"batch": BATCH}, pause=0.2)
        self.scratch.go(worker)
        deadline = time.monotonic() + 60
        while not self.rows() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.scratch.query(change, 12, planning)
        self.scratch.finish(worker)
        # One that was planned for December already stays, though December is not in sight yet.
        slots = """SELECT DISTINCT number FROM (SELECT count(*) AS number FROM kam_influencing_action
                    WHERE activity_id = %s AND state <> 'cancelled' AND slot_date BETWEEN '2027-01-01' AND '2027-11-20'
                    GROUP BY account_id) n"""
        self.scratch.run("_cron_generate", kwargs={"batch": BATCH})
        self.assertEqual(self.scratch.query(slots, planning), [(11,)], "every account follows the new matrix")
        doubled = """SELECT count(*) FROM (SELECT FROM kam_influencing_action
                      WHERE state <> 'cancelled' AND account_id IS NOT NULL
                      GROUP BY account_id, activity_id, slot_date HAVING count(*) > 1) d"""
        self.assertEqual(self.scratch.value(doubled), 0)
