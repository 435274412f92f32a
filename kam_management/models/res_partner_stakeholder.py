from collections import defaultdict

from odoo import fields, models

from .res_partner import KAM_USER


class ResPartner(models.Model):
    """A contact shows where it is a stakeholder; computed, so that nobody finds out by searching."""

    _inherit = "res.partner"

    kam_stakeholder_count = fields.Integer(
        compute="_compute_kam_stakeholder", groups=KAM_USER, string="Stakeholder of", compute_sudo=False
    )
    kam_role_ids = fields.Many2many(
        "kam.stakeholder.role", compute="_compute_kam_stakeholder", groups=KAM_USER, string="Roles", compute_sudo=False
    )

    def _compute_kam_stakeholder(self):
        entries = defaultdict(lambda: self.env["kam.stakeholder"])
        for entry in self.env["kam.stakeholder"].search_fetch([("partner_id", "in", self.ids)], ["partner_id"]):
            entries[entry.partner_id.id] |= entry
        for partner in self:
            mine = entries[partner._origin.id]
            partner.kam_stakeholder_count = len(mine)
            partner.kam_role_ids = mine.role_ids

    def action_kam_stakeholder_of(self):
        """The entries of this person on the maps that one may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._kam_titled("kam_stakeholder_action")
        entries = self.env["kam.stakeholder"].search([("partner_id", "=", self.id)])
        action |= {
            "name": self.env._("%s as Stakeholder", self.display_name),
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id, "search_default_group_account": 1},
        }
        if len(entries) == 1:
            action |= {"views": [(False, "form")], "res_id": entries.id}
        return action

    def unlink(self):
        """A contact that is deleted leaves its place on the map: with its lines, without its name."""
        entries = (
            self.env["kam.stakeholder"].sudo().with_context(active_test=False).search([("partner_id", "in", self.ids)])
        )
        names = {entry: entry.title or self.env._("Not known") for entry in entries}
        result = super().unlink()
        entries.invalidate_recordset()
        for entry, name in names.items():
            entry.write({"partner_id": False, "name": name})
            entry.env.add_to_compute(entry._fields["is_placeholder"], entry)
            entry.works_at_id = False
        return result
