from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KamAccountChildMixin(models.AbstractModel):
    """Records that belong to one account: its company and currency, and nothing of another account in them.

    ``_own_account``: relations to records that have an account themselves, which must be the same one.
    """

    _name = "kam.account.child.mixin"
    _description = "Record of a Key Account"

    _own_account = ()

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="account_id.currency_id", store=True, precompute=True)
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")

    @api.constrains(lambda self: ["account_id", *self._own_account])
    def _check_own_account(self):
        for record in self.sudo():
            for name in self._own_account:
                others = record[name].filtered(lambda one, record=record: one._kam_account() != record.account_id)
                if others:
                    raise ValidationError(
                        self.env._(
                            "%(other)s does not belong to %(account)s. Choose one of this account, or leave it empty.",
                            other=others[0].display_name,
                            account=record.account_id.display_name,
                        )
                    )

    def _check_colleague(self, user):
        """Refuse somebody of ours who does not work in the company of the account."""
        company = self.sudo().account_id.company_id
        if user and company and company not in user.sudo().company_ids:
            raise ValidationError(
                self.env._(
                    "%(user)s does not work in %(company)s, to which %(account)s belongs. Choose somebody who does.",
                    user=user.sudo().name,
                    company=company.name,
                    account=self.sudo().account_id.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Constraints come before the record rules: nobody learns from their sentences what they may not read.
        accounts = {vals["account_id"] for vals in vals_list if vals.get("account_id")}
        self.env["kam.account"].browse(accounts).check_access("read")
        return super().create(vals_list)

    def write(self, vals):
        """Write; a record stays with its account, unless the system merges two accounts."""
        if "account_id" in vals and not self.env.su and any(one.account_id.id != vals["account_id"] for one in self):
            raise UserError(
                self.env._("This stays with its account. Make a new one at the other account and archive this one.")
            )
        return super().write(vals)


class KamStakeholder(models.Model):
    """People have an account."""

    _inherit = "kam.stakeholder"

    def _kam_account(self):
        return self.account_id


class CrmLead(models.Model):
    """Opportunities have one."""

    _inherit = "crm.lead"

    def _kam_account(self):
        return self.kam_account_id
