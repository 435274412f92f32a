"""Merged accounts: of two plans for the same year one goes on, the other stays readable beside it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .kam_account_plan import THAWED

PHASES = ("draft", "planning", "review", "approved", "implementation", "closed")


class KamAccountPlan(models.Model):
    """Plans of accounts that were merged."""

    _inherit = "kam.account.plan"

    merged_ids = fields.One2many("kam.account.plan", "merged_into_id", string="Plans of Merged Accounts")
    merged_count = fields.Integer(compute="_compute_merged_count")

    @api.depends("merged_ids")
    def _compute_merged_count(self):
        for plan in self:
            plan.merged_count = len(plan.with_context(active_test=False).merged_ids)

    def action_open_merged(self):
        """The plans for the same year of accounts that were merged into this one."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plans of Merged Accounts"),
            "res_model": "kam.account.plan",
            "view_mode": "list,form",
            "domain": [("merged_into_id", "in", self.ids)],
            "context": {"active_test": False},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_open(self):
        for plan in self:
            if plan.state not in ("draft", "planning") or plan.sudo().signature_ids or plan.sudo().revision_ids:
                raise ValidationError(
                    self.env._("%s was signed or approved and is kept. Close it instead of deleting it.", plan.name)
                )


class KamAccount(models.Model):
    """Plans go along when accounts are merged; an account with plans that count is not deleted."""

    _inherit = "kam.account"

    def _absorb_rows(self, source):
        self._absorb_plans(source)
        return super()._absorb_rows(source)

    def _absorb_plans(self, source):
        """Take over the plans of another account; of two for the same year the one that is further goes on."""
        every = {"active_test": False, "kam_thawed": THAWED, "tracking_disable": True}
        mine = {plan.year: plan for plan in self.plan_ids if not plan.merged_into_id}
        for plan in source.with_context(**every).plan_ids:
            plan, own = plan.with_context(**every), mine.get(plan.year)
            if own and not plan.merged_into_id:
                own = own.with_context(**every)
                first, second = (plan, own) if PHASES.index(plan.state) > PHASES.index(own.state) else (own, plan)
                second.write({"merged_into_id": first.id, "active": False})
                second.merged_ids.write({"merged_into_id": first.id})
                second.flush_recordset()
                first.message_post(
                    body=self.env._("%s, of an account that was merged, is kept beside this plan.", second.name)
                )
            plan.write({"account_id": self.id})
        self.env.flush_all()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_planned(self):
        self.with_context(active_test=False).plan_ids._unlink_unless_open()
