"""Which areas sign the plans of the segments: set once on segments that an update leaves alone."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

SEEDS = ("kam_business_area_data",)


def migrate(cr, version):
    """Load the areas and what segments ask of them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in SEEDS:
        convert_file(env, "kam_management", f"data/{name}.xml", {}, mode="init", noupdate=True)
