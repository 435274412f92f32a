"""Account plans: one per account and year, the phases, merges, bad input, and how many queries they take."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .plan_case import PlanCase


class TestOnePerYear(PlanCase):
    def test_two_clicks(self):
        """The button on the account opens this year's plan; the first time it makes it, prefilled."""
        account = self.key_account("Fresh Customer", self.segment_a)
        with self.at("2026-03-02 09:00:00"):
            account = self.as_(self.user_sales, account)
            self.assertFalse(account.plan_id)
            action = account.action_open_plan()
            plan = self.env["kam.account.plan"].browse(action["res_id"])
            self.assertEqual((plan.account_id, plan.year, plan.state), (account, 2026, "draft"))
            account.invalidate_recordset()
            self.assertEqual((account.plan_id, account.plan_state), (plan, "draft"))
            self.assertEqual(account.action_open_plan()["res_id"], plan.id, "the same one")

    def test_fiscal_year_of_the_company(self):
        self.env.company.kam_fiscal_month = "4"
        account = self.key_account("Spring Customer", self.segment_a)
        with self.at("2026-03-31 09:00:00"):
            action = account.action_open_plan()
        self.assertEqual(self.env["kam.account.plan"].browse(action["res_id"]).year, 2025)

    def test_unique(self):
        message = self.assert_error_of_database({"account_id": self.account.id, "year": 2026})
        self.assertIn("has a plan for this year already", message)

    def assert_error_of_database(self, values):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught, self.cr.savepoint():
            self.env["kam.account.plan"].create(values)
        return str(self.env["kam.account.plan"]._sql_error_to_message(caught.exception))

    def test_previous_plan_is_linked(self):
        third = self.make_plan(self.account, 2028)
        self.assertEqual(third.previous_id, self.plan)
        second = self.make_plan(self.account, 2027)
        self.assertEqual((second.previous_id, third.previous_id), (self.plan, second))

    def test_bad_years(self):
        for year in (20266, 0, -1, 1999):
            self.assert_refused(
                self.env["kam.account.plan"].create, {"account_id": self.account.id, "year": year}, says="not a year"
            )

    def test_plan_for_a_contact_instead_of_an_account(self):
        contact = self.env["res.partner"].create({"name": "Somebody", "parent_id": self.account.partner_id.id})
        result = self.env["kam.account.plan"].load(["account_id", "year"], [["Somebody", "2027"]])
        self.assertFalse(result["ids"])
        self.assert_refused(self.env["kam.account"].create, {"partner_id": contact.id}, says="Choose the company")

    def test_c_and_d_have_no_plan(self):
        account = self.key_account("C Customer", self.segment_c)
        self.assertFalse(account.plan_button)
        self.assert_refused(account.action_open_plan, says="segment C have no plan")
        self.segment_c.has_plan = True
        account.invalidate_recordset()
        self.assertTrue(account.action_open_plan()["res_id"])

    def test_script_in_a_text_is_taken_out(self):
        self.plan.proposition = "<p onclick='x()'>Fine</p><script>alert(1)</script>"
        self.assertEqual(self.plan.proposition, "<p>Fine</p>")
        section = self.section("competition", content="<img src=x onerror=alert(1)>Text")
        self.assertNotIn("onerror", section.content)
        self.assertIn("Text", section.content)


