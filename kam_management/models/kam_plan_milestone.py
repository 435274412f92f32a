from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .kam_cadence_step import KINDS

STATES = [
    ("planned", "Planned"),
    ("due", "Due"),
    ("done", "Done"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
]
#: Written by the cadence; nobody writes them by hand.
RULED = frozenset(
    {
        "account_id",
        "plan_id",
        "step_id",
        "kind",
        "year",
        "occurrence",
        "open_on",
        "state",
        "owner_flag",
        "done_on",
        "done_by_id",
        "moved",
        "todo_given",
        "cancel_reason",
        "company_id",
        "user_id",
    }
)


class KamPlanMilestone(models.Model):
    """A step of the cadence at one account in one fiscal year (K10).

    The cadence lays it out, opens it when its notice begins, and cancels what lies ahead and is no longer due. What
    is done or past stays.
    """

    _name = "kam.plan.milestone"
    _description = "Milestone of the Year"
    _inherit = ["kam.guard.mixin"]
    _order = "date, id"
    _rec_name = "step_id"
    _log_access = False

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    plan_id = fields.Many2one("kam.account.plan", ondelete="set null", index="btree_not_null")
    step_id = fields.Many2one("kam.cadence.step", string="Milestone", required=True, ondelete="restrict", index=True)
    kind = fields.Selection(KINDS, required=True, default="other")
    description = fields.Text(related="step_id.description")
    year = fields.Integer(string="Fiscal Year", required=True, aggregator=None)
    occurrence = fields.Integer(required=True, default=0, aggregator=None, help="The quarter; 0 for once a year.")
    date = fields.Date(required=True, index=True)
    open_on = fields.Date(string="Notice From", readonly=True)
    state = fields.Selection(STATES, required=True, default="planned", index=True)
    user_id = fields.Many2one("res.users", string="Who", index="btree_not_null", domain="[('share', '=', False)]")
    owner_flag = fields.Selection(
        [
            ("manager", "The account manager stands in"),
            ("leader", "The team leader stands in: there is no account manager"),
            ("role", "The person named for the role stands in"),
            ("nobody", "Nobody: set an account manager"),
        ],
        string="Stand-in",
    )
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    note = fields.Char(help="What came out of it, or why it was skipped.")
    cancel_reason = fields.Char(string="Why Cancelled", readonly=True)
    moved = fields.Boolean(string="Moved by Hand", help="The cadence leaves its day alone.")
    todo_given = fields.Boolean(help="Its to-do was made.")
    tier_id = fields.Many2one(related="account_id.tier_id")
    segment_id = fields.Many2one(related="account_id.segment_id")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _once = models.Constraint(
        "UNIQUE(account_id, step_id, year, occurrence)", "The account has this milestone in that year already."
    )
    _open_idx = models.Index("(open_on, account_id) WHERE state = 'planned'")
    _todo_idx = models.Index("(user_id, date) WHERE state = 'due' AND todo_given IS NOT TRUE")

    @api.depends("step_id.name", "occurrence", "account_id")
    def _compute_display_name(self):
        for milestone in self:
            account = milestone.sudo().account_id.display_name
            milestone.display_name = ", ".join(part for part in (milestone._label(), account) if part)

    def _label(self):
        """What it is, with its quarter, without the account."""
        self.ensure_one()
        name = self.sudo().step_id.name or ""
        return f"{name} Q{self.occurrence}" if self.occurrence else name

    @api.depends("date", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for milestone in self:
            milestone.is_late = bool(milestone.state in ("planned", "due") and milestone.date < today)

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "in", ("planned", "due")), ("date", "<", fields.Date.context_today(self))]

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | RULED

    def write(self, vals):
        if "date" in vals and not self.env.su:
            self._check_may_move(fields.Date.to_date(vals["date"]))
            super().write(vals)
            for milestone in self.sudo():
                notice = milestone.step_id.notice_days
                milestone.write({"moved": True, "open_on": fields.Date.subtract(milestone.date, days=notice)})
                milestone._activities().write({"date_deadline": milestone.date})
            return True
        return super().write(vals)

    def _check_may_move(self, day):
        if not day:
            raise ValidationError(self.env._("A milestone needs a day. Skip it if it is not to happen."))
        for milestone in self:
            if milestone.state not in ("planned", "due"):
                raise UserError(
                    self.env._(
                        "%(milestone)s is %(state)s and keeps its day.",
                        milestone=milestone.display_name,
                        state=dict(self._fields["state"]._description_selection(self.env))[milestone.state].lower(),
                    )
                )
            first, last = milestone._year_bounds()
            if not first <= day <= last:
                raise ValidationError(
                    self.env._(
                        "%(day)s is not in the fiscal year of the milestone, %(first)s to %(last)s.",
                        day=format_date(self.env, day),
                        first=format_date(self.env, first),
                        last=format_date(self.env, last),
                    )
                )

    def _year_bounds(self):
        """First and last day of the fiscal year of the milestone."""
        company = self.sudo().account_id.company_id or self.env["kam.account"]._main_company()
        return company._kam_year_bounds(self.year)

    # -- what people do with it -----------------------------------------------------------------------------

    def action_done(self):
        """It is done; its to-do goes with it."""
        self._finish("done")

    def action_skip(self):
        """It does not happen this year; the note says why."""
        self.check_access("write")
        if any(not (milestone.note or "").strip() for milestone in self):
            raise UserError(self.env._("Say in the note why it is skipped, in one sentence."))
        self._finish("skipped")

    def action_reopen(self):
        """It was not done or skipped after all."""
        self.check_access("write")
        self.sudo().filtered(lambda one: one.state in ("done", "skipped")).write(
            {"state": "due", "done_on": False, "done_by_id": False}
        )

    def _finish(self, state):
        self.check_access("write")
        ready = self.sudo().filtered(lambda one: one.state in ("planned", "due"))
        ready.write({"state": state, "done_on": fields.Date.context_today(self), "done_by_id": self.env.uid})
        activities = ready._activities()
        if state == "done":
            activities.with_context(kam_milestone_done=True).action_feedback()
        else:
            activities.unlink()

    def _key(self):
        """What is there once for each account."""
        return self.step_id, self.year, self.occurrence

    def _activities(self):
        """Their open to-dos."""
        return self.env["mail.activity"].sudo().search([("kam_milestone_id", "in", self.ids)])

    def _cancel(self, reason):
        """Cancel milestones that are not to happen, and take their to-dos back."""
        self._activities().unlink()
        self.sudo().write({"state": "cancelled", "cancel_reason": reason, "todo_given": False})

    def action_open_plan(self):
        """The plan of the year, the one to look back at for the review; the account's when there is none."""
        self.ensure_one()
        plan = self.plan_id
        if self.kind == "review":
            plan = self.env["kam.account.plan"].search(
                [("account_id", "=", self.account_id.id), ("year", "=", self.year - 1)], limit=1
            )
        record = plan or self.account_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
