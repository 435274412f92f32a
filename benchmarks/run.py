"""All benchmarks: ``./kam bench [--size N] [--leads N] [--reps N] [--only NAMES]``.

Each line is a ratio measured in this run on this machine. ``--write`` puts the table into RESULTS.md.
Exit code 1 when a goal is missed.
"""

import argparse
import datetime
import logging
import os
import platform
import sys
from pathlib import Path

import odoo.tools

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import alerts  # noqa: E402
import cadence  # noqa: E402
import dashboard  # noqa: E402
import generation  # noqa: E402
import pipeline  # noqa: E402
import plan_pdf  # noqa: E402
import scoring  # noqa: E402
import shards  # noqa: E402
import stakeholders  # noqa: E402
import xlsx  # noqa: E402
from harness import Result, database, environment, table  # noqa: E402


def _stakeholders(template):
    with database(template, "kam_bench_stakeholders") as name, environment(name) as env:
        for metric, value, goal, reached in stakeholders.measure(env):
            number = float(value)
            limit = number if reached else number - 1
            yield Result(metric, number, limit, f"goal {goal}")
        env.cr.rollback()


def main():
    """Run what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="accounts")
    parser.add_argument("--leads", type=int, default=20_000, help="opportunities in the pipeline")
    parser.add_argument("--reps", type=int, default=5)
    everything = "scoring,pipeline,shards,stakeholders,generation,alerts,cadence,dashboard,xlsx,plan_pdf"
    parser.add_argument("--only", default=everything)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    odoo.tools.config.parse_config([])
    logging.disable(logging.WARNING)
    template = os.environ["KAM_TEMPLATE"]
    vanilla = os.environ.get("KAM_VANILLA", "kam_base")
    parts = {
        "scoring": lambda: scoring.run(options.size, options.reps, template),
        "pipeline": lambda: pipeline.run(options.leads, options.reps, template, vanilla),
        "shards": lambda: shards.run(options.size, options.reps, template),
        "stakeholders": lambda: _stakeholders(template),
        "alerts": lambda: alerts.run(options.size, options.reps, template),
        "cadence": lambda: cadence.run(options.size, options.reps, template),
        "dashboard": lambda: dashboard.run(options.size, options.leads, options.reps, template),
        "xlsx": lambda: xlsx.run(options.size, options.reps, template),
        "plan_pdf": lambda: plan_pdf.run(options.size, options.reps, template),
        "generation": lambda: generation.run(options.size, options.reps, template),
    }
    results = []
    for name in options.only.split(","):
        for result in parts[name]():
            results.append(result)
            print(f"{'ok ' if result.reached else 'BAD'} {result.metric}: {result.value:.3g} {result.note}", flush=True)
    text = table(results)
    print("\n" + text)
    if options.write:
        _write(text, options)
    return 0 if all(result.reached for result in results) else 1


def _write(text, options):
    with environment(os.environ["KAM_TEMPLATE"]) as env:
        env.cr.execute("SHOW server_version")
        server = env.cr.fetchone()[0]
        env.cr.execute("SHOW fsync")
        fsync = env.cr.fetchone()[0]
    (FOLDER / "RESULTS.md").write_text(
        f"# Results\n\nMeasured on {datetime.date.today()} with `./kam bench --size {options.size} --leads "
        f"{options.leads} --reps {options.reps} --write`: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"PostgreSQL {server.split()[0]} (fsync {fsync}). Medians; ratios within this one run.\n\n{text}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
