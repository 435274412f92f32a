from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

OPEN = ("planned", "todo")
CLOSED = ("done", "evaluated")


class KamInfluencingAction(models.Model):
    """What came of an action: closing it is one click, evaluating it moves the people it was about."""

    _inherit = "kam.influencing.action"

    effect_ids = fields.One2many("kam.action.effect", "action_id", string="What Changed", copy=False)
    present_ids = fields.Many2many(
        "kam.stakeholder",
        "kam_action_present_rel",
        "action_id",
        "stakeholder_id",
        string="Who Was There",
        copy=False,
        help="Counts as a contact with each of them. Closing an action with one click takes its targets.",
    )
    done_on = fields.Date(string="Done on", readonly=True, copy=False, index="btree_not_null")
    done_by_id = fields.Many2one(
        "res.users", string="Closed by", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", string="Late")

    @api.depends("state", "date")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(action.state in OPEN and action.date and action.date < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain([("state", "in", OPEN), ("date", "<", fields.Date.context_today(self))])
        return late if True in value else ~late

    @api.constrains("state", "outcome")
    def _check_outcome(self):
        for action in self:
            if action.state == "evaluated" and not action.outcome:
                raise ValidationError(
                    self.env._(
                        "To evaluate “%s”, say whether its outcome was reached, partly or not.", action.display_name
                    )
                )
            if action.outcome and action.state not in CLOSED:
                raise ValidationError(
                    self.env._(
                        "“%s” has an outcome, so it is done. Clear the outcome to reopen it.", action.display_name
                    )
                )

    # -- create and write: whatever door a change of state comes through, the same follows ------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """What is recorded as done already is closed like any other."""
        today = fields.Date.context_today(self)
        for vals in vals_list:
            if vals.get("outcome") and vals.get("state", "done") in (*OPEN, "done"):
                vals["state"] = "evaluated"
            if vals.get("state") in CLOSED:
                vals.setdefault("done_on", min(fields.Date.to_date(vals.get("date")) or today, today))
        actions = super().create(vals_list)
        actions.filtered(lambda action: action.state in CLOSED)._was_closed()
        return actions

    def write(self, vals):
        """An outcome evaluates; a change of state brings along what belongs to it."""
        if not {"state", "outcome"} & vals.keys():
            return super().write(vals)
        vals = self._with_state(vals)
        before = {action: action.state for action in self}
        after = vals.get("state")
        if after:
            self.filtered(lambda action: self._is_step_back(before[action], after))._check_may_reopen()
        if after and after != "evaluated" and "outcome" not in vals:
            vals["outcome"] = False
        result = super().write(vals)
        self.filtered(lambda one: before[one] not in CLOSED and one.state in CLOSED)._was_closed()
        self.filtered(lambda one: before[one] in CLOSED and one.state not in CLOSED)._open_again()
        closed = self.filtered(lambda one: one.state in CLOSED)
        closed.effect_ids._apply()
        (self - closed).effect_ids._take_back()
        return result

    def _with_state(self, vals):
        """Values completed: an outcome means evaluated, no outcome any more means done."""
        if vals.get("outcome") and "state" not in vals:
            return {**vals, "state": "evaluated"}
        if "outcome" in vals and not vals["outcome"] and "state" not in vals:
            states = set(self.mapped("state"))
            return {**vals, "state": "done"} if states == {"evaluated"} else vals
        return dict(vals)

    @api.model
    def _is_step_back(self, before, after):
        order = {"planned": 0, "todo": 0, "cancelled": 0, "done": 1, "evaluated": 2}
        return order[before] > order[after]

    def _check_may_reopen(self):
        """Who did it, who answers for it, or a manager."""
        if not self or self.env.su or self.env.user.has_group("kam_management.group_kam_manager"):
            return
        user = self.env.user
        for action in self.sudo():
            mine = action.user_id | action.done_by_id | action.account_id.user_id | action.create_uid
            if user not in mine:
                raise AccessError(
                    self.env._(
                        "“%(action)s” was closed by %(user)s. Ask them, the account manager or a manager to reopen it.",
                        action=action.display_name,
                        user=action.done_by_id.name or "–",
                    )
                )

    def _was_closed(self):
        """Done: when, by whom, with whom; its audience is kept as it is now."""
        undated = self.filtered(lambda action: not action.done_on)
        undated.write({"done_on": fields.Date.context_today(self)})
        unsigned = self.filtered(lambda action: not action.done_by_id)
        unsigned.write({"done_by_id": self.env.uid})
        self.filtered(lambda action: not action.present_ids)._targets_were_there()
        self._freeze_audience()

    def _targets_were_there(self):
        """Where nobody says who was there: those it was for. One statement for all."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO kam_action_present_rel (action_id, stakeholder_id)
                   SELECT action_id, stakeholder_id FROM kam_influencing_action_stakeholder_rel
                    WHERE action_id = ANY(%s) ON CONFLICT DO NOTHING""",
                self.ids,
            )
        )
        self.invalidate_recordset(["present_ids"])

    def _open_again(self):
        """Not done after all."""
        self.write({"done_on": False, "done_by_id": False, "present_ids": [fields.Command.clear()]})
        self._thaw_audience()

    def _as_cause(self):
        """Context under which the move history names this action as cause."""
        self.ensure_one()
        return {"kam_cause": self.display_name, "kam_cause_action": self}

    # -- buttons ----------------------------------------------------------------------------------------------

    def action_done(self):
        """One click: it is done."""
        wrong = self.filtered(lambda action: action.state not in (*OPEN, *CLOSED))
        if wrong:
            raise UserError(self.env._("“%s” was cancelled. Reopen it first.", wrong[0].display_name))
        self.filtered(lambda action: action.state in OPEN).write({"state": "done"})
        return True

    def action_reached(self):
        """Evaluate: the planned outcome was reached."""
        return self._evaluate("reached")

    def action_partly(self):
        """Evaluate: the planned outcome was partly reached."""
        return self._evaluate("partly")

    def action_not_reached(self):
        """Evaluate: the planned outcome was not reached."""
        return self._evaluate("not")

    def _evaluate(self, outcome):
        self.write({"outcome": outcome})
        return True

    def action_reopen(self):
        """One step back: evaluated → done → to do (or planned, when its date has not come); cancelled → planned."""
        today = fields.Date.context_today(self)
        for action in self:
            if action.state == "evaluated":
                action.state = "done"
            elif action.state not in OPEN:
                action.state = "todo" if action.date and action.date <= today else "planned"
        self.filtered(lambda action: action.state in OPEN and action.cancel_reason).cancel_reason = False
        return True

    def action_cancel(self):
        """It will not take place; what is done stays done."""
        done = self.filtered(lambda action: action.state in CLOSED)
        if done:
            raise UserError(self.env._("“%s” is done. Reopen it before cancelling it.", done[0].display_name))
        self.write({"state": "cancelled"})
        self.filtered(lambda action: not action.cancel_reason).write(
            {"cancel_reason": self.env._("Cancelled by %s", self.env.user.name)}
        )
        return True

    def action_debrief(self):
        """Who was there, outcome, next step."""
        self.ensure_one()
        return self.env["kam.debrief"]._open({"default_action_id": self.id}, self.display_name)
