from odoo import api, fields, models


class KamWhatifCriterion(models.TransientModel):
    """A criterion as it might count."""

    _name = "kam.whatif.criterion"
    _description = "Criterion in the What-If"
    _order = "id"

    whatif_id = fields.Many2one("kam.whatif", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one("kam.criterion", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(related="criterion_id.name")
    axis = fields.Selection(related="criterion_id.axis")
    counts = fields.Boolean()
    weight = fields.Float(digits=(6, 2))
    is_changed = fields.Boolean(compute="_compute_is_changed")

    @api.model
    def _values_of(self, record):
        """The values of a criterion, or of a line."""
        return {"counts": record["active" if record._name == "kam.criterion" else "counts"], "weight": record.weight}

    @api.depends("criterion_id", "counts", "weight")
    def _compute_is_changed(self):
        for line in self:
            line.is_changed = self._values_of(line) != self._values_of(line.criterion_id)

    def _hypothetical(self):
        """Criteria that are not saved, with the values of the lines."""
        criteria = self.env["kam.criterion"]
        for line in self:
            vals = {"weight": line.weight, "active": line.counts}
            criteria += criteria.new(vals, origin=line.criterion_id._origin)
        return criteria
