"""Criteria of the two axes: what an account is rated on (K3)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..engine.bands import Band, band_problem

#: Context value that postpones the check of bands to the end of a save in which several are edited; an
#: object of this process, so no client can send it.
CHECK_LATER = object()


class KamCriterion(models.Model):
    """One factor, rated 1 to 5 by hand or from a computed source through bands."""

    _name = "kam.criterion"
    _description = "Classification criterion"
    _inherit = ["kam.configuration.mixin"]
    _order = "axis, sequence, id"

    _account_fields = frozenset(
        {"axis", "group", "weight", "max_share", "source", "include_group", "band_ids", "active"}
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(help="Only criteria that are switched on are rated and count.")
    axis = fields.Selection(
        [("attractiveness", "Client attractiveness"), ("strength", "Relative strength")],
        required=True,
        default="attractiveness",
        help="Client attractiveness: how much the account is worth to us.\n"
        "Relative strength: how strong we are against competitors, as the client sees it.",
    )
    group = fields.Selection(
        [("financial", "Financial"), ("strategic", "Strategic"), ("attitude", "Attitude")],
        string="Compatibility",
        help="Hard and soft criteria. The financial ones choose the candidates worth rating by hand.",
    )
    weight = fields.Float(
        digits=(6, 2), default=10.0, required=True, help="Compared with the other weights of the same axis."
    )
    max_share = fields.Float(
        string="Highest share (%)",
        digits=(5, 2),
        help="The criterion never counts for more than this share of its axis; what is cut off goes to the "
        "others in proportion. 0 = no cap.",
    )
    guidance = fields.Text(translate=True, help="How to rate: what 1 means and what 5 means.")
    low_label = fields.Char(string="1 means", translate=True)
    high_label = fields.Char(string="5 means", translate=True)
    source = fields.Selection(
        "_selection_source",
        required=True,
        default="manual",
        help="Where the rating comes from: people, or facts of the CRM that bands turn into 1 to 5.",
    )
    include_group = fields.Boolean(
        string="Whole group of companies",
        help="Measure the account together with all companies below it.",
    )
    band_ids = fields.One2many("kam.criterion.band", "criterion_id", string="Bands", copy=True)
    bands_on = fields.Date(
        string="Bands of",
        readonly=True,
        copy=False,
        help="When the bands were taken from your own accounts. They stay as they are until recalculated.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another criterion has this code. Choose one that is free.")

    @api.model
    def _selection_source(self):
        """Sources of a rating; other applications add theirs here."""
        return [
            ("manual", self.env._("Rated by people")),
            ("won_revenue", self.env._("Won revenue, last 12 months")),
            ("growth", self.env._("Growth of won revenue on the 12 months before")),
            ("pipeline", self.env._("Open pipeline, weighted")),
            ("win_rate", self.env._("Win rate")),
            ("people", self.env._("Own salespeople and contacts involved")),
            ("years", self.env._("Years as customer")),
        ]

    @api.constrains("weight")
    def _check_weight(self):
        for criterion in self:
            if not criterion.weight > 0:
                raise ValidationError(
                    self.env._(
                        "The weight of “%(criterion)s” is %(weight)s. Give it a weight above 0, or switch "
                        "the criterion off if it should not count.",
                        criterion=criterion.name,
                        weight=criterion.weight,
                    )
                )

    @api.constrains("max_share")
    def _check_max_share(self):
        for criterion in self:
            if not 0 <= criterion.max_share <= 100:
                raise ValidationError(
                    self.env._(
                        "The highest share of “%(criterion)s” is %(share)s %%. Set it between 0 (no cap) and 100.",
                        criterion=criterion.name,
                        share=criterion.max_share,
                    )
                )

    @api.constrains("band_ids")
    def _check_bands(self):
        """Every value falls into exactly one band, and a higher value never gets a lower rating."""
        for criterion in self:
            bands = criterion.band_ids
            problem = band_problem([Band(band.value, band.lower, band.lowest) for band in bands])
            if problem:
                code, band = problem
                raise ValidationError(criterion._band_sentence(code, band))

    def _band_sentence(self, code, band):
        """What is wrong with the bands, and what to change."""
        values = {"criterion": self.name, "value": band.value, "lower": band.lower}
        if code == "gap":
            return self.env._(
                "The bands of “%(criterion)s” leave a gap: values below %(lower)s have no rating. "
                "Tick “Everything below” on the band with the lowest rating.",
                **values,
            )
        if code == "lowest":
            return self.env._(
                "Two bands of “%(criterion)s” take everything below. Keep the tick on the lowest rating only.",
                **values,
            )
        if code == "double":
            return self.env._(
                "Two bands of “%(criterion)s” give the rating %(value)s. Merge them or change one rating.",
                **values,
            )
        return self.env._(
            "The bands of “%(criterion)s” overlap: rating %(value)s starts at %(lower)s. Each higher rating "
            "must start at a higher value than the one before.",
            **values,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Check the bands once, when all lines are there."""
        later = self.with_context(kam_bands_later=CHECK_LATER)
        return super(KamCriterion, later).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Check the bands once, when all lines are written."""
        later = self.with_context(kam_bands_later=CHECK_LATER)
        return super(KamCriterion, later).write(vals)

    def _set_bands(self, bands):
        """Replace the bands by those taken from one's own accounts; without any data the old ones stay.

        :param bands: list of :class:`~..engine.bands.Band`
        """
        self.ensure_one()
        if bands:
            lines = [Command.create(band._asdict()) for band in bands]
            self.write({"band_ids": [Command.clear(), *lines], "bands_on": fields.Date.context_today(self)})

    def action_recalculate_bands(self):
        """Take the bands from today's accounts: fifths of one's own base."""
        self.check_access("write")
        return self.env["kam.account"]._recalculate_bands(self)
