"""Bands: from which value on a measured fact is rated 1, 2 … 5."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from .kam_criterion import CHECK_LATER


class KamCriterionBand(models.Model):
    """Rating ``value`` from ``lower`` on (included), up to where the next band starts."""

    _name = "kam.criterion.band"
    _description = "Band of a criterion"
    _order = "criterion_id, value, id"
    _rec_name = "value"

    criterion_id = fields.Many2one("kam.criterion", required=True, index=True, ondelete="cascade")
    value = fields.Integer(string="Rating", required=True, default=1, help="1 (lowest) to 5 (highest).")
    lowest = fields.Boolean(
        string="Everything below", help="This band takes all values below the next one, however low."
    )
    lower = fields.Float(string="From", help="First value of the band; exactly this value counts.")
    upper = fields.Char(string="Below", compute="_compute_upper", help="Where the next band starts.")

    @api.depends_context("lang")
    @api.depends("lower", "lowest", "criterion_id.band_ids.lower", "criterion_id.band_ids.lowest")
    def _compute_upper(self):
        for band in self:
            starts = [
                other.lower
                for other in band.criterion_id.band_ids
                if not other.lowest and (band.lowest or other.lower > band.lower)
            ]
            band.upper = formatLang(self.env, min(starts)) if starts else self.env._("no limit")

    @api.constrains("value")
    def _check_value(self):
        for band in self:
            if not 1 <= band.value <= 5:
                raise ValidationError(
                    self.env._(
                        "A band of “%(criterion)s” gives the rating %(value)s. Ratings go from 1 to 5.",
                        criterion=band.criterion_id.name,
                        value=band.value,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Check the bands of the criteria concerned."""
        bands = super().create(vals_list)
        bands._bands_changed(bands.criterion_id)
        return bands

    def write(self, vals):
        """Check the bands of the criteria concerned, also of those that bands were taken from."""
        before = self.criterion_id
        result = super().write(vals)
        self._bands_changed(before | self.criterion_id)
        return result

    def unlink(self):
        """Check what is left."""
        before = self.criterion_id
        result = super().unlink()
        self._bands_changed(before)
        return result

    def _bands_changed(self, criteria):
        """Check and let the accounts follow, unless the criterion does so at the end of its own save."""
        if self.env.context.get("kam_bands_later") is CHECK_LATER:
            return
        criteria._check_bands()
        self.env["kam.account"]._mark_dirty()
