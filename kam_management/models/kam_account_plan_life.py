"""The life of a plan: draft → planning → in review → approved → in implementation → closed."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .kam_account_plan import THAWED

MANAGER = "kam_management.group_kam_manager"


class KamAccountPlan(models.Model):
    """Guarded transitions; whoever may not, or not yet, reads in one sentence why."""

    _inherit = "kam.account.plan"

    year_note = fields.Html(
        string="What the Year Brought", sanitize=True, help="Looking back: what was reached, what was learnt."
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")

    may_write = fields.Boolean(compute="_compute_may_approve")

    def _compute_may_approve(self):
        writable = self._origin._filtered_access("write")
        for plan in self:
            plan.may_write = plan._origin in writable or not plan._origin
            plan.may_approve = plan.may_write and plan._user_approves()

    def _user_approves(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _check_approver(self):
        self.check_access("write")
        if not self._user_approves():
            raise AccessError(
                self.env._("Plans are approved by somebody who decides on key accounts. Ask your manager.")
            )

    def _check_phase(self, *states):
        """Refuse a step that does not follow from the phase the plan is in."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            if plan.merged_into_id:
                raise UserError(plan._frozen_text())
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "%(plan)s is in the phase “%(now)s”; this step is for “%(before)s”. Reload the page.",
                        plan=plan.name,
                        now=labels[plan.state],
                        before=labels[states[0]],
                    )
                )

    def _move(self, state, **values):
        self.sudo().with_context(kam_thawed=THAWED).write({"state": state, **values})
        return True

    def action_start(self):
        """Draft → planning."""
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("draft")
        return self._move("planning")

    def action_request_review(self):
        """Planning → in review: the business areas are asked to sign."""
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("planning", "draft")
        self._move("review")
        self._request_signatures()
        return True

    def action_back_to_planning(self):
        """In review → planning, to work on it in peace; signatures stay until what they cover changes."""
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("review")
        self._withdraw_requests()
        return self._move("planning")

    def action_approve(self):
        """In review → approved, or the end of an open revision: a manager, when every area has signed."""
        self._check_approver()
        self.lock_for_update()
        for plan in self:
            revision = plan._open_revision()
            if not revision:
                plan._check_phase("review")
            plan._check_all_signed()
            plan.sudo()._sign_approval()
            if revision:
                plan._finish_revision(revision)
            else:
                plan._move("approved", approver_id=self.env.uid, approved_on=fields.Datetime.now())
        self._withdraw_requests()
        return True

    def action_implement(self):
        """Approved → in implementation."""
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("approved")
        return self._move("implementation")

    def action_close(self):
        """Approved or in implementation → closed: from now on it is history."""
        self.check_access("write")
        self.lock_for_update()
        self._check_phase("implementation", "approved")
        for plan in self:
            if plan._open_revision():
                raise UserError(self.env._("%s has an open revision. Approve or withdraw that one first.", plan.name))
        for plan in self:
            plan._move("closed", closed_on=fields.Datetime.now(), final=plan._snapshot())
        self._withdraw_requests()
        return True

    def action_reopen(self):
        """Closed → in implementation: a manager takes a slip back."""
        self._check_approver()
        self.lock_for_update()
        self._check_phase("closed")
        return self._move("implementation", closed_on=False, final=False)