class TestPhases(PlanCase):
    def test_the_way_through(self):
        plan = self.plan
        self.as_(self.user_sales).action_start()
        self.as_(self.user_sales).action_request_review()
        self.assertEqual(plan.state, "review")
        self.as_(self.user_sales).action_back_to_planning()
        self.as_(self.user_sales).action_request_review()
        self.sign_all()
        self.as_(self.user_manager).action_approve()
        self.assertEqual((plan.state, plan.approver_id), ("approved", self.user_manager))
        self.as_(self.user_sales).action_implement()
        self.as_(self.user_sales).action_close()
        self.assertEqual(plan.state, "closed")
        self.assertTrue(plan.closed_on and plan.final)
        self.as_(self.user_manager).action_reopen()
        self.assertEqual(plan.state, "implementation")

    def test_no_step_out_of_turn(self):
        turns = {
            "action_start": {"draft"},
            "action_request_review": {"draft", "planning"},
            "action_back_to_planning": {"review"},
            "action_approve": {"review"},
            "action_implement": {"approved"},
            "action_close": {"approved", "implementation"},
            "action_reopen": {"closed"},
        }
        self.segment_a.plan_area_ids = False
        for state in ("draft", "planning", "review", "approved", "implementation", "closed"):
            for action, allowed in turns.items():
                with self.subTest(state=state, action=action):
                    self.env.cr.execute("UPDATE kam_account_plan SET state = %s WHERE id = %s", [state, self.plan.id])
                    plan = self.as_(self.user_manager)
                    if state in allowed:
                        with self.cr.savepoint() as savepoint:
                            getattr(plan, action)()
                            savepoint.rollback()
                    else:
                        self.assert_refused(getattr(plan, action), says="in the phase")

    def test_who_approves(self):
        self.in_review()
        self.sign_all()
        for user in (self.user_sales, self.user_all, self.user_controller):
            with self.assertRaises(AccessError):
                self.as_(user).action_approve()
        self.as_(self.user_manager).action_approve()

    def test_strangers(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal, self.user_controller):
            plan = self.as_(user)
            for action in ("action_start", "action_request_review", "plan_rail", "next_actions"):
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(plan, action)()
        with self.assertRaises(AccessError):
            self.env["kam.account.plan"].with_user(self.user_sales2).create(
                {"account_id": self.account.id, "year": 2030}
            )

    def test_form(self):
        with Form(self.as_(self.user_sales)) as form:
            with form.goal_ids.new() as goal:
                goal.name = "Another goal"
        self.assertIn("Another goal", self.plan.goal_ids.mapped("name"))


