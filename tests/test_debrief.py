"""The debrief: from wherever one comes, one save closes the action, moves people, and makes the next to-do."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import KamHttpCase
from .test_influencing_actions import ActionCase


class TestDebrief(ActionCase):
    """One meeting, debriefed."""

    def debrief(self, user=None, **context):
        context = context or {"default_account_id": self.account.id}
        return Form(self.env["kam.debrief"].with_user(user or self.user_sales).with_context(**context))

    def last_note(self):
        return self.account.message_ids.sorted("id")[-1].body

    def test_planned_action(self):
        with self.at(datetime(2026, 5, 13, 17)):
            action = self.make_action(people=self.boss | self.buyer, date="2026-05-12", name="Workshop")
            form = self.debrief(default_action_id=action.id)
            self.assertEqual(form.present_ids[:], self.boss | self.buyer, "those it was for are proposed")
            form.present_ids.remove(self.buyer.id)
            form.outcome = "partly"
            form.note = "She wants the figures for Oslo"
            form.next_summary = "Send the figures"
            form.next_when = "tomorrow"
            wizard = form.save()
            wizard.changes = {str(self.boss.id): {"support": "sceptic", "urgency": "high"}}
            wizard.action_save()
        self.assertEqual((action.state, action.outcome), ("evaluated", "partly"))
        self.assertEqual(action.outcome_note, "She wants the figures for Oslo")
        self.assertEqual(action.present_ids, self.boss)
        self.assertEqual((self.boss.support, self.boss.urgency), ("sceptic", "high"))
        self.assertEqual(self.boss.move_ids.action_id, action)
        self.assertEqual(str(self.boss.last_contact), "2026-05-13")
        todo = self.account.activity_ids
        self.assertEqual((todo.summary, todo.user_id), ("Send the figures", self.user_sales))
        self.assertEqual(str(todo.date_deadline), "2026-05-14")
        for words in ("Workshop", "Partly", "Berta Boss", "Send the figures", "Opponent → Sceptic"):
            self.assertIn(words, self.last_note())

    def test_what_was_not_planned(self):
        with self.at(datetime(2026, 5, 13, 17)):
            form = self.debrief()
            self.assertFalse(form.action_id)
            form.present_ids.add(self.clerk)
            form.save().action_save()
        action = self.actions.search([("account_id", "=", self.account.id)])
        self.assertEqual((action.state, action.activity_id), ("done", self.meetings))
        self.assertEqual((action.user_id, action.present_ids), (self.user_sales, self.clerk))
        self.assertFalse(self.account.activity_ids, "no next step, no to-do")

    def test_next_dates_are_weekdays(self):
        with self.at(datetime(2026, 5, 15, 17)):  # a Friday
            form = self.debrief()
            form.next_summary = "Call"
            for when, day in (("tomorrow", "2026-05-18"), ("week", "2026-05-22"), ("month", "2026-06-15")):
                form.next_when = when
                self.assertEqual(str(form.next_date), day)

    def test_nearest_action_is_proposed(self):
        with self.at(datetime(2026, 5, 13, 17)):
            self.make_action(date="2026-05-19")
            near = self.make_action(date="2026-05-14")
            self.make_action(date="2026-05-13", medium_id=self.env.ref("utm.utm_medium_email").id)
            self.make_action(date="2026-05-13", user_id=self.user_team.id)
            self.assertEqual(self.debrief().action_id, near)

    def test_from_a_meeting(self):
        event = self.env["calendar.event"].create(
            {
                "name": "At their office",
                "start": datetime(2026, 5, 11, 9),
                "stop": datetime(2026, 5, 11, 10),
                "partner_ids": [(6, 0, [self.buyer.partner_id.id, self.user_sales.partner_id.id])],
            }
        )
        event = event.with_user(self.user_sales)
        self.assertEqual(event.kam_account_id, self.account)
        with self.at(datetime(2026, 5, 13, 17)):
            context = event.action_kam_debrief()["context"]
            form = self.debrief(**context)
            self.assertEqual((form.account_id, form.present_ids[:]), (self.account, self.buyer))
            self.assertEqual(str(form.date), "2026-05-11")
            form.save().action_save()
        action = self.actions.search([("account_id", "=", self.account.id)])
        self.assertEqual((action.display_name, str(action.done_on)), ("At their office", "2026-05-11"))
        private = self.env["calendar.event"].create(
            {"name": "x", "start": datetime(2026, 5, 11, 9), "stop": datetime(2026, 5, 11, 10)}
        )
        with self.assertRaises(UserError):
            private.action_kam_debrief()

    def test_from_an_opportunity(self):
        lead = self.make_lead(user_id=self.user_sales.id)
        form = self.debrief(**lead.with_user(self.user_sales).action_kam_debrief()["context"])
        self.assertEqual(form.account_id, self.account)
        loose = self.env["crm.lead"].create({"name": "Nobody's"})
        with self.assertRaises(UserError):
            loose.action_kam_debrief()

    def test_untouched_people_stay(self):
        wizard = self.debrief().save()
        wizard.changes = {str(self.boss.id): {"support": "opponent"}}
        wizard.action_save()
        self.assertFalse(self.env["kam.action.effect"].search([("stakeholder_id", "=", self.boss.id)]))

    def test_day_of_the_meeting_is_the_users(self):
        """At seven in the evening in New York it is the next day in Greenwich already."""
        self.user_sales.tz = "America/New_York"
        event = self.env["calendar.event"].create(
            {
                "name": "Dinner",
                "start": datetime(2026, 5, 12, 0),
                "stop": datetime(2026, 5, 12, 2),
                "partner_ids": [(6, 0, [self.buyer.partner_id.id, self.user_sales.partner_id.id])],
            }
        )
        with self.at(datetime(2026, 5, 13, 17)):
            context = event.with_user(self.user_sales).action_kam_debrief()["context"]
            self.assertEqual(str(self.debrief(**context, tz="America/New_York").date), "2026-05-11")

    def test_names_of_others_are_not_learned(self):
        """A debrief about what one may not read is refused, by whatever door the link comes in."""
        foreign = self.actions.create({"account_id": self.make_account("Foreign").id, "name": "Secret", "goal": "Win"})
        wizard = self.env["kam.debrief"].with_user(self.user_sales)
        values = {"account_id": self.account.id, "present_ids": []}
        with self.assertRaises(AccessError):
            wizard.create({**values, "action_id": foreign.id})
        with self.assertRaises(AccessError):
            wizard.with_context(default_action_id=foreign.id).create(values)
        with self.assertRaises(AccessError):
            wizard.create({**values, "action_id": False}).write({"action_id": foreign.id})
        with self.assertRaises(AccessError):
            wizard.onchange({**values, "action_id": foreign.id}, ["action_id"], {"goal": {}})

    def test_by_role(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["kam.debrief"].with_user(user).create({"account_id": self.account.id}).action_save()
        wizard = self.env["kam.debrief"].with_user(self.user_team).create({"account_id": self.account.id})
        wizard.action_save()

    def owner_of_opportunity(self):
        """Somebody who may only read the account, for as long as their opportunity is open."""
        lead = self.make_lead(user_id=self.user_sales2.id)
        account = self.account.with_user(self.user_sales2)
        self.assertTrue(account.has_access("read"))
        self.assertFalse(account.has_access("write"))
        return lead

    def test_owner_of_an_opportunity_debriefs_their_own_meeting(self):
        lead = self.owner_of_opportunity()
        wizards = self.env["kam.debrief"].with_user(self.user_sales2)
        wizard = wizards.create(
            {
                "account_id": self.account.id,
                "lead_id": lead.id,
                "action_id": False,
                "present_ids": [(6, 0, self.boss.ids)],
                "changes": {str(self.boss.id): {"support": "sceptic"}},
                "note": "She listened",
                "next_summary": "Send the figures",
                "next_user_id": self.user_sales2.id,
                "next_when": "week",
            }
        )
        wizard.action_save()
        action = self.actions.search([("account_id", "=", self.account.id), ("user_id", "=", self.user_sales2.id)])
        self.assertEqual((action.state, action.present_ids, action.outcome_note), ("done", self.boss, "She listened"))
        self.assertEqual(self.boss.support, "sceptic")
        todo = self.account.activity_ids.filtered(lambda one: one.summary == "Send the figures")
        self.assertEqual(todo.user_id, self.user_sales2)
        self.assertEqual(self.account.message_ids[0].author_id, self.user_sales2.partner_id)
        self.assertFalse(self.account.with_user(self.user_sales2).has_access("write"), "and nothing else")

    def test_owner_of_an_opportunity_debriefs_nothing_else(self):
        lead = self.owner_of_opportunity()
        planned = self.make_action(people=self.boss)
        values = {"account_id": self.account.id, "lead_id": lead.id, "action_id": False, "present_ids": []}
        wizards = self.env["kam.debrief"].with_user(self.user_sales2)
        with self.assertRaises(AccessError):  # no meeting, no opportunity
            wizards.create({**values, "lead_id": False}).action_save()
        refused = (
            ({"action_id": planned.id}, "is planned for"),
            ({"changes": {str(self.boss.id): {"support": "champion"}}}, "whom you met"),
            ({"next_summary": "Call", "next_user_id": self.user_manager.id}, "account manager's"),
        )
        for vals, sentence in refused:
            with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
                wizards.create({**values, **vals}).action_save()
        foreign = self.env["calendar.event"].create(
            {
                "name": "Without me",
                "start": datetime(2026, 5, 11, 9),
                "stop": datetime(2026, 5, 11, 10),
                "user_id": self.user_sales.id,
                "partner_ids": [(6, 0, [self.buyer.partner_id.id, self.user_sales.partner_id.id])],
            }
        )
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizards.create({**values, "lead_id": False, "event_id": foreign.id, "date": "2026-05-11"}).action_save()
        self.assertEqual((planned.state, self.boss.support), ("planned", "opponent"))

    def test_bad_input(self):
        other = self.make_account("Other Ltd", user_id=self.user_sales.id)
        stranger = self.people.create({"account_id": other.id, "name": "Stranger"})
        foreign = self.actions.create({"account_id": other.id, "activity_id": self.meetings.id})
        bad = [
            {"date": "2099-01-01"},
            {"action_id": foreign.id},
            {"changes": {str(stranger.id): {"support": "champion"}}},
            {"changes": {"x": 1}},
            {"changes": {str(self.boss.id): 7}},
            {"changes": {str(self.boss.id): {"support": "enthusiastic"}}},
            {"next_summary": "Call", "next_when": "date", "next_date": "2020-01-01"},
            {"next_summary": "Call", "next_user_id": False},
        ]
        for values in bad:
            with self.subTest(values=values), self.assertRaises(UserError), self.cr.savepoint():
                self.env["kam.debrief"].with_user(self.user_sales).create(
                    {"account_id": self.account.id, **values}
                ).action_save()
        self.assertEqual(stranger.support, "neutral")
        self.assertEqual(self.boss.support, "opponent")

    def test_other_fields_are_not_changed(self):
        wizard = self.debrief().save()
        wizard.changes = {str(self.boss.id): {"power": 1, "name": "Nobody", "vision": "high"}}
        wizard.action_save()
        self.assertEqual((self.boss.power, self.boss.name, self.boss.vision), (5, "Berta Boss", "high"))


class TestDebriefTour(KamHttpCase):
    """The same with a thumb."""

    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        account = self.make_account("Tour Interior", user_id=self.user_sales.id)
        self.env["kam.stakeholder"].create(
            [{"account_id": account.id, "name": name} for name in ("Anna Able", "Bert Baker")]
        )
        self.start_tour(f"/odoo/key-accounts/{account.id}", "kam_debrief_tour", login=self.user_sales.login, timeout=90)
        action = account.action_ids
        self.assertEqual((action.state, action.outcome), ("evaluated", "reached"))
        self.assertEqual(action.present_ids.name, "Anna Able")
        self.assertEqual(action.present_ids.support, "supporter")
        self.assertEqual(account.activity_ids.summary, "Send the offer")
