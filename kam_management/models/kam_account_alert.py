from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from .kam_alert_rule import SEVERITIES


class KamAccount(models.Model):
    """The early warnings of an account, on its screens."""

    _inherit = "kam.account"

    alert_ids = fields.One2many("kam.alert", "account_id", string="Early Warnings")
    alert_count = fields.Integer(compute="_compute_alert_count", string="Open Alerts")

    alert_severity = fields.Selection(SEVERITIES, compute="_compute_alert_count", string="Worst Alert")
    standing_alert_ids = fields.Many2many(
        "kam.alert", compute="_compute_alert_count", string="What Needs Attention", help="The worst first."
    )
    alert_text = fields.Char(compute="_compute_alert_text", string="Worst Alert in Words")

    @api.depends("standing_alert_ids")
    def _compute_alert_text(self):
        for account in self:
            account.alert_text = account.standing_alert_ids[:1].sentence

    @api.depends("alert_ids.state", "alert_ids.severity")
    def _compute_alert_count(self):
        """One read for all accounts."""
        alerts = self.env["kam.alert"].search_fetch(
            [("account_id", "in", self._origin.ids), ("state", "in", ("open", "acknowledged"))],
            ["account_id", "severity"],
        )
        standing = defaultdict(self.env["kam.alert"].browse)
        for alert in alerts:
            standing[alert.account_id.id] |= alert
        for account in self:
            mine = standing[account._origin.id]
            account.standing_alert_ids = mine
            account.alert_count = len(mine)
            account.alert_severity = mine[:1].severity

    def action_open_alerts(self):
        """The alerts counted on the button, and one click away the others."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_alert_action")
        action["domain"] = [("account_id", "in", self.ids)]
        action["context"] = {"search_default_unresolved": 1}
        return action

    @api.model
    def _absorb_tables(self):
        return [*super()._absorb_tables(), ("kam.alert", "account_id", [])]

    def _absorb_rows(self, source):
        """Of two alerts of the same rule ours stands; the other one is history."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE kam_alert theirs SET state = 'resolved', resolved_by = 'gone', resolved_on = %(today)s
                    WHERE theirs.account_id = %(source)s AND theirs.state <> 'resolved'
                      AND EXISTS (SELECT FROM kam_alert mine WHERE mine.account_id = %(target)s
                                  AND mine.rule_id = theirs.rule_id AND mine.state <> 'resolved')""",
                today=fields.Date.context_today(self),
                source=source.id,
                target=self.id,
            )
        )
        rows = source._alert_todo_rows() + self._alert_todo_rows()
        todos = [todo for row in rows for todo in row["todos"]]
        self.env["mail.activity"].sudo().browse(todos[:-1]).unlink()
        return super()._absorb_rows(source)

    def action_mend_worst(self):
        """The screen on which the cause of the worst alert is mended."""
        self.ensure_one()
        worst = self.standing_alert_ids[:1]
        return worst.action_open_cause() if worst else self.action_open_alerts()

    def action_check_alerts(self):
        """Look now, instead of the next night: what was mended closes at once."""
        self.check_access("write")
        accounts = self.sudo()
        accounts._check_alerts()
        accounts._drop_alert_todos()
        return True
