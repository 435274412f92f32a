from odoo import api, fields, models


class KamAccount(models.Model):
    """The early warnings of an account, on its screens."""

    _inherit = "kam.account"

    alert_ids = fields.One2many("kam.alert", "account_id", string="Early Warnings")
    alert_count = fields.Integer(compute="_compute_alert_count", string="Open Alerts")

    @api.depends("alert_ids.state")
    def _compute_alert_count(self):
        counts = dict(
            self.env["kam.alert"]._read_group(
                [("account_id", "in", self.ids), ("state", "in", ("open", "acknowledged"))],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.alert_count = counts.get(account._origin, 0)

    def action_open_alerts(self):
        """The alerts counted on the button, and one click away the others."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_alert_action")
        action["domain"] = [("account_id", "in", self.ids)]
        action["context"] = {"search_default_unresolved": 1}
        return action

    def _drop_alert_todos(self):
        """Remove the "needs attention" to-do of accounts without an alert that stands."""
