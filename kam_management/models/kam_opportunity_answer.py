from odoo import api, fields, models

from .kam_opportunity_assessment import ANSWERS


class KamOpportunityAnswer(models.Model):
    """The answer to one question in one assessment, with the weight of that day; empty is unknown."""

    _name = "kam.opportunity.answer"
    _description = "Answer in an Opportunity Assessment"
    _inherit = ["kam.guard.mixin", "kam.move.mixin"]
    _order = "assessment_id, sequence, id"
    _parents = ("assessment_id",)

    assessment_id = fields.Many2one("kam.opportunity.assessment", required=True, ondelete="cascade", index=True)
    question_id = fields.Many2one(
        "kam.opportunity.question", string="Asked", ondelete="restrict", index=True, required=True
    )
    sequence = fields.Integer()
    name = fields.Char(string="Question", required=True)
    guidance = fields.Text(related="question_id.guidance")
    weight = fields.Float(required=True)
    answer = fields.Selection(ANSWERS, help="Empty: not known yet.")
    previous = fields.Selection(ANSWERS, compute="_compute_previous", string="Last Time")
    note = fields.Char(string="Evidence")

    _question_unique = models.Constraint(
        "UNIQUE(assessment_id, question_id)", "This question is asked in the assessment already."
    )

    @api.depends("assessment_id.plan_id", "question_id")
    def _compute_previous(self):
        """The answer of the last finished assessment before this one."""
        rows = self.sudo().search(
            [
                ("assessment_id.plan_id", "in", self.sudo().assessment_id.plan_id.ids),
                ("assessment_id.state", "=", "done"),
            ]
        )
        history = rows.grouped(lambda row: (row.assessment_id.plan_id, row.question_id))
        for line in self:
            mine = line.sudo()
            before = [
                row
                for row in history.get((mine.assessment_id.plan_id, mine.question_id), rows.browse())
                if row.assessment_id != mine.assessment_id
                and (row.assessment_id.date <= mine.assessment_id.date)
                and (mine.assessment_id.state == "draft" or row.assessment_id.id < mine.assessment_id.id)
            ]
            last = max(before, key=lambda row: (row.assessment_id.date, row.assessment_id.id), default=None)
            line.previous = last.answer if last else False

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"weight", "name", "question_id", "sequence"}

    @api.model_create_multi
    def create(self, vals_list):
        """The wording, weight and place of the question are frozen in."""
        questions = self.env["kam.opportunity.question"].browse([vals["question_id"] for vals in vals_list])
        return super().create(
            [
                {"name": question.name, "weight": question.weight, "sequence": question.sequence, **vals}
                for question, vals in zip(questions, vals_list, strict=True)
            ]
        )

    def write(self, vals):
        self.assessment_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self.assessment_id._check_open()
