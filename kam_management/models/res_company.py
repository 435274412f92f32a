from odoo import api, fields, models

from ..engine.cadence import dates_of_month
from ..engine.schedule import fiscal_year, year_bounds


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

    kam_selection_month = fields.Integer(
        string="Month of the Yearly Selection",
        default=11,
        required=True,
        help="Month of the fiscal year in which the yearly selection opens: 1 is its first one.",
    )
    kam_selection_day = fields.Integer(
        string="Day of the Yearly Selection", default=15, required=True, help="31 for the last day of any month."
    )
    kam_forbid_own_approval = fields.Boolean(
        string="Four eyes for promotions",
        help="Nobody approves the promotion or selection of an account that they manage or proposed themselves.",
    )

    _kam_selection_month_range = models.Constraint(
        "CHECK(kam_selection_month BETWEEN 1 AND 12)",
        "The month of the yearly selection is a number from 1, the first of the fiscal year, to 12.",
    )
    _kam_selection_day_range = models.Constraint(
        "CHECK(kam_selection_day BETWEEN 1 AND 31)", "The day of the yearly selection is a number from 1 to 31."
    )

    def _kam_selection_date(self, year):
        """The day on which the selection of a fiscal year opens."""
        month = int(self.kam_fiscal_month or 1)
        return dates_of_month(year, month, self.kam_selection_month, self.kam_selection_day)[0][1]

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

    def _kam_year_bounds(self, year):
        """First and last day of a fiscal year."""
        return year_bounds(year, int(self.kam_fiscal_month or 1))
