from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamPortfolioQuadrant(models.Model):
    """A quarter of the portfolio matrix: its name, what it asks for, and where its lines run (our default, K3)."""

    _name = "kam.portfolio.quadrant"
    _description = "Portfolio Quadrant"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    high_attractiveness = fields.Boolean(help="The upper half: attractive customers.")
    high_strength = fields.Boolean(help="The right half: customers in whose eyes we are strong.")
    advice = fields.Char(translate=True, help="What an account here asks for, in a sentence.")

    _place_unique = models.Constraint(
        "UNIQUE(high_attractiveness, high_strength)",
        "There are four quadrants, each of them once. Change the one that is there.",
    )

    @api.model
    def _matrix(self):
        """The lines and the names of the quadrants, in the user's language.

        :return: {"lines": {"x", "y"} in 0–100, "quadrants": [{"name", "advice", "right", "upper"}]}
        """
        get = self.env["res.config.settings"]._kam_get
        return {
            "lines": {"x": get("portfolio_strength"), "y": get("portfolio_attractiveness")},
            "quadrants": [
                {
                    "name": one.name,
                    "advice": one.advice or "",
                    "right": one.high_strength,
                    "upper": one.high_attractiveness,
                }
                for one in self.search([])  # four rows  # pylint: disable=no-search-all
            ],
        }

    @api.constrains("active")
    def _check_active(self):
        if not all(self.mapped("active")):
            raise ValidationError(self.env._("The matrix has four quadrants. Rename one instead of archiving it."))
