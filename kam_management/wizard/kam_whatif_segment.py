from odoo import api, fields, models

VALUES = ("min_score", "min_attractiveness", "min_strength", "slots_per_manager", "cost_to_serve", "service_budget")


class KamWhatifSegment(models.TransientModel):
    """A segment as it might be."""

    _name = "kam.whatif.segment"
    _description = "Segment in the What-If"
    _order = "id"

    whatif_id = fields.Many2one("kam.whatif", required=True, ondelete="cascade", index=True)
    segment_id = fields.Many2one("kam.segment", required=True, readonly=True, ondelete="cascade")
    code = fields.Char(related="segment_id.code", string="Letter")
    mode = fields.Selection(related="segment_id.mode")
    currency_id = fields.Many2one(related="segment_id.currency_id")
    min_score = fields.Float(string="Score from", digits=(5, 2))
    min_attractiveness = fields.Float(string="Attractiveness from", digits=(5, 2))
    min_strength = fields.Float(string="Strength from", digits=(5, 2))
    slots_per_manager = fields.Integer(string="Slots", help="Accounts that one account manager can serve well.")
    cost_to_serve = fields.Monetary(string="Cost", help="What serving one account costs in a year.")
    service_budget = fields.Monetary(string="Budget", help="For all accounts of the segment in a year; 0 = no limit.")
    is_changed = fields.Boolean(compute="_compute_is_changed")

    @api.model
    def _values_of(self, record):
        """The values of a segment, or of a line: both have the same fields."""
        return {name: record[name] for name in VALUES}

    @api.depends("segment_id", *VALUES)
    def _compute_is_changed(self):
        for line in self:
            line.is_changed = self._values_of(line) != self._values_of(line.segment_id)

    def _hypothetical(self):
        """Segments that are not saved, with the values of the lines, best first."""
        segments = self.env["kam.segment"]
        for line in self.sorted(lambda line: (line.segment_id.sequence, line.segment_id.code)):
            segments += segments.new(self._values_of(line), origin=line.segment_id._origin)
        return segments
