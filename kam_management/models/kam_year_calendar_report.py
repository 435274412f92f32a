"""Calendars of the year, whichever door they are printed through."""

from odoo import api, models


class ReportYearCalendar(models.AbstractModel):
    """Of accounts, or of all accounts of a manager."""

    _name = "report.kam_management.report_year_calendar"
    _description = "Calendar of the Year on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        reader = self.env["kam.report"]._reader(self.env["kam.account"])
        accounts, year = reader.browse(docids or data.get("account_ids") or []), int(data.get("year") or 0)
        if "user_id" in data and not accounts:
            papers = [reader._year_sheet_of_manager(year, int(data["user_id"]))]
        else:
            papers = [account._year_sheet(year) for account in accounts]
        return {"doc_ids": accounts.ids, "doc_model": "kam.account", "docs": papers}


class ReportYearCalendarOfPlan(models.AbstractModel):
    """Of the account and the year of a plan."""

    _name = "report.kam_management.report_plan_calendar"
    _description = "Calendar of a Plan's Year on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["kam.report"]._reader(self.env["kam.account.plan"].browse(docids))
        papers = [plan.account_id._year_sheet(plan.year) for plan in plans]
        return {"doc_ids": plans.ids, "doc_model": plans._name, "docs": papers}
