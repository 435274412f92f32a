from odoo import api, fields, models


class ResCompany(models.Model):
    """The company's fiscal year, to which the yearly cadence is laid out."""

    _inherit = "res.company"

    kam_fiscal_month = fields.Selection(
        selection="_kam_month_selection", string="Fiscal Year Starts in", default="1", required=True
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
