from odoo import api, fields, models


class KamAccountPlan(models.Model):
    """The competition on the plan: it belongs to the account, the plan shows it and proposes what is missing."""

    _inherit = "kam.account.plan"

    competitor_ids = fields.Many2many("kam.competitor", compute="_compute_competitor_ids", string="Competitors")

    @api.depends("account_id.competitor_ids")
    def _compute_competitor_ids(self):
        """Those the user may read: whoever only signs the plan sees none."""
        found = self.env["kam.competitor"].search([("account_id", "in", self.account_id.ids)])
        found = found.grouped("account_id")
        for plan in self:
            plan.competitor_ids = found.get(plan.account_id, False)

    def action_propose_competitors(self):
        """List competitors met on lost opportunities, or known from people on the map, that are not listed yet."""
        self.ensure_one()
        proposals = self.account_id._propose_competitors()
        made = self.env["kam.competitor"].create(proposals)
        if made:
            message = self.env._("Added, with the threat still to be rated: %s.", ", ".join(made.mapped("name")))
        else:
            message = self.env._(
                "Nobody new: all competitors named on lost opportunities and by people on the map are listed."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_competitors(self):
        """The competitors of the account, to edit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_competitor_action")
        return {
            **action,
            "domain": [("account_id", "=", self.account_id.id)],
            "context": {"default_account_id": self.account_id.id},
        }

    def _competitor_items(self):
        """Those listed at the account with threat and response; then those only people on the map speak of."""
        threats = dict(self.env["kam.competitor"]._fields["threat"]._description_selection(self.env))
        listed = [
            (
                one.name,
                ". ".join(filter(None, (self.env._("Threat: %s", threats[one.threat].lower()), one.response))),
            )
            for one in self.account_id.competitor_ids
        ]
        known = {name.strip().lower() for name, _text in listed}
        return listed + [item for item in super()._competitor_items() if item[0].strip().lower() not in known]
