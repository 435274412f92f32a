from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import satisfaction_sql
from ..engine.cadence import working_day_before
from .crm_lead import KAM_USER
from .kam_account_cadence import STARTED

#: Before these steps of the year the customer is asked, unless the step says otherwise.
ASKED_BEFORE = ("planning", "plan_review")
#: The answers are to be there so many days before the step.
AHEAD = 7
#: Questions in the to-do; the guide has all of them.
QUESTIONS = 4


class KamCadenceStep(models.Model):
    """Steps before which the customer is asked."""

    _inherit = "kam.cadence.step"

    ask_before = fields.Boolean(
        string="Ask the Customer Before",
        compute="_compute_ask_before",
        store=True,
        readonly=False,
        precompute=True,
        help="A to-do reminds the account manager to ask how satisfied the customer is, before the plan is made.",
    )

    @api.depends("kind")
    def _compute_ask_before(self):
        for step in self:
            step.ask_before = step.kind in ASKED_BEFORE


class KamPlanMilestone(models.Model):
    """The reminder before a milestone: whether it was made, what it says, and until when."""

    _inherit = "kam.plan.milestone"

    ask_given = fields.Boolean(copy=False, help="The reminder to ask the customer first was made.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"ask_given"}

    def _reminder_todos(self, owners, today):
        """The reminders, for the to-do desk.

        :param owners: {milestone id: user id or None}
        """
        asked = self.filtered(lambda one: owners.get(one.id))
        if not asked:
            return []
        users = self.env["res.users"].sudo().browse({owners[one.id] for one in asked})
        first, last = min(asked.mapped("date")) - timedelta(days=AHEAD + 31), max(asked.mapped("date"))
        calendars, key_of = self.env["kam.account"]._work_calendars(users.ids, first, last)
        notes = {lang: self._reminder_note(lang) for lang in set(users.mapped("lang"))}
        todos = []
        for one in asked:
            user = users.browse(owners[one.id])
            day = working_day_before(one.date - timedelta(days=AHEAD), calendars[key_of.get(user.id, 0)])
            milestone = one.with_context(lang=user.lang)
            todos.append(
                {
                    "user_id": user.id,
                    "account_id": one.account_id.id,
                    "date": max(today, day),
                    "summary": milestone.env._(
                        "Ask the customer before: %(step)s (%(day)s)",
                        step=milestone._label(),
                        day=format_date(milestone.env, one.date),
                    ),
                    "note": notes[user.lang],
                    "source": "satisfaction",
                    "importance": 18,
                    "vals": {"kam_ask_id": one.id},
                }
            )
        return todos

    @api.model
    def _reminder_note(self, lang):
        """The first questions of the guide, in the language of whoever asks."""
        moments = self.env["kam.moment"].sudo().with_context(lang=lang).search([], limit=QUESTIONS)
        text = moments.env._("How satisfied are they? The answers go into the plan: record them on the account.")
        items = Markup().join(Markup("<li>%s</li>") % one.question for one in moments)
        return Markup("<p>%s</p><ul>%s</ul>") % (text, items)


class MailActivity(models.Model):
    """Reminders to ask the customer before a step of the year."""

    _inherit = "mail.activity"

    kam_ask_id = fields.Many2one(
        "kam.plan.milestone",
        string="Ask Before",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )


class KamSatisfaction(models.Model):
    """The reminder before each update of a plan: once for each milestone, and gone when somebody has answered."""

    _inherit = "kam.satisfaction"

    @api.model_create_multi
    def create(self, vals_list):
        """An answer that counts as fresh closes the reminder."""
        answers = super().create(vals_list)
        fresh = self.env["res.config.settings"]._kam_get("satisfaction_fresh_days")
        since = fields.Date.context_today(self) - timedelta(days=int(fresh))
        accounts = answers.filtered(lambda one: one.date > since).account_id
        reminders = self._reminders([("kam_ask_id.account_id", "in", accounts.ids)])
        if reminders:
            reminders.action_feedback(feedback=self.env._("The customer was asked."))
        return answers

    @api.model
    def _reminders(self, domain):
        return self.env["mail.activity"].sudo().search([("kam_ask_id", "!=", False), *domain])

    @api.model
    def _cron_satisfaction(self):
        """Scheduled action, once a day: remind before plans are made, and hand out follow-ups that waited.

        Running again makes nothing twice: the milestone remembers its reminder in the same transaction.
        """
        with self.env["kam.run"]._recording(self.env._("Satisfaction: ask before the plan")) as run:
            self._take_back_reminders(run)
            self.env["ir.cron"]._commit_progress()
            made, waiting = self.sudo().search(self._to_follow_up(), order="follow_up_date, id")._give_follow_ups()
            run._note("created", made, self.env._("Follow-ups of answers"))
            run._note("queued", waiting, self.env._("No room among the open to-dos; tried again tomorrow"))
            self.env["ir.cron"]._commit_progress()
            self._remind(run)
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _take_back_reminders(self, run):
        """Reminders for what is done, skipped or no longer due; those that stay follow the account manager."""
        over = self._reminders([("kam_ask_id.state", "not in", ("planned", "due"))])
        run._note("cancelled", ("kam.plan.milestone", over.kam_ask_id.ids), self.env._("No longer to be asked before"))
        over.unlink()

        def manager(todo):
            return todo.kam_ask_id.account_id.user_id

        moved = self._reminders([]).filtered(lambda todo: manager(todo).active and todo.user_id != manager(todo))
        for user, todos in moved.grouped(manager).items():
            todos.write({"user_id": user.id})
        run._note("changed", moved, self.env._("Went to the present account manager"))

    @api.model
    def _remind(self, run):
        """Reminders that are due, as far as each person has room. The first days of the cadence only report."""
        today = fields.Date.context_today(self)
        get = self.env["res.config.settings"]._kam_get
        notice, fresh = int(get("satisfaction_notice_days")), int(get("satisfaction_fresh_days"))
        started = self.env["ir.config_parameter"].sudo().get_param(STARTED)
        if not notice or not started or started >= str(today):
            return
        self.env.flush_all()
        limit = int(get("todo_limit"))
        rows = self.env.execute_query(satisfaction_sql.to_ask(today, notice, fresh, limit))
        owners = dict(rows)
        milestones = self.env["kam.plan.milestone"].sudo().browse(owners).try_lock_for_update()
        nobody = milestones.filtered(lambda one: not owners[one.id])
        run._note("skipped", nobody, self.env._("Nobody to ask: the account has no manager"))
        made, queued = self.env["kam.todo.desk"]._give(milestones._reminder_todos(owners, today))
        made.kam_ask_id.write({"ask_given": True})
        run._note("created", made, self.env._("Reminders to ask the customer"))
        waiting = [todo["vals"]["kam_ask_id"] for todo in queued]
        run._note("queued", ("kam.plan.milestone", waiting), self.env._("until the person has room"))
