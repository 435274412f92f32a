from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import terms

STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("notice", "Notice due"),
    ("ended", "Ended"),
    ("renewed", "Renewed"),
    ("cancelled", "Cancelled"),
]


class KamContract(models.Model):
    """A contract with the customer: when it ends, until when to act, what it is worth.

    The state follows from the dates; a daily run brings it up to the day.
    """

    _name = "kam.contract"
    _description = "Contract"
    _inherit = [
        "kam.account.child.mixin",
        "kam.document.mixin",
        "kam.internal.thread",
        "mail.activity.mixin",
        "kam.guard.mixin",
    ]
    _order = "decide_by, end_date, id"
    _own_account = ("lead_id",)

    name = fields.Char(required=True, tracking=True)
    reference = fields.Char(string="Number", help="Number of the contract, theirs or ours.")
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Who gets the to-do in time. The account manager, unless somebody else is chosen.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        domain="[('kam_account_id', '=', account_id)]",
        help="The opportunity that this contract came from.",
    )
    is_signed = fields.Boolean(string="Signed", tracking=True, copy=False)
    start_date = fields.Date(string="Start", required=True, default=fields.Date.context_today, tracking=True)
    end_date = fields.Date(
        string="End", tracking=True, help="Last day of the present term. Empty: runs until notice is given."
    )
    renewal_date = fields.Date(
        string="Renewal Due", tracking=True, help="Until when the renewal is to be agreed, if before the notice date."
    )
    notice_number = fields.Integer(string="Notice Period", default=3, aggregator=None)
    notice_unit = fields.Selection([("day", "days"), ("month", "months")], default="month", required=True)
    last_notice_date = fields.Date(
        string="Last Day for Notice",
        compute="_compute_dates",
        store=True,
        help="Notice given on this day is still in time: the end less the notice period.",
    )
    decide_by = fields.Date(
        compute="_compute_dates", store=True, index=True, help="The earlier of renewal date and last day for notice."
    )
    remind_on = fields.Date(compute="_compute_dates", store=True, help="The day from which on it is due.")
    remind_days = fields.Integer(
        string="Remind Before (days)", default=30, aggregator=None, help="How long before that day the to-do is given."
    )
    auto_renew = fields.Boolean(
        string="Renews by Itself", tracking=True, help="Without notice, the contract goes on for another term."
    )
    renew_months = fields.Integer(string="Renews for (months)", default=12, aggregator=None)
    renewal_count = fields.Integer(string="Times Renewed", readonly=True, copy=False, aggregator=None)
    cancelled_on = fields.Date(readonly=True, copy=False, tracking=True)
    cancel_reason = fields.Char(copy=False)
    previous_id = fields.Many2one(
        "kam.contract", string="Renewal of", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    next_ids = fields.One2many("kam.contract", "previous_id", string="Renewed by")
    value_year = fields.Monetary(string="Value per Year", tracking=True)
    value_total = fields.Monetary(
        string="Value of the Term",
        compute="_compute_value_total",
        store=True,
        readonly=False,
        help="Value per year over the term; type it where they differ.",
    )
    state = fields.Selection(STATES, compute="_compute_state", store=True, index=True, help="Follows from the dates.")
    days_left = fields.Integer(
        compute="_compute_days_left",
    )
    note = fields.Html()
    #: The day to decide by that a to-do was given for: another day gets another to-do, the same one does not.
    reminded_for = fields.Date(readonly=True, copy=False)

    _notice_positive = models.Constraint(
        "CHECK(notice_number >= 0 AND remind_days >= 0)",
        "Notice period and reminder are numbers of days or months; 0 means that there is none.",
    )
    _renew_positive = models.Constraint(
        "CHECK(NOT auto_renew OR renew_months > 0)",
        "A contract that renews by itself does so for a number of months: enter 1 or more.",
    )
    _values_positive = models.Constraint(
        "CHECK(value_year >= 0 AND value_total >= 0)", "The value of a contract is not negative."
    )

    @api.depends("account_id")
    def _compute_user_id(self):
        for contract in self:
            contract.user_id = contract.user_id or contract.account_id.user_id

    @api.depends("end_date", "renewal_date", "notice_number", "notice_unit", "remind_days")
    def _compute_dates(self):
        for contract in self:
            last = terms.last_notice(contract.end_date, max(contract.notice_number, 0), contract.notice_unit)
            contract.last_notice_date = last
            contract.decide_by = min((day for day in (last, contract.renewal_date) if day), default=False)
            days = timedelta(days=max(contract.remind_days, 0))
            contract.remind_on = contract.decide_by and contract.decide_by - days

    @api.depends("value_year", "start_date", "end_date", "renewal_count")
    def _compute_value_total(self):
        for contract in self:
            total = contract.value_year
            if contract.end_date and contract.start_date and contract.end_date >= contract.start_date:
                total = contract.value_year * contract._term_months() / 12
            contract.value_total = contract.currency_id.round(total) if contract.currency_id else total

    def _term_months(self):
        """Length of the present term: the first one, or a renewed one."""
        if self.renewal_count:
            return self.renew_months
        return terms.months(self.start_date, self.end_date)

    @api.depends(
        "is_signed",
        "cancelled_on",
        "next_ids.is_signed",
        "start_date",
        "end_date",
        "decide_by",
        "remind_days",
        "auto_renew",
    )
    def _compute_state(self):
        today = self.env["kam.account"]._today()
        for contract in self:
            contract.state = terms.state(contract._facts(), today)

    def _facts(self):
        """What the state follows from."""
        return terms.Facts(
            signed=self.is_signed,
            cancelled=bool(self.cancelled_on),
            replaced=any(self.next_ids.mapped("is_signed")),
            start=self.start_date or None,
            end=self.end_date or None,
            decide_by=self.decide_by or None,
            remind_days=self.remind_days,
            renews=self.auto_renew,
        )

    @api.depends("end_date")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.days_left = (contract.end_date - today).days if contract.end_date else 0

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state", "renewal_count", "cancelled_on", "reminded_for"}

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("start_date", "end_date", "renewal_date", "notice_number", "notice_unit")
    def _check_dates(self):
        for contract in self:
            start, end = contract.start_date, contract.end_date
            if end and end < start:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” would end on %(end)s, before it starts on %(start)s. Correct one of the dates.",
                        name=contract.name,
                        end=end,
                        start=start,
                    )
                )
            if end and contract.last_notice_date < start:
                raise ValidationError(
                    self.env._(
                        "The notice period of “%(name)s” is longer than its term: notice would have to be given on "
                        "%(notice)s, before the start on %(start)s. Shorten the notice period or move the end.",
                        name=contract.name,
                        notice=contract.last_notice_date,
                        start=start,
                    )
                )
            if contract.renewal_date and not start <= contract.renewal_date <= (end or contract.renewal_date):
                raise ValidationError(
                    self.env._(
                        "The renewal of “%(name)s” has to be agreed between its start and its end. Correct the renewal "
                        "date.",
                        name=contract.name,
                    )
                )

    @api.constrains("auto_renew", "end_date")
    def _check_auto_renew(self):
        for contract in self:
            if contract.auto_renew and not contract.end_date:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot renew itself without an end of its term. Enter it, or switch the renewal off.",
                        contract.name,
                    )
                )

    @api.constrains("user_id", "account_id")
    def _check_user(self):
        for contract in self:
            contract._check_colleague(contract.user_id)
