from odoo import fields, models

from ..engine import analysis_sql
from ..models.kam_alert_rule import SEVERITIES
from ..models.kam_analysis_mixin import choices


class KamAlertReport(models.Model):
    """Early warnings by rule, and how long they stand until their cause is gone."""

    _name = "kam.alert.report"
    _description = "Analysis of Early Warnings"
    _inherit = ["kam.analysis.mixin", "kam.fiscal.mixin"]
    _auto = False
    _order = "opened_on desc, id desc"

    alert_id = fields.Many2one("kam.alert", string="Warning", readonly=True)
    rule_id = fields.Many2one("kam.alert.rule", readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    state = fields.Selection(choices("kam.alert", "state"), readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    opened_on = fields.Date(readonly=True)
    resolved_on = fields.Date(readonly=True)
    resolved_by = fields.Selection(choices("kam.alert", "resolved_by"), readonly=True)
    alerts = fields.Integer(string="Warnings", readonly=True)
    unresolved = fields.Integer(readonly=True)
    escalated = fields.Integer(readonly=True)
    gone = fields.Integer(string="Cause Gone", readonly=True)
    by_hand = fields.Integer(string="Closed by Hand", readonly=True)
    days_open = fields.Integer(readonly=True, aggregator="avg", help="Until it was resolved, or until today.")
    days_until_seen = fields.Integer(readonly=True, aggregator="avg", help="Until somebody acknowledged it.")

    _depends = {
        "kam.alert": [
            "rule_id",
            "severity",
            "state",
            "user_id",
            "opened_on",
            "resolved_on",
            "resolved_by",
            "escalated_on",
            "acknowledged_on",
            "account_id",
        ],
    }

    @property
    def _table_query(self):
        return analysis_sql.alerts(self._periods(), self._main().id, fields.Date.context_today(self))

    def action_open(self):
        """The warning."""
        self.ensure_one()
        return self._open_record(self.alert_id)
