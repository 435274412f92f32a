from datetime import timedelta
from hashlib import md5

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import cadence_sql
from ..engine.cadence import Occurrence, years_ahead
from .kam_owner_role import OWNER_ROLES

#: Accounts per statement and commit.
BATCH = 20_000
#: So many days before it starts, a fiscal year is laid out: a longer standstill across it loses what fell due in it.
AHEAD = 120
#: Day up to which the cadence was carried out everywhere, and day of its first run.
SINCE, STARTED = "kam.cadence_on", "kam.cadence_started"


class KamAccount(models.Model):
    """The yearly cadence: milestones laid out for the year, opened when due, and handed out as to-dos (K10)."""

    _inherit = "kam.account"

    milestone_ids = fields.One2many("kam.plan.milestone", "account_id", string="Milestones")
    #: What the milestones were laid out for: segment, steps, years, owners; another one means due again.
    cadence_stamp = fields.Char(readonly=True, copy=False)

    @api.model
    def _cadence_changed(self):
        """The steps changed: call the background run."""
        for cron in self._crons_of("_cron_cadence"):
            cron._trigger()

    @api.model
    def _cadence(self):
        """What a run works with today (engine ``Cadence``)."""
        env = self.sudo().with_context(active_test=True).env
        today = self._today()
        with_plan = env["kam.segment"].search([("has_plan", "=", True)])
        records = env["kam.cadence.step"].search([])  # pylint: disable=no-search-all
        steps = [
            (step.id, step.owner_role, step.kind, step.notice_days, sorted((step.segment_ids or with_plan).ids))
            for step in records
        ]
        months = {int(company.kam_fiscal_month or 1) for company in env["res.company"].search([])}
        years = {month: years_ahead(today, month, AHEAD) for month in sorted(months)}
        occurrences = [
            Occurrence(step.id, month, year, number, day, day - timedelta(days=step.notice_days))
            for step in records
            for month, in_month in years.items()
            for year in in_month
            for number, day in step._dates(year, month)
        ]
        functions = {
            role: self.env["ir.model.data"]._xmlid_to_res_id(f"kam_management.team_function_{role}")
            for role in ("marketing", "service")
        }
        persons = env["kam.owner.role"]._persons()
        version = md5(repr((steps, occurrences, persons, functions)).encode(), usedforsecurity=False).hexdigest()[:12]
        since = fields.Date.to_date(self.env["ir.config_parameter"].sudo().get_param(SINCE)) or today
        return cadence_sql.Cadence(
            today=today,
            since=min(since, today),
            steps=steps,
            occurrences=occurrences,
            years={month: f"{month}-{in_month[0]}-{in_month[-1]}" for month, in_month in years.items()},
            version=version,
            main_company_id=self._main_company().id,
            persons=persons,
            functions=functions,
            roles=[code for code, _name in OWNER_ROLES],
        )

    @api.model
    def _to_lay_out_domain(self, run):
        """Accounts whose milestones are to be laid out anew, or opened today; not those that failed today."""
        failed = f"failed:{run.today}"

        def to_sql(_model, alias, _query):
            stamp = SQL.identifier(alias, "cadence_stamp")
            return SQL(
                """(%(stamp)s IS DISTINCT FROM %(failed)s AND (%(stamp)s IS DISTINCT FROM %(expected)s
                    OR %(active)s AND %(id)s IN (SELECT account_id FROM kam_plan_milestone
                                                  WHERE state = 'planned' AND open_on <= %(today)s)))""",
                stamp=stamp,
                failed=failed,
                expected=cadence_sql.stamp(alias, run),
                active=SQL.identifier(alias, "active"),
                id=SQL.identifier(alias, "id"),
                today=run.today,
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _cron_cadence(self, batch=BATCH):
        """Scheduled action: lay out the year of every account, open what is due, hand out to-dos.

        Sharded, bounded, resumable: running twice, or on two workers at once, makes nothing twice.
        """
        run = self._again(self._cadence)
        with self.env["kam.run"]._recording(self.env._("Yearly cadence")) as log:
            self.env["ir.cron"]._commit_progress()
            domain = self._to_lay_out_domain(run)
            done = self._run_batches(
                "_cron_cadence",
                domain,
                lambda accounts: accounts._carry_out_cadence(run, log),
                lambda account: account._skip_cadence(run, log),
                batch=batch,
            )
            if done is not None:
                self._again(lambda: self._finish_cadence(run, domain, log))
            self.env["ir.cron"]._commit_progress(remaining=0 if done is not None else 1)

    def _carry_out_cadence(self, run, log):
        """One batch: lay out, take back, open, and make the plans that are needed; each in one statement."""
        self.env.flush_all()
        execute = self.env.execute_query
        laid_out = execute(cadence_sql.lay_out(self.ids, run))
        taken_back = [row[0] for row in execute(cadence_sql.take_back(self.ids, run))]
        passed_on = execute(cadence_sql.pass_on(self.ids, run))
        opened = execute(cadence_sql.open_due(self.ids, run))
        self.env.cr.execute(cadence_sql.mark(self.ids, run))
        self.env.invalidate_all()
        self._take_back_todos(taken_back)
        self._pass_on_todos(passed_on)
        plans = self._open_plans() if opened else self.env["kam.account.plan"]
        log._note("changed", ("kam.plan.milestone", len(laid_out)), self.env._("laid out for the year"))
        log._note("cancelled", ("kam.plan.milestone", taken_back), self.env._("no longer due"))
        log._note("created", ("kam.plan.milestone", [row[0] for row in opened]), self.env._("became due"))
        log._note("created", plans)

    def _take_back_todos(self, milestone_ids):
        """Milestones that are no longer due say why, and need no to-do."""
        for segment, some in self.env["kam.plan.milestone"].sudo().browse(milestone_ids).grouped("segment_id").items():
            reason = self.env._("Not in the yearly cadence of segment %s.", segment.code)
            some._cancel(reason if segment else self.env._("Not in the yearly cadence any more."))

    def _pass_on_todos(self, rows):
        """To-dos follow the milestone to its new owner, unless somebody gave them to a third person.

        :param rows: [(milestone id, user before, user now)]
        """
        if not rows:
            return
        users = {milestone: (before, now) for milestone, before, now in rows}
        activities = self.env["mail.activity"].sudo().search([("kam_milestone_id", "in", list(users))])
        for (before, now), todos in activities.grouped(lambda one: users[one.kam_milestone_id.id]).items():
            if now:
                todos.filtered(lambda one, before=before: one.user_id.id == before).write({"user_id": now})

    def _open_plans(self):
        """Make the plans that open milestones need and that are not there; all of a batch at once."""
        missing = self.env.execute_query(cadence_sql.accounts_without_plan(self.ids))
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}
        plans = (
            self.env["kam.account.plan"]
            .sudo()
            .with_context(**quiet)
            .create([{"account_id": account, "year": year} for account, year in missing])
        )
        self.env.flush_all()
        self.env.cr.execute(cadence_sql.link_plans(self.ids))
        self.env.invalidate_all()
        return plans

    def _skip_cadence(self, run, log):
        """Leave an account as it is until tomorrow."""
        self.env.cr.execute(
            SQL("UPDATE kam_account SET cadence_stamp = %s WHERE id = ANY(%s)", f"failed:{run.today}", list(self.ids))
        )
        self.env.invalidate_all()
        log._note("failed", self, self.env._("left out until tomorrow"))

    # -- to-dos ---------------------------------------------------------------------------------------------

    @api.model
    def _finish_cadence(self, run, domain, log):
        """Once every worker is through: remember the day, and hand out to-dos. The first run only reports."""
        if not self._alone("cadence") or self.sudo().with_context(active_test=False).search_count(domain, limit=1):
            return
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(SINCE) != str(run.today):
            parameters.set_param(SINCE, str(run.today))
        if not parameters.get_param(STARTED):
            parameters.set_param(STARTED, str(run.today))
        if parameters.get_param(STARTED) < str(run.today):
            self._give_milestone_todos(log)

    @api.model
    def _give_milestone_todos(self, log):
        """Hand out to-dos for open milestones, for each person the most pressing first, as far as there is room."""
        limit = int(self.env["res.config.settings"]._kam_get("todo_limit"))
        self.env.flush_all()
        rows = self.env.execute_query(cadence_sql.next_todos(limit))
        if not rows:
            return
        milestones = self.env["kam.plan.milestone"].sudo().browse([row[0] for row in rows])
        days = milestones._working_days()
        activities, queued = self.env["kam.todo.desk"]._give([one._todo(days[one.id]) for one in milestones])
        activities.kam_milestone_id.write({"todo_given": True})
        log._note("created", activities)
        queued_ids = [todo["vals"]["kam_milestone_id"] for todo in queued]
        log._note("queued", ("kam.plan.milestone", queued_ids), self.env._("until the person has room"))
        nobody = self.env["kam.plan.milestone"].sudo().search([("state", "=", "due"), ("user_id", "=", False)])
        log._note("skipped", nobody, self.env._("nobody to do it: set an account manager"))

    # -- merging accounts -----------------------------------------------------------------------------------

    def _absorb_rows(self, source):
        """Of two milestones for the same step and year the one that was done, or skipped, stays."""
        theirs = source.milestone_ids
        finished = {one._key() for one in theirs if one.state in ("done", "skipped")}
        mine = self.milestone_ids.filtered(lambda one: one.state in ("planned", "due", "cancelled"))
        doubled = mine.filtered(lambda one: one._key() in finished)
        doubled._activities().unlink()
        doubled.unlink()
        result = super()._absorb_rows(source)
        # What stayed behind is doubled here and goes with the other account; its to-dos have come over already.
        theirs.filtered(lambda one: one.account_id == source)._activities().unlink()
        return result
