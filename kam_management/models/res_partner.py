from odoo import api, fields, models
from odoo.exceptions import UserError

KAM_USER = "kam_management.group_kam_user"


class ResPartner(models.Model):
    """A company knows its account; it and its contacts show the account's values.

    Related fields would inherit the tracking of the account's: the contact's chatter must not tell them.
    """

    _inherit = ["res.partner", "kam.badge.mixin", "kam.guard.mixin"]
    _name = "res.partner"

    # Plain and stored, written by the account: no compute from a one2many.
    kam_account_id = fields.Many2one(
        "kam.account",
        string="Key Account",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=KAM_USER,
    )
    kam_segment_id = fields.Many2one(
        related="commercial_partner_id.kam_account_id.segment_id", string="Segment", groups=KAM_USER, tracking=False
    )
    kam_tier_id = fields.Many2one(
        related="commercial_partner_id.kam_account_id.tier_id", string="Tier", groups=KAM_USER, tracking=False
    )
    kam_level_id = fields.Many2one(
        related="commercial_partner_id.kam_account_id.level_id",
        string="Relationship Level",
        readonly=False,
        groups=KAM_USER,
        tracking=False,
    )
    kam_target_level_id = fields.Many2one(
        related="commercial_partner_id.kam_account_id.target_level_id",
        string="Target Level",
        readonly=False,
        groups=KAM_USER,
        tracking=False,
    )
    kam_score = fields.Float(
        related="commercial_partner_id.kam_account_id.score",
        string="Score",
        aggregator=None,  # an average here would count unknown scores as zero; accounts average the known ones
        groups=KAM_USER,
        tracking=False,
    )
    kam_score_known = fields.Boolean(
        related="commercial_partner_id.kam_account_id.score_known", string="Scored", groups=KAM_USER, tracking=False
    )
    kam_status = fields.Selection(
        related="commercial_partner_id.kam_account_id.status",
        string="Key Account Status",
        groups=KAM_USER,
        tracking=False,
    )
    kam_user_id = fields.Many2one(
        related="commercial_partner_id.kam_account_id.user_id",
        string="Account Manager",
        groups=KAM_USER,
        tracking=False,
    )
    kam_override_reason = fields.Char(
        related="commercial_partner_id.kam_account_id.override_reason", groups=KAM_USER, tracking=False
    )
    kam_override_until = fields.Date(
        related="commercial_partner_id.kam_account_id.override_until", groups=KAM_USER, tracking=False
    )
    kam_has_account = fields.Boolean(compute="_compute_kam_badge", groups=KAM_USER, tracking=False)
    kam_badge = fields.Json(compute="_compute_kam_badge", groups=KAM_USER, tracking=False, string="Key Account Badge")

    @api.depends("kam_segment_id", "kam_tier_id", "commercial_partner_id.kam_account_id")
    def _compute_kam_badge(self):
        badge = self._badge_maker()
        for partner in self:
            account = partner.sudo().commercial_partner_id.kam_account_id
            partner.kam_has_account = bool(account)
            partner.kam_badge = badge(
                account.segment_id.id,
                account.tier_id.id,
                account.id,
                bool(account) and account._override_holds(),
            )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"kam_account_id"}

    def write(self, vals):
        """A company that moves to another group takes its account along, unless that was put elsewhere by hand."""
        if self.env.context.get("kam_account_kept"):
            vals = {name: value for name, value in vals.items() if name != "kam_account_id"}
        if "parent_id" not in vals:
            return super().write(vals)
        before = {
            partner.kam_account_id: partner.parent_id.commercial_partner_id.kam_account_id
            for partner in self.sudo()
            if partner.kam_account_id
        }
        result = super().write(vals)
        for account, parent in before.items():
            if account.parent_id == parent:
                account.parent_id = account.partner_id.parent_id.commercial_partner_id.kam_account_id
        return result

    def action_kam_account(self):
        """Open the account of the company, or make it: one click on any of its contacts."""
        self.ensure_one()
        self.check_access("read")
        self.env["kam.account"].check_access("read")
        company = self.commercial_partner_id
        account = company.sudo().kam_account_id
        if not account:
            if not self.env["kam.account"].has_access("create"):
                raise UserError(self.env._("Ask a salesperson to take %s into the programme.", company.name))
            account = (
                self.env["kam.account"]
                .sudo()
                .create({"partner_id": company.id, "user_id": company.user_id.id or self.env.uid})
            )
            account._screen()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": account.id,
            "views": [(False, "form")],
            "name": company.display_name,
        }
