"""What the templates of papers for customers get: words, and the company for its letterhead."""

from odoo import api, models


class ReportJointPlan(models.AbstractModel):
    """The joint plan of an account."""

    _name = "report.kam_management.report_joint_plan"
    _description = "Joint Plan on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["kam.account.plan"].browse(docids)
        companies = {plan.id: plan.company_id for plan in plans.sudo()}
        return _values(plans, plans._joint_plans(), companies)


class ReportMutualPlan(models.AbstractModel):
    """The activity plan that is agreed with the customer for one opportunity."""

    _name = "report.kam_management.report_mutual_plan"
    _description = "Mutual Activity Plan on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["kam.sales.plan"].browse(docids)
        companies = {plan.id: plan.company_id for plan in plans.sudo()}
        return _values(plans, plans._customer_sheets(), companies)


def _values(records, sheets, companies):
    """What the template gets: no record but the company whose letterhead it is."""
    one = sheets[0] if len(sheets) == 1 else {}
    return {
        "doc_ids": records.ids,
        "doc_model": records._name,
        "docs": [
            {
                "record": sheet,
                "company": companies[sheet.id] or records.env.company,
                "lang": sheet["lang"],
                "head": sheet["head"],
                "sections": sheet["sections"],
            }
            for sheet in sheets
        ],
        "title": one.get("title"),
    }
