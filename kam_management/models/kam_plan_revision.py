from odoo import fields, models


class KamPlanRevision(models.Model):
    """An amendment of an approved plan: why, and what the plan said before."""

    _name = "kam.plan.revision"
    _description = "Revision of an Account Plan"
    _order = "number desc"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="restrict", index=True, readonly=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    number = fields.Integer(required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    state = fields.Selection([("open", "Open"), ("done", "Approved")], default="open", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Opened by", required=True, readonly=True, index=True)
    date = fields.Datetime(string="Opened on", required=True, readonly=True)
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, index="btree_not_null")
    approved_on = fields.Datetime(readonly=True)
    before = fields.Json(readonly=True, help="The plan as it was before.")
    after = fields.Json(readonly=True, help="The plan as it was approved again.")

    _one_open = models.UniqueIndex(
        "(plan_id) WHERE state = 'open'", "This plan has an open revision already. Finish that one first."
    )
