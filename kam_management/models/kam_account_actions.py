from odoo import api, fields, models

from .kam_influencing_action_outcome import OPEN


class KamAccount(models.Model):
    """The influencing plan of an account: open actions first."""

    _inherit = "kam.account"

    open_action_ids = fields.One2many(
        "kam.influencing.action", "account_id", string="Open Actions", domain=[("state", "in", OPEN)]
    )
    open_action_count = fields.Integer(compute="_compute_open_action_count", string="Actions")
    entitled_text = fields.Char(
        compute="_compute_entitled_text",
        string="On Opportunity",
        help="What the activity matrix grants this segment while an opportunity is open; nothing of it is scheduled.",
    )

    @api.depends("action_ids.state", "action_ids.active")
    def _compute_open_action_count(self):
        counts = {
            account.id: count
            for account, count in self.env["kam.influencing.action"]._read_group(
                [("account_id", "in", self.ids), ("state", "in", OPEN)], ["account_id"], ["__count"]
            )
        }
        for account in self:
            account.open_action_count = counts.get(account.id, 0)

    @api.depends("segment_id", "lead_count")
    def _compute_entitled_text(self):
        rules = self.env["kam.activity.rule"].search(
            [("mode", "=", "on_opportunity"), ("activity_id.active", "=", True)]
        )
        by_segment = rules.sorted(lambda rule: rule.activity_id.sequence).grouped("segment_id")
        for account in self:
            granted = by_segment.get(account.segment_id) if account.lead_count else None
            account.entitled_text = ", ".join(granted.activity_id.mapped("name")) if granted else False

    def action_open_actions(self):
        """The influencing plan of these accounts: what is open first, the rest one click away."""
        action = self.env["ir.actions.act_window"]._kam_titled("kam_influencing_action_action")
        context = {"search_default_open": 1, "kam_account_id": self.id if len(self) == 1 else False}
        if len(self) == 1:
            context["default_account_id"] = self.id
            action["name"] = self.env._("Actions: %s", self.display_name)
        return {**action, "domain": [("account_id", "in", self.ids)], "context": context}

    def action_plan_action(self):
        """A new action of this account; with people in the context, it is for them."""
        self.ensure_one()
        people = self.env.context.get("kam_stakeholder_ids") or []
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an Action"),
            "res_model": "kam.influencing.action",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_id": self.id, "default_stakeholder_ids": [(6, 0, list(people))]},
        }

    def action_debrief(self):
        """After a meeting with this customer: who was there, outcome, next step."""
        self.ensure_one()
        self.check_access("write")
        return self.env["kam.debrief"]._open({"default_account_id": self.id}, self.display_name)
