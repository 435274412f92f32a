from odoo import fields, models


class KamPrivacyLog(models.Model):
    """Who exported or erased what is recorded about a person, and when; never what it was, nor about whom."""

    _name = "kam.privacy.log"
    _description = "Privacy Log"
    _order = "id desc"
    _log_access = False
    _rec_name = "kind"

    kind = fields.Selection([("export", "Exported"), ("erase", "Erased")], required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", ondelete="set null", index="btree_not_null")
    account_id = fields.Many2one("kam.account", ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", ondelete="set null", index="btree_not_null")
