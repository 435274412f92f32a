"""Seeds of what came with this version. Updates leave out seeds that users may delete, so they are loaded here once."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

SEEDS = (
    "kam_owner_role_data",
    "kam_medium_data",
    "kam_influencing_activity_data",
    "kam_activity_rule_data",
    "kam_message_template_data",
    "kam_nurture_data",
    "kam_service_data",
    "kam_alert_rule_data",
    "kam_digest_data",
    "kam_business_area_data",
    "kam_plan_section_template_data",
    "kam_cadence_step_data",
    "kam_opportunity_question_data",
    "kam_account_stage_data",
    "kam_portfolio_quadrant_data",
    "kam_health_data",
)


def migrate(cr, version):
    """Load the seeds; what is there already, under its own external id, stays as it is."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in SEEDS:
        convert_file(env, "kam_management", f"data/{name}.xml", {}, mode="init", noupdate=True)
