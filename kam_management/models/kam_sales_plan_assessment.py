import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

#: Days after which an opportunity is to be assessed again, unless the settings say otherwise.
DAYS = 30


class KamSalesPlan(models.Model):
    """The assessments of the opportunity: the last one, the trend, and when the next one is due."""

    _inherit = "kam.sales.plan"

    assessment_ids = fields.One2many("kam.opportunity.assessment", "plan_id", string="Assessments")
    assessed_on = fields.Date(compute="_compute_assessed", store=True, string="Last Assessed")
    score = fields.Float(compute="_compute_assessed", store=True, digits=(5, 2), aggregator="avg")
    score_known = fields.Boolean(compute="_compute_assessed", store=True)
    coverage = fields.Float(compute="_compute_assessed", store=True, digits=(5, 2), aggregator="avg")
    score_change = fields.Float(compute="_compute_assessed", store=True, digits=(5, 2), string="Since Last Time")
    assessment_due_on = fields.Date(compute="_compute_assessment_due", string="Assess Again")
    assessment_due = fields.Boolean(compute="_compute_assessment_due", search="_search_assessment_due")
    trend = fields.Text(compute="_compute_trend")

    @api.depends("assessment_ids.state", "assessment_ids.score", "assessment_ids.date")
    def _compute_assessed(self):
        for plan in self:
            done = plan.assessment_ids.filtered(lambda one: one.state == "done" and one.id)
            done = done.sorted(lambda one: (one.date, one.id), reverse=True)
            last, before = done[:1], done[1:2]
            plan.assessed_on = last.date
            plan.score = last.score
            plan.score_known = bool(last) and last.score_known
            plan.coverage = last.coverage
            plan.score_change = last.score - before.score if before else 0.0

    @api.model
    def _assessment_days(self):
        """Days between two assessments; 0: they are not asked for."""
        value = self.env["ir.config_parameter"].sudo().get_param("kam.assessment_days", DAYS)
        return int(value) if str(value).isdigit() else DAYS

    @api.depends("assessed_on", "lead_id.won_status")
    def _compute_assessment_due(self):
        today, days = fields.Date.context_today(self), self._assessment_days()
        for plan in self:
            wanted = days and plan.won_status == "pending"
            day = (plan.assessed_on + timedelta(days=days) if plan.assessed_on else today) if wanted else False
            plan.assessment_due_on = day
            plan.assessment_due = bool(day and day <= today)

    def _search_assessment_due(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        days = self._assessment_days()
        if not days:
            return [("id", "=", False)]
        before = fields.Date.context_today(self) - timedelta(days=days)
        return [
            ("lead_id.won_status", "=", "pending"),
            "|",
            ("assessed_on", "=", False),
            ("assessed_on", "<=", before),
        ]

    @api.depends("assessment_ids.state", "assessment_ids.score")
    def _compute_trend(self):
        """Scores of the finished assessments in order of time, for the small chart."""
        for plan in self:
            done = plan.assessment_ids.filtered(lambda one: one.state == "done").sorted("date")
            points = [{"x": format_date(self.env, one.date), "y": one.score, "name": one.score} for one in done]
            graph = [{"values": points, "key": self.env._("Score"), "area": True, "is_sample_data": False}]
            plan.trend = json.dumps(graph) if len(points) > 1 else False

    def action_assess(self):
        """The assessment under way, or a new one with every question."""
        self.ensure_one()
        self.check_access("write")
        assessment = self.assessment_ids.filtered(lambda one: one.state == "draft")[:1]
        assessment = assessment or self.env["kam.opportunity.assessment"].create({"plan_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assessment"),
            "res_model": "kam.opportunity.assessment",
            "res_id": assessment.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _move_assessments(self, plan):
        """Give the assessments to another plan; of two under way the other's stays."""
        under_way = plan.assessment_ids.filtered(lambda one: one.state == "draft")
        self.assessment_ids.filtered(lambda one: one.state == "draft" and under_way).unlink()
        self.assessment_ids.plan_id = plan
