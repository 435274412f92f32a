from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import KAM_USER


class CrmLead(models.Model):
    """The influencing action that a lead came from."""

    _inherit = "crm.lead"

    kam_action_id = fields.Many2one(
        "kam.influencing.action",
        string="From Influencing Action",
        domain="[('state', 'in', ('done', 'evaluated')), ('account_id', 'in', [kam_account_id, False])]",
        groups=KAM_USER,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody links, and so learns the name of, an action that they may not read."""
        leads = super().create(vals_list)
        if not self.env.su:
            # As they are now: defaults of the context or the user do not come in as values.
            self._check_linked(leads.sudo().kam_action_id.ids)
        return leads

    def write(self, vals):
        """The same for leads that exist."""
        if vals.get("kam_action_id"):
            self._check_linked([vals["kam_action_id"]])
        return super().write(vals)

    def _check_linked(self, action_ids):
        # No constraint: those run with all rights.
        if action_ids and not self.env.su:
            self.env["kam.influencing.action"].browse(action_ids).check_access("read")

    @api.onchange("kam_action_id")
    def _onchange_kam_action_id(self):
        """What the lead does not say of its origin is taken from the action."""
        if self.kam_action_id:
            for name, value in self.kam_action_id._utm_values().items():
                if name != "kam_action_id" and not self[name]:
                    self[name] = value

    def action_kam_debrief(self):
        """After a meeting about this opportunity: who was there, outcome, next step."""
        self.ensure_one()
        self.check_access("read")
        if not self.sudo().kam_account_id:
            raise UserError(
                self.env._(
                    "The customer of “%s” is not in the key account programme. Note the meeting in the chatter.",
                    self.name,
                )
            )
        return self.env["kam.debrief"]._open({"default_lead_id": self.id}, self.name)
