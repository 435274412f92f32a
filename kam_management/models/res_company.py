from odoo import api, fields, models

from ..engine.schedule import fiscal_year


class ResCompany(models.Model):
    """The company's fiscal year, to which the yearly cadence is laid out."""

    _inherit = "res.company"

    kam_fiscal_month = fields.Selection(
        selection="_kam_month_selection", string="Fiscal Year Starts in", default="1", required=True
    )
    kam_weekly_mail = fields.Boolean(
        string="Weekly mail to account managers",
        default=True,
        help="On Mondays: what is due, what is new and what needs attention. Everybody can switch their own off.",
    )

    @api.model
    def _kam_month_selection(self):
        env = self.env
        names = [
            env._("January"),
            env._("February"),
            env._("March"),
            env._("April"),
            env._("May"),
            env._("June"),
            env._("July"),
            env._("August"),
            env._("September"),
            env._("October"),
            env._("November"),
            env._("December"),
        ]
        return [(str(number), name) for number, name in enumerate(names, start=1)]

    def _kam_fiscal_year(self, date):
        """The fiscal year of a date, named by the calendar year it starts in."""
        return fiscal_year(date, int(self.kam_fiscal_month or 1))
