"""``./kam demo``: Odoo with the demo data, ready to click."""

import argparse

from .. import demo, odoo, postgres
from ..run import say


def main(arguments):
    """Install what is missing, make or update the demo database, serve it until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="./kam demo", description="Start Odoo with the demo data.")
    parser.add_argument("--port", type=int, default=8069, help="where to listen (8069)")
    parser.add_argument("--fresh", action="store_true", help="make the demo database again")
    options = parser.parse_args(arguments)
    demo.require_port(options.port)
    environment = odoo.Environment()
    with postgres.running() as env:
        demo.ensure_database(environment, env, options.fresh)
        demo.require_port(options.port)
        code = demo.serve(environment, env, options.port)
    say("Stopped.")
    return code
