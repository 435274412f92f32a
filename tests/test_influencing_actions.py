"""The life of an action: planned, to do, done, evaluated, and back; whom it moves, whom it reaches."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import KamCase
from .stakeholder_case import StakeholderCase


class ActionCase(StakeholderCase):
    """Actions of one account with a small map."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.actions = cls.env["kam.influencing.action"]
        cls.meetings = cls.env.ref("kam_management.activity_meetings")
        cls.newsletter = cls.env.ref("kam_management.activity_newsletter")
        cls.stages = {stage.code: stage for stage in cls.env["kam.buying.stage"].search([])}

    @classmethod
    def make_action(cls, **vals):
        people = vals.pop("people", cls.people)
        return cls.actions.create(
            {
                "account_id": cls.account.id,
                "activity_id": cls.meetings.id,
                "user_id": cls.user_sales.id,
                "date": "2026-05-12",
                "stakeholder_ids": [(6, 0, people.ids)],
                **vals,
            }
        )

    def moves(self, person):
        return {(move.kind, move.old_text, move.new_text) for move in person.move_ids}


class TestLife(ActionCase):
    """States, however they are changed."""

    def test_one_click_closes(self):
        action = self.make_action(people=self.boss).with_user(self.user_sales)
        with self.at(datetime(2026, 5, 13, 9)):
            action.action_done()
        self.assertEqual((action.state, str(action.done_on)), ("done", "2026-05-13"))
        self.assertEqual(action.done_by_id, self.user_sales)
        self.assertEqual(action.present_ids, self.boss, "whom it was for counts as a contact")

    def test_a_done_action_is_a_contact(self):
        with self.at(datetime(2026, 5, 13, 9)):
            self.assertFalse(self.boss.last_contact)
            self.make_action(people=self.boss).action_done()
            self.env.invalidate_all()
            self.assertEqual(str(self.boss.last_contact), "2026-05-13")
            self.assertFalse(self.clerk.last_contact)

    def test_handing_on_a_to_do_hands_on_its_action(self):
        action = self.make_action(people=self.boss, state="todo", owner_flag="archived")
        self.env["kam.todo.desk"]._give([action._todo()])
        todo = self.env["mail.activity"].search([("kam_action_id", "=", action.id)])
        todo.with_user(self.user_sales).user_id = self.user_team
        self.assertEqual((action.user_id, action.owner_flag), (self.user_team, False))
        action.with_user(self.user_sales).user_id = self.user_sales
        self.assertEqual(todo.user_id, self.user_sales, "and the other way round")
        action.state = "planned"
        self.assertFalse(todo.exists())

    def test_mass_actions_name_people_of_their_audience(self):
        other = self.make_account("Other Ltd")
        stranger = self.person("Steve Stranger", account=other)
        action = self.actions.create(
            {
                "activity_id": self.newsletter.id,
                "name": "Spring letter",
                "audience_account_ids": [(6, 0, self.account.ids)],
                "stakeholder_ids": [(6, 0, self.boss.ids)],
            }
        )
        with (
            self.assertRaisesRegex(ValidationError, "Other Ltd, where Steve Stranger works, is not in"),
            self.cr.savepoint(),
        ):
            action.stakeholder_ids += stranger
        with self.assertRaisesRegex(ValidationError, "not in the audience"), self.cr.savepoint():
            action.audience_account_ids = other
        self.env.invalidate_all()
        segment = self.env.ref("kam_management.segment_c")
        other.screened_segment_id = segment
        action.write({"audience_segment_ids": [(4, segment.id)], "stakeholder_ids": [(4, stranger.id)]})
        self.assertEqual(action.stakeholder_ids, self.boss | stranger)
        nobody = self.actions.create({"activity_id": self.newsletter.id, "name": "To nobody"})
        with self.assertRaisesRegex(ValidationError, "not in the audience"):
            self.env["kam.action.effect"].create(
                {"action_id": nobody.id, "stakeholder_id": self.boss.id, "support": "neutral"}
            )

    def test_to_do_and_action_are_closed_together(self):
        action = self.make_action()
        other = self.make_action()
        todos = self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("kam.account"),
                    "res_id": self.account.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "user_id": self.user_sales.id,
                    "kam_action_id": one.id,
                    "kam_source": "action",
                }
                for one in (action, other)
            ]
        )
        todos[0].with_user(self.user_sales).action_feedback("They agreed")
        self.assertEqual((action.state, action.outcome_note), ("done", "They agreed"))
        other.with_user(self.user_sales).action_done()
        self.assertFalse(todos[1].exists() and todos[1].active)

    def test_outcome_evaluates(self):
        action = self.make_action()
        action.action_partly()
        self.assertEqual((action.state, action.outcome), ("evaluated", "partly"))
        action.outcome = "reached"
        self.assertEqual(action.state, "evaluated")
        action.outcome = False
        self.assertEqual(action.state, "done")
        with self.assertRaises(ValidationError):
            action.state = "evaluated"

    def test_reopen_step_by_step(self):
        with self.at(datetime(2026, 5, 13, 9)):
            action = self.make_action(people=self.boss)
            action.action_reached()
            action.action_reopen()
            self.assertEqual((action.state, action.outcome), ("done", False))
            action.action_reopen()
            self.assertEqual((action.state, action.done_on, action.done_by_id.id), ("todo", False, False))
            self.assertFalse(action.present_ids)
            later = self.make_action(date="2026-09-01", state="done")
            later.action_reopen()
            self.assertEqual(later.state, "planned")

    def test_only_those_concerned_reopen(self):
        action = self.make_action()
        action.with_user(self.user_sales).action_done()
        with self.assertRaises(AccessError):
            action.with_user(self.user_team).action_reopen()
        action.with_user(self.user_manager).action_reopen()
        self.assertEqual(action.state, "todo")
        action.with_user(self.user_team).action_done()
        action.with_user(self.user_team).action_reopen()
        self.assertEqual(action.state, "todo", "who closed it reopens it")

    def test_an_owner_by_hand_ends_the_flag(self):
        action = self.make_action()
        action.sudo().owner_flag = "nobody"
        action.with_user(self.user_sales).goal = "Talk"
        self.assertEqual(action.owner_flag, "nobody")
        action.with_user(self.user_sales).user_id = self.user_manager
        self.assertFalse(action.owner_flag)

    def test_cancel_and_back(self):
        action = self.make_action().with_user(self.user_sales)
        action.action_cancel()
        self.assertEqual(action.state, "cancelled")
        self.assertIn(self.user_sales.name, action.cancel_reason)
        with self.assertRaises(UserError):
            action.action_done()
        action.action_reopen()
        self.assertIn(action.state, ("planned", "todo"))
        self.assertFalse(action.cancel_reason)
        action.action_done()
        with self.assertRaises(UserError):
            action.action_cancel()

    def test_others_may_not_close(self):
        action = self.make_action()
        with self.assertRaises(AccessError):
            action.with_user(self.user_sales2).action_done()
        with self.assertRaises(AccessError):
            action.with_user(self.user_employee).action_done()

    def test_closing_many_costs_no_more_per_action(self):
        def queries(count):
            actions = self.make_action(people=self.boss).concat(
                *(self.make_action(people=self.boss) for _number in range(count - 1))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            actions.action_done()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        queries(2)
        self.assertLessEqual(queries(30) - queries(5), 5)


class TestEffects(ActionCase):
    """Evaluating moves people; the history says by which action."""

    def evaluated(self, **effect):
        action = self.make_action(people=self.boss, name="Workshop in Oslo")
        self.env["kam.action.effect"].create(
            {"action_id": action.id, "stakeholder_id": self.boss.id, "support": "sceptic", "urgency": "high", **effect}
        )
        return action

    def test_recorded_before_and_applied_when_done(self):
        action = self.evaluated()
        self.assertEqual((self.boss.support, self.boss.urgency), ("opponent", False))
        action.action_reached()
        self.assertEqual((self.boss.support, self.boss.urgency, self.boss.vision), ("sceptic", "high", False))
        self.assertEqual(self.moves(self.boss), {("support", "Opponent", "Sceptic"), ("urgency", "–", "High")})
        self.assertEqual(set(self.boss.move_ids.mapped("cause")), {"Workshop in Oslo"})
        self.assertEqual(self.boss.move_ids.action_id, action)

    def test_reopening_undoes(self):
        action = self.evaluated()
        action.action_reached()
        action.action_reopen()
        self.assertEqual(self.boss.support, "sceptic", "still done")
        action.action_reopen()
        self.assertEqual((self.boss.support, self.boss.urgency), ("opponent", False))

    def test_what_changed_since_stays(self):
        action = self.evaluated()
        action.action_reached()
        self.boss.support = "champion"
        action.action_reopen()
        action.action_reopen()
        self.assertEqual((self.boss.support, self.boss.urgency), ("champion", False))

    def test_correcting_a_line(self):
        action = self.evaluated()
        action.action_reached()
        action.effect_ids.support = "neutral"
        self.assertEqual((self.boss.support, action.effect_ids.support_before), ("neutral", "opponent"))
        action.effect_ids.unlink()
        self.assertEqual(self.boss.support, "opponent")

    def test_effect_by_role(self):
        action = self.make_action(people=self.boss)
        line = {"action_id": action.id, "stakeholder_id": self.boss.id, "vision": "high"}
        effects = self.env["kam.action.effect"]
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), self.cr.savepoint():
                effects.with_user(user).create(line)
        effects.with_user(self.user_team).create(line)

    def test_person_of_another_account(self):
        other = self.make_account("Other Ltd", user_id=self.user_sales.id)
        stranger = self.people.create({"account_id": other.id, "name": "Stranger"})
        action = self.make_action()
        with self.refused("is not on the map of Mapped Ltd", "kam.action.effect"):
            self.env["kam.action.effect"].create(
                {"action_id": action.id, "stakeholder_id": stranger.id, "vision": "low"}
            )
        with self.refused("is not on the map of Mapped Ltd"):
            action.stakeholder_ids = stranger

    def test_erasing_a_person_takes_effects_along(self):
        action = self.evaluated()
        action.action_reached()
        self.boss.action_erase_person()
        self.assertFalse(action.effect_ids)
        self.assertFalse(action.present_ids)
        self.assertFalse(self.boss.move_ids)

    def test_cause_cannot_be_forged(self):
        action = self.make_action()
        self.boss.with_context(kam_cause_action=action.id).support = "neutral"
        self.assertFalse(self.boss.move_ids.action_id)


