"""Two workers on one job: how much faster, and nothing done twice."""

import subprocess
import sys
import time
from pathlib import Path

from data import fill_accounts, fill_leads, vacuum
from harness import Result, database, environment

WORKER = Path(__file__).with_name("shard_worker.py")


def together(name, shards, worker=WORKER):
    """Start one process per shard at once; seconds until the last has finished, and accounts done."""
    processes = [
        subprocess.Popen(
            [sys.executable, worker, name, str(shards), str(rank)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(shards)
    ]
    for process in processes:
        assert process.stdout.readline().strip() == "ready"
    start = time.perf_counter()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    counts = [int(process.stdout.readline()) for process in processes]
    seconds = time.perf_counter() - start
    for process in processes:
        process.wait()
    return seconds, sum(counts)


def run(size, reps, template):
    """Speed-up of two shards over one, each in a process of its own."""
    with database(template, "kam_bench_shards") as name:
        with environment(name) as env:
            fill_leads(env, size)
            fill_accounts(env, size)
            env["kam.account"]._ensure_bands()
            env.cr.commit()
        seconds = {1: [], 2: []}
        for _rep in range(reps):
            for shards in seconds:
                with environment(name) as env:
                    env.cr.execute("UPDATE kam_account SET screened_on = NULL, scored_version = 0")
                    env.cr.execute("DELETE FROM kam_account_rating WHERE origin = 'computed'")
                    env.cr.execute("SELECT count(*) FROM kam_account")
                    total = env.cr.fetchone()[0]
                    vacuum(env.cr, "kam_account", "kam_account_rating")
                spent, done = together(name, shards)
                assert done == total, f"{done} accounts done, {total} expected"
                seconds[shards].append(spent)
        best = {shards: sorted(values)[len(values) // 2] for shards, values in seconds.items()}
        note = f"{size} accounts; one worker {best[1]:.2f} s; every account exactly once"
        yield Result("speed-up of 2 shards", best[1] / best[2], 1.8, note, at_least=True)
