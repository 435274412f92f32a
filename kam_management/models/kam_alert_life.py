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

    # -- where it is mended ---------------------------------------------------------------------------------------

    def action_open_cause(self):
        """The screen on which the cause is mended: a check may know it (``_mend_<check>``), else the account."""
        self.ensure_one()
        self.check_access("read")
        mend = getattr(self, f"_mend_{self.rule_id.check}", None)
        return mend() if mend else self._mend_at("kam.account", self.account_id.id)

    def _mend_at(self, model, number):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": number,
            "views": [(False, "form")],
        }

    def _mend_coverage(self):
        """What the button beside the finding on the map opens; the map itself when nobody of them is left."""
        ids = (self.details or {}).get("ids") or []
        people = self.env["kam.stakeholder"].search([("id", "in", ids), ("account_id", "=", self.account_id.id)])
        if ids and not people:
            return self.account_id.action_open_people()
        return self.account_id.action_fix(self.rule_id.finding, people.ids)

    def _mend_opponent_alone(self):
        ids = (self.details or {}).get("ids") or []
        people = self.env["kam.stakeholder"].search([("id", "in", ids), ("account_id", "=", self.account_id.id)])
        if not people:
            return self.account_id.action_open_people()
        return self.account_id.action_fix("powerful_without_counterpart", people.ids)

    def _mend_silence(self):
        """Odoo's own window for a to-do, on the account."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Contact"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "kam.account",
                "active_ids": self.account_id.ids,
                "active_id": self.account_id.id,
            },
        }

    def _mend_deals(self):
        if not self.env["crm.lead"].has_access("read"):
            return self._mend_at("kam.account", self.account_id.id)
        return self.account_id.action_open_leads()

    def _mend_revenue_down(self):
        return self._mend_deals()

    def _mend_pipeline_down(self):
        return self._mend_deals()

    def _mend_win_rate_down(self):
        return self._mend_deals()

    def _mend_no_plan(self):
        return self.account_id.action_open_plan()

    def _mend_overdue_tactic(self):
        """The tactics that are late."""
        return self._mend_list("kam.plan.tactic", self.env._("Late Tactics"))

    def _mend_overdue_milestone(self):
        """The milestones that are late."""
        return self._mend_list("kam.plan.milestone", self.env._("Late Milestones"))

    def _mend_list(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": [("id", "in", (self.details or {}).get("ids") or [])],
            "views": [(False, "list"), (False, "form")],
        }

    def _mend_competitor_threat(self):
        """The competitor, or the person with whom it gains ground; the account when it is more than one."""
        details = self.details or {}
        rivals = self.env["kam.competitor"].search([("id", "in", details.get("rivals") or [])])
        standings = self.env["kam.stakeholder.competitor"].search([("id", "in", details.get("standings") or [])])
        if len(rivals) == 1:
            return self._mend_at("kam.competitor", rivals.id)
        if not rivals and len(standings.stakeholder_id) == 1:
            return self._mend_at("kam.stakeholder", standings.stakeholder_id.id)
        return self._mend_at("kam.account", self.account_id.id)
