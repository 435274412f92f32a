from odoo import api, fields, models
from odoo.tools import is_html_empty


class KamPlanSection(models.Model):
    """A further section of one plan: text that people write, with its history, under facts the system knows."""

    _name = "kam.plan.section"
    _description = "Plan Section"
    _inherit = ["kam.plan.child.mixin", "html.field.history.mixin"]
    _order = "sequence, id"

    _unsigned_fields = frozenset({"facts", "facts_on"})

    template_id = fields.Many2one("kam.plan.section.template", required=True, ondelete="restrict", index=True)
    sequence = fields.Integer(related="template_id.sequence", store=True)
    name = fields.Char(related="template_id.name", string="Title")
    code = fields.Char(related="template_id.code", store=True)
    guidance = fields.Text(related="template_id.guidance")
    content = fields.Html(sanitize=True, help="In your own words; every change is kept.")
    facts = fields.Json(copy=False)
    facts_on = fields.Datetime(string="Facts as of", readonly=True, copy=False)
    is_filled = fields.Boolean(compute="_compute_is_filled", store=True)

    _template_unique = models.Constraint("UNIQUE(plan_id, template_id)", "The plan has this section already.")

    def _get_versioned_fields(self):
        return ["content"]

    @api.depends("content")
    def _compute_is_filled(self):
        for section in self:
            section.is_filled = not is_html_empty(section.content)

    def _plan_parts(self):
        return set(self.mapped("code"))