class TestAudience(ActionCase):
    """Mass actions: who belongs to the audience, and whom it reached."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls.env.ref("kam_management.segment_b")
        cls.second = cls.make_account("Second Ltd", user_id=cls.user_sales2.id)
        (cls.account | cls.second).action_declare(cls.segment)

    def mass(self, **vals):
        return self.actions.create(
            {
                "activity_id": self.newsletter.id,
                "user_id": self.user_manager.id,
                "audience_segment_ids": [(6, 0, self.segment.ids)],
                **vals,
            }
        )

    def count(self, action, user=None):
        action.invalidate_recordset()
        return action.with_user(user or self.user_manager).audience_count

    def test_counted_and_clickable(self):
        action, everybody = self.mass(), self.env["kam.account"].search_count([("segment_id", "=", self.segment.id)])
        self.assertEqual(self.count(action), everybody)
        for user in (self.user_manager, self.user_sales, self.user_sales2):
            own = action.with_user(user)
            domain = own.action_open_audience()["domain"]
            self.assertEqual(self.count(action, user), self.env["kam.account"].with_user(user).search_count(domain))
        self.assertEqual(self.count(action, self.user_sales), 1)

    def test_named_accounts_count_once(self):
        third = self.make_account("Third Ltd")
        action = self.mass()
        before = self.count(action)
        action.audience_account_ids = self.account | third
        self.assertEqual(self.count(action), before + 1)

    def test_closing_freezes(self):
        action = self.mass()
        before = self.count(action)
        action.action_done()
        self.assertIn(self.second, action.reached_ids)
        self.second.action_deselect("Sold")
        self.assertEqual(self.count(action), before)
        action.with_user(self.user_manager).action_reopen()
        self.assertEqual(self.count(action), before - 1)

    def test_counting_many_is_flat(self):
        def queries(count):
            actions = self.actions.concat(*(self.mass() for _number in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            actions.mapped("audience_count")
            return self.cr.sql_log_count - start

        queries(2)
        self.assertEqual(queries(3), queries(20))


class TestPlanning(ActionCase):
    """Messages that fit, quarters, people's next actions."""

    def test_messages_that_fit(self):
        templates = self.env["kam.message.template"]
        fitting = templates._fitting(self.stages["selection"], self.roles["budget_owner"])
        self.assertEqual(fitting[:1], self.env.ref("kam_management.message_proof"))
        self.assertNotIn(self.env.ref("kam_management.message_case_story"), fitting)
        everybody = templates._fitting(self.stages["pressure"], self.roles["user"])
        self.assertIn(self.env.ref("kam_management.message_challenge"), everybody, "for everybody")

    def test_choosing_a_message_fills_in(self):
        proof = self.env.ref("kam_management.message_proof")
        form = Form(self.actions.with_user(self.user_sales).with_context(default_account_id=self.account.id))
        form.activity_id = self.meetings
        form.stage_id = self.stages["selection"]
        form.stakeholder_ids.add(self.cfo)
        self.assertIn(proof, form.fitting_template_ids[:])
        form.message_template_id = proof
        self.assertEqual((form.medium_id, form.goal), (proof.medium_id, proof.goal))
        self.assertEqual((form.planned_outcome, form.success_measure), (proof.planned_outcome, proof.success_measure))
        form.goal = "My own goal"
        form.message_template_id = self.env.ref("kam_management.message_business_case")
        self.assertEqual(form.goal, "My own goal", "what was typed stays")
        self.assertNotEqual(form.planned_outcome, proof.planned_outcome)
        self.assertTrue(form.save().message)

    def test_a_message_fills_in_by_every_door(self):
        proof = self.env.ref("kam_management.message_proof")
        action = self.make_action(message_template_id=proof.id, goal="Mine")
        self.assertEqual((action.message, action.goal), (proof.message, "Mine"))
        self.assertEqual(action.success_measure, proof.success_measure)

    def test_quarter_moves_the_date(self):
        with self.at(datetime(2026, 5, 13, 9)):
            action = self.make_action(date="2026-05-12").with_user(self.user_sales)
            action.quarter = "Q3"
            # 41 days into the second quarter; 41 days into the third
            self.assertEqual(str(action.date), "2026-08-11")
            action.date = "2026-05-23"
            action.quarter = "Q4"
            self.assertEqual(str(action.date), "2026-11-23", "52 days in is Sunday, 22 November: the Monday after")
            action.quarter = "Q2"
            # 53 days in again: Saturday, 23 May, so the Monday after
            self.assertEqual((str(action.date), action.quarter), ("2026-05-25", "Q2"))
            with self.assertRaises(UserError):
                action.quarter = "Q1"
            action.action_done()
            with self.assertRaises(UserError):
                action.quarter = "Q4"

    def test_this_year_and_quarter(self):
        with self.at(datetime(2026, 5, 13, 9)):
            here = self.make_action(date="2026-06-30")
            there = self.make_action(date="2026-07-01")
            gone = self.make_action(date="2025-12-31")
            mine = here | there | gone
            search = self.actions.search
            self.assertEqual(search([("id", "in", mine.ids), ("in_this_quarter", "=", True)]), here)
            self.assertEqual(set(search([("id", "in", mine.ids), ("in_this_year", "=", True)])), set(here | there))
            self.assertEqual(search([("id", "in", mine.ids), ("is_late", "=", True)]), gone)

    def test_next_action_of_people(self):
        first = self.make_action(people=self.boss | self.buyer, date="2026-05-01")
        second = self.make_action(people=self.boss, date="2026-06-01")
        self.assertEqual((self.boss.next_action_id, self.boss.open_action_count), (first, 2))
        first.action_done()
        self.assertEqual((self.boss.next_action_id, self.boss.open_action_count), (second, 1))
        self.assertFalse(self.buyer.next_action_id)
        data = {person["id"]: person for person in self.account.map_data()["people"]}
        self.assertEqual(data[self.boss.id]["actions"], 1)
        self.assertEqual(data[self.boss.id]["next_action"]["id"], second.id)
        self.assertFalse(data[self.buyer.id]["next_action"])

    def test_open_actions_of_the_account(self):
        self.make_action()
        self.make_action(state="done")
        self.assertEqual(self.account.with_user(self.user_sales).open_action_count, 1)
        self.assertEqual(len(self.account.open_action_ids), 1)

    def test_bad_input(self):
        with self.refused("negative", "kam.influencing.action"):
            self.make_action(hours=-1)
        with self.refused("negative", "kam.influencing.action"):
            self.make_action(cost=-1)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.company_partner.company_id = self.env.company
        self.user_sales2.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        with self.refused("does not work in"):
            self.make_action(user_id=self.user_sales2.id)


