"""The approval: evidence of what was approved, and the word to the manager that it is time."""

from odoo import fields, models


class KamAccountPlan(models.Model):
    """Who approves, and what they put their name to."""

    _inherit = "kam.account.plan"

    def _sign_approval(self):
        """Keep what the manager approves, as a signature of their own."""
        self.env["kam.plan.signature"]._sign(self, self._content()[self.id])

    def _approver(self):
        """Who is told that a plan waits for approval: the leader of the account's sales team."""
        account = self.account_id.sudo()
        leader = (account.team_id or account.user_id.sale_team_id).user_id
        return leader if leader and leader.has_group("kam_management.group_kam_manager") else self.env["res.users"]

    def _tell_approver(self):
        """When the last area has signed, whoever approves gets a to-do with the plan one click away."""
        todos, model_id = [], self.env["ir.model"]._get_id("kam.account.plan")
        for plan in self:
            user = plan._approver()
            if not user or plan.signed_count < plan.required_count or not plan.required_count:
                continue
            todos.append(
                {
                    "user_id": user.id,
                    "account_id": plan.account_id.id,
                    "date": fields.Date.context_today(self),
                    "summary": self.env._("All have signed, approve: %s", plan.name),
                    "source": "signature",
                    "importance": 10,
                    "vals": {"res_model_id": model_id, "res_id": plan.id},
                }
            )
        if todos:
            self.env["kam.todo.desk"]._give(todos)
