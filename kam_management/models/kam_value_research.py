from odoo import api, fields, models

METHODS = [
    ("interview", "Interview"),
    ("workshop", "Workshop"),
    ("audit", "Process audit"),
    ("survey", "Survey"),
    ("desk", "Desk research"),
]


class KamValueResearch(models.Model):
    """An interview or audit at the customer: when, whom, by whom, and what it found (K7)."""

    _name = "kam.value.research"
    _description = "Value Research"
    _inherit = ["kam.account.child.mixin", "kam.document.mixin"]
    _order = "date desc, id desc"
    _own_account = ("stakeholder_ids",)

    name = fields.Char(string="Subject", required=True)
    active = fields.Boolean(default=True)
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    method = fields.Selection(METHODS, required=True, default="interview")
    stakeholder_ids = fields.Many2many(
        "kam.stakeholder",
        "kam_value_research_stakeholder_rel",
        "research_id",
        "stakeholder_id",
        string="Whom",
        domain="[('account_id', '=', account_id)]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        domain="[('share', '=', False)]",
    )
    notes = fields.Html()
    finding_ids = fields.One2many("kam.value.finding", "research_id", string="Findings", copy=True)
    finding_count = fields.Integer(compute="_compute_finding_count", string="Number of Findings")
    open_count = fields.Integer(compute="_compute_finding_count", string="Without Proposition")

    @api.depends("finding_ids.proposition_id")
    def _compute_finding_count(self):
        for research in self:
            research.finding_count = len(research.finding_ids)
            research.open_count = len(research.finding_ids.filtered(lambda one: not one.proposition_id))

    @api.constrains("user_id", "account_id")
    def _check_user(self):
        for research in self:
            research._check_colleague(research.user_id)