class TestFrozen(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["kam.plan.section"].create(
            {
                "plan_id": cls.plan.id,
                "template_id": cls.env.ref("kam_management.plan_section_competition").id,
                "content": "<p>Two joiners</p>",
            }
        )
        cls.draft = cls.make_plan(cls.account, 2027)
        cls.rows = [
            one for name in cls.plan._child_models() for one in cls.env[name].search([("plan_id", "=", cls.plan.id)])
        ]

    def freeze(self):
        self.approve()

    def changes(self):
        """Every way to change content of the plan: (what, function)."""
        for row in self.rows:
            name = row._plan_content_fields()[0][0]
            yield f"write {row._name}", lambda row=row, name=name: row.write({name: row[name]})
            yield f"unlink {row._name}", row.unlink
            yield f"copy into {row._name}", lambda row=row: row.copy({"plan_id": self.plan.id})
            yield f"move away {row._name}", lambda row=row: row.write({"plan_id": self.draft.id})
        yield "proposition", lambda: self.plan.write({"proposition": "x"})
        yield "year", lambda: self.plan.write({"year": 2040})
        yield "account", lambda: self.plan.write({"account_id": self.account.id})
        yield "command", lambda: self.plan.write({"goal_ids": [Command.create({"name": "x"})]})
        yield "clear", lambda: self.plan.write({"risk_ids": [Command.clear()]})
        yield "move in", lambda: self.draft.goal_ids.write({"plan_id": self.plan.id})
        yield "delete", self.plan.unlink
        yield "context", lambda: self.plan.with_context(kam_thawed=True).write({"proposition": "x"})

    def test_every_child_by_every_door(self):
        self.assertGreater(len({row._name for row in self.rows}), 3)
        self.freeze()
        before = self.plan._content()
        for what, change in self.changes():
            with self.subTest(what):
                self.assert_refused(change)
        self.assertEqual(self.plan._content(), before)

    def test_import(self):
        self.freeze()
        for model, row in (("kam.plan.goal", self.plan.goal_ids), ("kam.plan.risk", self.plan.risk_ids)):
            new = self.env[model].load(["plan_id/.id", "name"], [[str(self.plan.id), "Imported"]])
            self.assertFalse(new["ids"])
            changed = self.env[model].load([".id", "name"], [[str(row.id), "Imported"]])
            self.assertFalse(changed["ids"])
            self.assertNotEqual(row.name, "Imported")

    def test_progress_goes_on(self):
        self.freeze()
        self.plan.risk_ids.write({"state": "gone"})
        self.plan.objective_ids.write({"current": 4.0})
        self.plan.message_post(body="Still talking")
        self.plan.write({"year_note": "<p>Learnt a lot</p>"})
        self.plan.action_implement()
        self.plan.action_close()
        self.assert_refused(self.plan.risk_ids.write, {"state": "open"}, says="closed")
        self.assert_refused(self.plan.objective_ids.write, {"current": 5.0}, says="closed")

    def test_draft_plans_are_deleted(self):
        self.draft.unlink()
        self.assertFalse(self.draft.exists())


class TestMerge(PlanCase):
    def test_no_plan_is_lost(self):
        other = self.key_account("Other Half", self.segment_b)
        same_year, next_year = self.make_plan(other), self.make_plan(other, 2027)
        self.approve()
        text = same_year.goal_ids.name
        self.account._absorb(other)
        self.assertEqual((same_year.account_id, next_year.account_id), (self.account, self.account))
        self.assertEqual((same_year.merged_into_id, same_year.active), (self.plan, False))
        self.assertFalse(next_year.merged_into_id)
        self.assertEqual(self.plan.merged_count, 1)
        self.assertEqual((same_year.goal_ids.name, same_year.goal_ids.account_id), (text, self.account))
        self.assert_refused(same_year.goal_ids.write, {"name": "x"}, says="merged")
        self.assertEqual(self.account.plan_ids, self.plan | next_year)

    def test_the_plan_that_is_further_goes_on(self):
        other = self.key_account("Other Half", self.segment_b)
        theirs = self.in_review(self.make_plan(other))
        theirs.with_user(self.user_manager).action_approve()
        self.account._absorb(other)
        self.assertEqual(self.plan.merged_into_id, theirs)
        self.assertFalse(theirs.merged_into_id)


class TestQueries(PlanCase):
    def many(self, count, offset=0):
        plans = self.env["kam.account.plan"]
        for number in range(count):
            plans |= self.make_plan(self.key_account(f"Customer {offset + number}"))
        return plans

    def count(self, plans, read):
        self.env.flush_all()
        self.env.invalidate_all()
        plans = plans.with_user(self.user_manager)
        read(plans[:1])  # what is cached once
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        read(plans)
        return self.cr.sql_log_count - before

    def test_board_list_and_content_are_flat(self):
        few, many = self.many(4), self.many(24, offset=100)
        names = (
            "name badge state completeness_level missing_text progress signoff_marks user_id tier_id segment_id "
            "signing_text signed_count my_signoff_id is_frozen"
        )
        reads = {
            "card": lambda plans: plans.read(names.split()),
            "content": lambda plans: plans._content(),
        }
        for what, read in reads.items():
            with self.subTest(what):
                self.assertEqual(self.count(few, read), self.count(many, read))

    def test_board_by_phase_and_by_tier(self):
        for group in ("state", "tier_id", "user_id"):
            groups = self.as_(self.user_manager, self.env["kam.account.plan"]).web_read_group([], [group], ["__count"])
            self.assertTrue(groups["groups"])
        progress = self.env["kam.account.plan"].read_progress_bar(
            [], "state", {"field": "completeness_level", "colors": {"amber": "warning", "red": "danger"}}
        )
        self.assertTrue(progress)
