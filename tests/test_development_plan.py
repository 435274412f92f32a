"""Objectives → strategies → tactics: roll-up by hand, quarters, flags, frozen plans, work made from tactics."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .development_case import DevelopmentCase


class TestRollUp(DevelopmentCase):
    """Progress from tactics and measures, against figures worked out by hand."""

    def known(self, record, name="progress"):
        return record[name] if record[f"{name}_known"] else None

    def test_from_tactics_to_the_plan(self):
        first, second = self.objective("First"), self.objective("Second")
        one, two = self.strategy(first, "One"), self.strategy(first, "Two")
        self.tactics(one, done=1, of=4)
        self.tactics(two, done=1, of=2)
        self.tactics(self.strategy(second), done=1, of=1)
        self.assertEqual((one.progress, two.progress), (25, 50))
        self.assertEqual(first.progress, 37.5)  # (25 + 50) / 2
        self.assertEqual(second.progress, 100)
        self.assertEqual(self.plan.progress, 68.8)  # (37.5 + 100) / 2, kept with one decimal

    def test_unknown_is_not_zero(self):
        empty, full = self.objective("Empty"), self.objective("Full")
        self.tactics(self.strategy(full), done=1, of=2)
        self.strategy(empty)
        self.strategy(full, "Without a tactic")
        self.assertIsNone(self.known(empty))
        self.assertEqual(self.known(full), 50)
        self.assertEqual(self.known(self.plan), 50)
        full.unlink()
        self.assertIsNone(self.known(self.plan))

    def test_measure_outranks_work(self):
        objective = self.objective(measure="Complaints", baseline=10, target=4, current=7)
        self.tactics(self.strategy(objective), done=1, of=1)
        self.assertEqual(objective.direction, "down")
        self.assertEqual((objective.progress, objective.work), (50, 100))
        objective.current = 4
        self.assertEqual(objective.progress, 100)
        objective.current = 12
        self.assertEqual(objective.progress, 0)
        objective.write({"current": False})
        self.assertFalse(objective.current_known)
        self.assertEqual(objective.progress, 100, "not measured: the work counts")

    def test_target_that_equals_the_baseline(self):
        held = self.objective(measure="Share", baseline=30, target=30, current=30)
        self.assertEqual((held.direction, held.progress), ("up", 100))
        held.current = 29
        self.assertEqual((held.progress, held.progress_known), (0, True))
        accidents = self.objective(measure="Accidents", baseline=0, target=0, current=0, direction="down")
        self.assertEqual((accidents.direction, accidents.progress), ("down", 100))
        accidents.current = 1
        self.assertEqual(accidents.progress, 0)

    def test_without_baseline_or_target(self):
        objective = self.objective(measure="Contacts", current=2)
        self.assertFalse(objective.target_known)
        self.assertIsNone(self.known(objective))
        objective.target = 8
        self.assertFalse(objective.baseline_known)
        self.assertEqual(self.known(objective), 25)
        objective.write({"target": 0, "target_known": False})
        self.assertIsNone(self.known(objective))

    def test_zero_that_was_typed_is_a_zero(self):
        objective = self.objective(measure="Complaints", baseline=0, target=5, current=0)
        self.assertEqual([objective[f"{name}_known"] for name in ("baseline", "target", "current")], [True] * 3)
        self.assertEqual(self.known(objective), 0)
        self.assertEqual(objective.measured_on, date(2030, 8, 15))

    def test_nobody_writes_progress_by_hand(self):
        objective = self.objective().with_user(self.user_sales)
        for name in ("progress", "progress_known", "work", "refreshed_on"):
            with self.assertRaises(AccessError):
                objective.write({name: 50})


class TestQuarters(DevelopmentCase):
    """Quarters follow the fiscal year; dates follow quarters and the other way round."""

    def setUp(self):
        super().setUp()
        self.step = self.strategy(self.objective())

    def test_due_date_tells_the_quarter(self):
        tactic = self.tactic(self.step, date_due="2030-05-10")
        self.assertEqual((tactic.quarter, tactic.deadline), ("2", date(2030, 5, 10)))
        tactic.date_due = "2030-11-01"
        self.assertEqual(tactic.quarter, "4")

    def test_without_a_date_it_is_due_by_the_end_of_the_quarter(self):
        tactic = self.tactic(self.step, quarter="3")
        self.assertEqual(tactic.deadline, date(2030, 9, 30))
        self.assertFalse(tactic.is_late)

    def test_moved_to_another_quarter(self):
        tactic = self.tactic(self.step, date_due="2030-05-10")
        tactic.quarter = "3"
        self.assertEqual((tactic.quarter, tactic.date_due), ("3", date(2030, 9, 30)))
        tactic.quarter = "3"
        tactic.date_due = "2030-07-02"
        tactic.write({"quarter": "3"})
        self.assertEqual(tactic.date_due, date(2030, 7, 2), "inside the quarter, the day stays")

    def test_another_fiscal_year(self):
        self.env.ref("base.main_company").kam_fiscal_month = "4"
        tactic = self.tactic(self.step, date_due="2031-02-01")
        self.assertEqual((tactic.quarter, tactic.deadline), ("4", date(2031, 2, 1)))
        self.assertEqual(self.tactic(self.step, quarter="1").deadline, date(2030, 6, 30))
        with self.assertRaisesRegex(ValidationError, "04/01/2030"):
            self.tactic(self.step, date_due="2030-03-31")

    def test_outside_of_the_year(self):
        with self.assertRaisesRegex(ValidationError, "runs from"):
            self.tactic(self.step, date_due="2031-01-01")

    def test_late(self):
        late, done, open_ = (
            self.tactic(self.step, name, quarter=quarter)
            for name, quarter in (("Late", "2"), ("Done", "2"), ("Open", "3"))
        )
        done.done = True
        self.assertEqual((late.is_late, done.is_late, open_.is_late), (True, False, False))
        everything = self.env["kam.plan.tactic"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual(everything.search([("is_late", "=", True), ("plan_id", "=", self.plan.id)]), late)
        self.assertEqual(everything.search([("is_late", "=", False), ("plan_id", "=", self.plan.id)]), done | open_)

    def test_done_has_a_day(self):
        tactic = self.tactic(self.step)
        tactic.done = True
        self.assertEqual(tactic.done_on, date(2030, 8, 15))
        tactic.done = False
        self.assertFalse(tactic.done_on)
        tactic.done_on = "2030-07-01"
        self.assertTrue(tactic.done)

    def test_late_objectives(self):
        late = self.objective("Late", quarter="2")
        reached = self.objective("Reached", quarter="2", measure="x", baseline=0, target=1, current=1)
        self.assertEqual((late.is_late, reached.is_late), (True, False))
        found = self.env["kam.plan.objective"].search([("is_late", "=", True), ("plan_id", "=", self.plan.id)])
        self.assertEqual(found, late)
        self.close()
        self.assertFalse(late.is_late, "history is not late")
        self.assertFalse(late.search([("is_late", "=", True), ("plan_id", "=", self.plan.id)]))


class TestFlags(DevelopmentCase):
    """What is missing is said, each once, and goes when it is mended."""

    def flags(self):
        flags = self.plan._development_flags().get(self.plan.id, [])
        return sorted((flag["code"], flag["id"]) for flag in flags)

    def test_each(self):
        objective = self.objective("Bare", quarter="2")
        item = self.env["kam.plan.swot"].create({"plan_id": self.plan.id, "kind": "threat", "name": "Online sellers"})
        self.assertEqual(
            self.flags(),
            sorted(
                [("no_measure", objective.id), ("no_owner", objective.id), ("no_tactic", objective.id)]
                + [("late", objective.id), ("unanswered", item.id)]
            ),
        )
        self.assertEqual(self.plan.flag_count, 5)
        objective.write({"measure": "Stores", "target": 0, "user_id": self.user_sales.id, "quarter": "4"})
        item.objective_ids = objective
        tactic = self.tactic(self.strategy(objective), quarter="1")
        self.assertEqual(self.flags(), [("tactic_late", tactic.id)])
        tactic.done = True
        self.assertEqual(self.flags(), [])

    def test_a_measure_without_target_is_none(self):
        objective = self.objective(source="won_revenue", user_id=self.user_sales.id)
        self.assertIn(("no_measure", objective.id), self.flags())

    def test_closed_plans_have_nothing_to_mend(self):
        self.objective("Bare")
        self.close()
        self.assertEqual(self.flags(), [])

    def test_answered_only_by_objectives_of_the_same_plan(self):
        other = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2031})
        stranger = self.objective(plan=other)
        with self.assertRaisesRegex(ValidationError, "same plan"):
            self.env["kam.plan.swot"].create(
                {"plan_id": self.plan.id, "kind": "threat", "name": "x", "objective_ids": [(6, 0, stranger.ids)]}
            )


class TestFrozen(DevelopmentCase):
    """Of an approved plan only the progress moves; of a closed one nothing."""

    def setUp(self):
        super().setUp()
        self.goal = self.objective(measure="Stores", baseline=0, target=4)
        self.step = self.strategy(self.goal)
        self.work = self.tactic(self.step, user_id=self.user_sales.id)
        self.approve()

    def test_content_is_refused(self):
        for record, vals in (
            (self.goal, {"target": 5}),
            (self.goal, {"name": "Shrink"}),
            (self.step, {"name": "Other"}),
            (self.work, {"quarter": "4"}),
            (self.work, {"user_id": False}),
            (self.plan.force_ids[0], {"rating": "3"}),
        ):
            with self.assertRaisesRegex(UserError, "frozen"), self.cr.savepoint():
                record.with_user(self.user_sales).write(vals)
        with self.assertRaisesRegex(UserError, "frozen"), self.cr.savepoint():
            self.tactic(self.step)
        with self.assertRaisesRegex(UserError, "frozen"), self.cr.savepoint():
            self.work.unlink()

    def test_progress_moves(self):
        self.goal.with_user(self.user_sales).current = 1
        self.work.with_user(self.user_sales).done = True
        self.assertEqual((self.goal.progress, self.step.progress, self.plan.progress), (25, 100, 25))

    def test_closed(self):
        self.close()
        with self.assertRaisesRegex(UserError, "closed"), self.cr.savepoint():
            self.goal.current = 2
        with self.assertRaisesRegex(UserError, "closed"), self.cr.savepoint():
            self.work.done = True


class TestOwners(DevelopmentCase):
    """Bad input: who can own a step."""

    def test_foreign_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.account.partner_id.company_id = self.env.company
        foreigner = self.user_sales2
        foreigner.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        objective = self.objective()
        for make in (
            lambda: objective.write({"user_id": foreigner.id}),
            lambda: self.tactic(self.strategy(objective), user_id=foreigner.id),
        ):
            with self.assertRaisesRegex(ValidationError, "does not work in"), self.cr.savepoint():
                make()

    def test_customer(self):
        with self.assertRaisesRegex(ValidationError, "not one of our people"):
            self.objective(user_id=self.user_portal.id)

    def test_without_a_name(self):
        with self.assertRaisesRegex(ValidationError, "Say what"):
            self.objective("  ")


class TestWork(DevelopmentCase):
    """A tactic becomes a to-do, a meeting, an opportunity."""

    def setUp(self):
        super().setUp()
        self.work = self.tactic(self.strategy(self.objective()), "Workshop", quarter="4", user_id=self.user_sales.id)
        self.mine = self.work.with_user(self.user_sales)

    def test_todo(self):
        self.work.note = "Bring <b>the model</b>"
        self.mine.action_todo()
        todo = self.work.todo_ids
        self.assertEqual((todo.res_model, todo.res_id), ("kam.account", self.account.id))
        self.assertEqual((todo.user_id, todo.date_deadline), (self.user_sales, date(2030, 12, 31)))
        self.assertEqual((todo.summary, todo.kam_source), ("Workshop", "tactic"))
        self.assertIn("&lt;b&gt;the model", todo.note)
        self.mine.action_todo()
        self.assertEqual(len(self.work.todo_ids), 1, "a second click opens the one there is")
        todo.with_user(self.user_sales).action_feedback()
        self.assertTrue(self.work.done)
        self.assertFalse(todo.active)

    def test_ticking_finishes_the_todo(self):
        self.mine.action_todo()
        todo = self.work.todo_ids
        self.mine.done = True
        self.assertFalse(todo.active)
        self.assertTrue(self.work.done)

    def test_todo_on_an_approved_plan(self):
        self.approve()
        self.mine.action_todo()
        self.work.todo_ids.action_feedback()
        self.assertTrue(self.work.done)

    def test_todo_of_nobody(self):
        self.work.user_id = False
        with self.assertRaisesRegex(UserError, "who does"):
            self.mine.action_todo()

    def test_nobody_ties_a_todo_to_a_tactic_by_hand(self):
        with self.assertRaises(AccessError):
            self.env["mail.activity"].with_user(self.user_sales).create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("kam.account"),
                    "res_id": self.account.id,
                    "kam_tactic_id": self.work.id,
                }
            )

    def test_meeting_with_ours_alone(self):
        self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.account.partner_id.id, "email": "buyer@example.net"}
        )
        action = self.mine.action_meeting()
        before = self.env["mail.mail"].search([])
        form = Form(self.env["calendar.event"].with_user(self.user_sales).with_context(**action["context"]))
        event = form.save()
        self.assertEqual(event.kam_tactic_id, self.work)
        self.assertEqual(event.partner_ids, self.user_sales.partner_id)
        self.assertEqual(event.start.date(), date(2030, 12, 31))
        mails = self.env["mail.mail"].search([]) - before
        self.assertFalse([mail for mail in mails if "buyer@example.net" in (mail.email_to or "")])
        self.work.invalidate_recordset()
        self.assertEqual(self.work.event_count, 1)

    def test_meeting_at_nine_where_one_is(self):
        self.user_sales.tz = "Australia/Sydney"  # eleven hours ahead in December
        context = self.mine.with_context(tz="Australia/Sydney").action_meeting()["context"]
        self.assertEqual(context["default_start"], "2030-12-30 22:00:00")
        self.assertEqual(context["default_stop"], "2030-12-30 23:00:00")

    def test_opportunity(self):
        campaign = self.env["utm.campaign"].create({"name": "Stores"})
        self.work.campaign_id = campaign
        action = self.mine.action_lead()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual((lead.kam_tactic_id, lead.campaign_id), (self.work, campaign))
        self.assertEqual((lead.kam_account_id, lead.user_id), (self.account, self.user_sales))
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(self.mine.action_lead()["res_id"], lead.id)
        self.assertEqual(self.work.lead_count, 1)

    def test_strangers(self):
        stranger = self.work.with_user(self.user_sales2)
        for method in ("action_todo", "action_meeting", "action_lead"):
            with self.assertRaises(AccessError):
                getattr(stranger, method)()
        self.assertFalse(stranger.has_access("read"))
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.user_sales2).create({"name": "x", "kam_tactic_id": self.work.id})
