"""Read the command line, run the command, turn failures into one sentence."""

import importlib
import os
import signal
import sys

from . import files
from .errors import KamError

COMMANDS = {
    "demo": "start Odoo with the demo data on http://localhost:8069 (--port N, --fresh)",
    "test": "run the whole test suite; arguments go to pytest (--odoo: Odoo's own CRM tests)",
    "lint": "check style and module rules (--fix: repair what can be repaired)",
    "bench": "run the benchmarks; arguments go to benchmarks/run.py",
    "odoo": "run Odoo's own command line with everything set up, e.g. ./kam odoo db --help",
    "shell": "a Python shell in the demo database",
    "pot": "write the translation template again (--check: only say whether it is stale)",
    "setup": "only install what is missing",
    "clean": "remove everything that kam made (--all: the download cache too)",
    "help": "this text",
}


def main(arguments):
    """Run ``./kam`` and return its exit code."""
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print(usage())
        return 0
    if name not in COMMANDS:
        print(f"kam: there is no command “{name}”; ./kam help lists them.", file=sys.stderr)
        return 2
    # Being ended is left through the same doors as everything else, so that servers are stopped.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended)
    try:
        command = importlib.import_module(f"tools.commands.{name}")
        return command.main(rest) or 0
    except KeyboardInterrupt:
        print("\nkam: stopped.", file=sys.stderr)
        return 130
    except KamError as error:
        return _fail(error)
    except OSError as error:
        return _fail(files.explain(error))


def _ended(number, _frame):
    raise SystemExit(128 + number)


def _fail(sentence):
    if os.environ.get("KAM_DEBUG"):
        raise
    print(f"kam: {sentence}", file=sys.stderr)
    return 1


def usage():
    """The text of ``./kam help``."""
    lines = [f"  {name:<7}{text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "Usage: ./kam COMMAND [ARGUMENTS]",
            "",
            *lines,
            "",
            "Everything lives under .kam/ in this folder; downloads are kept in the user's cache.",
            "",
            "  KAM_ODOO=/path   use this Odoo 19 instead of Debian's",
            "  PGHOST=…         use this PostgreSQL (also PGPORT, PGUSER, PGPASSWORD), not a private one",
            "  KAM_DEBUG=1      show where a failure comes from",
        ]
    )
