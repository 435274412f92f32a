"""A process of its own that runs one scheduled action on a scratch database: python worker.py '<json>'.

Keys: ``database``, ``model`` (``kam.account`` when absent), ``method``, ``kwargs``, ``cron_id`` (its shard; may be
absent), ``pause`` (seconds after each commit), ``now`` (text). It prints ``ready``, waits for a line on its input,
works, and prints ``done``.
"""

import json
import os
import sys
import time
from datetime import datetime

from freezegun import freeze_time

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry


def main(job):
    """Load the registry, wait for the start, and run."""
    odoo.tools.config.parse_config(["-c", os.environ["ODOO_RC"], "-d", job["database"], "--log-level=error"])
    registry = Registry(job["database"])
    context = {"cron_id": job["cron_id"]} if job.get("cron_id") else {}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, context)
        env["kam.account"]._scoring_rules()
        cr.rollback()
        if job.get("pause"):
            _pause_after_commit(cr, job["pause"])
        print("ready", flush=True)
        sys.stdin.readline()
        started = time.monotonic()
        with freeze_time(datetime.fromisoformat(job["now"]), tick=True, real_asyncio=True):
            getattr(env[job.get("model", "kam.account")], job["method"])(**job.get("kwargs", {}))
        print(f"done {time.monotonic() - started}", flush=True)


def _pause_after_commit(cr, seconds):
    commit = cr.commit

    def slow_commit():
        commit()
        time.sleep(seconds)

    cr.commit = slow_commit


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
