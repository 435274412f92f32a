from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .kam_development_mixin import QUARTERS


class KamPlanTactic(models.Model):
    """One thing to do for a strategy: by whom, in which quarter, until when, done or not."""

    _name = "kam.plan.tactic"
    _description = "Plan Tactic"
    _inherit = ["kam.development.mixin", "kam.guard.mixin"]
    _order = "deadline, sequence, id"
    _plan_part = "objectives"
    _live_fields = frozenset({"done", "done_on"})

    strategy_id = fields.Many2one("kam.plan.strategy", required=True, ondelete="cascade", index=True)
    objective_id = fields.Many2one(related="strategy_id.objective_id", store=True, index=True, precompute=True)
    plan_id = fields.Many2one(related="strategy_id.objective_id.plan_id", store=True, index=True, precompute=True)
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    name = fields.Char(string="Tactic", required=True)
    sequence = fields.Integer(default=10)
    quarter = fields.Selection(
        QUARTERS,
        compute="_compute_quarter",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        group_expand=True,
        help="Quarter of the fiscal year; it follows the due date.",
    )
    date_due = fields.Date(string="Due", help="Left empty, it is due by the end of its quarter.")
    deadline = fields.Date(compute="_compute_deadline", store=True, index=True)
    done = fields.Boolean(index="btree_not_null", copy=False)
    done_on = fields.Date(
        compute="_compute_done_on", store=True, readonly=False, copy=False, help="The day on which it was done."
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", string="Late")
    note = fields.Text()

    # -- computes -------------------------------------------------------------------------------------------

    @api.depends("date_due")
    def _compute_quarter(self):
        for tactic in self:
            inside = tactic.date_due and tactic.plan_id._quarter_of(tactic.date_due)
            tactic.quarter = inside or tactic.quarter or "1"

    @api.depends("date_due", "quarter", "plan_id.year", "plan_id.company_id")
    def _compute_deadline(self):
        for tactic in self:
            tactic.deadline = tactic.date_due or tactic.plan_id._quarter_end(tactic.quarter or "4")

    @api.depends("done")
    def _compute_done_on(self):
        today = fields.Date.context_today(self)
        for tactic in self:
            tactic.done_on = tactic.done and (tactic.done_on or today)

    @api.depends("deadline", "done", "plan_id.state")
    def _compute_is_late(self):
        """Of a plan that is over nothing is late any more."""
        today = fields.Date.context_today(self)
        for tactic in self:
            open_one = not tactic.done and tactic.plan_id.state != "closed"
            tactic.is_late = bool(open_one and tactic.deadline and tactic.deadline < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("done", "=", False) & Domain("deadline", "<", fields.Date.context_today(self))
        late &= Domain("plan_id.state", "!=", "closed")
        return late if True in value else ~late

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("date_due", "quarter", "strategy_id")
    def _check_date_due(self):
        for tactic in self:
            if tactic.date_due and not tactic.plan_id._quarter_of(tactic.date_due):
                start, end = tactic.plan_id._year_bounds()
                raise ValidationError(
                    self.env._(
                        "“%(tactic)s” cannot be due on %(due)s: the plan runs from %(start)s to %(end)s. Choose a day "
                        "of that year.",
                        tactic=tactic.name,
                        due=format_date(self.env, tactic.date_due),
                        start=format_date(self.env, start),
                        end=format_date(self.env, end),
                    )
                )

    # -- create and write -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._done_vals(vals) for vals in vals_list])

    def write(self, vals):
        """Another quarter moves the due date with it, when that lies outside."""
        vals = self._done_vals(vals)
        mine = self._only_mine_to_tick(vals)
        if mine:
            (self - mine).write(vals)
            return mine.sudo().write(vals)
        result = super().write(vals)
        if "quarter" in vals and not vals.get("date_due"):
            for tactic in self.filtered("date_due"):
                if tactic.plan_id._quarter_of(tactic.date_due) != tactic.quarter:
                    moved = tactic.quarter
                    tactic.date_due = tactic.plan_id._quarter_end(moved)
        return result

    def _only_mine_to_tick(self, vals):
        """Tactics that the user does, may read and may not write: whoever does one ticks it, and nothing else of it."""
        if self.env.su or not vals or set(vals) - self._live_fields:
            return self.browse()
        foreign = self - self._filtered_access("write")
        return foreign._filtered_access("read").filtered(lambda one: one.sudo().user_id == self.env.user)

    def _done_vals(self, vals):
        """A day on which it was done says that it is done."""
        return {**vals, "done": True} if vals.get("done_on") and "done" not in vals else vals
