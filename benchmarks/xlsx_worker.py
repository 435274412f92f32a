"""One process that makes the portfolio workbook of all accounts; prints accounts and peak memory before and after."""

import resource
import sys
import tempfile
from pathlib import Path

import odoo.tools

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness import environment  # noqa: E402


def peak():
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    odoo.tools.config.parse_config([])
    with environment(sys.argv[1]) as env:
        accounts = env["kam.account"].search([]).ids
        before = peak()
        with tempfile.TemporaryFile() as stream:
            env["kam.xlsx"]._portfolio(accounts, stream)
        print(len(accounts), before, peak())
