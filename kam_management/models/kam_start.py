from odoo import api, models
from odoo.exceptions import AccessError

from .kam_empty_screen import COMPONENTS

MANAGER = "kam_management.group_kam_manager"


class KamStart(models.AbstractModel):
    """What a manager starts by hand from an empty screen, instead of waiting for the night."""

    _name = "kam.start"
    _description = "Start a Run Now"

    @api.model
    def screen_buttons(self, screen):
        """What the user may press on an empty screen that a component draws.

        :param screen: key of ``COMPONENTS``; an unknown one has no buttons
        :return: [{"label", "method" of this model or False, "action" external id or False}], the main one first
        """
        screens = self.env["ir.actions.act_window"]
        offered = screens._kam_offered(COMPONENTS.get(screen, ()))
        return [
            {
                "label": str(label),
                "method": target if target.startswith("action_") else False,
                "action": False if target.startswith("action_") else screens._kam_name(target),
            }
            for target, label in offered
        ]

    @api.model
    def action_warnings(self):
        """Look for early warnings now (managers only)."""
        return self._run(
            "_cron_alerts", "kam_management.kam_alert_action", self.env._("Early warnings were looked for.")
        )

    @api.model
    def action_activities(self):
        """Carry the activity matrix out now (managers only)."""
        return self._run(
            "_cron_generate",
            "kam_management.kam_influencing_action_action",
            self.env._("The activity matrix was carried out."),
        )

    @api.model
    def action_cadence(self):
        """Lay the yearly cadence out now (managers only)."""
        return self._run(
            "_cron_cadence", "kam_management.kam_plan_milestone_action", self.env._("The year was laid out.")
        )

    @api.model
    def action_health(self):
        """Compute the health of the accounts now (managers only)."""
        return self._run(
            "_cron_health", "kam_management.kam_account_health_action", self.env._("The health was computed.")
        )

    @api.model
    def action_screening(self):
        """Make the accounts of new customers, and screen and rank all, now (managers only)."""
        self._check_manager()
        self.env.ref("kam_management.cron_make_accounts").sudo().method_direct_trigger()
        return self._run(
            "_cron_screen", "kam_management.kam_account_candidate_action", self.env._("The customers were screened.")
        )

    @api.model
    def action_selection(self):
        """Open this fiscal year's selection of the user's company, and collect its accounts (managers only)."""
        self._check_manager()
        reviews = self.env["kam.selection.review"]
        company = reviews._default_company()
        year = (company or self.env.company)._kam_fiscal_year(self.env["kam.account"]._today())
        review = reviews.search([("company_id", "=", company.id), ("year", "=", year)], limit=1)
        review = review or reviews.create({"company_id": company.id, "year": year})
        if review.state == "draft":
            review.action_collect()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.selection.review",
            "res_id": review.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only those who decide on key accounts start this by hand. Ask your manager."))

    @api.model
    def _run(self, method, action, message):
        """Run the scheduled actions of ``method`` here and now, and show the screen that they fill."""
        self._check_manager()
        # managers may not touch scheduled actions; these they may start, and read what came of them
        crons = self.env["kam.account"].sudo()._crons_of(method)
        last = self.env["kam.run"].sudo().search([], order="id desc", limit=1).id or 0
        for cron in crons:
            cron.method_direct_trigger()
        # The run has a transaction of its own, which this one cannot see: look with new eyes.
        with self.env.registry.cursor() as cr:
            lines = self.env(cr=cr)["kam.run"].sudo().search([("id", ">", last)]).line_ids
            made, changed = (
                sum(lines.filtered(lambda line, kind=kind: line.kind == kind).mapped("count"))
                for kind in ("created", "changed")
            )
        if crons:
            message += " " + self.env._("New: %(made)s, changed: %(changed)s.", made=made, changed=changed)
        else:
            message = self.env._("The scheduled action is switched off. Ask an administrator to switch it on.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if crons else "warning",
                "message": message,
                "next": {**self.env["ir.actions.act_window"]._for_xml_id(action), "target": "main"},
            },
        }
