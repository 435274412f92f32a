from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamHealthPart(models.Model):
    """One part of an account's health, with its weight; the parts themselves are computed (engine ``health``)."""

    _name = "kam.health.part"
    _description = "Part of Health"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    code = fields.Selection(
        [
            ("alerts", "Early warnings"),
            ("level", "Level against target"),
            ("plan", "Plan progress"),
            ("people", "Coverage of people"),
            ("satisfaction", "Satisfaction"),
            ("revenue", "Revenue trend"),
        ],
        required=True,
        readonly=True,
    )
    weight = fields.Float(default=10.0, help="Of all known parts together; 0 leaves the part out.")
    description = fields.Char(translate=True, help="How the part is computed.")

    _code_uniq = models.Constraint("UNIQUE(code)", "This part is there already. Change its weight instead.")

    @api.constrains("weight")
    def _check_weight(self):
        for part in self:
            if part.weight < 0:
                raise ValidationError(
                    self.env._(
                        "The weight of %(part)s is %(weight)s. Enter 0 or more.", part=part.name, weight=part.weight
                    )
                )

    def _configuration_changed(self, names=None):
        """Other weights: every health is due again, with the next run."""
        result = super()._configuration_changed(names)
        if names is None or names & {"weight", "active"}:
            self.env.cr.execute("UPDATE kam_account SET health_on = NULL WHERE health_on IS NOT NULL")
            self.env["kam.account"].invalidate_model(["health_on"])
        return result

    @api.model
    def _weights(self):
        """{code: weight} of the active parts."""
        return {part.code: part.weight for part in self.sudo().search([])}  # six rows  # pylint: disable=no-search-all
