from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KamTarget(models.Model):
    """Figures that only say how it is now are kept every night, so that a year that has ended still has its own."""

    _inherit = "kam.target"

    kept = fields.Float(digits=(16, 2), readonly=True, copy=False, aggregator=None)
    kept_known = fields.Boolean(readonly=True, copy=False)
    kept_on = fields.Date(readonly=True, copy=False, help="The last day on which the figure was taken.")

    @api.model
    def _kept(self, measure, year, keys):
        """{key: figure}, as it was last taken in a year, in the main currency."""
        rows = self.sudo().search_fetch(
            Domain("measure", "=", measure) & Domain("year", "=", year) & Domain("kept_known", "=", True),
            ["scope", "company_id", "kept"],
        )
        found = {target._key(): target.kept for target in rows}
        return {key: found[key] for key in keys if key in found}

    @api.model
    def _cron_keep(self):
        """Scheduled action: keep today's figures of the running year, once a day."""
        with self.env["kam.run"]._recording(self.env._("Figures of the targets")) as run:
            kept = self.sudo()._keep()
            if kept:
                run._note("changed", kept)

    def _keep(self):
        """Keep the figures of the targets of running years; returns those whose figure has changed."""
        sources = self.env["kam.measure"]._sources()
        measures = [code for code, source in sources.items() if not source.period]
        today = self.env["kam.account"]._today()
        changed = self.browse()
        due = self.search([("measure", "in", measures), ("year", ">=", today.year - 1), ("year", "<=", today.year)])
        due = due.filtered(lambda one: one.year == self._this_year(one._key()[1]))
        for (measure, year), targets in due.grouped(lambda one: (one.measure, one.year)).items():
            keys = {target: target._key() for target in targets}
            figures = self.env["kam.measure"]._pooled(measure, self._members(keys.values()), year)
            changed |= targets.filtered(
                lambda one, keys=keys, figures=figures: (one.kept if one.kept_known else None) != figures.get(keys[one])
            )
            self._write_kept([(target.id, figures.get(key)) for target, key in keys.items()], today)
        return changed

    @api.model
    def _write_kept(self, rows, today):
        """One statement for any number of targets.

        :param rows: [(target id, figure or None)]
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE kam_target t
                      SET kept = COALESCE(v.figure, 0), kept_known = v.figure IS NOT NULL, kept_on = %s
                     FROM unnest(%s::integer[], %s::numeric[]) AS v(id, figure)
                    WHERE t.id = v.id RETURNING t.id""",
                today,
                [row[0] for row in rows],
                [row[1] for row in rows],
            )
        )
        self.invalidate_model(["kept", "kept_known", "kept_on"])
