"""Service packages: what each segment gets of each service (K8)."""

from odoo import api, fields, models

OFFERS = [("included", "Included"), ("charged", "Charged separately"), ("none", "Not offered")]
IMPORTANCE = [("1", "Very low"), ("2", "Low"), ("3", "Medium"), ("4", "High"), ("5", "Very high")]


class KamServicePackageLine(models.Model):
    """A service in the package of a segment: what to promise, and what not."""

    _name = "kam.service.package.line"
    _description = "Line of a service package"
    _inherit = ["kam.configuration.mixin"]
    _order = "segment_id, importance desc, service_id, id"

    segment_id = fields.Many2one("kam.segment", required=True, index=True, ondelete="cascade")
    service_id = fields.Many2one("kam.service", required=True, index=True, ondelete="cascade")
    offer = fields.Selection(OFFERS, required=True, default="none")
    importance = fields.Selection(
        IMPORTANCE, required=True, default="3", help="How much it matters to the customers of this segment."
    )
    note = fields.Char(translate=True, help="The limit of the promise: how often, how fast, up to what amount.")
    description = fields.Text(related="service_id.description")
    buyer = fields.Selection(related="service_id.buyer")

    # A plain constraint, as for all pairs that imports rely on.
    _service_segment_uniq = models.Constraint(
        "UNIQUE(segment_id, service_id)",
        "This service is in the package of this segment already. Change the line that is there.",
    )

    @api.depends("segment_id.code", "service_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " · ".join(filter(None, (line.segment_id.code, line.service_id.name)))
