"""The relationship ladder: four levels as the customer perceives them (K4)."""

from odoo import api, fields, models


class KamRelationshipLevel(models.Model):
    """One step of the ladder; its rank is its place in the order."""

    _name = "kam.relationship.level"
    _description = "Relationship level"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "alias"]

    _is_cached = True
    _account_fields = frozenset({"sequence"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10, help="Rank on the ladder: the higher, the closer.")
    color = fields.Integer()
    alias = fields.Char(translate=True, help="Other names of this level, separated by commas; they are found as well.")
    benefit_ids = fields.Many2many(
        "kam.benefit", string="Benefits sold", help="The business benefits that are sold on this level."
    )
    sales_profile = fields.Text(translate=True, help="The kind of selling that this level takes.")
    price_sensitivity = fields.Char(translate=True)
    loyalty = fields.Char(translate=True)
    lifted_by = fields.Text(string="What lifts it", translate=True, help="What to do to reach the next level.")
    client_access = fields.Char(translate=True, help="The levels of the customer's organisation we reach.")
    resources = fields.Text(translate=True, help="What we put into the relationship.")
    task = fields.Text(translate=True, help="What we do for the customer.")
    contribution = fields.Text(translate=True, help="What our part is in the innovation that the customer makes.")
    tier_ids = fields.One2many("kam.tier", "aligned_level_id", string="Tiers made for this level")
    tier_id = fields.Many2one(
        "kam.tier",
        compute="_compute_tier_id",
        store=True,
        help="The tier made for this level; it is set on the tier.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another level has this code. Choose one that is free.")

    @api.depends("tier_ids.active", "tier_ids.sequence")
    def _compute_tier_id(self):
        for level in self:
            level.tier_id = level.tier_ids.filtered("active").sorted()[:1]
