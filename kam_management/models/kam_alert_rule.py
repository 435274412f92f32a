import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.alerts import CHECKS, FINDINGS, NEEDS_MONTHS, PLACEHOLDERS, UNIT_OF

SEVERITIES = [("high", "High"), ("medium", "Medium"), ("low", "Low")]


class KamAlertRule(models.Model):
    """What deserves a warning, from which value on, at which segments, and what to do about it (K12).

    A new check takes three things: a ``selection_add`` on ``check``, a method ``_sql_<check>`` (see
    ``kam_alert_check.py``) and a sentence.
    """

    _name = "kam.alert.rule"
    _description = "Early Warning Rule"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10)
    check = fields.Selection(CHECKS, required=True, default="silence", help="What is looked at every night.")
    finding = fields.Selection(FINDINGS, help="The finding of the stakeholder map that is looked for.")
    threshold = fields.Integer(help="The warning opens beyond this value.")
    unit = fields.Char(compute="_compute_unit")
    months = fields.Integer(default=3, help="Length of the period that is compared with the same period a year before.")
    needs_threshold = fields.Boolean(compute="_compute_unit")
    needs_months = fields.Boolean(compute="_compute_unit")
    segment_ids = fields.Many2many(
        "kam.segment",
        string="Segments",
        help="Empty: the segments that a manager decides on, which are A and B.",
    )
    severity = fields.Selection(SEVERITIES, required=True, default="medium")
    escalate_days = fields.Integer(
        string="Escalate after (days)",
        default=14,
        help="The team leader is told of what is still open then. 0 = never.",
    )
    sentence = fields.Char(
        required=True, translate=True, help="What is wrong. The facts in braces are filled in, such as {days}."
    )
    placeholders = fields.Char(compute="_compute_unit", string="Facts")
    advice = fields.Char(required=True, translate=True, help="What to do, as it follows a colon.")
    alert_ids = fields.One2many("kam.alert", "rule_id", string="Alerts")
    alert_count = fields.Integer(compute="_compute_alert_count", string="Open Alerts")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another rule has this code. Choose one that is free.")
    _threshold_positive = models.Constraint("CHECK(threshold >= 0)", "A threshold is zero or more.")
    _months_range = models.Constraint("CHECK(months BETWEEN 1 AND 36)", "Compare a period of 1 to 36 months.")
    _escalate_positive = models.Constraint(
        "CHECK(escalate_days >= 0)", "Escalate after a number of days; 0 means never."
    )

    @api.depends("check", "threshold")
    def _compute_unit(self):
        units = {
            "days": self.env._("days"),
            "percent": self.env._("%"),
            "points": self.env._("percentage points"),
            "tenth": self.env._("points of ten"),
            "strength": self.env._("or higher"),
        }
        for rule in self:
            unit = UNIT_OF.get(rule.check)
            rule.unit = units.get(unit, "")
            if rule.check == "silence" and not rule.threshold:
                rule.unit = self.env._("as the tier allows")
            rule.needs_threshold = bool(unit)
            rule.needs_months = rule.check in NEEDS_MONTHS
            rule.placeholders = " ".join(f"{{{name}}}" for name in PLACEHOLDERS.get(rule.check, ()))

    @api.depends("alert_ids.state")
    def _compute_alert_count(self):
        counts = dict(
            self.env["kam.alert"]._read_group(
                [("rule_id", "in", self.ids), ("state", "!=", "resolved")], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.alert_count = counts.get(rule, 0)

    @api.constrains("sentence", "check")
    def _check_sentence(self):
        for rule in self:
            known = PLACEHOLDERS.get(rule.check)
            unknown = set(re.findall(r"\{(\w*)\}", rule.sentence or "")) - set(known or ())
            if known is not None and unknown:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s”: {%(fact)s} is not a fact of this check. Use one of %(known)s, or none.",
                        rule=rule.name,
                        fact=min(unknown),
                        known=rule.placeholders or "–",
                    )
                )

    @api.constrains("check", "finding")
    def _check_finding(self):
        for rule in self:
            if rule.check == "coverage" and not rule.finding:
                raise ValidationError(
                    self.env._("“%s” looks at the stakeholder map: choose the finding it warns of.", rule.name)
                )

    @api.constrains("check", "threshold")
    def _check_threshold(self):
        for rule in self:
            unit = UNIT_OF.get(rule.check)
            highest = {"percent": 100, "points": 100, "strength": 4, "tenth": 10}.get(unit)
            if highest and not 0 < rule.threshold <= highest:
                raise ValidationError(
                    self.env._("“%(rule)s”: enter a threshold from 1 to %(highest)s.", rule=rule.name, highest=highest)
                )

    def action_open_alerts(self):
        """The alerts that stand because of these rules."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_alert_action")
        action["domain"] = [("rule_id", "in", self.ids)]
        return action
