from odoo import fields, models

from .crm_lead import KAM_USER


class ResUsers(models.Model):
    """What a user wants to be told."""

    _inherit = "res.users"

    kam_weekly_mail = fields.Boolean(
        string="Weekly Mail on Key Accounts",
        default=True,
        groups=KAM_USER,
        help="On Mondays: what is due, what is new and what needs attention at one's accounts.",
    )
    kam_weekly_mail_on = fields.Date(
        groups="kam_management.group_kam_admin", copy=False, readonly=True, help="Day of the last weekly mail."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "kam_weekly_mail"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "kam_weekly_mail"]
