"""What the page of a plan and its card show beside the plan's own content."""

from markupsafe import Markup

from odoo import api, fields, models


class KamAccountPlan(models.Model):
    """Header, card and ladder of a plan; nothing here is stored."""

    _inherit = "kam.account.plan"

    badge = fields.Json(related="account_id.badge")
    team_id = fields.Many2one(related="account_id.team_id", string="Sales Team")
    sponsor_id = fields.Many2one(related="account_id.sponsor_id", string="Executive Sponsor")
    level_id = fields.Many2one(related="account_id.level_id", string="Relationship Level")
    target_level_id = fields.Many2one(related="account_id.target_level_id", string="Level Wanted")
    currency_id = fields.Many2one(related="account_id.currency_id")
    revenue = fields.Monetary(related="account_id.revenue", string="Won Revenue", help="Won in the last 12 months.")
    pipeline = fields.Monetary(related="account_id.pipeline", string="Weighted Pipeline")
    country_id = fields.Many2one(related="account_id.country_id", string="Country")
    ladder_html = fields.Html(compute="_compute_ladder_html", sanitize=False)
    signoff_marks = fields.Json(compute="_compute_signoff_marks", help="[{name, state, text}] for the card.")
    revision_count = fields.Integer(compute="_compute_revision_count")

    @api.depends("signoff_ids.state")
    def _compute_signoff_marks(self):
        labels = dict(self.env["kam.plan.signoff"]._fields["state"]._description_selection(self.env))
        for plan in self:
            plan.signoff_marks = [
                {
                    "name": one.area_id.name,
                    "state": one.state,
                    "text": f"{one.area_id.name}: {labels[one.state]}"
                    + (f", {one.user_id.name}" if one.state == "signed" else ""),
                }
                for one in plan.sudo().signoff_ids
                if one.state != "skipped"
            ]

    @api.depends("revision_ids")
    def _compute_revision_count(self):
        for plan in self:
            plan.revision_count = len(plan.sudo().revision_ids)

    @api.depends("level_id", "target_level_id")
    def _compute_ladder_html(self):
        levels = self.env["kam.relationship.level"].sudo().search([], order="sequence desc, id desc")
        for plan in self:
            rungs = Markup("").join(plan._rung(level) for level in levels)
            plan.ladder_html = Markup('<ol class="list-group mb-3" reversed="reversed">%s</ol>') % rungs

    def _rung(self, level):
        """One level of the ladder, marked where the customer sees us and where we want to be."""
        marks = []
        if level == self.level_id:
            marks.append((self.env._("today"), "text-bg-primary", "fa-map-marker"))
        if level == self.target_level_id:
            marks.append((self.env._("wanted"), "text-bg-info", "fa-flag-o"))
        badges = Markup("").join(
            Markup('<span class="badge %s ms-2"><i class="fa %s me-1" aria-hidden="true"></i>%s</span>')
            % (tone, icon, word)
            for word, tone, icon in marks
        )
        return Markup(
            '<li class="list-group-item d-flex flex-wrap align-items-center%s"><span class="fw-bold">%s</span>%s'
            '<span class="w-100 small text-muted">%s</span></li>'
        ) % ("" if marks else " text-muted", level.name, badges, (marks and level.lifted_by) or "")

    def action_open_account(self):
        """The account of the plan."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "views": [(False, "form")],
        }

    def action_sign_mine(self):
        """Sign for the area that the user is asked for."""
        self.ensure_one()
        return self.my_signoff_id.action_sign()
