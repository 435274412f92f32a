from odoo import api, fields, models

from .crm_lead import KAM_USER


class CrmLead(models.Model):
    """The people who are active in an opportunity."""

    _inherit = "crm.lead"

    kam_stakeholder_ids = fields.One2many(
        "kam.lead.stakeholder", "lead_id", string="People Active Here", groups=KAM_USER, copy=False
    )

    kam_people_count = fields.Integer(
        compute="_compute_kam_people_count", string="People of the Account", groups=KAM_USER
    )

    @api.depends("kam_account_id")
    def _compute_kam_people_count(self):
        """How many are on the map of the account, as far as the user may read it."""
        accounts = self.sudo().kam_account_id
        counts = {
            account.id: count
            for account, count in self.env["kam.stakeholder"]
            .with_user(self.env.user)
            ._read_group([("account_id", "in", accounts.ids)], ["account_id"], ["__count"])
        }
        for lead in self:
            lead.kam_people_count = counts.get(lead.sudo().kam_account_id.id, 0)

    def action_kam_people(self):
        """The people of the account, to choose from and to look at."""
        self.ensure_one()
        self.check_access("read")
        account = self.env["kam.account"].browse(self.sudo().kam_account_id.id)
        action = self.env["ir.actions.act_window"]._kam_titled("kam_stakeholder_action")
        return {
            **action,
            "name": self.env._("People of %s", account.sudo().display_name),
            "domain": [("account_id", "=", account.id)],
            "context": {"default_account_id": account.id},
        }

    def _merge_dependences(self, opportunities):
        """People of merged opportunities are active in the one that stays, each once."""
        result = super()._merge_dependences(opportunities)
        present = {line.stakeholder_id: line for line in self.sudo().kam_stakeholder_ids}
        for line in opportunities.sudo().kam_stakeholder_ids:
            if line.stakeholder_id in present:
                present[line.stakeholder_id]._absorb_row(line)
            elif line.account_id == self.sudo().kam_account_id:
                line.lead_id = self
                present[line.stakeholder_id] = line
        return result
