from odoo import api, fields, models


class KamSelectionAdd(models.TransientModel):
    """Add accounts to an open yearly selection that became key accounts or candidates meanwhile, or were so once."""

    _name = "kam.selection.add"
    _description = "Add Accounts to the Yearly Selection"

    review_id = fields.Many2one("kam.selection.review", required=True, ondelete="cascade")
    addable_ids = fields.Many2many("kam.account", compute="_compute_addable_ids")
    account_ids = fields.Many2many("kam.account", string="Accounts", required=True)

    @api.depends("review_id")
    def _compute_addable_ids(self):
        for wizard in self:
            review = wizard.review_id
            wizard.addable_ids = self.env["kam.account"].search(
                [
                    ("company_id", "=", review.company_id.id),
                    ("status", "!=", "prospect"),
                    ("id", "not in", review.line_ids.account_id.ids),
                ]
            )

    def action_add(self):
        """Add the chosen accounts, with their figures of now and a proposal."""
        self.ensure_one()
        self.review_id.action_add_accounts(self.account_ids.ids)
        return {"type": "ir.actions.act_window_close"}
