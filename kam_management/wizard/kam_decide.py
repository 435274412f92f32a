from odoo import api, fields, models
from odoo.exceptions import UserError


class KamDecide(models.TransientModel):
    """Decide the segment of one or many accounts: declare, de-select, or override for a while."""

    _name = "kam.decide"
    _description = "Decide on Key Accounts"

    account_ids = fields.Many2many("kam.account", string="Accounts", required=True)
    decision = fields.Selection(
        [
            ("declare", "Declare as key account"),
            ("deselect", "De-select"),
            ("override", "Override the rules for a while"),
        ],
        required=True,
        default="declare",
    )
    segment_id = fields.Many2one("kam.segment")
    tier_id = fields.Many2one("kam.tier")
    reason = fields.Char()
    until = fields.Date(string="Holds Until")
    effect = fields.Text(compute="_compute_effect")
    overload = fields.Text(compute="_compute_overload")

    @api.depends("account_ids", "decision", "segment_id")
    def _compute_effect(self):
        """What the decision does to the slots, before it is made."""
        for wizard in self:
            wizard.effect = wizard._effect_text() if wizard.decision == "declare" else False

    def _effect_text(self):
        lines = []
        segment = self.segment_id
        accounts = self.account_ids._origin._filtered_access("read")
        for company in accounts.mapped("company_id") or [self.env["res.company"]]:
            use = self.env["kam.account"].slot_use(company)
            slot = use["segments"].get(segment.id)
            if not slot:
                continue
            added = len(
                accounts.filtered(lambda one, company=company: one.company_id == company and one.segment_id != segment)
            )
            lines.append(
                self.env._(
                    "%(segment)s: %(used)s of %(limit)s slots are taken; %(then)s after this.",
                    segment=segment.code,
                    used=slot["used"],
                    limit=slot["limit"],
                    then=slot["used"] + added,
                )
            )
            if slot["used"] + added > slot["limit"]:
                lines.append(self.env._("More than can be served: add slots or account managers, or choose fewer."))
        return "\n".join(lines)

    @api.depends("account_ids", "decision", "segment_id")
    def _compute_overload(self):
        """Who would have more accounts than they can serve, before the decision is made."""
        for wizard in self:
            accounts = wizard.account_ids._origin._filtered_access("read")
            segment = wizard.segment_id if wizard.decision in ("declare", "override") else False
            wizard.overload = "\n".join(accounts._overloads_if(segment=segment)) if segment else False

    def action_apply(self):
        """Carry the decision out on all chosen accounts."""
        self.ensure_one()
        accounts = self.account_ids
        if not accounts:
            raise UserError(self.env._("There is no account to decide on. Pick accounts of your companies."))
        if self.decision == "declare":
            if not self.segment_id:
                raise UserError(self.env._("Choose the segment."))
            accounts.action_declare(self.segment_id, self.reason)
        elif self.decision == "deselect":
            accounts.action_deselect(self.reason)
        else:
            if not (self.segment_id or self.tier_id):
                raise UserError(self.env._("Choose the segment or the tier that is to hold instead."))
            accounts.action_override(self.segment_id, self.reason, self.until, self.tier_id)
        return {"type": "ir.actions.act_window_close"}
