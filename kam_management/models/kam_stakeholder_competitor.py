from odoo import fields, models


class KamStakeholderCompetitor(models.Model):
    """How a competitor stands with a person."""

    _name = "kam.stakeholder.competitor"
    _description = "Competitor's Standing"
    _order = "strength desc, name, id"

    stakeholder_id = fields.Many2one("kam.stakeholder", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(related="stakeholder_id.account_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="account_id.company_id")
    name = fields.Char(string="Competitor", required=True)
    strength = fields.Integer(default=2, aggregator="avg", help="0 = none, 4 = counts on them.")
    note = fields.Char()

    _name_unique = models.Constraint(
        "UNIQUE(stakeholder_id, name)", "This competitor is listed with that person already."
    )
    _strength_range = models.Constraint(
        "CHECK(strength BETWEEN 0 AND 4)", "A competitor's standing goes from 0 (none) to 4 (they count on them)."
    )
