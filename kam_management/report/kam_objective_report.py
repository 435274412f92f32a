from odoo import fields, models

from ..engine import analysis_sql
from ..models.kam_analysis_mixin import choices
from ..models.kam_development_mixin import QUARTERS


class KamObjectiveReport(models.Model):
    """Objectives of the plans: how many are reached, by measure, team and year."""

    _name = "kam.objective.report"
    _description = "Analysis of Objectives"
    _inherit = ["kam.analysis.mixin", "kam.fiscal.mixin"]
    _auto = False
    _order = "deadline desc, id desc"

    objective_id = fields.Many2one("kam.plan.objective", readonly=True)
    plan_id = fields.Many2one("kam.account.plan", readonly=True)
    plan_state = fields.Selection(choices("kam.account.plan", "state"), readonly=True, string="Phase of the Plan")
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    source = fields.Selection(choices("kam.plan.objective", "source"), string="Measured by", readonly=True)
    measure = fields.Char(readonly=True)
    quarter = fields.Selection(QUARTERS, readonly=True)
    deadline = fields.Date(readonly=True)
    objectives = fields.Integer(readonly=True)
    reached = fields.Integer(readonly=True)
    late = fields.Integer(readonly=True, help="Past its deadline and not reached, in a plan that is not closed.")
    unmeasured = fields.Integer(readonly=True, help="Nobody knows yet how far along it is.")
    progress = fields.Float(readonly=True, aggregator="avg", help="In percent, of those whose progress is known.")
    work = fields.Float(string="Work Done", readonly=True, aggregator="avg", help="In percent, where there is work.")

    _depends = {
        "kam.plan.objective": [
            "plan_id",
            "user_id",
            "source",
            "measure",
            "quarter",
            "deadline",
            "progress",
            "progress_known",
            "work",
            "work_known",
            "account_id",
        ],
        "kam.account.plan": ["state"],
    }

    @property
    def _table_query(self):
        return analysis_sql.objectives(self._periods(), self._main().id, fields.Date.context_today(self))

    def action_open(self):
        """The objective."""
        self.ensure_one()
        return self._open_record(self.objective_id)
