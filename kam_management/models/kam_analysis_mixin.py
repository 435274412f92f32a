from odoo import fields, models


def choices(model, name):
    """Selection of a field of another model, in the reader's language."""
    return lambda self: self.env[model]._fields[name]._description_selection(self.env)


class KamAnalysisMixin(models.AbstractModel):
    """What the analyses of accounts have in common: by whom, where and when they can be cut.

    Manager, team, segment, tier and level are those of the account today, so that "my team" means the accounts that
    it has now. Each analysis says in ``_table_query`` where its rows come from.
    """

    _name = "kam.analysis.mixin"
    _description = "Analysis of Accounts"
    _auto = False
    _rec_name = "account_id"

    # what each analysis reads of an account besides what it adds itself: Odoo joins the two
    _depends = {
        "kam.account": ["user_id", "team_id", "segment_id", "tier_id", "level_id", "company_id", "partner_id"],
        "res.partner": ["country_id", "industry_id"],
    }

    account_id = fields.Many2one("kam.account", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    manager_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    segment_id = fields.Many2one("kam.segment", readonly=True)
    tier_id = fields.Many2one("kam.tier", readonly=True)
    level_id = fields.Many2one("kam.relationship.level", string="Relationship Level", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)

    def _periods(self):
        """{company id: (first month of its fiscal year, time zone)}."""
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {
            company.id: (int(company.kam_fiscal_month or 1), company.partner_id.tz or "UTC") for company in companies
        }

    def _main(self):
        return self.env["kam.account"].sudo()._main_company()

    def _open_record(self, record):
        """The form of what a row tells of."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }


class KamFiscalMixin(models.AbstractModel):
    """An analysis over time: by fiscal year and quarter beside the calendar."""

    _name = "kam.fiscal.mixin"
    _description = "Analysis by Fiscal Year"
    _auto = False

    fiscal_year = fields.Char(readonly=True, help="Of the account's company, such as 2026 or 2026/27.")
    fiscal_quarter = fields.Char(readonly=True)
