from odoo import api, fields, models
from odoo.exceptions import UserError

from .kam_influencing_action_outcome import CLOSED


class KamInfluencingAction(models.Model):
    """What a done action leads to: leads that carry its campaign, medium and source."""

    _inherit = "kam.influencing.action"

    lead_ids = fields.One2many(groups="sales_team.group_sale_salesman")
    lead_count = fields.Integer(compute="_compute_lead_count", string="Number of Leads")

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        counts = {
            action.id: count
            for action, count in self.env["kam.account"]
            ._readable_leads()
            .with_context(active_test=False)
            ._read_group([("kam_action_id", "in", self.ids)], ["kam_action_id"], ["__count"])
        }
        for action in self:
            action.lead_count = counts.get(action._origin.id, 0)

    def _utm_values(self):
        """Campaign, medium and source of leads of this action; the source is named after the activity."""
        self.ensure_one()
        source = self.source_id
        if not source:
            name = self.activity_id.name or self.name or self.env._("Influencing action")
            sources = self.env["utm.source"].sudo()
            source = sources.search([("name", "=", name)], limit=1) or sources.create({"name": name})
        return {
            "kam_action_id": self.id,
            "campaign_id": self.campaign_id.id,
            "medium_id": self.medium_id.id,
            "source_id": source.id,
        }

    def _lead_values(self):
        """Values of a lead that this action has brought."""
        self.ensure_one()
        account = self.account_id.sudo()
        who = (self.present_ids or self.stakeholder_ids).filtered("partner_id")[:1]
        partner = who.sudo().partner_id or account.partner_id
        uses_leads = self.env.user.has_group("crm.group_use_lead")
        return {
            **self._utm_values(),
            "name": f"{self.display_name}: {account.display_name}" if account else self.display_name,
            "type": "lead" if uses_leads else "opportunity",
            "partner_id": partner.id,
            "user_id": (self.user_id or self.env.user).id,
            "company_id": account.company_id.id,
        }

    def action_create_lead(self):
        """One click: a lead of this action, open on the screen; of a mass action the customer is asked first."""
        self.ensure_one()
        self.check_access("read")
        if self.state not in CLOSED:
            raise UserError(
                self.env._("“%s” is not done yet. Close it first: then what came of it is counted.", self.display_name)
            )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Lead from %s", self.display_name),
            "res_model": "crm.lead",
            "views": [(self.env.ref("crm.crm_lead_view_form").id, "form")],
        }
        values = self._lead_values()
        if not self.account_id:
            return {**action, "context": {f"default_{name}": value for name, value in values.items()}}
        return {**action, "res_id": self.env["crm.lead"].create(values).id}

    def action_open_leads(self):
        """Exactly the leads counted."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._kam_titled("crm_lead_disposition_action")
        return {
            **action,
            "name": self.env._("Leads from %s", self.display_name) if len(self) == 1 else action["name"],
            "views": [(self.env.ref("kam_management.crm_lead_view_list_disposition").id, "list"), (False, "form")],
            "domain": [("kam_action_id", "in", self.ids)],
        }
