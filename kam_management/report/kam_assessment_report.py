from odoo import fields, models

from ..engine import analysis_sql
from ..models.kam_analysis_mixin import choices


class KamAssessmentReport(models.Model):
    """Assessments over time: scores, what they gained, how long decisions take and how often they differ."""

    _name = "kam.assessment.report"
    _description = "Analysis of Assessments"
    _inherit = ["kam.analysis.mixin", "kam.fiscal.mixin"]
    _auto = False
    _order = "date desc, id desc"

    assessment_id = fields.Many2one("kam.assessment", readonly=True)
    date = fields.Date(readonly=True)
    state = fields.Selection(choices("kam.assessment", "state"), readonly=True)
    user_id = fields.Many2one("res.users", string="Assessed by", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)
    recommended_segment_id = fields.Many2one("kam.segment", readonly=True)
    proposed_segment_id = fields.Many2one("kam.segment", string="Decision", readonly=True)
    assessments = fields.Integer(readonly=True)
    score = fields.Float(readonly=True, aggregator="avg", help="Of those with a score: unknown is not zero.")
    attractiveness = fields.Float(readonly=True, aggregator="avg")
    strength = fields.Float(string="Relative Strength", readonly=True, aggregator="avg")
    coverage = fields.Float(readonly=True, aggregator="avg")
    unscored = fields.Integer(string="Without a Score", readonly=True)
    gain = fields.Float(readonly=True, aggregator="avg", help="Points more than in the assessment before.")
    better = fields.Integer(readonly=True, help="A higher score than before.")
    worse = fields.Integer(readonly=True, help="A lower score than before.")
    otherwise = fields.Integer(
        string="Decided Otherwise", readonly=True, help="Approved with another segment than the rules recommend."
    )
    days_until_decided = fields.Integer(readonly=True, aggregator="avg")

    _depends = {
        "kam.assessment": [
            "date",
            "state",
            "user_id",
            "approver_id",
            "segment_id",
            "proposed_segment_id",
            "score",
            "score_known",
            "attractiveness",
            "attractiveness_known",
            "strength",
            "strength_known",
            "coverage",
            "approved_on",
            "previous_id",
            "account_id",
        ],
    }

    @property
    def _table_query(self):
        return analysis_sql.assessments(self._periods(), self._main().id)

    def action_open(self):
        """The assessment."""
        self.ensure_one()
        return self._open_record(self.assessment_id)
