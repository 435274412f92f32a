from odoo import fields, models


class KamAssessmentLine(models.Model):
    """One criterion in an assessment: rating and weight as they were; 0 = not rated."""

    _name = "kam.assessment.line"
    _description = "Assessment Rating"
    _log_access = False
    _order = "assessment_id, id"

    assessment_id = fields.Many2one("kam.assessment", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one("kam.criterion", ondelete="set null", index="btree_not_null")
    name = fields.Char(string="Called", required=True, help="The name of the criterion at that time.")
    axis = fields.Selection(
        [("attractiveness", "Client attractiveness"), ("strength", "Relative strength")], required=True
    )
    weight = fields.Float(digits=(8, 4), aggregator=None)
    value = fields.Integer(string="Rating", aggregator="avg")
    previous_value = fields.Integer(string="Rating Before", aggregator=None)
    note = fields.Char(string="Evidence")
