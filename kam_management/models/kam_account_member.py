from odoo import api, fields, models


class KamAccountMember(models.Model):
    """Somebody of ours on the team of an account, with a function."""

    _name = "kam.account.member"
    _description = "Account Team Member"
    _rec_name = "user_id"
    _order = "function_id, id"

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True, domain="[('share', '=', False)]"
    )
    function_id = fields.Many2one("kam.team.function", index="btree_not_null", ondelete="restrict")
    note = fields.Char()

    _member_unique = models.Constraint(
        "UNIQUE(account_id, user_id, function_id)",
        "This person already has that function on the account team.",
    )

    # Being on the team gives access to the account, so the account decides before the row is there.

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["account_id"]).get("account_id")
        self._check_accounts(vals.get("account_id", default) for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "account_id" in vals:
            self._check_accounts([vals["account_id"]])
        return super().write(vals)

    def _check_accounts(self, ids):
        self.env["kam.account"].browse({number for number in ids if number}).check_access("write")
