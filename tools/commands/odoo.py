"""``./kam odoo …``: Odoo's own command line."""

from .. import odoo, postgres
from ..run import foreground


def main(arguments):
    """Pass the arguments on; the server runs as long as Odoo does."""
    environment = odoo.Environment()
    with postgres.running() as env:
        return foreground(environment.command(*arguments), environment.variables(env))
