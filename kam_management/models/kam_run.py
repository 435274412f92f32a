"""Run log: what each scheduled action did, skipped, queued and failed, with the records."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.modules import module

from .kam_run_line import MAX_IDS

#: A run without a sign of life for this long was ended by something else than its work.
SILENT = timedelta(minutes=15)
KEEP_DAYS = 90


class KamRun(models.Model):
    """One call of a scheduled action by one worker."""

    _name = "kam.run"
    _description = "Run of a Scheduled Action"
    _order = "start desc, id desc"
    _rec_name = "job"

    job = fields.Char(required=True, readonly=True)
    cron_id = fields.Many2one("ir.cron", string="Scheduled Action", readonly=True, index=True, ondelete="set null")
    start = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    end = fields.Datetime(readonly=True)
    seen = fields.Datetime(string="Last Sign of Life", readonly=True, default=fields.Datetime.now)
    total = fields.Integer(string="Records to Do", readonly=True)
    stored_state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed"), ("interrupted", "Interrupted")],
        default="running",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed"), ("interrupted", "Interrupted")],
        compute="_compute_state",
        search="_search_state",
        help="Interrupted: ended from outside. The next run takes up what it left.",
    )
    line_ids = fields.One2many("kam.run.line", "run_id", string="Lines")
    summary = fields.Char(compute="_compute_summary", string="What It Did")

    @api.depends("line_ids.kind", "line_ids.count", "end")
    def _compute_summary(self):
        names = dict(self.env["kam.run.line"]._fields["kind"]._description_selection(self.env))
        for run in self:
            counts = {}
            for line in run.line_ids:
                counts[line.kind] = counts.get(line.kind, 0) + line.count
            done = ", ".join(f"{names[kind]}: {count}" for kind, count in counts.items())
            run.summary = done or (self.env._("Nothing to do") if run.end else "")

    @api.depends("stored_state", "seen")
    def _compute_state(self):
        silent = fields.Datetime.now() - SILENT
        for run in self:
            gone = run.stored_state == "running" and run.seen < silent
            run.state = "interrupted" if gone else run.stored_state

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        silent = fields.Datetime.now() - SILENT
        domain = [("stored_state", "in", [one for one in value if one != "running"])]
        if "interrupted" in value:
            domain = ["|", *domain, "&", ("stored_state", "=", "running"), ("seen", "<", silent)]
        if "running" in value:
            domain = ["|", *domain, "&", ("stored_state", "=", "running"), ("seen", ">=", silent)]
        return domain

    @api.model
    def _begin(self, job, total=None):
        """Note that a job starts; what the same scheduled action left open was interrupted.

        :param job: name of the job for people
        :param total: number of records to do, if known
        :return: the run
        """
        runs = self.sudo()
        cron = self.env.context.get("cron_id")
        if cron:
            runs.search([("cron_id", "=", cron), ("stored_state", "=", "running")]).write(
                {"stored_state": "interrupted"}
            )
        run = runs.create({"job": job, "cron_id": cron, "total": total or 0})
        if cron or not module.current_test:
            # Committed, so that a run that is killed or starts a batch anew leaves a trace.
            self.env["ir.cron"]._commit_progress()
        return run

    @contextmanager
    def _recording(self, job):
        """``with env["kam.run"]._recording(job) as run``: ended when the work is, failed when it raises."""
        run = self._begin(job)
        try:
            yield run
        except Exception as error:
            if self.env.context.get("ir_cron_progress_id"):
                self.env.cr.rollback()
                self.env.invalidate_all()
                run._note("failed", ("kam.run", run.ids), str(error)[:200] or type(error).__name__)
                run._end("failed")
                self.env["ir.cron"]._commit_progress()
            raise
        run._end()

    def _note(self, kind, records, text=""):
        """Add what was done to some records.

        :param kind: created, changed, resolved, cancelled, skipped, queued or failed
        :param records: a recordset, (model name, ids) or (model name, number)
        :param text: one sentence; notes of the same kind, model and sentence are added up
        """
        if isinstance(records, models.BaseModel):
            model, ids, count = records._name, list(records.ids), len(records)
        else:
            model, ids = records
            ids, count = ([], ids) if isinstance(ids, int) else (list(ids), len(ids))
        if not count:
            return
        self.sudo().seen = fields.Datetime.now()
        line = self.sudo().line_ids.filtered(
            lambda one: (one.kind, one.res_model, one.text or "") == (kind, model, text or "")
        )[:1]
        if line:
            line.write({"count": line.count + count, "res_ids": ((line.res_ids or []) + ids)[:MAX_IDS]})
        else:
            self.sudo().line_ids = [
                Command.create(
                    {"kind": kind, "res_model": model, "res_ids": ids[:MAX_IDS], "count": count, "text": text}
                )
            ]

    def _end(self, state="done"):
        """Note that the job is through."""
        self.sudo().write({"end": fields.Datetime.now(), "seen": fields.Datetime.now(), "stored_state": state})

    @api.autovacuum
    def _gc_runs(self):
        self.search([("start", "<", fields.Datetime.now() - timedelta(days=KEEP_DAYS))]).unlink()
