"""``./kam test``: the whole suite; ``./kam test --odoo``: Odoo's own CRM tests."""

from .. import odoo, postgres, suite


def main(arguments):
    """Install what is missing and run; other arguments go to pytest."""
    environment = odoo.Environment(*odoo.BROWSER)
    with postgres.running() as env:
        if arguments == ["--odoo"]:
            return suite.run_odoo(environment, env)
        return suite.run_pytest(environment, env, arguments)
