"""The approval: evidence of what was approved, and the word to the manager that it is time."""

from odoo import api, fields, models
from odoo.fields import Domain

#: Days after which an approver who ticked the to-do off without approving is told again.
REMIND_DAYS = 7


class KamAccountPlan(models.Model):
    """Who approves, and what they put their name to."""

    _inherit = "kam.account.plan"

    #: All have signed, but whoever approves has a full to-do list: told by the next scheduled run.
    approval_queued = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"approval_queued"}

    def _sign_approval(self):
        """Keep what the manager approves, as a signature of their own."""
        self.env["kam.plan.signature"]._sign(self, self._content()[self.id])

    def _approver(self):
        """Who is told that a plan waits for approval: the leader of the account's sales team."""
        account = self.account_id.sudo()
        leader = (account.team_id or account.user_id.sale_team_id).user_id
        return leader if leader and leader.has_group("kam_management.group_kam_manager") else self.env["res.users"]

    def _tell_approver(self):
        """When no signature is missing any more, whoever approves gets a to-do with the plan one click away: once.

        :return: (the activities made, the to-dos that found no room)
        """
        self.sudo().filtered("approval_queued").approval_queued = False
        todos, model_id = [], self.env["ir.model"]._get_id("kam.account.plan")
        asked = self.env["mail.activity"].sudo().with_context(active_test=False)
        asked = asked.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("kam_source", "=", "signature"),
                ("kam_signoff_id", "=", False),
                "|",
                ("active", "=", True),
                ("date_done", ">=", fields.Date.subtract(fields.Date.context_today(self), days=REMIND_DAYS)),
            ]
        )
        told = {(one.res_id, one.user_id.id) for one in asked}
        for plan in self:
            user = plan._approver()
            if not user or plan.signed_count < plan.required_count or (plan.id, user.id) in told:
                continue
            todos.append(
                {
                    "user_id": user.id,
                    "account_id": plan.account_id.id,
                    "date": fields.Date.context_today(self),
                    "summary": self.env._("All have signed, approve: %s", plan.name)
                    if plan.required_count
                    else self.env._("Approve: %s", plan.name),
                    "source": "signature",
                    "importance": 10,
                    "vals": {"res_model_id": model_id, "res_id": plan.id},
                }
            )
        if not todos:
            return self.env["mail.activity"], []
        made, queued = self.env["kam.todo.desk"]._give(todos)
        self.sudo().browse([todo["vals"]["res_id"] for todo in queued]).approval_queued = True
        return made, queued

    @api.model
    def _approval_domain(self):
        """Plans whose approver is to be told: in review, and amended ones whose request found no room before."""
        amended = Domain("approval_queued", "=", True) & Domain("revision_ids.state", "=", "open")
        return Domain("state", "=", "review") | amended
