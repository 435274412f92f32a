"""The portfolio workbook: reading and writing against writing the same rows alone, and the memory it takes."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from data import fill_accounts, fill_leads
from harness import Result, compare, database, environment

WORKER = Path(__file__).with_name("xlsx_worker.py")
#: Memory is measured with as many accounts as the goal speaks of, or fewer where the run is smaller.
GOAL_MB = 300


def rows_of(env, ids):
    """What the workbook writes: [(name, titles, row)] in the order in which it is written."""
    from odoo.addons.kam_management.report import xlsx_book

    rows = []
    original = xlsx_book.Table.row

    def keep(table, values):
        values = list(values)
        rows.append((table.name, table.titles, values))
        return original(table, values)

    with patch.object(xlsx_book.Table, "row", keep), tempfile.TemporaryFile() as stream:
        env["kam.xlsx"]._portfolio(ids, stream)
    return rows


def write_only(rows):
    """Write rows that are in memory already."""
    from odoo.addons.kam_management.report.xlsx_book import Book

    with tempfile.TemporaryFile() as stream:
        book, tables = Book(stream), {}
        for name, titles, values in rows:
            if name not in tables:
                tables[name] = book.table(name, titles)
            tables[name].row(values)
        book.close()


def export(env, ids):
    """The workbook as the route makes it."""
    env.invalidate_all()
    with tempfile.TemporaryFile() as stream:
        env["kam.xlsx"]._portfolio(ids, stream)


def peak(name):
    """(rows, peak memory in MB of a process of its own before and after it makes the workbook of all accounts)."""
    done = subprocess.run([sys.executable, str(WORKER), name], check=True, capture_output=True, text=True)
    count, before, after = done.stdout.split()[-3:]
    return int(count), float(before), float(after)


def run(size, reps, template):
    """All figures of workbooks."""
    with database(template, "kam_bench_xlsx") as name:
        with environment(name) as env:
            fill_leads(env, size)
            fill_accounts(env, size)
            ids = env["kam.account"].search([], limit=min(size, 10_000)).ids
            rows = rows_of(env, ids)
            seconds = compare({"export": lambda: export(env, ids), "write": lambda: write_only(rows)}, min(reps, 3))
            yield Result(
                "portfolio workbook ÷ write only",
                seconds["export"] / seconds["write"],
                1.5,
                f"{len(ids)} accounts, {len(rows)} rows",
            )
            env.cr.commit()
        count, before, after = peak(name)
        yield Result(
            f"memory of the process with {count} accounts in the workbook, MB",
            after,
            GOAL_MB,
            f"{after - before:.0f} MB more than before it",
        )


if __name__ == "__main__":
    import odoo.tools

    odoo.tools.config.parse_config([])
    for result in run(int(sys.argv[1]), 3, os.environ["KAM_TEMPLATE"]):
        print(result)
