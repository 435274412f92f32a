from odoo import fields, models


class KamPlanSectionTemplate(models.Model):
    """A part that plans can have (K9): one of the one page, or a section added on demand."""

    _name = "kam.plan.section.template"
    _description = "Plan Section Template"
    _inherit = ["kam.configuration.mixin"]
    _order = "kind, sequence, id"

    name = fields.Char(string="Title", required=True, translate=True)
    code = fields.Char(compute="_compute_code", store=True, readonly=False, required=True, precompute=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("page", "On the one page"), ("section", "Further section")],
        default="section",
        required=True,
        readonly=True,
        help="The parts of the one page are lists of their own; a further section is rich text.",
    )
    guidance = fields.Text(translate=True, help="Questions that the section answers; shown while writing.")
    segment_ids = fields.Many2many(
        "kam.segment",
        "kam_plan_section_template_segment_rel",
        "template_id",
        "segment_id",
        string="Required for",
        help="Plans of these segments are not complete without it. For all others it is an offer.",
    )
    area_ids = fields.Many2many(
        "kam.business.area",
        "kam_plan_section_template_area_rel",
        "template_id",
        "area_id",
        string="Signed by",
        help="Areas that must sign this part. Empty: whoever signs plans of the segment.",
    )
    prefill = fields.Selection(
        selection="_prefill_selection",
        help="Facts that the system knows and shows above the text; they can be refreshed without touching it.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "There is a section with this code already.")

    def _prefill_selection(self):
        """(code, label) of what ``kam.account.plan._prefill_<code>`` provides; other addons add theirs."""
        env = self.env
        return [
            ("customer", env._("Name, locations, team")),
            ("figures", env._("Won revenue and pipeline by year")),
            ("relationship", env._("Level and its moves")),
            ("people", env._("Contacts and stakeholders")),
            ("competition", env._("Competitors and lost opportunities")),
            ("opportunities", env._("Open opportunities")),
            ("results", env._("Results of last year's plan")),
        ]

    def _configuration_changed(self, names=None):
        """What is required decides how complete the plans are."""
        result = super()._configuration_changed(names)
        if names is None or {"segment_ids", "active", "kind", "code"} & names:
            plans = self.env["kam.account.plan"].sudo().with_context(active_test=False)
            plans = plans.search([("state", "!=", "closed")])
            for name in ("completeness", "completeness_level", "missing_text"):
                self.env.add_to_compute(plans._fields[name], plans)
        return result
