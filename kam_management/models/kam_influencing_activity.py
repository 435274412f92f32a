"""Rows of the activity matrix: what we do to gain influence at customers (K8)."""

from odoo import fields, models

from .kam_owner_role import OWNER_ROLES

KINDS = [("mass", "Mass"), ("personal", "Personal"), ("standing", "Standing")]
STANDING_CHECKS = [
    ("named_manager", "Has a named account manager"),
    ("sponsor", "Has an executive sponsor"),
    ("team", "Has an account team"),
    ("target_level", "Has a target relationship level"),
    ("counterpart", "Every powerful person has a counterpart of ours"),
]


class KamInfluencingActivity(models.Model):
    """One activity of the matrix: one action for many accounts, one per account, or an entitlement that holds."""

    _name = "kam.influencing.activity"
    _description = "Influencing Activity"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Name for imports and other applications; it does not change with the language.",
    )
    sequence = fields.Integer(default=100)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="personal",
        help="Mass: one action for many accounts. Personal: one per account, or per person in a role. "
        "Standing: an entitlement that either holds or not.",
    )
    owner_role = fields.Selection(
        OWNER_ROLES, string="Owner", required=True, default="account_manager", help="Who carries it out."
    )
    hours = fields.Float(
        default=1.0,
        help="Our work for one occurrence, in hours. Open actions of the matrix follow a change, unless somebody "
        "changed them by hand.",
    )
    cost = fields.Monetary(
        help="What one occurrence costs besides our hours. Open actions of the matrix follow a change, unless somebody "
        "changed them by hand.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    medium_id = fields.Many2one("utm.medium", string="Channel", index="btree_not_null", ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="set null")
    stakeholder_role_ids = fields.Many2many(
        "kam.stakeholder.role",
        "kam_influencing_activity_role_rel",
        "activity_id",
        "role_id",
        string="One per Person in the Role",
        help="Empty: one per account.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="To-do Type",
        index="btree_not_null",
        ondelete="set null",
        domain="[('res_model', 'in', [False, 'kam.account'])]",
        help="What the to-do is when the action is due.",
    )
    notice_days = fields.Integer(
        help="Days before its date that an action becomes a to-do; 0 for the days of the settings."
    )
    standing_check = fields.Selection(STANDING_CHECKS, string="Holds When the Account")
    goal = fields.Char(translate=True, help="What the action is meant to reach at its target.")
    stage_id = fields.Many2one("kam.buying.stage", index="btree_not_null", ondelete="restrict")
    message_template_id = fields.Many2one("kam.message.template", index="btree_not_null", ondelete="set null")
    rule_ids = fields.One2many("kam.activity.rule", "activity_id", string="Cells")
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another activity has this code. Choose one that is free.")
    _hours_positive = models.Constraint("CHECK(hours >= 0)", "Hours cannot be negative. Enter 0 or more.")
    _cost_positive = models.Constraint("CHECK(cost >= 0)", "A cost cannot be negative. Enter 0 or more.")
    _notice_range = models.Constraint(
        "CHECK(notice_days BETWEEN 0 AND 365)", "The notice goes from 0 (as in the settings) to 365 days."
    )

    def _compute_currency_id(self):
        self.currency_id = self.env["kam.account"]._main_company().currency_id

    def _configuration_changed(self, names=None):
        result = super()._configuration_changed(names)
        if names is None or names - {"name", "description", "sequence"}:
            self.env["kam.account"]._matrix_changed()
        return result
