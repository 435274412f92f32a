from odoo import fields, models


class KamAccountPlan(models.Model):
    """The development plan laid out: objectives × quarters, in one call and a handful of queries."""

    _inherit = "kam.account.plan"

    def development_data(self):
        """What the development plan draws.

        :return: {"plan", "quarters", "objectives", "flags"}; an objective has "strategies", these have "tactics"
        """
        self.ensure_one()
        self.check_access("read")
        plan = self.sudo()
        objectives = plan.env["kam.plan.objective"].search([("plan_id", "=", self.id)])
        strategies = plan.env["kam.plan.strategy"].search([("plan_id", "=", self.id)])
        tactics = plan.env["kam.plan.tactic"].search([("plan_id", "=", self.id)])
        flags = plan._development_flags().get(self.id, [])
        rows = {one.id: [] for one in objectives}
        steps = {one.id: [] for one in strategies}
        for tactic in tactics:
            steps[tactic.strategy_id.id].append(tactic._board_row())
        for strategy in strategies:
            rows[strategy.objective_id.id].append({**strategy._board_row(), "tactics": steps[strategy.id]})
        codes = {}
        for flag in flags:
            codes.setdefault((flag["model"], flag["id"]), []).append(flag["code"])
        return {
            "plan": self._board_head(),
            "quarters": self._board_quarters(),
            "objectives": [
                {
                    **one._board_row(),
                    "flags": codes.get(("kam.plan.objective", one.id), []),
                    "strategies": rows[one.id],
                }
                for one in objectives
            ],
            "flags": flags,
        }

    def refresh_measures(self):
        """Take the figures of live sources as they are now.

        :return: whether any of them has changed
        """
        self.ensure_one()
        self.check_access("read")
        return bool(self.sudo().objective_ids._refresh())

    def _board_head(self):
        plan = self.sudo()
        return {
            "id": self.id,
            "name": plan.name,
            "account_id": plan.account_id.id,
            "year": plan.year,
            "state": plan.state,
            "frozen": plan.is_frozen,
            "closed": not plan._is_running(),
            "readonly": not self.has_access("write"),
            "progress": plan.progress if plan.progress_known else None,
            "live": any(one.source != "typed" for one in plan.objective_ids),
        }

    def _board_quarters(self):
        today = fields.Date.context_today(self)
        now = self._quarter_of(today)
        quarters = []
        for code in ("1", "2", "3", "4"):
            end = self.sudo()._quarter_end(code)
            quarters.append({"code": code, "end": end.isoformat(), "now": code == now, "past": end < today})
        return quarters


class KamDevelopmentMixin(models.AbstractModel):
    """What every step shows on the board."""

    _inherit = "kam.development.mixin"

    def _board_row(self):
        """One step as the board draws it; a None says unknown."""
        return {
            "id": self.id,
            "name": self.name,
            "user": {"id": self.user_id.id, "name": self.user_id.name} if self.user_id else None,
        }


class KamPlanObjective(models.Model):
    """An objective on the board: progress, figures, what it lacks."""

    _inherit = "kam.plan.objective"

    def _board_row(self):
        return {
            **super()._board_row(),
            "quarter": self.quarter or "",
            "progress": self.progress if self.progress_known else None,
            "work": self.work if self.work_known else None,
            "measure": self.measure or "" if self._is_measured() else "",
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

    def _board_row(self):
        return {**super()._board_row(), "progress": self.progress if self.progress_known else None}


class KamPlanTactic(models.Model):
    """A tactic on the board, in its quarter."""

    _inherit = "kam.plan.tactic"

    def _board_row(self):
        return {
            **super()._board_row(),
            "quarter": self.quarter,
            "deadline": self.deadline and self.deadline.isoformat(),
            "due": bool(self.date_due),
            "done": self.done,
            "done_on": self.done_on and self.done_on.isoformat(),
            "late": self.is_late,
        }
