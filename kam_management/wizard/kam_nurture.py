from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Days until a lead comes back when nobody says otherwise.
DAYS = 90


class KamNurture(models.TransientModel):
    """Leads that are not ready to act: on which track, and when do they come back?"""

    _name = "kam.nurture"
    _description = "Put Leads on a Nurture Track"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    lead_count = fields.Integer(compute="_compute_lead_count")
    plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Track",
        domain="[('res_model', '=', 'crm.lead'), ('company_id', 'in', [False] + allowed_company_ids)]",
        default=lambda self: self._default_plan_id(),
        help="What happens meanwhile, as to-dos of the owner. Empty: nothing, the lead only comes back.",
    )
    steps = fields.Text(compute="_compute_steps", string="Meanwhile")
    until = fields.Date(
        string="Comes Back on",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=DAYS),
    )
    reason = fields.Char(string="Not Ready Because")

    @api.model
    def _default_plan_id(self):
        plan = self.env.ref("kam_management.nurture_later", raise_if_not_found=False)
        return plan if plan and plan.active else False

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        for wizard in self:
            wizard.lead_count = len(wizard.lead_ids)

    @api.depends("plan_id", "until")
    def _compute_steps(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            lines = []
            for template in wizard.plan_id.sudo().template_ids:
                day = max(template._get_date_deadline(today), today)
                if wizard.until and day < wizard.until:
                    date = self.env["ir.qweb.field.date"].value_to_html(day, {})
                    lines.append(f"{date}: {template.summary or template.activity_type_id.name}")
            wizard.steps = "\n".join(lines)

    def action_apply(self):
        """Start the track; the leads keep their owner."""
        self.ensure_one()
        if not self.lead_ids:
            raise UserError(self.env._("Choose at least one lead to nurture."))
        if self.until <= fields.Date.context_today(self):
            raise UserError(self.env._("A nurtured lead comes back later: choose a date after today."))
        if self.plan_id.res_model not in (False, "crm.lead"):
            raise UserError(self.env._("“%s” is no plan for leads. Choose another track.", self.plan_id.name))
        self.lead_ids._nurture(self.plan_id, self.until, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
