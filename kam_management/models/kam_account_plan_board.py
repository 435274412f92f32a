from odoo import fields, models
from odoo.tools import SQL

from ..engine import schedule

STEPS = ("kam.plan.objective", "kam.plan.strategy", "kam.plan.tactic")


class KamAccountPlan(models.Model):
    """The development plan laid out: objectives × quarters, in one call and a handful of queries."""

    _inherit = "kam.account.plan"

    def development_data(self):
        """What the development plan draws.

        :return: {"plan", "quarters", "objectives", "flags"}; an objective has "strategies", these have "tactics"
        """
        self.ensure_one()
        may_write = self._allows("write")
        if not may_write and not self._allows("read"):
            self.check_access("read")
        plan = self.sudo()
        objectives, strategies, tactics = (
            plan.env[name].search_fetch([("plan_id", "=", self.id)], plan.env[name]._board_fields()) for name in STEPS
        )
        names = plan._board_names([*objectives, *strategies, *tactics])
        by_strategy = tactics.grouped("strategy_id")
        by_objective = strategies.grouped("objective_id")
        return {
            "plan": {**plan._board_head(objectives), "readonly": not may_write},
            "quarters": plan._board_quarters(),
            "objectives": [
                {
                    **objective._board_row(names),
                    "strategies": [
                        {
                            **strategy._board_row(names),
                            "tactics": [one._board_row(names) for one in by_strategy.get(strategy, ())],
                        }
                        for strategy in by_objective.get(objective, ())
                    ],
                }
                for objective in objectives
            ],
            "flags": plan._development_flags(objectives, tactics).get(self.id, []),
        }

    def refresh_measures(self):
        """Take the figures of live sources as they are now.

        :return: whether any of them has changed
        """
        self.ensure_one()
        if not self._allows("read"):
            self.check_access("read")
        return bool(self.sudo().objective_ids._refresh())

    def _allows(self, operation):
        """Whether the user has access, asked of the database: the ORM would read team and opportunities first."""
        if not self.env["ir.model.access"].check(self._name, operation, raise_exception=False):
            return False
        rules = self.env["ir.rule"]._compute_domain(self._name, operation)
        everything = self.sudo().with_context(active_test=False)
        return bool(everything.search_count(fields.Domain("id", "=", self.id) & rules, limit=1))

    def _board_head(self, objectives):
        return {
            "id": self.id,
            "name": self.name,
            "year": self.year,
            "state": self.state,
            "frozen": self.is_frozen,
            "closed": not self._is_running(),
            "progress": self.progress if self.progress_known else None,
            "live": any(one.source != "typed" for one in objectives),
        }

    def _board_quarters(self):
        today, month = fields.Date.context_today(self), self._first_month()
        quarters = []
        for number in schedule.QUARTERS:
            start, end = schedule.quarter_bounds(self.year, number, month)
            quarters.append(
                {
                    "code": str(number),
                    "end": end.isoformat(),
                    "now": start <= today <= end,
                    "past": end < today,
                }
            )
        return quarters

    def _board_names(self, steps):
        """{user id: name} of the owners of some steps."""
        ids = list({step.user_id.id for step in steps if step.user_id})
        query = "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = ANY(%s)"
        return dict(self.env.execute_query(SQL(query, ids))) if ids else {}


class KamDevelopmentMixin(models.AbstractModel):
    """What every step shows on the board."""

    _inherit = "kam.development.mixin"

    def _board_fields(self):
        """Names of the fields that the board reads."""
        return ["name", "user_id", "plan_id"]

    def _board_row(self, names):
        """One step as the board draws it; a None says unknown.

        :param names: {user id: name}
        """
        owner = self.user_id.id
        return {"id": self.id, "name": self.name, "user": {"id": owner, "name": names[owner]} if owner else None}


class KamPlanObjective(models.Model):
    """An objective on the board: progress and figures."""

    _inherit = "kam.plan.objective"

    def _board_fields(self):
        figures = [name for figure in ("baseline", "target", "current") for name in (figure, f"{figure}_known")]
        shown = ["quarter", "deadline", "source", "measure", "unit", "progress", "progress_known"]
        return [*super()._board_fields(), *shown, "work", "work_known", *figures]

    def _board_row(self, names):
        return {
            **super()._board_row(names),
            "quarter": self.quarter or "",
            "progress": self.progress if self.progress_known else None,
            "work": self.work if self.work_known else None,
            "measure": (self.measure or "") if self._is_measured() else "",
            "unit": self.unit or "",
            "baseline": self._figure("baseline"),
            "target": self._figure("target"),
            "current": self._figure("current"),
            "live": self.source != "typed",
            "late": self.is_late,
        }


class KamPlanStrategy(models.Model):
    """A strategy on the board."""

    _inherit = "kam.plan.strategy"

    def _board_fields(self):
        return [*super()._board_fields(), "objective_id", "progress", "progress_known"]

    def _board_row(self, names):
        return {**super()._board_row(names), "progress": self.progress if self.progress_known else None}


class KamPlanTactic(models.Model):
    """A tactic on the board, in its quarter."""

    _inherit = "kam.plan.tactic"

    def _board_fields(self):
        return [
            *super()._board_fields(),
            "strategy_id",
            "objective_id",
            "quarter",
            "date_due",
            "deadline",
            "done",
            "done_on",
        ]

    def _board_row(self, names):
        return {
            **super()._board_row(names),
            "quarter": self.quarter,
            "deadline": self.deadline and self.deadline.isoformat(),
            "due": bool(self.date_due),
            "done": self.done,
            "done_on": self.done_on and self.done_on.isoformat(),
            "late": self.is_late,
        }
