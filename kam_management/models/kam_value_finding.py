from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("goal", "Goal"),
    ("challenge", "Challenge"),
    ("need", "Need"),
    ("process", "Process"),
    ("measure", "Measure"),
]


class KamValueFinding(models.Model):
    """One thing that research found, on the way to a value proposition."""

    _name = "kam.value.finding"
    _description = "Finding of Value Research"
    _inherit = ["kam.move.mixin"]
    _order = "sequence, id"
    _parents = ("research_id",)

    research_id = fields.Many2one("kam.value.research", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="research_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id", string="Company", store=True, precompute=True)
    currency_id = fields.Many2one(related="account_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Finding", required=True)
    kind = fields.Selection(KINDS, required=True, default="need", index=True)
    is_quantified = fields.Boolean(string="In Figures", help="They gave a figure for it.")
    value_year = fields.Monetary(string="Worth per Year")
    value_text = fields.Char(string="Figure in Words")
    proposition_id = fields.Many2one(
        "kam.value.proposition",
        string="Value Proposition",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('account_id', '=', account_id)]",
    )

    @api.constrains("proposition_id", "research_id")
    def _check_proposition(self):
        for finding in self.sudo():
            if finding.proposition_id and finding.proposition_id.account_id != finding.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(proposition)s” belongs to another account than the finding. Choose one of %(account)s.",
                        proposition=finding.proposition_id.name,
                        account=finding.account_id.display_name,
                    )
                )
