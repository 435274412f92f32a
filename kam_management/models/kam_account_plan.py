from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Years a plan can be for; beyond lies a slip of the finger.
YEARS = (2000, 2100)
#: Lets methods of the addon write to a frozen plan; an object of this process, so no client can send it.
THAWED = object()
#: Content that lies on the plan itself, by the part it belongs to.
OWN_CONTENT = {"proposition": "proposition"}
LIFE_CYCLE = frozenset(
    {
        "state",
        "previous_id",
        "completeness",
        "completeness_level",
        "missing_text",
        "progress",
        "approver_id",
        "approved_on",
        "closed_on",
        "final",
        "changed_on",
        "merged_into_id",
        "active",
        "company_id",
        "user_id",
        "signoff_ids",
        "signature_ids",
        "revision_ids",
    }
)


class KamAccountPlan(models.Model):
    """What we want with one account in one fiscal year, on one page; everything else on demand (K9)."""

    _name = "kam.account.plan"
    _description = "Account Plan"
    _inherit = ["kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _order = "year desc, id desc"
    _rec_names_search = ["account_id.partner_id.complete_name"]
    _mail_post_access = "read"  # an area that is asked to sign says what it thinks

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True, check_company=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index="btree_not_null")
    year = fields.Integer(
        string="Fiscal Year",
        required=True,
        default=lambda self: self._this_year(),
        aggregator=None,
        help="Named by the calendar year it starts in.",
    )
    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planning", "Planning"),
            ("review", "In review"),
            ("approved", "Approved"),
            ("implementation", "In implementation"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    previous_id = fields.Many2one(
        "kam.account.plan", string="Last Year's Plan", readonly=True, copy=False, index="btree_not_null"
    )
    user_id = fields.Many2one(related="account_id.user_id", string="Account Manager", store=True, index=True)
    segment_id = fields.Many2one(related="account_id.segment_id")
    tier_id = fields.Many2one(related="account_id.tier_id", group_expand="_group_expand_all")
    proposition = fields.Html(
        string="Our Proposition", sanitize=True, help="Why they should work with us: which of their goals it answers."
    )
    goal_ids = fields.One2many("kam.plan.goal", "plan_id", string="Customer's Goals")
    risk_ids = fields.One2many("kam.plan.risk", "plan_id", string="Risks")
    section_ids = fields.One2many("kam.plan.section", "plan_id", string="Sections")
    signoff_ids = fields.One2many("kam.plan.signoff", "plan_id", string="Signatures")
    signature_ids = fields.One2many("kam.plan.signature", "plan_id", string="Evidence")
    revision_ids = fields.One2many("kam.plan.revision", "plan_id", string="Revisions")
    progress = fields.Float(
        compute="_compute_progress", store=True, aggregator="avg", digits=(5, 1), help="Of the objectives, in percent."
    )
    is_frozen = fields.Boolean(compute="_compute_is_frozen")
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False, index="btree_not_null")
    approved_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    #: Written with every change of the content: an approval at the same moment then waits its turn.
    changed_on = fields.Datetime(readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        "kam.account.plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Plan of the same year of the account that this one's was merged into.",
    )

    _year_unique = models.UniqueIndex(
        "(account_id, year) WHERE merged_into_id IS NULL",
        "This account has a plan for this year already. Open that one instead.",
    )

    # -- computes -------------------------------------------------------------------------------------------

    @api.model
    def _this_year(self):
        """The fiscal year of today, of the user's company."""
        return self.env.company._kam_fiscal_year(fields.Date.context_today(self))

    @api.depends("account_id.partner_id.complete_name", "year")
    def _compute_name(self):
        for plan in self:
            plan.name = f"{plan.account_id.sudo().display_name or ''}, {plan.year or ''}"

    def _compute_progress(self):
        """Rolled up from the objectives where there are any."""
        self.progress = 0.0

    @api.depends("state", "revision_ids.state", "merged_into_id")
    def _compute_is_frozen(self):
        for plan in self:
            plan.is_frozen = plan._is_frozen()

    def _is_frozen(self):
        if self.merged_into_id or self.state == "closed":
            return True
        return self.state in ("approved", "implementation") and not self._open_revision()

    def _open_revision(self):
        return self.sudo().revision_ids.filtered(lambda one: one.state == "open")

    def _group_expand_all(self, records, domain):
        return records.search([])

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("year")
    def _check_year(self):
        for plan in self:
            if not YEARS[0] <= plan.year <= YEARS[1]:
                raise ValidationError(
                    self.env._(
                        "%(year)s is not a year to plan for. Enter one such as %(now)s.",
                        year=plan.year,
                        now=self._this_year(),
                    )
                )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | LIFE_CYCLE

    # -- frozen plans ---------------------------------------------------------------------------------------

    def _check_open(self):
        """Refuse to change content that is frozen."""
        if self.env.context.get("kam_thawed") is THAWED:
            return
        for plan in self.sudo():
            if plan.is_frozen:
                raise UserError(plan._frozen_text())

    def _frozen_text(self):
        if self.merged_into_id:
            return self.env._("%s belongs to an account that was merged and is kept as it was.", self.name)
        if self.state == "closed":
            return self.env._("%s is closed and stays as it is. Make next year's plan from it.", self.name)
        return self.env._("%s is approved and frozen. Open a revision, with the reason, to amend it.", self.name)

    def _check_not_closed(self):
        """Refuse progress on a plan that is over."""
        for plan in self.sudo():
            if (plan.state == "closed" or plan.merged_into_id) and self.env.context.get("kam_thawed") is not THAWED:
                raise UserError(plan._frozen_text())

    def _content_changed(self, parts):
        """Called after every change of content: remember when, and lapse the signatures under it.

        :param parts: codes of the parts that have changed
        """
        self.sudo().with_context(kam_thawed=THAWED).write({"changed_on": fields.Datetime.now()})

    def write(self, vals):
        content = {name for name in ("account_id", "year", *OWN_CONTENT) if name in vals}
        if content:
            self._check_open()
        if "year_note" in vals:
            self._check_not_closed()
        result = super().write(vals)
        if "account_id" in vals:
            self.account_id.check_access("write")
        if content:
            self._content_changed({OWN_CONTENT.get(name, "header") for name in content})
        return result
