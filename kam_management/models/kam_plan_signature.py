from odoo import fields, models


class KamPlanSignature(models.Model):
    """Who signed what content, when: kept for good, whatever becomes of the plan (K9)."""

    _name = "kam.plan.signature"
    _description = "Signature under an Account Plan"
    _order = "id desc"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="restrict", index=True, readonly=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    area_id = fields.Many2one(
        "kam.business.area", readonly=True, ondelete="restrict", index="btree_not_null", help="Empty: the approval."
    )
    area_name = fields.Char(string="Called", readonly=True, help="The name of the area at that time.")
    user_id = fields.Many2one("res.users", string="Signed by", required=True, readonly=True, index=True)
    user_name = fields.Char(readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    content = fields.Text(required=True, readonly=True, help="What was signed, as canonical JSON.")
    digest = fields.Char(string="SHA-256", required=True, readonly=True)
