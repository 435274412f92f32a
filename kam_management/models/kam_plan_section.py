from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty


class KamPlanSection(models.Model):
    """A further section of one plan: text that people write, with its history, under facts the system knows.

    The facts are kept apart from the text, so refreshing them touches nothing that was typed.
    """

    _name = "kam.plan.section"
    _description = "Plan Section"
    _inherit = ["kam.plan.child.mixin", "html.field.history.mixin"]
    _order = "sequence, id"

    _unsigned_fields = frozenset({"facts", "facts_on"})

    template_id = fields.Many2one("kam.plan.section.template", required=True, ondelete="restrict", index=True)
    sequence = fields.Integer(related="template_id.sequence", store=True)
    name = fields.Char(related="template_id.name", string="Title")
    code = fields.Char(related="template_id.code", store=True, precompute=True)
    guidance = fields.Text(related="template_id.guidance")
    prefill = fields.Selection(related="template_id.prefill")
    content = fields.Html(sanitize=True, help="In your own words; every change is kept.")
    facts = fields.Json(copy=False, help="[{title, items: [{label, value}]}]: what the system knew.")
    facts_on = fields.Datetime(string="As of", readonly=True, copy=False)
    facts_html = fields.Html(compute="_compute_facts_html", sanitize=False, string="What We Know")
    is_filled = fields.Boolean(compute="_compute_is_filled", store=True)
    is_frozen = fields.Boolean(related="plan_id.is_frozen")

    _template_unique = models.Constraint("UNIQUE(plan_id, template_id)", "The plan has this section already.")

    def _get_versioned_fields(self):
        return ["content"]

    @api.depends("content")
    def _compute_is_filled(self):
        for section in self:
            section.is_filled = not is_html_empty(section.content)

    @api.depends("template_id.name", "plan_id.name")
    def _compute_display_name(self):
        for section in self:
            section.display_name = section.template_id.sudo().name or ""

    @api.depends("facts")
    def _compute_facts_html(self):
        for section in self:
            groups = section.facts or []
            section.facts_html = Markup("").join(self._group_html(group) for group in groups) or False

    @api.model
    def _group_html(self, group):
        rows = Markup("").join(
            Markup('<tr><th class="fw-normal text-muted pe-3" scope="row">%s</th><td>%s</td></tr>')
            % (item["label"], item["value"])
            for item in group["items"]
        )
        empty = Markup('<p class="text-muted mb-2">%s</p>') % self.env._("Nothing known yet")
        table = Markup('<table class="table table-sm mb-2"><tbody>%s</tbody></table>') % rows
        return Markup("<div><strong>%s</strong>%s</div>") % (group["title"], table if rows else empty)

    @api.constrains("template_id")
    def _check_template(self):
        for section in self:
            if section.template_id.kind == "page":
                raise ValidationError(
                    self.env._("“%s” is part of the one page already. Choose a further section.", section.name)
                )

    @api.model
    def _guarded_fields(self):
        return frozenset({"facts", "facts_on"})

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if not allowed or operation != "write" or self.env.su:
            return allowed
        return field.name not in self._guarded_fields()

    def _plan_parts(self):
        return set(self.mapped("code"))

    def write(self, vals):
        """Texts are frozen with the plan; the history of a text cannot be written by hand."""
        if not self.env.su and "html_field_history" in vals:
            vals = {name: value for name, value in vals.items() if name != "html_field_history"}
        return super().write(vals)

    def action_refresh_facts(self):
        """Read again what the system knows; what was typed stays as it is."""
        self.check_access("write")
        self._check_plan_open()
        self._refresh_facts()
        return True

    def _refresh_facts(self):
        for section in self:
            if section.template_id.prefill:
                facts = section.plan_id._prefill_facts(section.template_id.prefill)
                section.sudo().write({"facts": facts, "facts_on": fields.Datetime.now()})
