from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import KAM_USER


class KamReference(models.Model):
    """What people do with a reference."""

    _inherit = "kam.reference"

    def action_use(self):
        """Record a use of this reference; one that has expired cannot be used."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "expired":
            raise UserError(self.warning)
        action = self.env["ir.actions.act_window"]._kam_titled("kam_reference_use_action")
        return {
            **action,
            "name": self.env._("Record a Use"),
            "views": [(self.env.ref("kam_management.kam_reference_use_view_form_new").id, "form")],
            "target": "new",
            "context": {"default_reference_id": self.id, "default_lead_id": self.env.context.get("kam_lead_id")},
        }

    def action_open_uses(self):
        """The uses of this reference."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_reference_use_action")
        return {**action, "domain": [("reference_id", "=", self.id)]}


class KamAccount(models.Model):
    """References of the account."""

    _inherit = "kam.account"

    reference_ids = fields.One2many("kam.reference", "account_id", string="References")
    reference_count = fields.Integer(compute="_compute_reference_count", string="Number of References")

    @api.depends("reference_ids")
    def _compute_reference_count(self):
        counts = {
            account.id: count
            for account, count in self.env["kam.reference"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        }
        for account in self:
            account.reference_count = counts.get(account._origin.id, 0)

    def action_open_references(self):
        """The references of this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_reference_action")
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }


class CrmLead(models.Model):
    """References used in an opportunity, and those that would fit."""

    _inherit = "crm.lead"

    kam_reference_use_ids = fields.One2many(
        "kam.reference.use", "lead_id", string="References Used", groups=KAM_USER, copy=False
    )
    kam_reference_count = fields.Integer(
        compute="_compute_kam_reference_count", string="Number of References Used", groups=KAM_USER
    )

    @api.depends("kam_reference_use_ids")
    def _compute_kam_reference_count(self):
        counts = {
            lead.id: count
            for lead, count in self.env["kam.reference.use"]
            .sudo()
            ._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        }
        for lead in self:
            lead.kam_reference_count = counts.get(lead._origin.id, 0)

    def action_kam_references(self):
        """References that fit this opportunity, best first."""
        self.ensure_one()
        self.check_access("read")
        finder = self.env["kam.reference.find"].create({"lead_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("References that fit"),
            "res_model": "kam.reference.find",
            "res_id": finder.id,
            "views": [[False, "form"]],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
