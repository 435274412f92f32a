from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .crm_lead import KAM_USER

#: Days that a follow-up has unless somebody says otherwise (our default).
FOLLOW_UP_DAYS = 14


class KamSatisfaction(models.Model):
    """What we do about an answer: a to-do in time, and what came of it."""

    _inherit = "kam.satisfaction"

    follow_up = fields.Char(string="What We Do About It", help="Becomes a to-do of whoever does it.")
    follow_up_user_id = fields.Many2one(
        "res.users",
        string="Who Does It",
        compute="_compute_follow_up_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="The account manager, unless somebody else is chosen.",
    )
    follow_up_date = fields.Date(
        string="Until", compute="_compute_follow_up_date", store=True, readonly=False, help="Two weeks from the answer."
    )
    follow_up_state = fields.Selection(
        [("open", "Open"), ("done", "Done")], string="Follow-up", readonly=True, copy=False, index="btree_not_null"
    )
    follow_up_result = fields.Char(string="What Came of It", copy=False)
    #: Its to-do was made; deleted by hand, it does not come back.
    follow_up_given = fields.Boolean(readonly=True, copy=False)
    todo_ids = fields.One2many("mail.activity", "kam_satisfaction_id", string="To-dos", groups=KAM_USER)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"follow_up_state", "follow_up_given"}

    @api.depends("follow_up", "account_id")
    def _compute_follow_up_user_id(self):
        for answer in self:
            present = answer.follow_up_user_id
            answer.follow_up_user_id = present or (answer.follow_up and (answer.account_id.user_id or self.env.user))

    @api.depends("follow_up", "date")
    def _compute_follow_up_date(self):
        for answer in self:
            wanted = answer.follow_up and answer.date and fields.Date.add(answer.date, days=FOLLOW_UP_DAYS)
            answer.follow_up_date = answer.follow_up_date or wanted

    @api.constrains("follow_up_user_id", "account_id")
    def _check_follow_up_user(self):
        for answer in self:
            answer._check_colleague(answer.follow_up_user_id)

    @api.constrains("follow_up_date", "date")
    def _check_follow_up_date(self):
        for answer in self:
            if answer.follow_up and answer.follow_up_date and answer.follow_up_date < answer.date:
                raise ValidationError(
                    self.env._("What we do about an answer comes after it: choose a later day for the follow-up.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._follow_up_changed({"follow_up"})
        return answers

    def write(self, vals):
        result = super().write(vals)
        self._follow_up_changed(set(vals))
        return result

    def unlink(self):
        """Its to-dos go with it."""
        # to-dos of colleagues as well; that the answer itself may go is checked next
        self.sudo().todo_ids.unlink()
        return super().unlink()

    def _follow_up_changed(self, names):  # pylint: disable=missing-return
        """Bring the to-do in step with what was written."""
        if names & {"follow_up", "active"}:
            # the to-do may be a colleague's, and its state is not written by hand
            answers = self.sudo()
            wanted = answers.filtered(lambda one: one.active and (one.follow_up or "").strip())
            dropped = answers - wanted
            dropped.todo_ids.unlink()
            closed = dropped.filtered("follow_up_state")
            nothing = {"follow_up_state": False, "follow_up_given": False}
            super(KamSatisfaction, closed).write(nothing)  # pylint: disable=super-method-mismatch
            fresh = wanted.filtered(lambda one: not one.follow_up_state)
            super(KamSatisfaction, fresh).write({"follow_up_state": "open"})  # pylint: disable=super-method-mismatch
            fresh._give_follow_ups()
        if names & {"follow_up", "follow_up_user_id", "follow_up_date"}:
            for answer in self.sudo().filtered("todo_ids"):
                answer.todo_ids.write(
                    {
                        "user_id": answer.follow_up_user_id.id,
                        "date_deadline": answer.follow_up_date,
                        "summary": answer.follow_up,
                    }
                )

    # -- to-dos ---------------------------------------------------------------------------------------------

    @api.model
    def _to_follow_up(self):
        """Follow-ups that still wait for their to-do."""
        return Domain("follow_up_state", "=", "open") & Domain("follow_up_given", "=", False)

    def _give_follow_ups(self):
        """Hand out the to-dos, as far as each person has room; the rest waits for the scheduled action.

        :return: (the activities made, the answers that wait)
        """
        todos = [
            {
                "user_id": answer.follow_up_user_id.id,
                "account_id": answer.account_id.id,
                "date": answer.follow_up_date or fields.Date.context_today(self),
                "summary": answer.follow_up,
                "source": "satisfaction",
                "importance": 15,
                "vals": {"kam_satisfaction_id": answer.id},
            }
            for answer in self
            if answer.follow_up_user_id.active
        ]
        made, queued = self.env["kam.todo.desk"]._give(todos)
        given = {"follow_up_given": True}
        super(KamSatisfaction, made.kam_satisfaction_id).write(given)  # pylint: disable=super-method-mismatch
        return made, self.browse([todo["vals"]["kam_satisfaction_id"] for todo in queued])

    def action_follow_up_done(self):
        """We did something about it."""
        self.check_access("write")
        # the to-dos may be a colleague's; whether one may write the answer is checked above
        ready = self.sudo().filtered(lambda one: one.follow_up_state == "open")
        if not ready:
            raise UserError(self.env._("There is no open follow-up. Say first what we do about the answer."))
        todos = ready.todo_ids
        ready.write({"follow_up_state": "done"})
        todos.action_feedback()
        return True


class MailActivity(models.Model):
    """To-dos about an answer of the customer."""

    _inherit = "mail.activity"

    kam_satisfaction_id = fields.Many2one(
        "kam.satisfaction",
        string="Satisfaction",
        groups=KAM_USER,
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"kam_satisfaction_id", "kam_ask_id"}

    def _action_done(self, feedback=False, attachment_ids=None):
        """Done with the to-do, the follow-up is done; the feedback is what came of it."""
        answers = self.sudo().kam_satisfaction_id.filtered(lambda one: one.follow_up_state == "open")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if answers:
            answers.write({"follow_up_state": "done", **({"follow_up_result": feedback} if feedback else {})})
        return result
