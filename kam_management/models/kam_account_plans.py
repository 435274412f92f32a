from odoo import api, fields, models


class KamAccount(models.Model):
    """The plans of an account, and the way to the present one."""

    _inherit = "kam.account"

    plan_ids = fields.One2many("kam.account.plan", "account_id", string="Plans")
    plan_id = fields.Many2one("kam.account.plan", compute="_compute_plan_id", help="Of this fiscal year.")
    plan_count = fields.Integer(compute="_compute_plan_id")
    plan_year = fields.Integer(compute="_compute_plan_id", string="Fiscal Year")
    plan_state = fields.Selection(
        lambda self: self.env["kam.account.plan"]._fields["state"]._description_selection(self.env),
        compute="_compute_plan_id",
        string="Phase of the Plan",
    )
    plan_button = fields.Boolean(compute="_compute_plan_id", help="There is a plan, or there should be one.")

    @api.depends("plan_ids.year", "plan_ids.state", "segment_id.has_plan")
    def _compute_plan_id(self):
        """One read for all accounts."""
        plans = self.env["kam.account.plan"].search([("account_id", "in", self.ids)])
        by_year = {(plan.account_id.id, plan.year): plan for plan in plans}
        counts = {}
        for plan in plans:
            counts[plan.account_id.id] = counts.get(plan.account_id.id, 0) + 1
        for account in self:
            plan = by_year.get((account._origin.id, account._fiscal_year()))
            account.plan_id = plan
            account.plan_year = account._fiscal_year()
            account.plan_state = plan.state if plan else False
            account.plan_count = counts.get(account._origin.id, 0)
            segment = account.sudo().segment_id
            account.plan_button = account.plan_count or not segment or segment.has_plan

    def _fiscal_year(self):
        """The fiscal year of today, of the company of the account."""
        company = self.sudo().company_id or self._main_company()
        return company._kam_fiscal_year(fields.Date.context_today(self))

    def action_open_plan(self):
        """This year's plan: the one there is, or a new one that is filled with what the system knows."""
        self.ensure_one()
        plan = self.plan_id or self.env["kam.account.plan"].create({"account_id": self.id, "year": self._fiscal_year()})
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account.plan",
            "res_id": plan.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
