from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: How somebody stands to us, and its place on a scale from -2 to 2.
SUPPORT = [
    ("opponent", "Opponent"),
    ("sceptic", "Sceptic"),
    ("neutral", "Neutral"),
    ("supporter", "Supporter"),
    ("champion", "Champion"),
]
SUPPORT_RANK = {code: rank for rank, (code, _name) in enumerate(SUPPORT, start=-2)}
DEGREE = [("none", "None"), ("low", "Low"), ("medium", "Medium"), ("high", "High")]
POWER_STARS = [
    ("0", "Not rated"),
    ("1", "Little say"),
    ("2", "Is heard"),
    ("3", "Has a say"),
    ("4", "Can decide"),
    ("5", "Decides alone"),
]
STRENGTH_STARS = [("0", "None"), ("1", "Knows us"), ("2", "Talks to us"), ("3", "Trusts us"), ("4", "Counts on us")]


class KamStakeholder(models.Model):
    """A person who matters at an account, or the place of one whom nobody knows yet (K6)."""

    _name = "kam.stakeholder"
    _description = "Stakeholder"
    _inherit = ["kam.internal.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "power desc, name, id"
    _rec_names_search = ["name", "title"]

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_company', '=', False), ('company_id', 'in', [company_id, False])]",
        help="Empty for a placeholder: a place that counts, held by somebody whom we do not know yet.",
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    title = fields.Char(
        string="Position",
        compute="_compute_title",
        store=True,
        readonly=False,
        precompute=True,
        help="What they are there: taken from the contact, or typed for a placeholder.",
    )
    unit = fields.Char(help="Department or site, such as “Finance” or “Plant Oslo”.")
    is_placeholder = fields.Boolean(compute="_compute_is_placeholder", store=True, precompute=True)
    active = fields.Boolean(default=True)
    since = fields.Date(
        string="On the Map since", default=fields.Date.context_today, required=True, readonly=True, copy=False
    )
    works_at_id = fields.Many2one(
        "res.partner",
        string="Works at",
        compute="_compute_works_at_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        help="The company of the contact when they were put on the map: whoever is with another one now has left.",
    )
    image_128 = fields.Image(related="partner_id.avatar_128", string="Photo")

    parent_id = fields.Many2one(
        "kam.stakeholder",
        string="Reports to",
        index=True,
        ondelete="set null",
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("kam.stakeholder", "parent_id", string="Reports")
    link_ids = fields.One2many("kam.stakeholder.link", "source_id", string="Lines to Others")
    incoming_link_ids = fields.One2many("kam.stakeholder.link", "target_id", string="Lines from Others")

    role_ids = fields.Many2many(
        "kam.stakeholder.role", "kam_stakeholder_role_rel", "stakeholder_id", "role_id", string="Roles"
    )
    power = fields.Integer(default=3, aggregator="avg", help="1 = little say, 5 = decides alone.")
    power_stars = fields.Selection(
        POWER_STARS, compute="_compute_stars", inverse="_inverse_power_stars", string="Power (1–5)"
    )
    support = fields.Selection(SUPPORT, default="neutral", required=True, group_expand=True)
    support_rank = fields.Integer(
        compute="_compute_support_rank", store=True, precompute=True, aggregator="avg", help="-2 opponent, 2 champion."
    )
    strength = fields.Integer(
        string="Relationship Strength",
        default=0,
        aggregator="avg",
        help="How strong the relationship is today: 0 = none, 4 = counts on us.",
    )
    strength_stars = fields.Selection(
        STRENGTH_STARS, compute="_compute_stars", inverse="_inverse_strength_stars", string="Relationship"
    )
    target_strength = fields.Integer(string="Strength Wanted", default=0, aggregator="avg")
    target_stars = fields.Selection(
        STRENGTH_STARS, compute="_compute_stars", inverse="_inverse_target_stars", string="Relationship Wanted"
    )
    target_support = fields.Selection(SUPPORT, string="Support Wanted")
    target_date = fields.Date(string="Wanted by")
    target_user_id = fields.Many2one(
        "res.users",
        string="Who Lifts It",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Of ours, who brings the relationship to the level wanted.",
    )
    target_actions = fields.Text(string="Through Which Actions")
    target_open = fields.Boolean(
        compute="_compute_target_open", search="_search_target_open", string="Below the Level Wanted"
    )

    stage_id = fields.Many2one("kam.buying.stage", index="btree_not_null", ondelete="restrict")
    awareness = fields.Selection(DEGREE)
    urgency = fields.Selection(DEGREE, string="Sense of Urgency")
    vision = fields.Selection(DEGREE, string="Solution Vision")
    preference = fields.Selection(DEGREE, string="Preference for Us")
    goals = fields.Text()
    challenges = fields.Text()
    proposed_solutions = fields.Text()
    business_agenda = fields.Text()
    recognised_by = fields.Text(help="By whom they need to be recognised.")
    measured_by = fields.Text(string="How Measured", help="How their success is measured.")
    competitor_ids = fields.One2many("kam.stakeholder.competitor", "stakeholder_id", string="Competitors' Standing")
    counterpart_ids = fields.One2many("kam.stakeholder.counterpart", "stakeholder_id", string="Our People")
    user_id = fields.Many2one(
        "res.users",
        string="Counterpart",
        compute="_compute_user_id",
        inverse="_inverse_user_id",
        store=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="The one of ours who mirrors this person.",
    )
    sponsor_id = fields.Many2one(
        "res.users",
        string="Executive Sponsor",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Of our leadership team, who stands behind the relationship with this person.",
    )
    move_ids = fields.One2many("kam.stakeholder.move", "stakeholder_id", string="Moves")
    lead_line_ids = fields.One2many("kam.lead.stakeholder", "stakeholder_id", string="In Opportunities")
    note = fields.Text()

    # A plain constraint, not a unique index: Odoo's contact merge looks for it in pg_constraint.
    _partner_unique = models.Constraint(
        "UNIQUE(account_id, partner_id)",
        "This person is on the map of the account already, perhaps archived. Open that entry instead.",
    )
    _power_range = models.Constraint(
        "CHECK(power BETWEEN 1 AND 5)", "Power goes from 1 (little say) to 5 (decides alone)."
    )
    _strength_range = models.Constraint(
        "CHECK(strength BETWEEN 0 AND 4 AND target_strength BETWEEN 0 AND 4)",
        "The strength of a relationship goes from 0 (none) to 4 (counts on us), today as well as wanted.",
    )

    # -- computes -------------------------------------------------------------------------------------------

    @api.depends("partner_id.name")
    def _compute_name(self):
        for stakeholder in self:
            stakeholder.name = stakeholder.partner_id.sudo().name or stakeholder.name

    @api.depends("partner_id.function")
    def _compute_title(self):
        for stakeholder in self:
            stakeholder.title = stakeholder.partner_id.sudo().function or stakeholder.title

    @api.depends("partner_id")
    def _compute_is_placeholder(self):
        for stakeholder in self:
            stakeholder.is_placeholder = not stakeholder.partner_id

    @api.depends("partner_id")
    def _compute_works_at_id(self):
        for stakeholder in self:
            stakeholder.works_at_id = stakeholder.partner_id.sudo().commercial_partner_id

    @api.depends("support")
    def _compute_support_rank(self):
        for stakeholder in self:
            stakeholder.support_rank = SUPPORT_RANK.get(stakeholder.support, 0)

    @api.depends("power", "strength", "target_strength")
    def _compute_stars(self):
        for stakeholder in self:
            stakeholder.power_stars = str(min(max(stakeholder.power, 0), 5))
            stakeholder.strength_stars = str(min(max(stakeholder.strength, 0), 4))
            stakeholder.target_stars = str(min(max(stakeholder.target_strength, 0), 4))

    def _inverse_power_stars(self):
        for stakeholder in self:
            stakeholder.power = max(int(stakeholder.power_stars or 1), 1)

    def _inverse_strength_stars(self):
        for stakeholder in self:
            stakeholder.strength = int(stakeholder.strength_stars or 0)

    def _inverse_target_stars(self):
        for stakeholder in self:
            stakeholder.target_strength = int(stakeholder.target_stars or 0)

    @api.depends("strength", "target_strength", "support_rank", "target_support")
    def _compute_target_open(self):
        for stakeholder in self:
            wanted = SUPPORT_RANK.get(stakeholder.target_support, stakeholder.support_rank)
            stakeholder.target_open = (
                stakeholder.strength < stakeholder.target_strength or stakeholder.support_rank < wanted
            )

    def _search_target_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        ranks = [[("target_support", "=", code), ("support_rank", "<", rank)] for code, rank in SUPPORT_RANK.items()]
        strengths = [[("target_strength", "=", wanted), ("strength", "<", wanted)] for wanted in range(1, 5)]
        below = fields.Domain.OR([*ranks, *strengths])
        return below if True in value else ~below

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("name", "partner_id")
    def _check_name(self):
        for stakeholder in self:
            if not (stakeholder.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Choose the contact, or name the place that is still empty, such as “Head of procurement”."
                    )
                )

    @api.constrains("partner_id", "account_id")
    def _check_partner_id(self):
        for stakeholder in self.sudo():
            partner, company = stakeholder.partner_id, stakeholder.account_id.company_id
            if partner.is_company:
                raise ValidationError(
                    self.env._("%s is a company. Choose a person, or one of its contacts.", partner.display_name)
                )
            if company and partner.company_id and partner.company_id != company:
                raise ValidationError(
                    self.env._(
                        "%(person)s belongs to another company than the account %(account)s. Share the contact between "
                        "the companies, or put a contact of %(company)s on the map.",
                        person=partner.name,
                        account=stakeholder.account_id.display_name,
                        company=company.name,
                    )
                )

    @api.constrains("parent_id", "account_id")
    def _check_parent_id(self):
        for stakeholder in self.sudo():
            if stakeholder.parent_id and stakeholder.parent_id.account_id != stakeholder.account_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s can only report to somebody on the map of %(account)s. Put that person on this "
                        "map first.",
                        person=stakeholder.name,
                        account=stakeholder.account_id.display_name,
                    )
                )

    @api.constrains("target_user_id", "sponsor_id", "account_id")
    def _check_our_people(self):
        for stakeholder in self.sudo():
            stakeholder._check_colleagues(stakeholder.target_user_id | stakeholder.sponsor_id)

    def _check_colleagues(self, users):
        """Refuse people of ours who do not work in the company of the account."""
        company = self.account_id.company_id
        strangers = users.filtered(lambda user: company and company not in user.company_ids)
        if strangers:
            raise ValidationError(
                self.env._(
                    "%(user)s does not work in %(company)s, to which %(account)s belongs. Choose somebody who does, or "
                    "give them access to that company.",
                    user=strangers[0].name,
                    company=company.name,
                    account=self.account_id.display_name,
                )
            )

    def _check_above(self, parent_id):
        """Refuse a cycle with a sentence, before the ORM does without one."""
        below = self.sudo().with_context(active_test=False)
        if below.search_count([("id", "child_of", self.ids), ("id", "=", parent_id)], limit=1):
            parent = below.browse(parent_id)
            if parent in self:
                raise ValidationError(self.env._("%s cannot report to themselves. Choose somebody else.", parent.name))
            raise ValidationError(
                self.env._(
                    "%(parent)s reports to %(person)s already, directly or not, so it cannot be the other way round. "
                    "Change the reporting line of %(parent)s first.",
                    parent=parent.name,
                    person=self[:1].name,
                )
            )

    # -- create and write -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        primary = self.env["kam.stakeholder.counterpart"]._later()
        stakeholders = super(KamStakeholder, self.with_context(**primary)).create(vals_list)
        stakeholders = stakeholders.with_env(self.env)
        stakeholders.counterpart_ids._check_primary_once()
        return stakeholders

    def write(self, vals):
        if "account_id" in vals and any(one.account_id.id != vals["account_id"] for one in self) and not self.env.su:
            raise UserError(
                self.env._(
                    "A person stays on the map of their account. Put the contact on the map of the other account as "
                    "well: there they may have other values."
                )
            )
        if vals.get("parent_id"):
            self._check_above(vals["parent_id"])
        if "counterpart_ids" not in vals:
            return super().write(vals)
        primary = self.env["kam.stakeholder.counterpart"]._later()
        result = super(KamStakeholder, self.with_context(**primary)).write(vals)
        self.counterpart_ids._check_primary_once()
        return result

    def unlink(self):
        """Whoever reported to somebody who is taken off reports one level higher."""
        for stakeholder in self:
            for child in stakeholder.with_context(active_test=False).child_ids - self:
                above = stakeholder.parent_id
                while above in self:
                    above = above.parent_id
                child.parent_id = above
        return super().unlink()

    def copy_data(self, default=None):
        """The copy is a placeholder for the next one: the same person is not on the map twice."""
        copies = super().copy_data({"partner_id": False, **(default or {})})
        for stakeholder, vals in zip(self, copies, strict=True):
            vals["name"] = self.env._("%s (copy)", stakeholder.title or stakeholder.name)
        return copies

    def _message_auto_subscribe_followers(self, updated_values, subtype_ids):
        """To mirror somebody is no task to be told of by mail."""
        return []

    # -- counterpart ----------------------------------------------------------------------------------------

    @api.depends("counterpart_ids.is_primary", "counterpart_ids.user_id")
    def _compute_user_id(self):
        for stakeholder in self:
            stakeholder.user_id = stakeholder.counterpart_ids.filtered("is_primary")[:1].user_id

    def _inverse_user_id(self):
        lines = self.env["kam.stakeholder.counterpart"]
        for stakeholder in self.with_context(**lines._later()):
            user = stakeholder.user_id
            mine = stakeholder.counterpart_ids.filtered(lambda line, user=user: line.user_id == user)
            (stakeholder.counterpart_ids - mine).filtered("is_primary").is_primary = False
            if mine:
                mine[0].is_primary = True
            elif user:
                stakeholder.counterpart_ids.create(
                    {
                        "stakeholder_id": stakeholder.id,
                        "user_id": user.id,
                        "is_primary": True,
                        "strength": stakeholder.strength,
                    }
                )
