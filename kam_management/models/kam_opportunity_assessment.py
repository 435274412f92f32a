from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.assessment import assess

ANSWERS = [("0", "Not at all"), ("1", "Hardly"), ("2", "Partly"), ("3", "Largely"), ("4", "Fully")]


class KamOpportunityAssessment(models.Model):
    """How an opportunity looked on one day: the same questions, asked again periodically (K11).

    Questions and weights are frozen in when it is made; once finished, it is history.
    """

    _name = "kam.opportunity.assessment"
    _description = "Opportunity Assessment"
    _inherit = ["kam.guard.mixin", "kam.move.mixin"]
    _parents = ("plan_id",)
    _order = "date desc, id desc"

    plan_id = fields.Many2one("kam.sales.plan", string="Sales Plan", required=True, ondelete="cascade", index=True)
    lead_id = fields.Many2one(related="plan_id.lead_id", string="Opportunity")
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Assessed by", required=True, readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection([("draft", "Draft"), ("done", "Finished")], default="draft", required=True, readonly=True)
    line_ids = fields.One2many("kam.opportunity.answer", "assessment_id", string="Answers")
    score = fields.Float(compute="_compute_score", store=True, digits=(5, 2), aggregator="avg")
    score_known = fields.Boolean(compute="_compute_score", store=True)
    coverage = fields.Float(compute="_compute_score", store=True, digits=(5, 2), aggregator="avg")
    note = fields.Text(string="What It Means")

    _one_draft = models.UniqueIndex(
        "(plan_id) WHERE state = 'draft'", "An assessment of this opportunity is under way. Finish that one first."
    )

    @api.depends("line_ids.answer", "line_ids.weight")
    def _compute_score(self):
        for assessment in self:
            score, coverage = assess(
                (line.weight, int(line.answer) if line.answer else None) for line in assessment.line_ids
            )
            assessment.score = score or 0.0
            assessment.score_known = score is not None
            assessment.coverage = coverage

    @api.depends("lead_id.name", "date")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = f"{assessment.sudo().lead_id.name or ''} ({assessment.date or ''})"

    @api.constrains("date")
    def _check_date(self):
        for assessment in self:
            if assessment.date > fields.Date.context_today(self):
                raise ValidationError(self.env._("An assessment is of today or of a day before. Change its date."))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state", "user_id", "score", "score_known", "coverage"}

    @api.model_create_multi
    def create(self, vals_list):
        """Every active question is asked, with the weight it has now."""
        assessments = super().create(vals_list)
        questions = self.env["kam.opportunity.question"].search([])  # pylint: disable=no-search-all
        self.env["kam.opportunity.answer"].sudo().create(
            [
                {"assessment_id": assessment.id, "question_id": question.id}
                for assessment in assessments
                for question in questions - assessment.line_ids.question_id
            ]
        )
        return assessments

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open()

    def _check_open(self):
        """Refuse to change what is finished."""
        if not self.env.su and any(one.state == "done" for one in self):
            raise UserError(
                self.env._("A finished assessment is history and stays as it is. Start a new one for how it looks now.")
            )

    def action_finish(self):
        """Finish the assessment; from now on it is history."""
        for assessment in self:
            assessment.check_access("write")
            assessment._check_open()
            if not assessment.score_known:
                raise UserError(self.env._("Answer at least one question before you finish the assessment."))
        self.sudo().write({"state": "done"})
        # Rows are inserted before others are updated: the next draft must not meet this one.
        self.flush_recordset()
        return True

    def action_as_last_time(self):
        """Take over the last answers where nothing is answered yet, and finish."""
        self.check_access("write")
        self._check_open()
        for line in self.line_ids:
            if not line.answer and line.previous:
                line.answer = line.previous
        return self.action_finish()
