"""Life cycle of the addon."""

from odoo.tools import SQL

#: Stored columns on large tables: added empty and at once, instead of computed row by row at installation.
COLUMNS = {
    "res_partner": ("kam_account_id",),
    "crm_lead": ("kam_account_id", "kam_segment_id", "kam_tier_id"),
}


def pre_init_hook(env):
    """Add the empty columns before the ORM would compute them for every partner and lead."""
    for table, columns in COLUMNS.items():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s %s",
                SQL.identifier(table),
                SQL(", ").join(SQL("ADD COLUMN IF NOT EXISTS %s int4", SQL.identifier(column)) for column in columns),
            )
        )


def post_init_hook(env):
    """Make accounts for the companies that already have opportunities, and screen them in the background."""
    env.ref("kam_management.cron_make_accounts")._trigger()


def uninstall_hook(env):
    """Take the parameters of the programme along."""
    env["ir.config_parameter"].sudo().search([("key", "=like", "kam.%")]).unlink()
