from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

BATCH = 500


class KamPlanObjective(models.Model):
    """Live figures: measured when an objective is made, when its plan is opened, and every night."""

    _inherit = "kam.plan.objective"

    #: Day of the last look at the source, also when it knew nothing.
    refreshed_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"refreshed_on"}

    def _refresh(self, baseline=False):
        """Take the figures of live sources as they are now; closed plans keep theirs.

        :param baseline: also take where the account stood a year before, where nobody has said so
        :return: the objectives whose figure has changed
        """
        today = fields.Date.context_today(self)
        changed = self.browse()
        live = self.sudo().filtered(lambda one: one.source != "typed" and one.plan_id._is_running())
        for (source, year), objectives in live.grouped(lambda one: (one.source, one.year)).items():
            now = self.env["kam.measure"]._measure(source, objectives.account_id, year)
            before = self.env["kam.measure"]._measure(source, objectives.account_id, year - 1) if baseline else {}
            for objective in objectives:
                figure = now.get(objective.account_id.id)
                changed |= objective.browse(objective.id) if figure != objective._figure("current") else self.browse()
                objective.write({"current": figure or 0.0, "current_known": figure is not None, "refreshed_on": today})
                if objective.account_id.id in before and not objective.baseline_known:
                    objective.write({"baseline": before[objective.account_id.id]})
        return changed

    # -- scheduled action -----------------------------------------------------------------------------------

    @api.model
    def _to_refresh_domain(self):
        """Objectives with a live source on plans under way that were not measured today."""
        today = fields.Date.context_today(self)
        due = Domain("refreshed_on", "=", False) | Domain("refreshed_on", "<", today)
        return (
            due
            & Domain("source", "!=", "typed")
            & Domain("plan_id", "any", [("state", "!=", "closed"), ("merged_into_id", "=", False)])
        )

    @api.model
    def _cron_refresh(self, batch=BATCH):
        """Scheduled action: measure the live objectives of all plans under way, once a day, in batches."""
        cron = self.env["ir.cron"]
        with self.env["kam.run"]._recording(self.env._("Live figures of the objectives")) as run:
            while count := self.env["kam.account"]._again(lambda: self._refresh_batch(run, batch)):
                if not cron._commit_progress(count, remaining=1 if count == batch else 0) and count == batch:
                    return
            cron._commit_progress(remaining=0)

    @api.model
    def _refresh_batch(self, run, batch):
        """Measure up to ``batch`` objectives that nobody else holds; their number."""
        query = self.sudo()._search(self._to_refresh_domain(), order="id", limit=batch)
        rows = self.env["kam.account"]._lock_rows(
            SQL("%s FOR NO KEY UPDATE OF %s SKIP LOCKED", query.select(), SQL.identifier(self._table))
        )
        objectives = self.sudo().browse(row[0] for row in rows)
        changed = objectives._refresh()
        self.env.flush_all()
        run._note("changed", changed)
        return len(objectives)
