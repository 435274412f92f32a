from collections import defaultdict

from odoo import api, fields, models


class KamAccountPlan(models.Model):
    """What the development plan lacks, and what is late: each with the record to open and mend."""

    _inherit = "kam.account.plan"

    flag_count = fields.Integer(compute="_compute_flag_count", string="To Mend")

    @api.depends("objective_ids.progress", "tactic_ids.done", "swot_ids.objective_ids")
    def _compute_flag_count(self):
        flags = self._origin._development_flags()
        for plan in self:
            plan.flag_count = len(flags.get(plan._origin.id, []))

    def _development_flags(self, objectives=None, tactics=None):
        """What is to be mended, for any number of plans at once. Plans that are over have nothing to mend.

        :param objectives: those of the plans, where the caller has read them; likewise ``tactics``
        :return: {plan id: [{"code", "model", "id", "text"}]}: objectives first, then the SWOT, then what is late
        """
        found = defaultdict(list)
        plans = self.sudo().filtered(lambda plan: plan._is_running())
        if not plans:
            return {}
        if objectives is None:
            objectives = self.env["kam.plan.objective"].sudo().search([("plan_id", "in", plans.ids)])
            tactics = self.env["kam.plan.tactic"].sudo().search([("plan_id", "in", plans.ids)])
        busy = tactics.objective_id
        for objective in objectives:
            for code in objective._flags(objective in busy):
                found[objective.plan_id.id].append(self._flag(code, objective))
        items = (
            self.env["kam.plan.swot"]
            .sudo()
            .search_fetch([("plan_id", "in", plans.ids), ("objective_ids", "=", False)], ["name", "plan_id"])
        )
        for item in items:
            found[item.plan_id.id].append(self._flag("unanswered", item))
        for tactic in tactics.filtered("is_late"):
            found[tactic.plan_id.id].append(self._flag("tactic_late", tactic))
        return dict(found)

    @api.model
    def _flag(self, code, record):
        return {"code": code, "model": record._name, "id": record.id, "text": self._flag_text(code, record)}

    @api.model
    def _flag_text(self, code, record):
        """A flag as one sentence."""
        env, name = self.env, record.name
        sentences = {
            "no_measure": env._("Nobody can tell when “%s” is reached: it has no measure or no target.", name),
            "no_owner": env._("Nobody answers for “%s”.", name),
            "no_tactic": env._("Nothing is planned yet for “%s”: it has no tactic.", name),
            "late": env._("“%s” was to be reached by now, and is not.", name),
            "unanswered": env._("No objective answers “%s”.", name),
            "tactic_late": env._("“%s” was to be done by now.", name),
        }
        return sentences[code]


class KamPlanObjective(models.Model):
    """What an objective lacks."""

    _inherit = "kam.plan.objective"

    def _flags(self, has_tactic):
        """Codes of what is to be mended on this objective."""
        self.ensure_one()
        checks = {
            "no_measure": not self._is_measured(),
            "no_owner": not self.user_id,
            "no_tactic": not has_tactic,
            "late": self.is_late,
        }
        return [code for code, holds in checks.items() if holds]
