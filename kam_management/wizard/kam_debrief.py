from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.kam_action_effect import EFFECTS
from ..models.kam_influencing_action import OUTCOMES
from ..models.kam_influencing_action_outcome import OPEN

WHEN = [("tomorrow", "Tomorrow"), ("week", "Next week"), ("month", "Next month"), ("date", "Pick a date")]
#: A planned action of mine is taken for the one just held when it lies within so many days.
NEAR = 7
MAX_FACES = 60


class KamDebrief(models.TransientModel):
    """After a meeting, in thirty seconds: who was there, outcome, what changed, next step."""

    _name = "kam.debrief"
    _description = "Debrief"

    account_id = fields.Many2one("kam.account", required=True)
    action_id = fields.Many2one(
        "kam.influencing.action",
        string="Closes",
        domain="[('account_id', '=', account_id), ('state', 'in', ('planned', 'todo'))]",
        help="The planned action that took place. Empty: what was not planned is recorded as done.",
    )
    goal = fields.Char(related="action_id.goal", related_sudo=False, string="It Was to")
    activity_id = fields.Many2one(
        "kam.influencing.activity",
        string="What It Was",
        domain="[('kind', '=', 'personal')]",
        default=lambda self: self.env.ref("kam_management.activity_meetings", raise_if_not_found=False),
    )
    event_id = fields.Many2one("calendar.event", string="Meeting")
    lead_id = fields.Many2one("crm.lead", string="Opportunity")
    date = fields.Date(required=True, default=fields.Date.context_today, string="When")
    faces = fields.Json(compute="_compute_faces")
    present_ids = fields.Many2many(
        "kam.stakeholder",
        string="Who Was There",
        domain="[('account_id', '=', account_id)]",
        compute="_compute_present_ids",
        store=True,
        readonly=False,
    )
    changes = fields.Json(help="{person: {support, awareness …: value}}, only what was touched")
    outcome = fields.Selection(OUTCOMES)
    note = fields.Text(string="In One Sentence")
    next_summary = fields.Char(string="Next Step")
    next_when = fields.Selection(WHEN, string="When to Do It", default="week")
    next_date = fields.Date(compute="_compute_next_date", store=True, readonly=False, string="On")
    next_user_id = fields.Many2one(
        "res.users", string="Who Does It", domain="[('share', '=', False)]", default=lambda self: self.env.user
    )

    # -- proposals --------------------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """From an action, an account, a meeting or an opportunity: the rest follows."""
        values = super().default_get(fields)
        action = self.env["kam.influencing.action"].browse(values.get("action_id"))
        event = self.env["calendar.event"].browse(values.get("event_id"))
        lead = self.env["crm.lead"].browse(values.get("lead_id"))
        if event:
            day = self._day_of(event)
            values["date"] = min(day, values.get("date") or day)
        if not values.get("account_id"):
            account = action.account_id or lead.sudo().kam_account_id or event._kam_account()
            values["account_id"] = account.id
        if not action and values.get("account_id"):
            values["action_id"] = self._near_action(values["account_id"], event).id
        return values

    @api.model
    def _day_of(self, event):
        """The day of a meeting where the user is."""
        if event.allday:
            return event.start_date or event.start.date()
        return fields.Datetime.context_timestamp(self, event.start).date()

    @api.model
    def _near_action(self, account_id, event):
        """My planned action of these days: the one that was held, most likely. A mail is not held."""
        today = self._day_of(event) if event else fields.Date.context_today(self)
        email = self.env.ref("utm.utm_medium_email", raise_if_not_found=False)
        found = self.env["kam.influencing.action"].search(
            [
                ("account_id", "=", account_id),
                ("user_id", "=", self.env.uid),
                ("state", "in", OPEN),
                ("date", ">=", today - timedelta(days=NEAR)),
                ("date", "<=", today + timedelta(days=NEAR)),
            ]
        )
        found = found.filtered(lambda action: not email or action.medium_id != email)
        return found.sorted(lambda action: (abs((action.date - today).days), action.id))[:1]

    @api.depends("account_id", "action_id", "event_id")
    def _compute_present_ids(self):
        """Those invited, else those whom the action was for."""
        for wizard in self:
            invited = wizard._invited()
            wizard.present_ids = invited or wizard.action_id.stakeholder_ids

    def _invited(self):
        attendees = self.event_id.sudo().attendee_ids.filtered(lambda one: one.state != "declined").partner_id
        if not attendees:
            return self.env["kam.stakeholder"]
        return self.env["kam.stakeholder"].search(
            [("account_id", "=", self.account_id.id), ("partner_id", "in", attendees.ids)]
        )

    @api.depends("account_id", "action_id", "event_id")
    def _compute_faces(self):
        """Whom to tap: those proposed first, then by power."""
        for wizard in self:
            people = self.env["kam.stakeholder"].search_fetch(
                [("account_id", "=", wizard.account_id.id)],
                ["name", "title", "partner_id", "is_placeholder", *EFFECTS],
                order="power desc, name, id",
                limit=MAX_FACES,
            )
            first = wizard._invited() | wizard.action_id.stakeholder_ids
            wizard.faces = [
                {
                    "id": person.id,
                    "name": person.name,
                    "title": person.title or "",
                    "partner_id": person.partner_id.id,
                    **{name: person[name] for name in EFFECTS},
                }
                for person in people.sorted(lambda one, first=first: (one not in first, one.is_placeholder))
            ]

    @api.depends("next_when")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        steps = {
            "tomorrow": relativedelta(days=1),
            "week": relativedelta(weeks=1),
            "month": relativedelta(months=1),
        }
        actions = self.env["kam.influencing.action"]
        for wizard in self:
            if wizard.next_when in steps:
                day = today + steps[wizard.next_when]
                wizard.next_date = actions._weekday(day, day + timedelta(days=7))
            else:
                wizard.next_date = wizard.next_date or today

    @api.model
    def _open(self, context, name):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debrief: %s", name),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    # -- what it is about -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody debriefs, and so learns the name of, what they may not read."""
        debriefs = super().create(vals_list)
        debriefs._check_readable()
        return debriefs

    def write(self, vals):
        """The same for a debrief that is open."""
        result = super().write(vals)
        self._check_readable()
        return result

    def _check_readable(self):
        # No constraint: those run with all rights.
        for name in ("account_id", "action_id", "event_id", "lead_id"):
            self.mapped(name).check_access("read")

    # -- saving -----------------------------------------------------------------------------------------------

    def action_save(self):
        """Close the action, move the people, note it, make the next to-do."""
        self.ensure_one()
        self._check()
        return self._with_rights()._save()

    def _save(self):
        action = self.action_id or self._new_action()
        action.write(
            {
                "done_on": self.date,
                "present_ids": [Command.set(self.present_ids.ids)],
                "outcome_note": "\n".join(filter(None, [action.outcome_note, (self.note or "").strip()])) or False,
            }
        )
        self._record_changes(action)
        if self.outcome:
            action.write({"outcome": self.outcome})
        else:
            action.action_done()
        activity = self._next_todo()
        self.account_id.message_post(body=self._body(action, activity))
        return {"type": "ir.actions.act_window_close", "infos": {"debriefed": action.id}}

    def _check(self):
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("A debrief is about what has taken place. Choose today or an earlier date."))
        if self.action_id and self.action_id.account_id != self.account_id:
            raise UserError(
                self.env._(
                    "“%(action)s” is no action of %(account)s. Choose another one.",
                    action=self.action_id.display_name,
                    account=self.account_id.display_name,
                )
            )
        if (self.next_summary or "").strip():
            if not self.next_date or self.next_date < fields.Date.context_today(self):
                raise UserError(self.env._("The next step lies ahead: choose today or a later date for it."))
            if not self.next_user_id:
                raise UserError(self.env._("Say who does the next step."))

    def _with_rights(self):
        """Whoever writes the account saves as they are. The owner of an opportunity may only read it, but knows best
        what was said: they debrief their own meeting, and nothing else, with the rights of the system.

        :raise AccessError: neither of the two
        :raise UserError: what goes beyond their own meeting
        """
        account = self.account_id
        if account.has_access("write"):
            return self
        if not self._is_own_meeting():
            account.check_access("write")
        env, me = self.env, self.env.user
        if self.action_id and self.action_id.user_id != me:
            raise UserError(
                env._(
                    "“%(action)s” is planned for %(user)s. Leave “Closes” empty: your meeting is recorded as one of "
                    "its own.",
                    action=self.action_id.display_name,
                    user=self.action_id.user_id.name or env._("somebody else"),
                )
            )
        if self._people_of(self.changes) - self.present_ids:
            raise UserError(
                env._("You can say what changed of those whom you met. Add them to “Who Was There”, or leave them out.")
            )
        if (self.next_summary or "").strip() and self.next_user_id not in (me, account.sudo().user_id):
            raise UserError(env._("The next step is yours or the account manager's. Choose one of the two."))
        return self.sudo()

    def _is_own_meeting(self):
        """Whether it is about a meeting that I held, or my own open opportunity, with this account."""
        me, account = self.env.user, self.account_id
        event, lead = self.event_id.sudo(), self.lead_id.sudo()
        guests = event.attendee_ids.filtered(lambda one: one.state != "declined").partner_id
        held = bool(event) and event._kam_account() == account and (event.user_id == me or me.partner_id in guests)
        return held or (lead.user_id == me and lead.kam_account_id == account and lead.won_status == "pending")

    def _new_action(self):
        """What was not planned: an action that was done."""
        return self.env["kam.influencing.action"].create(
            {
                "account_id": self.account_id.id,
                "activity_id": self.activity_id.id,
                "name": self.event_id.name or False,
                "date": self.date,
                "state": "todo",
                "user_id": self.env.uid,
                "stakeholder_ids": [Command.set(self.present_ids.ids)],
                "medium_id": self.activity_id.medium_id.id,
                "campaign_id": self.activity_id.campaign_id.id,
                "stage_id": self.activity_id.stage_id.id,
                "hours": self.activity_id.hours,
                "cost": self.activity_id.cost,
            }
        )

    def _record_changes(self, action):
        """What was touched becomes effects; an evaluation without outcome keeps them until there is one."""
        people = {person.id: person for person in self._people_of(self.changes)}
        lines = []
        for key, values in (self.changes or {}).items():
            person = people.get(int(key))
            if not person:
                raise UserError(self.env._("Somebody who changed is not on the map any more. Reload and try again."))
            touched = {name: value for name, value in values.items() if name in EFFECTS and value != person[name]}
            if any(touched.values()):
                lines.append({"action_id": action.id, "stakeholder_id": person.id, **touched})
        effects = self.env["kam.action.effect"]
        present = {effect.stakeholder_id.id: effect for effect in action.effect_ids}
        for line in lines:
            if line["stakeholder_id"] in present:
                present[line["stakeholder_id"]].write({name: line[name] for name in EFFECTS if name in line})
        effects |= effects.create([line for line in lines if line["stakeholder_id"] not in present])
        return effects

    def _people_of(self, changes):
        """The people of the account that the changes are about; what is not understood is refused with a sentence."""
        fields_of = self.env["kam.action.effect"]._fields
        try:
            ids = [int(key) for key in changes or {}]
            for values in (changes or {}).values():
                for name in EFFECTS:
                    if values.get(name) and values[name] not in fields_of[name].get_values(self.env):
                        raise ValueError(values[name])
        except (TypeError, ValueError, AttributeError):
            raise UserError(self.env._("What changed is not understood. Reload the screen and try again.")) from None
        return self.env["kam.stakeholder"].search([("id", "in", ids), ("account_id", "=", self.account_id.id)])

    def _next_todo(self):
        """The next step on the account, where lists and "next action" show it."""
        summary = (self.next_summary or "").strip()
        if not summary:
            return self.env["mail.activity"]
        return self.account_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.next_date,
            summary=summary,
            user_id=self.next_user_id.id,
        )

    def _body(self, action, activity):
        """The note in the internal discussion of the account."""
        outcomes = dict(action._fields["outcome"]._description_selection(self.env))
        lines = [
            (self.env._("Outcome"), outcomes.get(self.outcome)),
            (self.env._("There"), ", ".join(self.present_ids.mapped("name"))),
            (
                self.env._("Changed"),
                "; ".join(f"{effect.stakeholder_id.name}: {effect.summary}" for effect in action.effect_ids),
            ),
            (
                self.env._("Next"),
                activity
                and self.env._(
                    "%(what)s, %(who)s, %(when)s",
                    what=activity.summary,
                    who=activity.user_id.name,
                    when=format_date(self.env, activity.date_deadline),
                ),
            ),
        ]
        body = Markup("<b>%s</b>") % self.env._("Debrief: %s", action.display_name)
        if self.note:
            body += Markup("<br/>%s") % self.note.strip()
        for label, text in lines:
            if text:
                body += Markup("<br/>%s: %s") % (label, text)
        return body
