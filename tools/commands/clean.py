"""``./kam clean``: remove everything that kam made."""

import argparse

from .. import files, postgres
from ..packages import server_binaries
from ..paths import KAM, PG, cache
from ..run import say


def main(arguments):
    """Stop and remove the private server, then ``.kam``; with ``--all`` the download cache too."""
    parser = argparse.ArgumentParser(prog="./kam clean", description="Remove everything that kam made.")
    parser.add_argument("--all", action="store_true", help="remove the downloads in the user's cache too")
    options = parser.parse_args(arguments)
    if (PG.exists() or PG.is_symlink()) and server_binaries():
        postgres.Cluster().remove()
    files.remove(KAM)
    if options.all:
        files.remove(cache())
    say("Removed .kam" + (f" and {cache()}" if options.all else "") + ".")
