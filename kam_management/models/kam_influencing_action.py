"""Actions of the influencing plan: whom, with what, when, and what came of it (K7)."""

from odoo import api, fields, models

from ..engine import schedule

STATES = [
    ("planned", "Planned"),
    ("todo", "To do"),
    ("done", "Done"),
    ("evaluated", "Evaluated"),
    ("cancelled", "Cancelled"),
]
OUTCOMES = [("reached", "Reached"), ("partly", "Partly"), ("not", "Not reached")]
QUARTERS = [("Q1", "Q1"), ("Q2", "Q2"), ("Q3", "Q3"), ("Q4", "Q4")]
OWNER_FLAGS = [
    ("no_manager", "The account has no manager: the team leader stands in"),
    ("no_role", "Nobody holds the role: the account manager stands in"),
    ("nobody", "Nobody found: name an account manager, or a person for the role"),
    ("archived", "The owner was archived"),
]
#: What the rules set; nobody writes it by hand.
RULE_FIELDS = frozenset(
    {
        "rule_id",
        "is_generated",
        "slot_date",
        "slot_end",
        "stakeholder_id",
        "rule_user_id",
        "owner_flag",
        "target_flag",
        "removed",
        "withdrawn",
        "year",
        "quarter",
    }
)


class KamInfluencingAction(models.Model):
    """One dated action: of one account, or a mass one with its audience. A narrow model without a chatter."""

    _name = "kam.influencing.action"
    _description = "Influencing Action"
    _inherit = ["kam.guard.mixin"]
    _order = "date, id"

    name = fields.Char(string="Subject", help="Empty: the name of the activity.")
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        "kam.account", ondelete="cascade", index="btree_not_null", help="Empty for a mass action: see its audience."
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index="btree_not_null"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    activity_id = fields.Many2one("kam.influencing.activity", index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(related="activity_id.kind", string="Kind")
    rule_id = fields.Many2one(
        "kam.activity.rule", index="btree_not_null", ondelete="set null", readonly=True, copy=False
    )
    is_generated = fields.Boolean(string="From the Matrix", readonly=True, copy=False)
    slot_date = fields.Date(
        string="Period from", readonly=True, copy=False, help="First day of the period that the action fulfils."
    )
    slot_end = fields.Date(string="Period to", readonly=True, copy=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    year = fields.Integer(string="Fiscal Year", compute="_compute_year", store=True, precompute=True, aggregator=None)
    quarter = fields.Selection(QUARTERS, compute="_compute_year", store=True, precompute=True, group_expand=True)
    state = fields.Selection(STATES, required=True, default="planned", copy=False, group_expand=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    rule_user_id = fields.Many2one(
        "res.users",
        string="Owner by the Rule",
        readonly=True,
        copy=False,
        help="Whom the matrix gave the action to; one who was chosen by hand stays.",
    )
    owner_flag = fields.Selection(OWNER_FLAGS, string="About the Owner", readonly=True, copy=False)
    target_flag = fields.Char(string="About the Target", readonly=True, copy=False)
    removed = fields.Boolean(
        string="Deleted by Hand", readonly=True, copy=False, help="Remembered, so that it does not come back."
    )
    withdrawn = fields.Boolean(string="Withdrawn by the Matrix", readonly=True, copy=False)
    cancel_reason = fields.Char(copy=False)

    audience_segment_ids = fields.Many2many(
        "kam.segment",
        "kam_influencing_action_segment_rel",
        "action_id",
        "segment_id",
        string="Audience: Segments",
    )
    audience_account_ids = fields.Many2many(
        "kam.account",
        "kam_influencing_action_account_rel",
        "action_id",
        "account_id",
        string="Audience: Accounts",
        help="Accounts that are addressed besides those of the segments.",
    )
    stakeholder_ids = fields.Many2many(
        "kam.stakeholder",
        "kam_influencing_action_stakeholder_rel",
        "action_id",
        "stakeholder_id",
        string="Target Persons",
        domain="[('account_id', '=', account_id)] if account_id else ['|', ('account_id', 'in', audience_account_ids), "
        "('account_id.segment_id', 'in', audience_segment_ids)]",
    )
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Made for",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The person whose role the matrix made the action for.",
    )
    role_ids = fields.Many2many(
        "kam.stakeholder.role",
        "kam_influencing_action_role_rel",
        "action_id",
        "role_id",
        string="Target Roles",
    )
    target_group = fields.Char(help="Who is addressed when it is not single persons, such as “plant managers”.")
    message = fields.Html()
    message_template_id = fields.Many2one("kam.message.template", index="btree_not_null", ondelete="set null")
    medium_id = fields.Many2one("utm.medium", string="Channel", index="btree_not_null", ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="set null")
    source_id = fields.Many2one("utm.source", index="btree_not_null", ondelete="set null")
    goal = fields.Char()
    stage_id = fields.Many2one("kam.buying.stage", index="btree_not_null", ondelete="restrict")
    planned_outcome = fields.Char()
    success_measure = fields.Char(string="Measure of Success")
    cost = fields.Monetary()
    hours = fields.Float()
    outcome = fields.Selection(OUTCOMES, copy=False)
    outcome_note = fields.Text(string="What Came of It", copy=False)
    lead_ids = fields.One2many("crm.lead", "kam_action_id", string="Leads")
    mail_activity_ids = fields.One2many("mail.activity", "kam_action_id", string="To-dos")

    _hours_positive = models.Constraint("CHECK(hours >= 0)", "Hours cannot be negative. Enter 0 or more.")
    _cost_positive = models.Constraint("CHECK(cost >= 0)", "A cost cannot be negative. Enter 0 or more.")
    #: Whatever makes actions from the matrix, on however many workers: each one once.
    _personal_uniq = models.UniqueIndex(
        "(account_id, activity_id, slot_date, COALESCE(stakeholder_id, 0))"
        " WHERE is_generated AND NOT withdrawn AND account_id IS NOT NULL"
    )
    _mass_uniq = models.UniqueIndex(
        "(activity_id, slot_date) WHERE is_generated AND NOT withdrawn AND account_id IS NULL"
    )
    _due_idx = models.Index("(date) WHERE state = 'planned'")

    @api.depends("activity_id.name", "name")
    def _compute_display_name(self):
        for action in self:
            action.display_name = action.name or action.activity_id.name or ""

    @api.depends("account_id.company_id")
    def _compute_company_id(self):
        for action in self:
            action.company_id = action.account_id.sudo().company_id

    def _compute_currency_id(self):
        """That of the matrix, from which costs come: one for the whole programme, so that they add up."""
        self.currency_id = self.env["kam.account"]._main_company().currency_id

    @api.depends("date", "company_id")
    def _compute_year(self):
        main = self.env["kam.account"]._main_company()
        for action in self:
            month = int((action.sudo().company_id or main).kam_fiscal_month or 1)
            action.year = action.date and schedule.fiscal_year(action.date, month)
            action.quarter = action.date and f"Q{schedule.quarter_of(action.date, month)}"

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | RULE_FIELDS
