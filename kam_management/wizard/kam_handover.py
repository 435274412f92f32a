from odoo import api, fields, models
from odoo.exceptions import UserError


class KamHandover(models.TransientModel):
    """Hand accounts over when a manager leaves, or put somebody in for them while they are away."""

    _name = "kam.handover"
    _description = "Hand Over Key Accounts"

    from_user_id = fields.Many2one("res.users", string="From", domain="[('share', '=', False)]")
    account_ids = fields.Many2many(
        "kam.account", string="Accounts", compute="_compute_account_ids", store=True, readonly=False
    )
    to_user_id = fields.Many2one("res.users", string="To", required=True, domain="[('share', '=', False)]")
    kind = fields.Selection(
        [("for_good", "For good"), ("away", "While they are away")], default="for_good", required=True
    )
    until = fields.Date()
    with_leads = fields.Boolean(string="Open opportunities too", default=True)
    with_activities = fields.Boolean(string="Open to-dos on these accounts too", default=True)

    overload = fields.Text(compute="_compute_overload")

    @api.depends("account_ids", "to_user_id", "kind")
    def _compute_overload(self):
        """Whether whoever takes over would have more accounts than they can serve, before it happens."""
        for wizard in self:
            user = wizard.to_user_id if wizard.kind == "for_good" else False
            accounts = wizard.account_ids._origin._filtered_access("read")
            wizard.overload = "\n".join(accounts._overloads_if(user=user)) if user else False

    @api.depends("from_user_id")
    def _compute_account_ids(self):
        for wizard in self:
            if wizard.from_user_id:
                wizard.account_ids = self.env["kam.account"].search([("user_id", "=", wizard.from_user_id.id)])
            else:
                wizard.account_ids = wizard.account_ids

    def action_apply(self):
        """Hand over; history says from whom to whom."""
        self.ensure_one()
        accounts, user = self.account_ids, self.to_user_id
        if not accounts:
            raise UserError(self.env._("There is no account to hand over. Choose another manager or pick accounts."))
        if not user.has_group("kam_management.group_kam_user"):
            raise UserError(self.env._("%s has no access to key accounts. Give them a sales role first.", user.name))
        if self.kind == "away":
            if not self.until or self.until < fields.Date.context_today(self):
                raise UserError(self.env._("Say until when %s stands in: today or later.", user.name))
            accounts.filtered(lambda one: one.user_id != user).write(
                {"substitute_id": user.id, "substitute_until": self.until}
            )
            return {"type": "ir.actions.act_window_close"}
        previous = accounts.user_id
        accounts.with_context(mail_auto_subscribe_no_notify=True, kam_cause=self.env._("Handed over")).write(
            {"user_id": user.id, "substitute_id": False, "substitute_until": False}
        )
        if self.with_leads:
            self.env["crm.lead"].search(
                [
                    ("kam_account_id", "in", accounts.ids),
                    ("user_id", "in", previous.ids),
                    ("won_status", "=", "pending"),
                ]
            ).write({"user_id": user.id})
        if self.with_activities:
            self.env["mail.activity"].search(
                [
                    ("res_model", "=", "kam.account"),
                    ("res_id", "in", accounts.ids),
                    ("user_id", "in", previous.ids),
                ]
            ).write({"user_id": user.id})
        return {"type": "ir.actions.act_window_close"}
