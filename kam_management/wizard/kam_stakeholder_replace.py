from odoo import fields, models


class KamStakeholderReplace(models.TransientModel):
    """Say who holds the place: of a placeholder, or of somebody who left."""

    _name = "kam.stakeholder.replace"
    _description = "Replace a Placeholder"

    stakeholder_id = fields.Many2one("kam.stakeholder", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="stakeholder_id.account_id", related_sudo=False)
    customer_id = fields.Many2one(related="stakeholder_id.account_id.partner_id", string="Customer", related_sudo=False)
    partner_id = fields.Many2one(
        "res.partner", string="Person", ondelete="cascade", required=True, domain="[('is_company', '=', False)]"
    )

    def action_replace(self):
        """Replace, and show who stays."""
        self.ensure_one()
        self.stakeholder_id.action_replace(self.partner_id.id)
        return {"type": "ir.actions.act_window_close", "infos": {"kam_changed": True}}
