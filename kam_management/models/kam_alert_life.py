from odoo import fields, models
from odoo.exceptions import UserError


class KamAlert(models.Model):
    """What people do with an alert: take note, let it sleep with a reason, close it."""

    _inherit = "kam.alert"

    def _by_hand(self):
        """The unresolved ones, to be written as the system after the account's own access was asked."""
        self.account_id.check_access("write")
        return self.sudo().filtered(lambda alert: alert.state != "resolved")

    def action_acknowledge(self):
        """Seen, and somebody is on it: the days until escalation start again."""
        alerts = self._by_hand()
        alerts.write(
            {
                "state": "acknowledged",
                "acknowledged_on": fields.Date.context_today(self),
                "acknowledged_by_id": self.env.uid,
                "snooze_until": False,
            }
        )
        return True

    def _snooze(self, until, reason):
        """Let alerts sleep until a day; they come back by themselves when the cause is still there.

        :raise UserError: without a reason, or with a day that is not to come
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say in one sentence why this can wait."))
        if not until or until <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day to come: on it the alert wakes up."))
        alerts = self._by_hand()
        if not alerts:
            raise UserError(self.env._("These alerts are resolved already. Reload the list."))
        alerts.write(
            {
                "state": "snoozed",
                "snooze_until": until,
                "snooze_reason": reason.strip(),
                "snoozed_by_id": self.env.uid,
            }
        )
        alerts.account_id._drop_alert_todos()
        return True

    def action_snooze(self):
        """Ask why and until when."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_alert_snooze_action")
        action["context"] = {"active_ids": self.ids, "active_model": self._name}
        return action

    def action_resolve(self):
        """Mended. A state that still holds warns again the next night; an event is over."""
        alerts = self._by_hand()
        alerts.write(
            {
                "state": "resolved",
                "resolved_on": fields.Date.context_today(self),
                "resolved_by": "hand",
                "resolved_by_id": self.env.uid,
            }
        )
        alerts.account_id._drop_alert_todos()
        return True

    def action_open_cause(self):
        """The screen on which the cause is mended: the account, unless a check knows better."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "views": [(False, "form")],
        }
