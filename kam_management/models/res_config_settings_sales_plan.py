from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .kam_sales_plan_assessment import DAYS
from .kam_sales_plan_decision import DECIDERS


class ResConfigSettings(models.TransientModel):
    """Settings of the sales plan: who decides go or no-go, and how often opportunities are assessed."""

    _inherit = "res.config.settings"

    kam_go_decider = fields.Selection(
        DECIDERS, string="Go or no-go is decided by", config_parameter="kam.go_decider", default="manager"
    )
    kam_assessment_days = fields.Integer(
        string="Days between assessments", config_parameter="kam.assessment_days", default=DAYS
    )

    @api.constrains("kam_assessment_days")
    def _check_kam_assessment_days(self):
        if any(settings.kam_assessment_days < 0 for settings in self):
            raise ValidationError(self.env._("Days between assessments: enter 0 or more; 0 means never asked for."))

    def set_values(self):
        result = super().set_values()
        # A stored zero reads back as "not set" in Odoo's own settings: write it out.
        self.env["ir.config_parameter"].sudo().set_param("kam.assessment_days", str(self.kam_assessment_days))
        return result
