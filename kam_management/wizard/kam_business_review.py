from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import schedule
from ..models.kam_development_mixin import QUARTERS


class KamBusinessReview(models.TransientModel):
    """Which quarter to review, with which customers: what the document of a business review asks for."""

    _name = "kam.business.review"
    _description = "Business Review"

    plan_ids = fields.Many2many(
        "kam.account.plan",
        "kam_business_review_plan_rel",
        "review_id",
        "plan_id",
        string="Plans",
        required=True,
        context={"active_test": False},
        help="Each gets a review of its own, against the targets and objectives of its year.",
    )
    quarter = fields.Selection(QUARTERS, required=True, default=lambda self: self._default_quarter())

    @api.model
    def default_get(self, fields):
        """The plans that were looked at; of accounts, those of this year."""
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model == "kam.account.plan":
            values["plan_ids"] = [(6, 0, ids)]
        elif model == "kam.account":
            accounts = self.env["kam.account"].browse(ids)
            accounts.check_access("read")
            values["plan_ids"] = [(6, 0, accounts.plan_id.ids)]
        return values

    @api.model
    def _default_quarter(self):
        """The quarter of today, or the one that has just ended: a review looks back in its first weeks."""
        day = fields.Date.subtract(fields.Date.context_today(self), days=31)
        month = int(self.env["kam.account"]._main_company().kam_fiscal_month or 1)
        return str(schedule.quarter_of(day, month))

    def action_print(self):
        """The reviews as one PDF."""
        self.ensure_one()
        if not self.plan_ids:
            raise UserError(self.env._("Choose at least one plan: a review compares with what it wanted."))
        self.plan_ids.check_access("read")
        return self.env.ref("kam_management.kam_business_review_report").report_action(self)

    def _review_papers(self):
        """What the document prints, see ``kam.account.plan._review_report``."""
        return self.plan_ids._review_report(int(self.quarter))
