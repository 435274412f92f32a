from odoo import api, fields, models

from ..engine import progress, schedule


class KamAccountPlan(models.Model):
    """The development plan: objectives → strategies → tactics over the quarters of the fiscal year (K9)."""

    _inherit = "kam.account.plan"

    objective_ids = fields.One2many("kam.plan.objective", "plan_id", string="Objectives")
    tactic_ids = fields.One2many("kam.plan.tactic", "plan_id", string="Tactics")
    progress_known = fields.Boolean(compute="_compute_progress", store=True)

    @api.depends("objective_ids.progress", "objective_ids.progress_known")
    def _compute_progress(self):
        """The mean of the objectives that it is known of."""
        for plan in self:
            known = progress.mean(one.progress if one.progress_known else None for one in plan.objective_ids)
            plan.progress, plan.progress_known = known or 0.0, known is not None

    # -- the fiscal year ------------------------------------------------------------------------------------

    def _first_month(self):
        """The month in which the fiscal year of the plan starts, 1 to 12."""
        company = self.sudo().company_id or self.env["kam.account"]._main_company()
        return int(company.kam_fiscal_month or 1)

    def _year_bounds(self):
        """(first day, last day) of the fiscal year of the plan."""
        return schedule.year_bounds(self.year, self._first_month())

    def _quarter_end(self, quarter):
        """The last day of a quarter ("1" to "4") of the plan's year; False without a year."""
        if not self.year:
            return False
        return schedule.quarter_bounds(self.year, int(quarter), self._first_month())[1]

    def _quarter_of(self, day):
        """The quarter ("1" to "4") that a day lies in; False outside of the plan's year."""
        month = self._first_month()
        if not self.year or schedule.fiscal_year(day, month) != self.year:
            return False
        return str(schedule.quarter_of(day, month))

    def _is_running(self):
        """Whether figures still move: a plan that is over keeps those it ended with."""
        return bool(self) and self.state != "closed" and not self.merged_into_id
