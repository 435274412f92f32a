"""The to-do desk in real processes: two workers that give to one person at the same moment."""

import time

import pytest

from odoo.addons.kam_management.models.kam_todo_desk import DESK_LOCK

from .common import KamCase
from .scratch import PATIENCE, Scratch

OPEN = "SELECT count(*) FROM mail_activity WHERE user_id = 2 AND kam_source IS NOT NULL AND active"


@pytest.mark.slow
class TestTodoWorkers(KamCase):
    """The administrator of a scratch database gets to-dos from two sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.drop)
        cls.scratch.query("DELETE FROM mail_activity WHERE user_id = 2")

    def test_never_more_than_five(self):
        """Both have begun, and so see none of the other's, when the first one is let through."""
        todos = [
            {"user_id": 2, "date": "2026-11-20", "summary": f"No. {number}", "source": "alert"} for number in range(4)
        ]
        workers = [self.scratch.worker("_give", model="kam.todo.desk", kwargs={"todos": todos}) for _worker in range(2)]
        self.scratch.query("SELECT pg_advisory_lock(%s, 2)", DESK_LOCK)
        self.scratch.go(*workers)
        deadline = time.monotonic() + PATIENCE
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = %s"
        while self.scratch.value(waiting, DESK_LOCK) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.scratch.value(waiting, DESK_LOCK), 2, "both wait at the desk")
        self.scratch.query("SELECT pg_advisory_unlock(%s, 2)", DESK_LOCK)
        self.scratch.finish(*workers)
        self.assertEqual(self.scratch.value(OPEN), 5, "four and one; three wait for the next run")
