"""The nightly run of early warnings in real processes: two at once, and one that is killed half-way."""

import time

import pytest

from .bulk import insert_companies, insert_leads
from .common import KamCase
from .scratch import NOW, Scratch

COMPANIES, BATCH = 300, 30


@pytest.mark.slow
class TestAlertWorkers(KamCase):
    """300 accounts of segment A without a manager's map: each has the same three findings, every fifth no manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        with cls.scratch.connection.cursor() as cursor:
            cls.first = insert_companies(cursor, COMPANIES)
            insert_leads(cursor, COMPANIES, cls.first, COMPANIES)
        query = cls.scratch.query
        cls.scratch.run("_cron_make_accounts")
        query(
            """UPDATE kam_account SET create_date = '2020-01-01', user_id = CASE WHEN id %% 5 > 0 THEN 2 END,
                      segment_id = CASE WHEN partner_id >= %s THEN (SELECT id FROM kam_segment WHERE code = 'A') END""",
            cls.first,
        )
        query("""UPDATE kam_alert_rule SET active = "check" IN ('coverage', 'no_manager')""")

    def setUp(self):
        super().setUp()
        self.scratch.query("DELETE FROM kam_alert")
        self.scratch.query(
            """INSERT INTO ir_config_parameter (key, value) VALUES ('kam.alerts_first_run', '2026-01-01'),
                      ('kam.todo_limit', '1000') ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"""
        )
        self.scratch.query("DELETE FROM mail_activity WHERE kam_source = 'alert'")
        self.scratch.query("UPDATE kam_account SET alerts_on = NULL")

    def crons(self):
        """Ids of the two active scheduled actions: the shards."""
        rows = self.scratch.query(
            """SELECT c.id FROM ir_cron c JOIN ir_act_server s ON s.id = c.ir_actions_server_id
                WHERE c.active AND s.code = 'model._cron_alerts()' ORDER BY c.id"""
        )
        self.assertEqual(len(rows), 2)
        return [row[0] for row in rows]

    def together(self, shards):
        workers = [
            self.scratch.worker("_cron_alerts", cron_id=shard, kwargs={"batch": BATCH}, now=NOW) for shard in shards
        ]
        self.scratch.go(*workers)
        self.scratch.finish(*workers)

    def everything(self):
        """What the run made, without ids that follow the order of work."""
        return self.scratch.query(
            """SELECT a.partner_id, a.alerts_on, r.code, k.state, k.since, k.user_id, k.announced, k.details::text
                 FROM kam_alert k JOIN kam_account a ON a.id = k.account_id JOIN kam_alert_rule r ON r.id = k.rule_id
                ORDER BY 1, 3"""
        )

    def assert_complete(self):
        value = self.scratch.value
        self.assertEqual(value("SELECT count(*) FROM kam_account WHERE alerts_on = '2026-11-20'"), COMPANIES)
        managed = value("SELECT count(*) FROM kam_account WHERE user_id IS NOT NULL AND partner_id >= %s", self.first)
        self.assertEqual(value("SELECT count(*) FROM kam_alert"), 4 * COMPANIES + (COMPANIES - managed))
        wrong = """SELECT count(*) FROM (SELECT account_id FROM kam_alert GROUP BY account_id
                    HAVING count(*) <> count(DISTINCT rule_id) OR count(*) NOT IN (4, 5)) w"""
        self.assertEqual(value(wrong), 0)
        todos = "SELECT count(*), count(DISTINCT res_id) FROM mail_activity WHERE kam_source = 'alert' AND active"
        self.assertEqual(self.scratch.query(todos), [(COMPANIES, COMPANIES)], "the leader of the team has the others")

    def test_two_shards(self):
        self.together(self.crons())
        self.assert_complete()
        before = self.everything()
        self.scratch.query("UPDATE kam_account SET alerts_on = '2026-11-19'")
        self.together(self.crons())
        self.assert_complete()
        self.assertEqual(self.everything(), before, "running again changes nothing")

    def test_two_workers_without_shards(self):
        """Two processes on the same accounts: what one has locked, the other leaves to it."""
        self.together((None, None))
        self.scratch.run("_cron_alerts", kwargs={"batch": BATCH})
        self.assert_complete()

    def test_first_run_by_two_workers(self):
        self.scratch.query("DELETE FROM ir_config_parameter WHERE key = 'kam.alerts_first_run'")
        self.together(self.crons())
        self.assertEqual(self.scratch.value("SELECT count(*) FROM mail_activity WHERE kam_source = 'alert'"), 0)
        self.assertGreater(self.scratch.value("SELECT count(*) FROM kam_alert"), COMPANIES)

    def test_killed_half_way(self):
        """What was committed stays, what was not is undone; the next run completes the same result."""
        self.scratch.run("_cron_alerts", kwargs={"batch": BATCH})
        self.assert_complete()
        expected = self.everything()
        self.setUp()
        worker = self.scratch.worker("_cron_alerts", kwargs={"batch": BATCH}, pause=0.2)
        self.scratch.go(worker)
        done = "SELECT count(*) FROM kam_account WHERE alerts_on IS NOT NULL"
        deadline = time.monotonic() + 60
        while not self.scratch.value(done) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        self.scratch.kill(worker)
        half = self.scratch.value(done)
        self.assertEqual(half % BATCH, 0)
        self.assertTrue(0 < half < COMPANIES, half)
        self.assertEqual(self.scratch.value("SELECT count(DISTINCT account_id) FROM kam_alert"), half)
        self.scratch.run("_cron_alerts", kwargs={"batch": BATCH})
        self.assert_complete()
        self.assertEqual(self.everything(), expected)
