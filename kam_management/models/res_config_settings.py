from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Settings of the programme: default, lowest and highest value.
SETTINGS = {
    "attractiveness_share": (60.0, 0.0, 100.0),
    "min_coverage": (60.0, 0.0, 100.0),
    "key_share": (20.0, 0.0, 100.0),
    "candidate_factor": (1.5, 1.0, 10.0),
    "growth_min_base": (1000.0, 0.0, None),
    "min_decided": (5, 1, 1000),
    "horizon_months": (12, 1, 24),
    "notice_days": (7, 0, 365),
    "todo_limit": (5, 1, 1000),
    "portfolio_attractiveness": (50.0, 0.0, 100.0),
    "portfolio_strength": (50.0, 0.0, 100.0),
    "satisfaction_notice_days": (28, 0, 366),
    "satisfaction_fresh_days": (60, 1, 366),
}
#: Those of them that scores or segments depend on: the accounts follow when one changes.
SCORING_SETTINGS = (
    "attractiveness_share",
    "min_coverage",
    "key_share",
    "candidate_factor",
    "growth_min_base",
    "min_decided",
)


class ResConfigSettings(models.TransientModel):
    """Settings of the key account programme."""

    _inherit = "res.config.settings"

    kam_attractiveness_share = fields.Float(
        string="Attractiveness in the score (%)",
        config_parameter="kam.attractiveness_share",
        default=60.0,
        help="The rest is relative strength.",
    )
    kam_min_coverage = fields.Float(
        string="Least rated part of each axis (%)",
        config_parameter="kam.min_coverage",
        default=60.0,
        help="Below it there is no score: unknown is not zero.",
    )
    kam_key_share = fields.Float(
        string="Key accounts, at most (% of all accounts)", config_parameter="kam.key_share", default=20.0
    )
    kam_candidate_factor = fields.Float(
        string="Candidates per slot", config_parameter="kam.candidate_factor", default=1.5
    )
    kam_growth_min_base = fields.Float(
        string="Least revenue for growth",
        config_parameter="kam.growth_min_base",
        default=1000.0,
        help="Growth is unknown when the year before brought less than this, in the main company's currency.",
    )
    kam_min_decided = fields.Integer(
        string="Least decided deals for a win rate", config_parameter="kam.min_decided", default=5
    )
    kam_horizon_months = fields.Integer(
        string="Months planned ahead", config_parameter="kam.horizon_months", default=12
    )
    kam_notice_days = fields.Integer(string="Days of notice", config_parameter="kam.notice_days", default=7)
    kam_todo_limit = fields.Integer(
        string="Open to-dos per person, at most", config_parameter="kam.todo_limit", default=5
    )
    kam_portfolio_attractiveness = fields.Float(
        string="Attractive from", config_parameter="kam.portfolio_attractiveness", default=50.0
    )
    kam_portfolio_strength = fields.Float(string="Strong from", config_parameter="kam.portfolio_strength", default=50.0)
    kam_satisfaction_notice_days = fields.Integer(
        string="Ask before a plan (days)", config_parameter="kam.satisfaction_notice_days", default=28
    )
    kam_satisfaction_fresh_days = fields.Integer(
        string="An answer is fresh for (days)", config_parameter="kam.satisfaction_fresh_days", default=60
    )
    kam_fiscal_month = fields.Selection(related="company_id.kam_fiscal_month", readonly=False)
    kam_weekly_mail = fields.Boolean(related="company_id.kam_weekly_mail", readonly=False)
    kam_selection_month = fields.Integer(related="company_id.kam_selection_month", readonly=False)
    kam_selection_day = fields.Integer(related="company_id.kam_selection_day", readonly=False)
    kam_forbid_own_approval = fields.Boolean(related="company_id.kam_forbid_own_approval", readonly=False)
    kam_due_count = fields.Integer(compute="_compute_kam_due_count")

    @api.depends("company_id")
    def _compute_kam_due_count(self):
        self.kam_due_count = self.env["kam.account"].due_count()

    @api.model
    def _kam_get(self, name):
        """A setting of the programme as a number; the default where nothing sensible is stored."""
        default, lowest, highest = SETTINGS[name]
        stored = self.env["ir.config_parameter"].sudo().get_param(f"kam.{name}")
        if stored in (False, None, ""):
            return default
        try:
            value = type(default)(float(stored))
        except ValueError:
            return default
        return value if value >= lowest and (highest is None or value <= highest) else default

    @api.model
    def _kam_set(self, values):
        """Store settings of the programme; the accounts follow what changed.

        :param values: {name: number}, checked already
        """
        before = self._kam_scoring_settings()
        for name, value in values.items():
            self.env["ir.config_parameter"].sudo().set_param(f"kam.{name}", str(value))
        if self._kam_scoring_settings() != before:
            self.env["kam.account"]._mark_dirty()

    @api.model
    def _kam_scoring_settings(self):
        return [self._kam_get(name) for name in SCORING_SETTINGS]

    @api.model
    def _kam_hypothetical(self, values):
        """Settings that are not saved: the present ones but for ``values``."""
        settings = self.sudo()
        present = {name: settings._kam_get(name) for name in SETTINGS}
        return settings.new({f"kam_{name}": value for name, value in (present | values).items()})

    @api.constrains(*[f"kam_{name}" for name in SETTINGS])
    def _check_kam_settings(self):
        for settings in self:
            for name, (_default, lowest, highest) in SETTINGS.items():
                value = settings[f"kam_{name}"]
                if value < lowest or (highest is not None and value > highest):
                    label = settings._fields[f"kam_{name}"]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(label)s: enter a number from %(lowest)s to %(highest)s.",
                            label=label,
                            lowest=lowest,
                            highest="∞" if highest is None else highest,
                        )
                    )

    def set_values(self):
        before = self._kam_scoring_settings()
        result = super().set_values()
        # A stored zero reads back as "not set" in Odoo's own settings: write it out.
        for name in SETTINGS:
            self.env["ir.config_parameter"].sudo().set_param(f"kam.{name}", str(self[f"kam_{name}"]))
        if self._kam_scoring_settings() != before:
            self.env["kam.account"]._mark_dirty()
        return result

    def action_kam_rescore(self):
        """Bring every account up to the present rules now, in the background."""
        self.check_access("write")
        self.env["kam.account"]._mark_dirty()
        return True
