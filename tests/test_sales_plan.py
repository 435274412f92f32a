"""The sales plan of an opportunity: made once, decided by whom it may, and safe to hand to the customer."""

from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .security_case import SecurityCase


class SalesPlanCase(SecurityCase):
    """``lead`` is a pending opportunity of user_lead_owner in a team that ``user_leader`` leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_leader = cls.user_sales2
        cls.team = cls.env["crm.team"].create({"name": "Deals", "user_id": cls.user_leader.id})
        cls.lead.team_id = cls.team
        cls.plan = cls.env["kam.sales.plan"].browse(cls.lead.action_kam_sales_plan()["res_id"])
        cls.env.flush_all()


class TestSalesPlan(SalesPlanCase):
    def test_made_once(self):
        for user in (self.user_lead_owner, self.user_manager):
            action = self.as_(user, self.lead).action_kam_sales_plan()
            self.assertEqual(action["res_id"], self.plan.id)
        other = self.lead.copy({"user_id": self.user_lead_owner.id})
        plan_id = self.as_(self.user_lead_owner, other).action_kam_sales_plan()["res_id"]
        self.assertEqual(self.as_(self.user_lead_owner, other).action_kam_sales_plan()["res_id"], plan_id)
        self.assertEqual(other.kam_sales_plan_ids.ids, [plan_id])
        self.assertEqual(other.kam_sales_plan_id.id, plan_id)

    def test_prefilled_with_the_goals_of_the_account_plan(self):
        """The goals are known already, to those who may read the account."""
        account_plan = self.env["kam.account.plan"].create({"account_id": self.account.id})
        self.env["kam.plan.goal"].create({"plan_id": account_plan.id, "name": "Twelve stores"})
        other = self.lead.copy({"user_id": self.user_lead_owner.id})
        plan_id = self.as_(self.user_lead_owner, other).action_kam_sales_plan()["res_id"]
        self.assertEqual(self.env["kam.sales.plan"].browse(plan_id).customer_goals, "Twelve stores")

    def test_outsiders_do_not_open_it(self):
        other = self.lead.copy({"user_id": self.user_lead_owner.id})
        for user in (self.user_employee, self.user_portal, self.user_elsewhere):
            self.assert_no_access(self.as_(user, other).action_kam_sales_plan)
            self.assert_no_access(self.as_(user, self.plan).read, ["customer_goals"])
            self.assertFalse(other.kam_sales_plan_ids)

    def test_own_opportunity_stays_readable_when_lost(self):
        self.lead.action_set_lost()
        self.assertEqual(self.as_(self.user_lead_owner, self.plan).read(["decision"])[0]["decision"], False)

    def test_stays_with_its_opportunity(self):
        other = self.lead.copy({"user_id": self.user_lead_owner.id})
        with self.assertRaisesRegex(UserError, "stays with its opportunity"):
            self.as_(self.user_lead_owner, self.plan).lead_id = other

    def test_fields_of_the_opportunity_are_guarded(self):
        for user in (self.user_employee, self.user_portal):
            lead = self.as_(user, self.lead)
            self.assert_no_access(lead.search, [("kam_no_competition", "=", True)])
            self.assert_no_access(lead.read, ["kam_phase"])
            self.assert_no_access(lead.formatted_read_group, [], ["kam_no_competition"], ["__count"])

    def test_phase(self):
        """identified → qualified → go / no-go → pursuit → contract; compute and search agree."""

        def phase(expected):
            self.env.invalidate_all()
            self.assertEqual(self.lead.kam_phase, expected)
            for code in ("identified", "qualified", "decision", "pursuit", "contract"):
                found = self.env["crm.lead"].search([("kam_phase", "=", code), ("id", "=", self.lead.id)])
                self.assertEqual(bool(found), code == expected, code)
            self.assertFalse(self.env["crm.lead"].search([("kam_phase", "!=", expected), ("id", "=", self.lead.id)]))

        phase("identified")
        self.lead.write({"expected_revenue": 1000, "date_deadline": self.today})
        phase("qualified")
        self.plan.action_ask_decision()
        phase("decision")
        self.plan._decide("go", "We know them")
        phase("pursuit")
        self.plan._decide("no_go", "Budget gone", "open")
        phase("decision")
        self.lead.action_set_won()
        phase("contract")

    def test_bad_input(self):
        plan = self.as_(self.user_lead_owner, self.plan)
        plan.solution = '<p onclick="steal()">Good</p><script>alert(1)</script>'
        self.assertNotIn("script", plan.solution)
        self.assertNotIn("onclick", plan.solution)
        refused = (({"margin_rate": 120}, "margin_range"), ({"customer_value_amount": -1}, "value_positive"))
        for values, rule in refused:
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation) as caught,
                self.cr.savepoint(),
            ):
                plan.write(values)
                self.env.flush_all()
            self.assertEqual(caught.exception.diag.constraint_name, f"kam_sales_plan_{rule}")

    def test_merged_opportunities(self):
        other = self.lead.copy({"name": "Same", "user_id": self.user_lead_owner.id})
        second = self.env["kam.sales.plan"]._of_lead(other)
        self.plan.customer_goals, second.customer_goals = "Grow", "Save"
        second.step_ids = [(0, 0, {"name": "Visit"})]
        second._decide("go", "They asked us alone")
        merged = (self.lead | other).merge_opportunity()
        plan = merged.kam_sales_plan_ids
        self.assertEqual(len(plan), 1)
        self.assertEqual(set(plan.customer_goals.split("\n")), {"Grow", "Save"})
        self.assertEqual((plan.step_ids.name, plan.decision, len(plan.decision_ids)), ("Visit", "go", 1))


class TestDecision(SalesPlanCase):
    def test_who_may_decide(self):
        deciders = {"manager": True, "admin": True, "own": False, "lead_owner": False, "all": False, "team": False}
        for role, may in deciders.items():
            plan = self.as_(self.roles[role], self.plan)
            with self.subTest(role=role):
                self.assertEqual(plan.may_decide, may)
                self.assertEqual(self.allowed(plan.action_open_decide), may)
                self.assertEqual(self.allowed(plan._decide, "go", "Because"), may)

    def test_leader_of_the_team(self):
        """The leader may decide, once he may see the opportunity at all."""
        self.assert_no_access(self.as_(self.user_leader, self.plan)._decide, "go", "Because")
        self.env["kam.account.member"].create({"account_id": self.account.id, "user_id": self.user_leader.id})
        plan = self.as_(self.user_leader, self.plan)
        plan._decide("go", "Because")
        self.assertEqual((plan.decision, plan.decision_user_id), ("go", self.user_leader))

    def test_account_manager_where_set_so(self):
        self.env["ir.config_parameter"].set_param("kam.go_decider", "account")
        self.assertTrue(self.as_(self.user_sales, self.plan).may_decide)
        self.assertFalse(self.as_(self.user_lead_owner, self.plan).may_decide)

    def test_not_by_another_door(self):
        for values in ({"decision": "go"}, {"decision_user_id": self.user_manager.id}, {"asked_on": "2026-01-01"}):
            for user in (self.user_lead_owner, self.user_manager):
                self.assert_no_access(self.as_(user, self.plan).write, values)
        other = self.lead.copy({"user_id": self.user_lead_owner.id})
        self.assert_no_access(self.as_(self.user_lead_owner, self.plan).create, {"lead_id": other.id, "decision": "go"})
        self.assert_no_access(
            self.as_(self.user_manager, self.env["kam.sales.decision"]).create,
            {"plan_id": self.plan.id, "decision": "go", "date": self.today, "user_id": 1, "reason": "x"},
        )

    def test_reason_and_consequence(self):
        plan = self.as_(self.user_manager, self.plan)
        for arguments, sentence in (
            (("go", "  "), "Give the reason"),
            (("no_go", "", "open"), "Give the reason"),
            (("no_go", "Too small"), "what happens to the opportunity"),
            (("no_go", "Too small", "later"), "a day after today"),
            (("no_go", "Too small", "later", self.today), "a day after today"),
        ):
            with self.subTest(arguments), self.assertRaisesRegex(ValidationError, sentence):
                plan._decide(*arguments)
        self.assertFalse(self.plan.decision_ids)
        self.lead.action_set_won()
        with self.assertRaisesRegex(UserError, "closed"):
            plan._decide("go", "Because")

    def test_no_go_marks_as_lost(self):
        reason = self.env["crm.lost.reason"].create({"name": "No budget"})
        with Form(
            self.env["kam.sales.decide"].with_user(self.user_manager).with_context(default_plan_id=self.plan.id)
        ) as form:
            form.decision = "no_go"
            form.reason = "They have no money this year"
            form.consequence = "lost"
            form.lost_reason_id = reason
        form.record.action_apply()
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id), ("lost", reason))
        self.assertEqual(self.plan.decision_ids.consequence, "lost")
        self.assertEqual(self.plan.decision_user_id, self.user_manager)

    def test_no_go_for_now(self):
        later = self.today + timedelta(days=90)
        self.as_(self.user_manager, self.plan)._decide("no_go", "Next budget", "later", later)
        todo = self.lead.activity_ids
        self.assertEqual((todo.user_id, todo.date_deadline), (self.user_lead_owner, later))
        self.assertEqual(self.lead.won_status, "pending")

    def test_asked_for(self):
        """A to-do for the leader of the team; the decision closes it, and both are history."""
        plan = self.as_(self.user_lead_owner, self.plan)
        plan.action_ask_decision()
        todo = self.lead.activity_ids
        self.assertEqual((todo.user_id, todo.summary), (self.user_leader, "Go or no-go?"))
        with self.assertRaisesRegex(UserError, "already"):
            plan.action_ask_decision()
        self.as_(self.user_manager, self.plan)._decide("no_go", "Not now", "open")
        self.assertFalse(self.lead.activity_ids)
        self.assertEqual(self.plan.asked_on, False)
        self.as_(self.user_manager, self.plan)._decide("go", "Now they have money")
        self.assertEqual(self.plan.decision_ids.mapped("decision"), ["go", "no_go"])
        self.assertEqual(self.plan.decision_reason, "Now they have money")

    def test_asked_in_another_language(self):
        """The decision closes the to-do, whatever the language it was asked in."""
        self.as_(self.user_lead_owner, self.plan).action_ask_decision()
        todo = self.lead.activity_ids
        todo.summary = "Ja oder nein?"
        self.as_(self.user_manager, self.plan)._decide("go", "They have money")
        self.assertFalse(todo.active)

    def test_nobody_to_ask(self):
        self.team.user_id = False
        self.user_sales.sale_team_id.user_id = False
        with self.assertRaisesRegex(UserError, "no leader"):
            self.as_(self.user_lead_owner, self.plan).action_ask_decision()


class TestMutualPlan(SalesPlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steps = cls.env["kam.mutual.step"].create(
            [
                {
                    "plan_id": cls.plan.id,
                    "name": "Visit",
                    "date": "2026-03-01",
                    "state": "agreed",
                    "user_id": cls.user_lead_owner.id,
                    "partner_id": cls.contact.id,
                    "note": "Floor price 500",
                },
                {"plan_id": cls.plan.id, "name": "Contract", "date": "2026-04-01"},
                {"plan_id": cls.plan.id, "name": "Secret margin talk", "date": "2026-03-02", "is_internal": True},
                {"plan_id": cls.plan.id, "name": "Never mind", "state": "dropped"},
            ]
        )

    def test_next_step(self):
        with self.at(datetime(2026, 3, 5)):
            self.env.invalidate_all()
            visit, contract, secret, _dropped = self.steps
            self.assertEqual(self.plan.next_step_id, visit)
            self.assertEqual((visit.is_late, contract.is_late), (True, False))
            visit.with_user(self.user_lead_owner).action_done()
            self.assertEqual((visit.state, visit.done_on), ("done", fields.Date.to_date("2026-03-05")))
            secret.state = "dropped"
            self.assertEqual((self.plan.next_step_id, self.plan.next_step_date), (contract, contract.date))
            self.assertEqual(self.plan.progress, 50.0)

    def test_dragged_steps_keep_their_order(self):
        """By day until somebody drags; printed as dragged."""
        names = [step["what"] for step in self.plan._customer_steps()]
        self.assertEqual(names, ["Visit", "Contract"])
        visit, contract, secret, _dropped = self.steps
        contract.with_user(self.user_lead_owner).sequence = 5
        self.plan.invalidate_recordset(["step_ids"])
        self.assertEqual(self.plan.step_ids[:3], contract + visit + secret)
        self.assertEqual([step["what"] for step in self.plan._customer_steps()], ["Contract", "Visit"])
        self.assertEqual(self.plan.next_step_id, visit, "what is next says the day")

    def test_nothing_internal_reaches_the_customer(self):
        self.plan.write({"customer_value": "Our margin is 40 %", "decision_reason": "Only us"})
        html = (
            self.env["ir.actions.report"]
            .with_user(self.user_lead_owner)
            ._render_qweb_html("kam_management.report_mutual_plan", self.plan.ids)[0]
            .decode()
        )
        text = self.plan.customer_text
        for wanted in ("Visit", "Contract", "Buyer"):
            self.assertIn(wanted, html)
            self.assertIn(wanted, text) if wanted != "Buyer" else None
        for internal in ("Floor price", "Secret margin", "Never mind", "margin is 40", "Only us", self.lead.name):
            self.assertNotIn(internal, html)
            self.assertNotIn(internal, text)

    def test_bad_input(self):
        visit, contract = self.steps[:2]
        with self.assertRaisesRegex(ValidationError, "day that was agreed"):
            contract.write({"date": False, "state": "agreed"})
        stranger = self.env["res.partner"].create({"name": "Stan Stranger"})
        with self.assertRaisesRegex(ValidationError, "does not work at"):
            visit.partner_id = stranger
