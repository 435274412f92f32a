from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..models.kam_sales_plan_assessment import DAYS
from ..models.kam_sales_plan_decision import DECIDERS
from ..models.res_config_settings import SETTINGS

#: Kept on the company: {name here: name there}.
OF_COMPANY = {
    "fiscal_month": "kam_fiscal_month",
    "weekly_mail": "kam_weekly_mail",
    "selection_month": "kam_selection_month",
    "selection_day": "kam_selection_day",
    "forbid_own_approval": "kam_forbid_own_approval",
}


class KamSettings(models.TransientModel):
    """The settings of the programme for its administrators, who need no right to Odoo's own settings."""

    _name = "kam.settings"
    _description = "Key Account Settings"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    attractiveness_share = fields.Float(
        string="Attractiveness in the score (%)",
        default=lambda self: self._stored("attractiveness_share"),
        help="The rest is relative strength.",
    )
    min_coverage = fields.Float(
        string="Least rated part of each axis (%)",
        default=lambda self: self._stored("min_coverage"),
        help="Below it there is no score: unknown is not zero.",
    )
    key_share = fields.Float(
        string="Key accounts, at most (%)",
        default=lambda self: self._stored("key_share"),
        help="A and B together never take more than this part of all accounts.",
    )
    candidate_factor = fields.Float(
        string="Candidates per slot",
        default=lambda self: self._stored("candidate_factor"),
        help="How many accounts are worth rating by hand, for each slot.",
    )
    growth_min_base = fields.Float(
        string="Least revenue for growth",
        default=lambda self: self._stored("growth_min_base"),
        help="Below this revenue in the year before, growth is unknown. In the main company's currency.",
    )
    min_decided = fields.Integer(
        string="Least decided deals for a win rate",
        default=lambda self: self._stored("min_decided"),
        help="With fewer decided opportunities, the win rate is unknown.",
    )
    horizon_months = fields.Integer(
        string="Months planned ahead",
        default=lambda self: self._stored("horizon_months"),
        help="So far ahead the activity matrix is turned into dated actions.",
    )
    notice_days = fields.Integer(
        string="Days of notice",
        default=lambda self: self._stored("notice_days"),
        help="An action becomes a to-do so many days before its date.",
    )
    todo_limit = fields.Integer(
        string="Open to-dos per person, at most",
        default=lambda self: self._stored("todo_limit"),
        help="What is due beyond that waits in a queue, the most important first.",
    )
    portfolio_attractiveness = fields.Float(
        string="Attractive from",
        default=lambda self: self._stored("portfolio_attractiveness"),
        help="Client attractiveness at which the upper half of the matrix begins.",
    )
    portfolio_strength = fields.Float(
        string="Strong from",
        default=lambda self: self._stored("portfolio_strength"),
        help="Relative strength at which the right half of the matrix begins.",
    )
    satisfaction_notice_days = fields.Integer(
        string="Ask before a plan (days)",
        default=lambda self: self._stored("satisfaction_notice_days"),
        help="So long before a plan is made or reviewed the account manager is asked to ask the customer. 0 = never.",
    )
    satisfaction_fresh_days = fields.Integer(
        string="An answer is fresh for (days)",
        default=lambda self: self._stored("satisfaction_fresh_days"),
        help="Whoever answered that recently need not be asked again before the plan.",
    )
    go_decider = fields.Selection(
        DECIDERS,
        string="Go or no-go is decided by",
        required=True,
        default=lambda self: self._stored_text("go_decider", "manager"),
    )
    assessment_days = fields.Integer(
        string="Days between assessments",
        default=lambda self: int(self._stored_text("assessment_days", str(DAYS))),
        help="Days after which an opportunity is to be assessed again; 0: never asked for.",
    )
    fiscal_month = fields.Selection(
        selection=lambda self: self.env["res.company"]._kam_month_selection(),
        string="Fiscal Year Starts in",
        required=True,
        default=lambda self: self.env.company.kam_fiscal_month,
    )
    weekly_mail = fields.Boolean(
        string="Weekly mail to account managers",
        default=lambda self: self.env.company.kam_weekly_mail,
        help="On Mondays: what is due, what is new and what needs attention. Everybody can switch their own off.",
    )
    selection_month = fields.Integer(
        string="Month of the Yearly Selection",
        default=lambda self: self.env.company.kam_selection_month,
        help="Month of the fiscal year: 1 is its first one.",
    )
    selection_day = fields.Integer(
        string="Day of the Yearly Selection",
        default=lambda self: self.env.company.kam_selection_day,
        help="31 for the last day of any month.",
    )
    forbid_own_approval = fields.Boolean(
        string="Four eyes for promotions",
        default=lambda self: self.env.company.kam_forbid_own_approval,
        help="Nobody approves the promotion or selection of an account that they manage or proposed themselves.",
    )
    due_count = fields.Integer(compute="_compute_due_count")

    @api.model
    def _stored(self, name):
        return self.env["res.config.settings"].sudo()._kam_get(name)

    @api.model
    def _stored_text(self, name, default):
        return self.env["ir.config_parameter"].sudo().get_param(f"kam.{name}") or default

    def _compute_display_name(self):
        self.display_name = self.env._("Settings")

    @api.depends("company_id")
    def _compute_due_count(self):
        self.due_count = self.env["kam.account"].due_count()

    @api.constrains(*SETTINGS, "assessment_days", "selection_month", "selection_day")
    def _check_ranges(self):
        ranges = {name: (lowest, highest) for name, (_default, lowest, highest) in SETTINGS.items()}
        ranges |= {"assessment_days": (0, None), "selection_month": (1, 12), "selection_day": (1, 31)}
        for settings in self:
            for name, (lowest, highest) in ranges.items():
                value = settings[name]
                if value < lowest or (highest is not None and value > highest):
                    raise ValidationError(
                        self.env._(
                            "%(label)s: enter a number from %(lowest)s to %(highest)s.",
                            label=settings._fields[name]._description_string(self.env),
                            lowest=lowest,
                            highest="∞" if highest is None else highest,
                        )
                    )

    def action_save(self):
        """Store them (administrators of the programme only); accounts, matrix and cadence follow what changed."""
        self.ensure_one()
        self._check_administrator()
        # administrators of the programme, which was just checked, need no right to Odoo's own settings
        self.env["res.config.settings"].sudo()._kam_set({name: self[name] for name in SETTINGS})
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("kam.go_decider", self.go_decider)
        parameters.set_param("kam.assessment_days", str(self.assessment_days))
        company = self.env.company.sudo()
        changed = {there: self[here] for here, there in OF_COMPANY.items() if company[there] != self[here]}
        if changed:
            company.write(changed)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The settings are stored."),
                "next": {
                    **self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_settings_action"),
                    "target": "main",
                },
            },
        }

    def action_rescore(self):
        """Bring every account up to the present rules now, in the background."""
        self._check_administrator()
        self.env["kam.account"]._mark_dirty()
        return True

    def _check_administrator(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("kam_management.group_kam_admin")):
            raise AccessError(self.env._("Only administrators of the programme change its settings."))