class TestMerge(ActionCase):
    """Accounts and people that become one keep their influencing plan, each action once."""

    def test_accounts(self):
        source = self.make_account("Twin Ltd")
        person = self.people.create({"account_id": source.id, "name": "Twin"})
        slot = {"is_generated": True, "slot_date": "2026-04-01", "date": "2026-05-01", "activity_id": self.meetings.id}
        mine, planned, done = self.actions.create(
            [
                {**slot, "account_id": self.account.id},
                {**slot, "account_id": source.id},
                {
                    "account_id": source.id,
                    "activity_id": self.meetings.id,
                    "date": "2026-03-01",
                    "state": "done",
                    "stakeholder_ids": [(6, 0, person.ids)],
                },
            ]
        )
        effect = self.env["kam.action.effect"].create(
            {"action_id": done.id, "stakeholder_id": person.id, "vision": "high"}
        )
        news = self.actions.create(
            {"activity_id": self.newsletter.id, "audience_account_ids": [(6, 0, [source.id, self.account.id])]}
        )
        news.action_done()
        self.account._absorb(source)
        self.env.invalidate_all()
        self.assertEqual((mine.state, planned.state, done.state), ("planned", "cancelled", "done"))
        self.assertEqual((planned | done | mine).account_id, self.account)
        self.assertEqual(effect.account_id, self.account)
        self.assertEqual(news.reached_ids, self.account)

    def test_people(self):
        other = self.person("Bob Boss")
        first, second = self.make_action(people=self.boss | other), self.make_action(people=other)
        self.env["kam.action.effect"].create(
            [
                {"action_id": first.id, "stakeholder_id": self.boss.id, "vision": "low"},
                {"action_id": first.id, "stakeholder_id": other.id, "vision": "high"},
                {"action_id": second.id, "stakeholder_id": other.id, "urgency": "high"},
            ]
        )
        self.boss._absorb(other)
        self.env.invalidate_all()
        self.assertEqual((first | second).stakeholder_ids, self.boss)
        self.assertEqual(first.effect_ids.mapped("vision"), ["low"])
        self.assertEqual(second.effect_ids.stakeholder_id, self.boss)


class TestEntitlement(KamCase):
    def test_on_opportunity_shows_while_one_is_open(self):
        account = self.make_account("Entitled", user_id=self.user_sales.id)
        account.with_user(self.user_manager).write(
            {
                "override_segment_id": self.env.ref("kam_management.segment_c").id,
                "override_reason": "Test",
                "override_until": "2099-01-01",
            }
        )
        account.invalidate_recordset()
        self.assertFalse(account.with_user(self.user_sales).entitled_text, "no opportunity is open")
        lead = self.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "user_id": self.user_sales.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        # K8: C gets both on opportunity
        text = account.with_user(self.user_sales).entitled_text
        self.assertEqual(text, "Personalised messages, Frequent meetings")
        lead.action_set_won()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(account.with_user(self.user_sales).entitled_text)
