from odoo import fields, models


class KamStakeholderCompetitor(models.Model):
    """When a competitor gained ground with a person; the first entry is no gain."""

    _inherit = "kam.stakeholder.competitor"

    raised_on = fields.Date(readonly=True, copy=False, help="The day on which the competitor's standing last went up.")

    def write(self, vals):
        """Note the day on which the standing went up."""
        raised = self.browse()
        if "strength" in vals:
            raised = self.filtered(lambda rival: rival.strength < vals["strength"])
        result = super().write(vals)
        if raised:
            super(KamStakeholderCompetitor, raised.sudo()).write({"raised_on": fields.Date.context_today(self)})
        return result
