from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext

from ..engine.talking_points import Point, choose
from .kam_direction import arrow

PEOPLE, ROWS = 5, 6


class KamAccount(models.Model):
    """The brief: one screen before a meeting. Who matters and what they want, what we owe, what to raise."""

    _inherit = "kam.account"

    def brief_data(self):
        """What the brief shows, in a handful of queries; never a personal agenda.

        :return: dict: ``account`` (id, name, badge, manager, level, target, health …), ``people``, ``contacts`` (last
            touches), ``promises`` (open to-dos and what was agreed with the customer), ``leads``, ``alerts``,
            ``points`` (three things to raise)
        """
        self.ensure_one()
        self.check_access("read")
        people = self._brief_people()
        promises = self._brief_promises()
        leads = self._brief_leads()
        alerts = self._brief_alerts()
        return {
            "account": self._brief_head(),
            "people": people,
            "contacts": self._brief_contacts(),
            "promises": promises,
            "leads": leads,
            "alerts": alerts,
            "points": [point.text for point in choose(self._brief_points(people, promises, leads, alerts))],
        }

    def _brief_date(self, day):
        return format_date(self.env, day, date_format="d MMM yyyy") if day else ""

    def _brief_head(self):
        states = dict(self._fields["health_state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.display_name,
            "arrow": arrow(self.env),
            "badge": self.badge,
            "manager": self.sudo().user_id.name or "",
            "level": self.level_id.name or "",
            "target": self.target_level_id.name if self.target_level_id != self.level_id else "",
            "health": round(self.health) if self.health_known else False,
            "health_state": states.get(self.health_state, ""),
            "condition": self.health_state or "",
            "revenue": self.revenue,
            "pipeline": self.pipeline,
            "currency_id": self.currency_id.id,
            "next_action": self.next_action or "",
            "next_date": self._brief_date(self.next_action_date),
        }

    def _brief_people(self):
        """Those with most power: role, stance, what they want, when we last met."""
        supports = dict(self.env["kam.stakeholder"]._fields["support"]._description_selection(self.env))
        people = self.env["kam.stakeholder"].search(
            [("account_id", "=", self.id)], order="power desc, id", limit=PEOPLE
        )
        return [
            {
                "id": person.id,
                "name": person.name,
                "title": person.title or "",
                "roles": ", ".join(person.role_ids.mapped("name")),
                "support": person.support,
                "support_label": supports[person.support],
                "strength": person.strength,
                "wants": (person.goals or person.challenges or "").strip().split("\n")[0],
                "last": self._brief_date(person.last_contact),
                "counterpart": person.sudo().user_id.name or "",
            }
            for person in people
        ]

    def _brief_contacts(self):
        """The last touches: actions done and meetings held, the latest first."""
        today = fields.Date.context_today(self)
        actions = self.env["kam.influencing.action"].search(
            [("account_id", "=", self.id), ("state", "in", ("done", "evaluated")), ("date", "<=", today)],
            order="date desc, id desc",
            limit=ROWS,
        )
        touches = [
            (one.date, one.display_name, html2plaintext(one.outcome_note or "").strip().split("\n")[0])
            for one in actions
        ]
        partners = self.env["kam.stakeholder"].search([("account_id", "=", self.id)]).sudo().partner_id
        meetings = self.env["calendar.event"].search(
            [
                ("partner_ids", "in", (partners | self.sudo().partner_id).ids),
                ("stop", "<", fields.Datetime.now()),
                ("stop", ">=", fields.Datetime.now() - relativedelta(years=1)),
            ],
            order="start desc",
            limit=ROWS,
        )
        touches += [
            (fields.Datetime.context_timestamp(self, one.start).date(), one.display_name, "") for one in meetings
        ]
        touches.sort(key=lambda one: one[0], reverse=True)
        return [
            {"date": self._brief_date(day), "what": what, "outcome": outcome} for day, what, outcome in touches[:ROWS]
        ]

    def _brief_promises(self):
        """Open to-dos on the account and its opportunities, and our steps agreed with the customer."""
        today = fields.Date.context_today(self)
        leads = self._readable_leads()._search([("kam_account_id", "=", self.id)])
        to_dos = self.env["mail.activity"].search(
            [
                "|",
                "&",
                ("res_model", "=", "kam.account"),
                ("res_id", "=", self.id),
                "&",
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads),
            ],
            order="date_deadline, id",
            limit=ROWS,
        )
        promises = [
            (one.date_deadline, one.summary or one.activity_type_id.name or "", one.user_id.name or "", False)
            for one in to_dos
        ]
        steps = self.env["kam.mutual.step"].search(
            [("plan_id.lead_id", "in", leads), ("state", "in", ("proposed", "agreed")), ("user_id", "!=", False)],
            order="date, id",
            limit=ROWS,
        )
        promises += [(one.date, one.name, one.sudo().user_id.name, True) for one in steps]
        promises.sort(key=lambda one: one[0] or today)
        return [
            {
                "date": self._brief_date(day),
                "what": what,
                "who": who,
                "agreed": agreed,
                "late": (today - day).days if day and day < today else 0,
            }
            for day, what, who, agreed in promises[:ROWS]
        ]

    def _brief_leads(self):
        leads = self._readable_leads().search(self._open_leads_domain(), order="expected_revenue desc, id", limit=ROWS)
        return [
            {
                "id": lead.id,
                "name": lead.name,
                "stage": lead.stage_id.name or "",
                "revenue": lead.expected_revenue,
                "currency_id": lead.company_currency.id,
                "deadline": self._brief_date(lead.date_deadline),
            }
            for lead in leads
        ]

    def _brief_alerts(self):
        alerts = self.env["kam.alert"].search(
            [("account_id", "=", self.id), ("state", "in", ("open", "acknowledged"))], limit=ROWS
        )
        return [{"id": one.id, "severity": one.severity, "sentence": one.sentence} for one in alerts]

    def _brief_points(self, people, promises, leads, alerts):
        """Candidates for the three points, each a sentence (engine ``talking_points``)."""
        env = self.env
        ranks = {"high": 3, "medium": 2, "low": 1}
        points = [
            Point(
                "promise",
                env._("We owe them: %(what)s (%(late)s days late).", what=one["what"], late=one["late"]),
                one["late"],
            )
            for one in promises
            if one["late"]
        ]
        points += [Point("alert", one["sentence"], ranks.get(one["severity"], 0)) for one in alerts]
        plan = env["kam.account.plan"].search([("account_id", "=", self.id)], order="year desc", limit=1)
        points += [
            Point("goal", env._("Ask how far they are: %s", goal.name), -place)
            for place, goal in enumerate(plan.goal_ids)
        ]
        ideas = env["kam.value.proposition"].search(
            [("account_id", "=", self.id), ("state", "=", "hypothesis")], limit=2
        )
        points += [Point("value", env._("Test with them whether it holds: %s", idea.name)) for idea in ideas]
        points += [
            Point("opportunity", env._("Agree the next step for %s.", lead["name"]), lead["revenue"])
            for lead in leads[:2]
        ]
        points += [
            Point("person", env._("Ask %(name)s about: %(wants)s", name=one["name"], wants=one["wants"]))
            for one in people
            if one["wants"]
        ]
        return points

    def action_open_brief(self):
        """The brief of this account on one screen."""
        return {
            "type": "ir.actions.client",
            "tag": "kam_account_brief",
            "name": self.env._("Brief"),
            "params": {"account_id": self.id},
            "target": "new",
            "context": {"dialog_size": "extra-large", "footer": False},
        }


class CrmLead(models.Model):
    """The brief from an opportunity."""

    _inherit = "crm.lead"

    def action_kam_brief(self):
        """Before talking about this opportunity: the brief of its account."""
        self.ensure_one()
        self.check_access("read")
        if not self.kam_account_id:
            raise UserError(
                self.env._("“%s” belongs to no key account. Choose its customer, and look again tomorrow.", self.name)
            )
        return self.kam_account_id.action_open_brief()
