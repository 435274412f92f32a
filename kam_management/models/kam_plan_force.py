from odoo import api, fields, models

KINDS = [
    ("rivalry", "Rivalry"),
    ("supplier", "Power of suppliers"),
    ("buyer", "Power of buyers"),
    ("entrant", "New entrants"),
    ("substitute", "Substitutes"),
    ("technology", "Technology"),
]
RATINGS = [
    ("0", "Not rated"),
    ("1", "Very weak"),
    ("2", "Weak"),
    ("3", "Medium"),
    ("4", "Strong"),
    ("5", "Very strong"),
]


class KamPlanForce(models.Model):
    """One force on the customer's industry: the five classical ones and technology (K9). Made with the plan."""

    _name = "kam.plan.force"
    _description = "Industry Force"
    _inherit = ["kam.plan.child.mixin"]
    _order = "sequence, id"
    _rec_name = "kind"
    _plan_part = "industry"

    kind = fields.Selection(KINDS, required=True, default="rivalry")
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    rating = fields.Selection(
        RATINGS, default="0", required=True, string="Strength (1–5)", help="How hard this force presses the customer."
    )
    note = fields.Text(string="What We See")
    guidance = fields.Text(compute="_compute_guidance", string="Ask Yourself")

    _kind_unique = models.Constraint(
        "UNIQUE(plan_id, kind)", "Each force is in the plan once. Rate the one that is there."
    )

    @api.depends("kind")
    def _compute_sequence(self):
        places = {code: place for place, (code, _name) in enumerate(KINDS, start=1)}
        for force in self:
            force.sequence = places.get(force.kind, 0)

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for force in self:
            force.display_name = labels.get(force.kind, "")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_guidance(self):
        texts = self._guidance()
        for force in self:
            force.guidance = texts.get(force.kind, "")

    @api.model
    def _guidance(self):
        """{kind: what to look at}"""
        return {
            "rivalry": self.env._(
                "How many compete with the customer, and how big are they? Does their industry grow or shrink? "
                "Who has the lower cost base, the wider range, and what really sets them apart?"
            ),
            "supplier": self.env._(
                "How well known and how widely present are their suppliers, and how good? Do relationships or tenders "
                "decide? What would it cost the customer to change?"
            ),
            "buyer": self.env._(
                "How much choice do the customer's own customers have, and how many are they? What does a change cost "
                "them, and how important is to them what they buy?"
            ),
            "entrant": self.env._(
                "What keeps newcomers out: money, rules, know-how, place? How would those already there fight back, "
                "by what door could somebody come in, and by what route reach the market?"
            ),
            "substitute": self.env._(
                "What else would do the job, at which price and quality? Where do new ways of distribution, fashion, "
                "law or technology open a way around the customer?"
            ),
            "technology": self.env._(
                "Which technology changes how the customer makes, sells or delivers? Who in their industry is ahead, "
                "and what must they master in three years?"
            ),
        }
