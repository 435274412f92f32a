from odoo import models


class KamAccount(models.Model):
    """Workbooks from the list of accounts."""

    _inherit = "kam.account"

    def action_portfolio_workbook(self):
        """Download the portfolio workbook of these accounts."""
        return self.env["kam.xlsx"]._download("portfolio", self)

    def action_rating_sheet(self):
        """Download the rating sheet of these accounts, to be filled offline and read back."""
        return self.env["kam.xlsx"]._download("rating", self)


class KamAccountPlan(models.Model):
    """The workbook of a plan."""

    _inherit = "kam.account.plan"

    def action_plan_workbook(self):
        """Download the workbook of this plan."""
        self.ensure_one()
        return self.env["kam.xlsx"]._download("plan", self)
