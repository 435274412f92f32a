"""``./kam bench``: the benchmarks, on a server with PostgreSQL's default durability."""

from .. import database, odoo, postgres
from ..errors import KamError
from ..paths import ROOT
from ..run import foreground

SCRIPT = ROOT / "benchmarks/run.py"


def main(arguments):
    """Run the script; ``KAM_TEMPLATE`` names a database with the addon, to be cloned."""
    if not SCRIPT.exists():
        raise KamError("There are no benchmarks: benchmarks/run.py is missing.")
    environment = odoo.Environment()
    with postgres.running() as env:
        template = database.ensure_template(environment, env)
        with postgres.running(durable=True):
            variables = environment.variables(env, KAM_TEMPLATE=template, PYTHONUNBUFFERED=1)
            return foreground([environment.python, SCRIPT, *arguments], variables)
