from odoo import fields, models


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
