"""``./kam setup``: install what is missing and stop."""

from .. import odoo, postgres
from ..run import say


def main(_arguments):
    """Make the whole environment and try it."""
    environment = odoo.Environment(*odoo.BROWSER)
    with postgres.running():
        pass
    say(f"Ready: Odoo {environment.odoo.version} in {environment.odoo.python_path}")
