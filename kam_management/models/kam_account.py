from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import scoring


class KamAccount(models.Model):
    """A customer in the key account programme: one narrow row per commercial partner."""

    _name = "kam.account"
    _description = "Key Account"
    _inherit = ["kam.internal.thread", "mail.activity.mixin", "kam.guard.mixin"]
    _parent_store = True
    _order = "id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.complete_name", "partner_id.ref", "partner_id.vat"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        help="The company itself, not one of its contacts or addresses.",
    )
    active = fields.Boolean(related="partner_id.active", store=True)
    company_id = fields.Many2one(related="partner_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    country_id = fields.Many2one(related="partner_id.country_id", string="Country", search="_search_country_id")
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        index=True,
        domain="[('share', '=', False)]",
        check_company=True,
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="set null", check_company=True
    )
    sponsor_id = fields.Many2one(
        "res.users",
        string="Executive Sponsor",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Member of the leadership team who backs the account manager at this customer.",
    )
    member_ids = fields.One2many("kam.account.member", "account_id", string="Account Team")
    substitute_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Stands in for the account manager until the date given, with the same access.",
    )
    substitute_until = fields.Date()
    parent_id = fields.Many2one(
        "kam.account",
        string="Parent Account",
        index=True,
        ondelete="set null",
        check_company=True,
        help="The account of the group of companies that this one belongs to; figures roll up to it.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("kam.account", "parent_id", string="Accounts of the Group")

    segment_id = fields.Many2one(
        "kam.segment",
        compute="_compute_segment_id",
        inverse="_inverse_segment_id",
        store=True,
        index="btree_not_null",
        tracking=True,
        group_expand="_group_expand_all",
        help="C and D follow from the pipeline by themselves; A and B are decided by a manager.",
    )
    tier_id = fields.Many2one(
        "kam.tier",
        compute="_compute_tier_id",
        store=True,
        index="btree_not_null",
        tracking=True,
        group_expand="_group_expand_all",
    )
    status = fields.Selection(
        [("prospect", "Prospect"), ("candidate", "Candidate"), ("key", "Key account"), ("former", "Former")],
        default="prospect",
        required=True,
        tracking=True,
        help="Candidates are worth rating; key accounts were chosen by a manager; former ones were de-selected.",
    )
    level_id = fields.Many2one(
        "kam.relationship.level",
        string="Relationship Level",
        index="btree_not_null",
        tracking=True,
        group_expand="_group_expand_all",
        help="How the customer sees us today.",
    )
    target_level_id = fields.Many2one(
        "kam.relationship.level",
        tracking=True,
        index="btree_not_null",
        help="Where this relationship is meant to be.",
    )

    rating_ids = fields.One2many("kam.account.rating", "account_id", string="Ratings")
    attractiveness = fields.Float(compute="_compute_scores", store=True, digits=(5, 2), aggregator="avg")
    attractiveness_known = fields.Boolean(compute="_compute_scores", store=True)
    attractiveness_coverage = fields.Float(compute="_compute_scores", store=True, digits=(5, 2), aggregator="avg")
    strength = fields.Float(
        compute="_compute_scores", store=True, digits=(5, 2), aggregator="avg", string="Relative Strength"
    )
    strength_known = fields.Boolean(compute="_compute_scores", store=True)
    strength_coverage = fields.Float(compute="_compute_scores", store=True, digits=(5, 2), aggregator="avg")
    score = fields.Float(
        compute="_compute_scores",
        store=True,
        digits=(5, 2),
        aggregator="avg",
        help="0 to 100, from both axes; only when enough of each is rated.",
    )
    score_known = fields.Boolean(compute="_compute_scores", store=True, string="Scored")
    coverage = fields.Float(
        compute="_compute_scores",
        store=True,
        digits=(5, 2),
        aggregator="avg",
        help="Rated part of the criteria in percent, of the less rated axis.",
    )
    financial_score = fields.Float(compute="_compute_scores", store=True, digits=(5, 2), aggregator="avg")
    financial_known = fields.Boolean(compute="_compute_scores", store=True)
    #: The rules' version the scores were computed with; another one means that they are due again.
    scored_version = fields.Integer(copy=False, default=0)
    recommended_segment_id = fields.Many2one(
        "kam.segment", compute="_compute_recommended_segment_id", store=True, index="btree_not_null"
    )
    rank = fields.Integer(readonly=True, copy=False, aggregator=None, help="Place by score among those eligible.")
    waiting = fields.Boolean(
        string="Waiting List", readonly=True, copy=False, help="Eligible by score, but every slot is taken."
    )

    decided_segment_id = fields.Many2one("kam.segment", readonly=True, copy=False, index="btree_not_null")
    decided_on = fields.Date(readonly=True, copy=False)
    decision_basis = fields.Selection(
        [("declared", "Declared"), ("assessment", "Assessment"), ("review", "Yearly selection")],
        readonly=True,
        copy=False,
    )
    decided_before = fields.Boolean(readonly=True, copy=False, help="Was a key account and was de-selected.")
    out_until_review = fields.Boolean(
        string="Out Until the Next Selection",
        readonly=True,
        copy=False,
        help="De-selected: becomes a candidate again with the next yearly selection, or by hand, not by itself.",
    )
    screened_segment_id = fields.Many2one("kam.segment", readonly=True, copy=False, index="btree_not_null")
    screened_on = fields.Date(readonly=True, copy=False)

    override_segment_id = fields.Many2one("kam.segment", copy=False, tracking=True, index="btree_not_null")
    override_tier_id = fields.Many2one("kam.tier", copy=False, tracking=True, index="btree_not_null")
    override_reason = fields.Char(copy=False, tracking=True)
    override_until = fields.Date(copy=False, tracking=True)
    override_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    is_overridden = fields.Boolean(compute="_compute_is_overridden", search="_search_is_overridden")

    criticality = fields.Selection(
        [("critical", "Critically important"), ("not_critical", "Not critical")],
        string="Our products are, for them,",
    )
    replaceability = fields.Selection(
        [("easy", "Easy to replace"), ("difficult", "Difficult to replace")], string="and we are"
    )
    position = fields.Selection(
        [
            ("routine", "Routine"),
            ("commodity", "Commodity"),
            ("bottleneck", "Bottleneck"),
            ("strategic", "Strategic"),
        ],
        compute="_compute_position",
        store=True,
        help="Routine: the customer optimises the process. Commodity: buying power for the best price. "
        "Bottleneck: availability is secured and alternatives are sought. Strategic: a deep relationship is wanted.",
    )
    strategic_way = fields.Selection(
        [
            ("specialise", "Specialise: the best product"),
            ("integrate", "Integrate: make the relationship itself significant"),
            ("expand", "Expand: products plus services"),
        ],
        string="Way to Become Strategic",
    )

    revenue = fields.Monetary(readonly=True, copy=False, string="Won Revenue", help="Won in the last 12 months.")
    revenue_previous = fields.Monetary(readonly=True, copy=False, string="Won Revenue, 12 Months Before")
    pipeline = fields.Monetary(readonly=True, copy=False, string="Weighted Pipeline")
    group_revenue = fields.Monetary(
        readonly=True, copy=False, string="Won Revenue of the Group", help="With all accounts below this one."
    )
    lead_ids = fields.One2many("crm.lead", "kam_account_id", string="Opportunities")
    change_ids = fields.One2many("kam.account.change", "account_id", string="History")
    assessment_ids = fields.One2many("kam.assessment", "account_id", string="Assessments")

    # A plain constraint, not a unique index: Odoo's contact merge looks for it in pg_constraint.
    _partner_unique = models.Constraint(
        "UNIQUE(partner_id)", "This customer already has a key account record. Open that one instead."
    )

    # -- computes -------------------------------------------------------------------------------------------

    @api.depends("partner_id.complete_name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = account.partner_id.sudo().complete_name or ""

    @api.depends("company_id")
    def _compute_currency_id(self):
        main = self._main_company().currency_id
        for account in self:
            account.currency_id = account.sudo().company_id.currency_id or main

    def _search_country_id(self, operator, value):
        return [("partner_id.country_id", operator, value)]

    @api.depends("rating_ids.value", "rating_ids.criterion_id")
    def _compute_scores(self):
        rules = self._scoring_rules()
        for account in self:
            ratings = {rating.criterion_id.id: rating.value for rating in account.sudo().rating_ids}
            scores = scoring.score_account(ratings, rules.criteria, rules.units, rules.share, rules.min_coverage)
            account.attractiveness = float(scores.attractiveness or 0)
            account.attractiveness_known = scores.attractiveness is not None
            account.attractiveness_coverage = float(scores.attractiveness_coverage)
            account.strength = float(scores.strength or 0)
            account.strength_known = scores.strength is not None
            account.strength_coverage = float(scores.strength_coverage)
            account.score = float(scores.score or 0)
            account.score_known = scores.score is not None
            account.coverage = float(scores.coverage)
            account.financial_score = float(scores.financial or 0)
            account.financial_known = scores.financial is not None

    @api.depends("score", "score_known", "attractiveness", "strength", "screened_segment_id")
    def _compute_recommended_segment_id(self):
        floors = self._scoring_rules().floors
        for account in self:
            segment_id = None
            if account.score_known:
                segment_id = scoring.eligible_segment(account.score, account.attractiveness, account.strength, floors)
            account.recommended_segment_id = segment_id or account.screened_segment_id

    @api.depends("override_segment_id", "override_until", "decided_segment_id", "screened_segment_id")
    def _compute_segment_id(self):
        for account in self:
            override = account.override_segment_id if account._override_holds() else self.env["kam.segment"]
            account.segment_id = override or account.decided_segment_id or account.screened_segment_id

    @api.depends("segment_id", "level_id", "target_level_id", "override_tier_id", "override_until")
    def _compute_tier_id(self):
        for account in self:
            override = account.override_tier_id if account._override_holds() else self.env["kam.tier"]
            account.tier_id = override or self.env["kam.tier"]._recommend(
                account.segment_id, account.level_id, account.target_level_id
            )

    @api.depends("criticality", "replaceability")
    def _compute_position(self):
        positions = {
            ("critical", "easy"): "routine",
            ("critical", "difficult"): "strategic",
            ("not_critical", "easy"): "commodity",
            ("not_critical", "difficult"): "bottleneck",
        }
        for account in self:
            account.position = positions.get((account.criticality, account.replaceability), False)

    def _group_expand_all(self, records, domain):
        return records.search([])

    # -- constraints ----------------------------------------------------------------------------------------

    def _check_above(self, parent_id):
        """Refuse a cycle with a sentence, before the ORM does without one."""
        below = self.sudo().with_context(active_test=False)
        if below.search_count([("id", "child_of", self.ids), ("id", "=", parent_id)], limit=1):
            raise ValidationError(
                self.env._(
                    "%(parent)s belongs to the group of %(account)s already, so it cannot be above it. "
                    "Choose another parent account.",
                    parent=self.sudo().browse(parent_id).display_name,
                    account=self[:1].display_name,
                )
            )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for account in self:
            partner = account.sudo().partner_id
            if partner != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s. Choose the company itself as the key account.",
                        contact=partner.display_name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("status", "decided_segment_id")
    def _check_status(self):
        for account in self:
            if account.decided_segment_id and account.status != "key":
                raise ValidationError(
                    self.env._(
                        "%(account)s was decided to be %(segment)s. De-select it instead of changing its status.",
                        account=account.display_name,
                        segment=account.decided_segment_id.display_name,
                    )
                )
            if account.status == "key" and account.decided_segment_id.mode != "selected":
                raise ValidationError(
                    self.env._(
                        "%(account)s cannot be a key account without a segment that is decided by a manager. "
                        "Declare it as A or B instead.",
                        account=account.display_name,
                    )
                )

    @api.constrains("user_id", "substitute_id", "substitute_until")
    def _check_substitute(self):
        for account in self:
            if account.substitute_id and not account.substitute_until:
                raise ValidationError(self.env._("Say until when %s stands in.", account.substitute_id.name))
            if account.substitute_id and account.substitute_id == account.user_id:
                raise ValidationError(
                    self.env._("%s manages this account already. Choose another substitute.", account.user_id.name)
                )

    # -- create and write -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        for account in accounts.sudo():
            account.partner_id.kam_account_id = account
            if not account.parent_id and account.partner_id.parent_id:
                account.parent_id = account.partner_id.parent_id.commercial_partner_id.kam_account_id
        accounts._log_changes({account.id: {} for account in accounts})
        return accounts

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_above(vals["parent_id"])
        if not self.env["kam.account.change"]._watches(vals):
            return super().write(vals)
        before = self._change_values()
        result = super().write(vals)
        self._log_changes(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_key(self):
        for account in self:
            if account.status == "key":
                raise ValidationError(
                    self.env._("%s is a key account. De-select it first; its history stays.", account.display_name)
                )

    def unlink(self):
        partners = self.sudo().partner_id
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = leads.search([("kam_account_id", "in", self.ids)])
        result = super().unlink()
        partners.invalidate_recordset(["kam_account_id"])
        self.env.add_to_compute(leads._fields["kam_account_id"], leads)
        return result
