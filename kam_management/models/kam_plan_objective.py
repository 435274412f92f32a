from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import progress
from .kam_development_mixin import QUARTERS

#: Figures that may be unknown: each has a boolean beside it that says so.
FIGURES = ("baseline", "target", "current")


class KamPlanObjective(models.Model):
    """What is to be different at the end of the year, how it is measured, and how far along it is."""

    _name = "kam.plan.objective"
    _description = "Plan Objective"
    _inherit = ["kam.development.mixin", "kam.guard.mixin"]
    _order = "plan_id, sequence, id"
    _plan_part = "objectives"
    _live_fields = frozenset({"current", "current_known", "measured_on", "refreshed_on"})
    _unsigned_fields = frozenset({"swot_ids"})

    name = fields.Char(string="Objective", required=True)
    sequence = fields.Integer(default=10)
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    quarter = fields.Selection(QUARTERS, help="Quarter of the fiscal year by whose end it is to be reached.")
    deadline = fields.Date(
        compute="_compute_deadline", store=True, index=True, help="Last day of its quarter, or of the year."
    )
    note = fields.Text()
    source = fields.Selection(
        "_selection_source",
        required=True,
        default="typed",
        string="Measured by",
        help="Typed in by people, or taken live from what the system knows.",
    )
    measure = fields.Char(
        compute="_compute_measure",
        store=True,
        readonly=False,
        precompute=True,
        help="What is measured, such as “complaints per month”. Without one only the work done counts.",
    )
    unit = fields.Char(
        compute="_compute_measure", store=True, readonly=False, precompute=True, help="Such as %, people, days."
    )
    baseline = fields.Float(aggregator=None, digits=(16, 2), help="Where we start.")
    baseline_known = fields.Boolean(help="Off: nobody knows where we start.")
    target = fields.Float(aggregator=None, digits=(16, 2), help="Where we want to be.")
    target_known = fields.Boolean(help="Off: nobody has said where we want to be.")
    direction = fields.Selection(
        [(progress.UP, "More is better"), (progress.DOWN, "Less is better")],
        string="Better is",
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Follows from baseline and target. Where the two are equal, say which side is the good one.",
    )
    current = fields.Float(aggregator=None, digits=(16, 2), copy=False, help="Where we are.")
    current_known = fields.Boolean(string="Measured", copy=False)
    measured_on = fields.Date(readonly=True, copy=False)
    strategy_ids = fields.One2many("kam.plan.strategy", "objective_id", string="Strategies", copy=True)
    tactic_ids = fields.One2many("kam.plan.tactic", "objective_id", string="Tactics")
    swot_ids = fields.Many2many(
        "kam.plan.swot", "kam_plan_swot_objective_rel", "objective_id", "swot_id", string="Answers", copy=False
    )
    work = fields.Float(
        compute="_compute_progress", store=True, aggregator="avg", digits=(5, 1), help="Work done, in percent."
    )
    work_known = fields.Boolean(compute="_compute_progress", store=True)
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        digits=(5, 1),
        help="By the measure from baseline to target; without a figure, the part of the work that is done.",
    )
    progress_known = fields.Boolean(compute="_compute_progress", store=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", string="Late")

    # -- measure --------------------------------------------------------------------------------------------

    @api.model
    def _selection_source(self):
        """Typed in, and every live source."""
        return [("typed", self.env._("Typed in")), *self.env["kam.measure"]._selection()]

    @api.depends("source")
    def _compute_measure(self):
        sources = self.env["kam.measure"]._sources()
        for objective in self:
            source = sources.get(objective.source)
            objective.measure = source.label if source else objective.measure
            objective.unit = source.unit if source else objective.unit

    @api.depends("baseline", "baseline_known", "target", "target_known")
    def _compute_direction(self):
        for objective in self:
            if objective.direction and objective.baseline == objective.target:
                continue
            objective.direction = progress.direction_of(objective._figure("baseline"), objective._figure("target"))

    def _figure(self, name):
        """A figure, or None where it is unknown."""
        return self[name] if self[f"{name}_known"] else None

    def _is_measured(self):
        """Whether there is something to measure it by, and a target."""
        self.ensure_one()
        return self.target_known and (self.source != "typed" or bool((self.measure or "").strip()))

    # -- progress -------------------------------------------------------------------------------------------

    @api.depends(
        "source",
        "measure",
        "baseline",
        "baseline_known",
        "target",
        "target_known",
        "direction",
        "current",
        "current_known",
        "strategy_ids.progress",
        "strategy_ids.progress_known",
    )
    def _compute_progress(self):
        for objective in self:
            work = progress.mean(one.progress if one.progress_known else None for one in objective.strategy_ids)
            objective.work, objective.work_known = work or 0.0, work is not None
            result = work
            if objective._is_measured():
                by_measure = progress.measured(
                    objective._figure("baseline"),
                    objective._figure("target"),
                    objective._figure("current"),
                    objective.direction,
                )
                result = work if by_measure is None else by_measure
            objective.progress, objective.progress_known = result or 0.0, result is not None

    @api.depends("quarter", "plan_id.year", "plan_id.company_id")
    def _compute_deadline(self):
        for objective in self:
            objective.deadline = objective.plan_id._quarter_end(objective.quarter or "4")

    @api.depends("deadline", "progress", "progress_known", "plan_id.state")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        for objective in self:
            objective.is_late = objective in late

    @api.model
    def _late_domain(self):
        today = fields.Date.context_today(self)
        open_ones = Domain("progress_known", "=", False) | Domain("progress", "<", 100)
        return Domain("deadline", "<", today) & open_ones & Domain("plan_id.state", "!=", "closed")

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._late_domain()
        return domain if True in value else ~domain

    # -- constraints ----------------------------------------------------------------------------------------

    @api.constrains("name")
    def _check_name(self):
        for objective in self:
            if not (objective.name or "").strip():
                raise ValidationError(self.env._("Say what the objective is."))

    @api.constrains("swot_ids")
    def _check_swot_ids(self):
        """An item of another plan, perhaps a frozen one, does not change through this door."""
        for objective in self:
            if objective.sudo().swot_ids.plan_id - objective.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%s” can only answer items of the SWOT of the same plan. Choose some of those.",
                        objective.name,
                    )
                )

    # -- create and write -----------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"progress", "progress_known", "work", "work_known"}

    def _known_vals(self, vals):
        """Whoever writes a figure knows it, a zero as well; an empty one is unknown, not zero."""
        vals = dict(vals)
        for name in FIGURES:
            known = f"{name}_known"
            if name in vals and known not in vals:
                vals[known] = vals[name] is not False and vals[name] is not None
            if known in vals and not vals[known]:
                vals[name] = 0.0
        if "current_known" in vals and "measured_on" not in vals:
            vals["measured_on"] = vals["current_known"] and fields.Date.context_today(self)
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        objectives = super().create([self._known_vals(vals) for vals in vals_list])
        objectives._refresh(baseline=True)
        return objectives

    def write(self, vals):
        result = super().write(self._known_vals(vals))
        if "swot_ids" in vals:  # signed as what answers the items of the SWOT
            self.plan_id._content_changed({self.env["kam.plan.swot"]._plan_part})
        if "source" in vals:
            self._refresh(baseline="baseline" not in vals)
        return result
