from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError


class KamContract(models.Model):
    """What people do with a contract: sign it, give notice, renew it."""

    _inherit = "kam.contract"

    def action_sign(self):
        """The contract is signed: from now on its dates count."""
        self.check_access("write")
        self.is_signed = True
        return True

    def action_give_notice(self):
        """Notice was given, by them or by us: the contract ends with its term."""
        self.check_access("write")
        if not all(self.mapped("is_signed")):
            raise UserError(self.env._("A contract that was never signed needs no notice. Archive it instead."))
        self.sudo().cancelled_on = fields.Date.context_today(self)
        self._drop_todos()
        return True

    def action_take_back(self):
        """Notice was taken back: the dates count again."""
        self.check_access("write")
        self.sudo().cancelled_on = False
        return True

    def action_renew(self):
        """Open the contracts that follow, drawn up already; these count as renewed once those are signed."""
        self.check_access("write")
        if len(self) > 1 and not all(self.mapped("is_signed")):
            raise UserError(self.env._("A contract that was never signed has nothing to renew. Leave it out."))
        followers = self.browse()
        for contract in self:
            followers |= contract.next_ids[:1] or contract.copy(contract._renewal_values())
        action = {"type": "ir.actions.act_window", "name": self.env._("Renewals"), "res_model": self._name}
        if len(followers) == 1:
            return {**action, "res_id": followers.id, "views": [[False, "form"]]}
        return {**action, "views": [[False, "list"], [False, "form"]], "domain": [("id", "in", followers.ids)]}

    def action_end_selected(self):
        """Notice was given for several: those that do not run are refused, so that nothing is left out unnoticed."""
        idle = self.filtered(lambda one: one.state not in ("running", "notice"))
        if idle:
            raise UserError(
                self.env._("Notice is given for contracts that run. Leave out: %s.", ", ".join(idle.mapped("name")[:5]))
            )
        return self.action_give_notice()

    def action_to_manager(self):
        """Give contracts to the managers of their accounts, and the open to-dos with them."""
        self.check_access("write")
        orphans = self.filtered(lambda one: not one.account_id.user_id)
        if orphans:
            raise UserError(
                self.env._(
                    "These accounts have no manager: %s. Set one first, or choose the owner by hand.",
                    ", ".join(orphans.account_id.mapped("display_name")[:5]),
                )
            )
        for manager, contracts in self.grouped(lambda one: one.account_id.user_id).items():
            contracts.write({"user_id": manager.id})
            contracts.sudo().todo_ids.write({"user_id": manager.id})
        return True

    def _renewal_values(self):
        """Values of the contract that follows: the day after, for as long."""
        start = (self.end_date or fields.Date.context_today(self)) + relativedelta(days=1)
        end = False
        if self.end_date:
            length = round(self._term_months()) or 1
            end = start + relativedelta(months=length, days=-1)
        return {
            "name": self.name,
            "previous_id": self.id,
            "start_date": start,
            "end_date": end,
            "renewal_date": False,
            "lead_id": False,
        }

    def write(self, vals):
        """Write; to-dos of what is over go, those of a day that was moved move with it."""
        before = {contract.id: contract.decide_by for contract in self}
        result = super().write(vals)
        if {"active", "is_signed"} & vals.keys():
            self.filtered(lambda one: not one.active or not one.is_signed)._drop_todos()
            self.previous_id.filtered(lambda one: one.state == "renewed")._drop_todos()
        moved = self.filtered(lambda one: one.decide_by and one.decide_by != before[one.id])
        for contract in moved.sudo():
            contract.todo_ids.date_deadline = contract.decide_by
            if contract.todo_ids:
                contract.reminded_for = contract.decide_by
        return result
