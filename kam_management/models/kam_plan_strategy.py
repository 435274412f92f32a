from odoo import api, fields, models

from ..engine import progress


class KamPlanStrategy(models.Model):
    """How an objective is to be reached; its tactics say when and by whom."""

    _name = "kam.plan.strategy"
    _description = "Plan Strategy"
    _inherit = ["kam.development.mixin", "kam.guard.mixin"]
    _order = "objective_id, sequence, id"
    _plan_part = "objectives"

    objective_id = fields.Many2one("kam.plan.objective", required=True, ondelete="cascade", index=True)
    plan_id = fields.Many2one(related="objective_id.plan_id", store=True, index=True, precompute=True)
    name = fields.Char(string="Strategy", required=True)
    sequence = fields.Integer(default=10)
    note = fields.Text()
    tactic_ids = fields.One2many("kam.plan.tactic", "strategy_id", string="Tactics", copy=True)
    progress = fields.Float(
        compute="_compute_progress", store=True, aggregator="avg", digits=(5, 1), help="Part of the tactics done."
    )
    progress_known = fields.Boolean(compute="_compute_progress", store=True)

    @api.depends("tactic_ids.done")
    def _compute_progress(self):
        for strategy in self:
            done = progress.mean(100.0 * tactic.done for tactic in strategy.tactic_ids)
            strategy.progress, strategy.progress_known = done or 0.0, done is not None

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"progress", "progress_known"}
