from odoo import api, fields, models

from .kam_alert_rule import SEVERITIES


class KamAlert(models.Model):
    """An early warning about one account: opened and closed by a rule, handled by people.

    Nobody writes alerts by hand: the nightly run does, and the buttons. The facts are stored, the words are
    found when somebody reads them, in the reader's language.
    """

    _name = "kam.alert"
    _description = "Early Warning"
    _order = "severity_rank, since, id"
    _rec_name = "rule_id"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    rule_id = fields.Many2one("kam.alert.rule", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="account_id.company_id")
    segment_id = fields.Many2one(related="account_id.segment_id")
    tier_id = fields.Many2one(related="account_id.tier_id")
    badge = fields.Json(related="account_id.badge")
    severity = fields.Selection(SEVERITIES, required=True, group_expand=True)
    severity_rank = fields.Integer(compute="_compute_severity_rank", store=True, aggregator=None)
    color = fields.Integer(compute="_compute_color")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("acknowledged", "Acknowledged"),
            ("snoozed", "Snoozed"),
            ("resolved", "Resolved"),
        ],
        required=True,
        default="open",
        index=True,
    )
    since = fields.Date(required=True, help="Since when the cause holds, as far as it can be told.")
    opened_on = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float(aggregator="avg", help="What was measured: days, percent or a number, as the rule says.")
    details = fields.Json()
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        index="btree_not_null",
        help="The account manager; where there is none, the leader of the team.",
    )
    sentence = fields.Char(compute="_compute_sentence")
    acknowledged_on = fields.Date()
    acknowledged_by_id = fields.Many2one("res.users", ondelete="set null", index="btree_not_null")
    snooze_until = fields.Date()
    snooze_reason = fields.Char()
    snoozed_by_id = fields.Many2one("res.users", ondelete="set null", index="btree_not_null")
    escalated_on = fields.Date()
    escalated_to_id = fields.Many2one("res.users", ondelete="set null", index="btree_not_null")
    resolved_on = fields.Date()
    resolved_by = fields.Selection([("gone", "Cause gone"), ("hand", "By hand")], string="Resolved How")
    resolved_by_id = fields.Many2one("res.users", ondelete="set null", index="btree_not_null")
    #: Whether a to-do has told somebody of it.
    announced = fields.Boolean(default=False)

    _one_unresolved = models.UniqueIndex(
        "(account_id, rule_id) WHERE state <> 'resolved'", "This account has an unresolved alert of this rule already."
    )
    _snooze_complete = models.Constraint(
        "CHECK(state <> 'snoozed' OR snooze_until IS NOT NULL AND snooze_reason <> '')",
        "Say why and until when the alert is snoozed.",
    )

    @api.depends("severity")
    def _compute_severity_rank(self):
        ranks = {code: rank for rank, (code, _name) in enumerate(SEVERITIES)}
        for alert in self:
            alert.severity_rank = ranks.get(alert.severity, 9)

    @api.depends("severity")
    def _compute_color(self):
        """Of the card's edge in Odoo's palette: red, orange, blue."""
        for alert in self:
            alert.color = {"high": 1, "medium": 2, "low": 4}.get(alert.severity, 0)

    @api.depends("account_id.user_id", "account_id.user_id.active", "account_id.team_id.user_id")
    def _compute_user_id(self):
        for alert in self:
            account = alert.account_id.sudo()
            manager = account.user_id
            leader = account.team_id.user_id.filtered("active") or manager.sale_team_id.user_id.filtered("active")
            alert.user_id = manager.filtered("active") or leader

    @api.depends("account_id", "rule_id")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = f"{alert.account_id.display_name}: {alert.rule_id.name}"
