from odoo import api, fields, models
from odoo.exceptions import UserError


class KamPlanTake(models.TransientModel):
    """Puts a tactic that last year left open under an objective of this year."""

    _name = "kam.plan.take"
    _description = "Take over a Tactic"

    plan_id = fields.Many2one("kam.account.plan", required=True, readonly=True, ondelete="cascade")
    tactic_ids = fields.Many2many(
        "kam.plan.tactic",
        "kam_plan_take_tactic_rel",
        "take_id",
        "tactic_id",
        string="Open from Last Year",
        required=True,
        domain="[('id', 'in', offered_ids)]",
    )
    offered_ids = fields.Many2many(related="plan_id.offered_tactic_ids", string="Offered")
    objective_id = fields.Many2one(
        "kam.plan.objective", string="Under", required=True, ondelete="cascade", domain="[('plan_id', '=', plan_id)]"
    )
    strategy_id = fields.Many2one(
        "kam.plan.strategy",
        ondelete="set null",
        domain="[('objective_id', '=', objective_id)]",
        help="Empty: a strategy of its own is made for them.",
    )

    @api.model
    def default_get(self, fields):
        """Opened from the plan, with everything on offer."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "kam.account.plan":
            plan = self.env["kam.account.plan"].browse(self.env.context.get("active_id"))
            values.setdefault("plan_id", plan.id)
            values.setdefault("tactic_ids", [(6, 0, plan.offered_tactic_ids.ids)])
        return values

    def action_apply(self):
        """Make the tactics on this year's plan; they are no longer on offer."""
        self.ensure_one()
        plan, strategy = self.plan_id, self.strategy_id
        if self.objective_id.plan_id != plan or (strategy and strategy.objective_id != self.objective_id):
            raise UserError(self.env._("Choose an objective of %s.", plan.name))
        tactics = self.tactic_ids & plan.offered_tactic_ids
        if tactics and not strategy:
            strategy = self.env["kam.plan.strategy"].create(
                {"objective_id": self.objective_id.id, "name": self.env._("Left open last year")}
            )
        self.env["kam.plan.tactic"].create(
            [
                {
                    "strategy_id": strategy.id,
                    "name": one.name,
                    "note": one.note,
                    "user_id": one.user_id.active and one.user_id.id,
                    "quarter": "1",
                }
                for one in tactics
            ]
        )
        plan.offered_tactic_ids -= tactics
        return {"type": "ir.actions.act_window_close"}
