"""``./kam shell``: Odoo's Python shell in the demo database."""

from .. import demo, odoo, postgres
from ..run import foreground


def main(arguments):
    """Open the shell; further arguments go to Odoo."""
    environment = odoo.Environment()
    with postgres.running() as env:
        demo.ensure_database(environment, env)
        command = environment.command("shell", "-d", demo.NAME, "--no-http", *arguments)
        return foreground(command, environment.variables(env))
