from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine.cadence import dates_of_month, dates_of_quarters, longest_day
from .kam_owner_role import OWNER_ROLES

KINDS = [
    ("review", "Review of last year's plan"),
    ("planning", "Account planning"),
    ("approval", "Approval"),
    ("quarterly", "Quarterly business review"),
    ("plan_review", "Plan review"),
    ("survey", "Satisfaction survey"),
    ("selection", "Selection"),
    ("objectives", "Objectives for next year"),
    ("other", "Something else"),
]
QUARTER_NAMES = ("q1", "q2", "q3", "q4")


class KamCadenceStep(models.Model):
    """A step of the year: what is to be done at the accounts of some segments, when, and by whom (K10)."""

    _name = "kam.cadence.step"
    _description = "Step of the Yearly Cadence"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(string="What", required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="other")
    timing = fields.Selection(
        [("date", "Once a year, on a day"), ("quarter", "In quarters")], required=True, default="date", string="When"
    )
    month = fields.Integer(default=1, help="Month of the fiscal year: 1 is its first one.", aggregator=None)
    day = fields.Integer(default=1, help="31 for the last day of any month.", aggregator=None)
    q1 = fields.Boolean()
    q2 = fields.Boolean()
    q3 = fields.Boolean()
    q4 = fields.Boolean()
    quarter_part = fields.Selection(
        [("start", "At its start"), ("middle", "In its middle"), ("end", "At its end")], default="end"
    )
    when_text = fields.Char(compute="_compute_when_text", string="In This Year")
    segment_ids = fields.Many2many(
        "kam.segment",
        string="Segments",
        help="Whose accounts have this step. Empty: of every segment with an account plan.",
    )
    owner_role = fields.Selection(OWNER_ROLES, string="Who", required=True, default="account_manager")
    notice_days = fields.Integer(
        string="Days' Notice", default=14, help="So long before the day the to-do appears.", aggregator=None
    )
    opens_plan = fields.Boolean(string="Opens the Plan", help="Makes the plan of the year if there is none.")
    description = fields.Text(translate=True, string="What to Do", help="Goes into the to-do.")
    milestone_ids = fields.One2many("kam.plan.milestone", "step_id", string="Milestones")

    _month_range = models.Constraint(
        "CHECK(month BETWEEN 1 AND 12)", "The month is a number from 1, the first of the fiscal year, to 12."
    )
    _day_range = models.Constraint("CHECK(day BETWEEN 1 AND 31)", "The day is a number from 1 to 31.")
    _notice_range = models.Constraint(
        "CHECK(notice_days BETWEEN 0 AND 366)", "Enter the days' notice as a number from 0 to 366."
    )

    @api.constrains("timing", "month", "day")
    def _check_day(self):
        """31 means the last day; any other day has to be there in the month."""
        first_month = int(self.env["kam.account"]._main_company().kam_fiscal_month or 1)
        for step in self:
            if step.timing != "date" or step.day == 31 or not 1 <= step.month <= 12:
                continue
            last = longest_day(first_month, step.month)
            if step.day > last:
                raise ValidationError(
                    self.env._(
                        "“%(step)s”: month %(month)s of the fiscal year has %(last)s days at most. "
                        "Enter a day up to it, or 31 for its last day.",
                        step=step.name,
                        month=step.month,
                        last=last,
                    )
                )

    @api.constrains("timing", "quarter_part")
    def _check_quarter(self):
        for step in self:
            if step.timing == "quarter" and not step.quarter_part:
                raise ValidationError(
                    self.env._("“%s”: say whether it is at the start, in the middle or at the end.", step.name)
                )

    @api.depends("timing", "month", "day", "q1", "q2", "q3", "q4", "quarter_part")
    @api.depends_context("lang")
    def _compute_when_text(self):
        company = self.env["kam.account"]._main_company()
        year = company._kam_fiscal_year(fields.Date.context_today(self))
        for step in self:
            valid = 1 <= step.month <= 12 and 1 <= step.day <= 31
            days = step._dates(year, int(company.kam_fiscal_month or 1)) if valid else []
            step.when_text = ", ".join(format_date(self.env, day, date_format="d MMM") for _number, day in days)

    def _dates(self, year, first_month):
        """The days of the step in a fiscal year: [(0 or the quarter, day)]."""
        self.ensure_one()
        if self.timing == "date":
            return dates_of_month(year, first_month, self.month, self.day)
        quarters = [number for number, name in enumerate(QUARTER_NAMES, start=1) if self[name]]
        return dates_of_quarters(year, first_month, quarters, self.quarter_part or "end")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["kam.plan.milestone"].sudo().search_count([("step_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Accounts have milestones of this step, and history stays. Archive the step instead.")
            )

    def _configuration_changed(self, names=None):
        result = super()._configuration_changed(names)
        if names is None or names - {"name", "description", "sequence"}:
            self.env["kam.account"]._cadence_changed()
        return result

    def action_open_milestones(self):
        """The milestones of the step."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_plan_milestone_action")
        return {**action, "domain": [("step_id", "in", self.ids)], "context": {}}
