from odoo import fields, models


class KamPlanSignoff(models.Model):
    """Whether one business area has signed one plan. What it signed is kept in its signatures."""

    _name = "kam.plan.signoff"
    _description = "Sign-off of an Account Plan"
    _order = "plan_id, sequence, id"
    _rec_name = "area_id"

    plan_id = fields.Many2one("kam.account.plan", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="plan_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index="btree_not_null", precompute=True)
    area_id = fields.Many2one("kam.business.area", required=True, ondelete="restrict", index=True)
    sequence = fields.Integer(related="area_id.sequence", store=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("signed", "Signed"),
            ("lapsed", "Lapsed"),
            ("declined", "Declined"),
            ("skipped", "Skipped: no members"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Signed by", readonly=True, index="btree_not_null")
    signed_on = fields.Datetime(readonly=True)
    note = fields.Char(readonly=True, help="Why it lapsed or was declined.")
    signature_id = fields.Many2one("kam.plan.signature", readonly=True, index="btree_not_null", ondelete="restrict")

    _area_unique = models.Constraint("UNIQUE(plan_id, area_id)", "This area is asked to sign the plan already.")
