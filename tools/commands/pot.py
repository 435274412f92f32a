"""``./kam pot``: write the translation template, or check whether it is stale."""

import argparse
import difflib

from .. import files, odoo, postgres
from ..errors import KamError
from ..paths import shown
from ..pot import POT, exported
from ..run import say


def main(arguments):
    """Export the terms; with ``--check`` only compare them with the file."""
    parser = argparse.ArgumentParser(prog="./kam pot", description="Write the addon's translation template.")
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    options = parser.parse_args(arguments)
    environment = odoo.Environment()
    with postgres.running() as env:
        new = exported(environment, env)
    old = POT.read_text() if POT.exists() else ""
    if new == old:
        say(f"{shown(POT)} is up to date.")
    elif options.check:
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "committed", "now", lineterm="", n=1)
        say("\n".join(list(lines)[:40]))
        raise KamError(f"{shown(POT)} is stale; run ./kam pot and commit the result.")
    else:
        files.write_atomically(POT, new)
        say(f"Written: {shown(POT)}.")
