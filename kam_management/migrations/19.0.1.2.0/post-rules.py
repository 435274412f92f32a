"""Who sees what in the report of actions: rules that an update leaves alone, changed by this version."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file


def migrate(cr, version):
    """Load the rules of actions anew."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    convert_file(env, "kam_management", "security/kam_action_security.xml", {}, mode="init", noupdate=True)
