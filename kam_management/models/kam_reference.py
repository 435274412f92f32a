from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("case", "Case story"),
    ("call", "Reference call"),
    ("visit", "Visit"),
    ("quote", "Quote"),
    ("logo", "Logo"),
    ("speaker", "Speaker at events"),
]


class KamReference(models.Model):
    """What a customer agreed to be used for: a story, a call, a logo; by whom, until when, how often (K11)."""

    _name = "kam.reference"
    _description = "Customer Reference"
    _inherit = ["kam.account.child.mixin", "kam.document.mixin", "kam.internal.thread"]
    _order = "valid_until, id"
    _own_account = ("stakeholder_id",)

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="case", index=True, tracking=True)
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Agreed by",
        index="btree_not_null",
        ondelete="set null",
        domain="[('account_id', '=', account_id)]",
        help="Who at the customer agreed to it.",
    )
    agreed_by = fields.Char(string="Name of Whoever Agreed", help="Where the person is not on the map of the account.")
    agreed_on = fields.Date(default=fields.Date.context_today, required=True)
    valid_until = fields.Date(tracking=True, help="Last day on which it may be used. Empty: until they take it back.")
    conditions = fields.Text(help="What they asked for: to be called before, not for competitors, no figures …")
    text = fields.Html(string="Story or Quote", help="What may be said or printed.")
    shared = fields.Boolean(
        string="For All Salespeople",
        default=True,
        tracking=True,
        help="Whoever has a key account role finds it from an opportunity. Otherwise only those of this account.",
    )
    limit_per_year = fields.Integer(
        string="At Most, a Year", default=4, aggregator=None, help="So that they are not asked too often. 0 = no limit."
    )
    use_ids = fields.One2many("kam.reference.use", "reference_id", string="Uses")
    use_count = fields.Integer(compute="_compute_uses", string="Used")
    use_count_year = fields.Integer(compute="_compute_uses", string="Used Within 12 Months")
    left_year = fields.Integer(compute="_compute_uses", string="Left This Year")
    last_use = fields.Date(compute="_compute_uses", string="Last Used")
    state = fields.Selection(
        [("usable", "Can be used"), ("spent", "Used enough"), ("expired", "Expired")],
        compute="_compute_state",
        search="_search_state",
    )
    warning = fields.Char(compute="_compute_state")
    industry_id = fields.Many2one(related="account_id.partner_id.industry_id")
    country_id = fields.Many2one(related="account_id.partner_id.country_id", string="Country")
    user_id = fields.Many2one(
        related="account_id.user_id", string="Ask", help="The account manager, whom to ask before using it."
    )

    _limit_positive = models.Constraint(
        "CHECK(limit_per_year >= 0)", "How often a year is a number; 0 means that there is no limit."
    )

    @api.depends("use_ids.date")
    def _compute_uses(self):
        uses = self.env["kam.reference.use"].sudo()
        year_ago = self._year_ago()
        total = {
            reference.id: (count, last)
            for reference, count, last in uses._read_group(
                [("reference_id", "in", self.ids)], ["reference_id"], ["__count", "date:max"]
            )
        }
        recent = {
            reference.id: count
            for reference, count in uses._read_group(
                [("reference_id", "in", self.ids), ("date", ">", year_ago)], ["reference_id"], ["__count"]
            )
        }
        for reference in self:
            reference.use_count, reference.last_use = total.get(reference._origin.id, (0, False))
            reference.use_count_year = recent.get(reference._origin.id, 0)
            reference.left_year = max(reference.limit_per_year - reference.use_count_year, 0)

    @api.model
    def _year_ago(self):
        return fields.Date.context_today(self) - relativedelta(years=1)

    @api.depends("valid_until", "limit_per_year", "use_ids.date")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for reference in self:
            reference.state, reference.warning = "usable", False
            if reference.valid_until and reference.valid_until < today:
                reference.state = "expired"
                reference.warning = self.env._(
                    "Agreed until %s only. Ask the customer again before it is used.", reference.valid_until
                )
            elif reference.limit_per_year and reference.use_count_year >= reference.limit_per_year:
                reference.state = "spent"
                reference.warning = self.env._(
                    "Used %(count)s times within a year, and %(limit)s were agreed. Take another one, or ask first.",
                    count=reference.use_count_year,
                    limit=reference.limit_per_year,
                )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        expired = Domain("valid_until", "!=", False) & Domain("valid_until", "<", today)
        rows = (
            self.env["kam.reference.use"]
            .sudo()
            ._read_group(
                [("date", ">", self._year_ago()), ("reference_id.limit_per_year", ">", 0)],
                ["reference_id"],
                ["__count"],
            )
        )
        spent = ~expired & Domain("id", "in", [one.id for one, count in rows if count >= one.limit_per_year])
        domains = {"expired": expired, "spent": spent, "usable": ~expired & ~spent}
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("agreed_on", "valid_until")
    def _check_dates(self):
        for reference in self:
            if reference.valid_until and reference.valid_until < reference.agreed_on:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” would be valid until %(until)s, before it was agreed on %(agreed)s. Correct one of "
                        "the dates.",
                        name=reference.name,
                        until=reference.valid_until,
                        agreed=reference.agreed_on,
                    )
                )
