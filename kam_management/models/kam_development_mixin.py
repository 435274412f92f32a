from odoo import api, fields, models
from odoo.exceptions import ValidationError

QUARTERS = [("1", "Q1"), ("2", "Q2"), ("3", "Q3"), ("4", "Q4")]


class KamDevelopmentMixin(models.AbstractModel):
    """A step of the development plan: one of ours answers for it, who can work in the account's company."""

    _name = "kam.development.mixin"
    _description = "Step of the Development Plan"
    _inherit = ["kam.plan.child.mixin"]

    _carried_over = False

    user_id = fields.Many2one(
        "res.users", string="Owner", index="btree_not_null", ondelete="set null", domain="[('share', '=', False)]"
    )

    is_frozen = fields.Boolean(related="plan_id.is_frozen")
    is_closed = fields.Boolean(compute="_compute_is_closed", help="The plan is over: figures and ticks stay.")

    @api.depends("plan_id.state")
    def _compute_is_closed(self):
        for record in self:
            record.is_closed = bool(record.plan_id) and not record.plan_id._is_running()

    @api.constrains("user_id", "account_id")
    def _check_owner(self):
        for record in self.sudo():
            company, user = record.account_id.company_id, record.user_id
            if user.share:
                raise ValidationError(
                    self.env._("%s is not one of our people. Choose somebody who works with us.", user.name)
                )
            if user and company and company not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s, to which %(account)s belongs. Choose somebody who "
                        "does, or give them access to that company.",
                        user=user.name,
                        company=company.name,
                        account=record.account_id.display_name,
                    )
                )
