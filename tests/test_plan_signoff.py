"""Sign-off: who must, who may, what lapses, and what can be proved afterwards."""

import json
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.kam_management.engine.plan_content import digest

from .plan_case import PlanCase


class TestWhoSigns(PlanCase):
    def test_defaults(self):
        """A: sales and finance; B: the manager alone."""
        self.assertEqual(self.segment_a.plan_area_ids, self.sales | self.finance)
        self.assertFalse(self.segment_b.plan_area_ids)
        self.in_review()
        self.assertEqual(self.plan.signoff_ids.area_id, self.sales | self.finance)
        b_plan = self.in_review(self.make_plan(self.key_account("B Customer", self.segment_b)))
        self.assertFalse(b_plan.signoff_ids)
        self.as_(self.user_manager, b_plan).action_approve()
        self.assertEqual(b_plan.state, "approved")

    def test_area_without_members_is_skipped_and_it_says_so(self):
        self.finance.member_ids = False
        self.in_review()
        self.assertEqual(self.signoff(self.finance).state, "skipped")
        self.assertIn("Finance", self.plan.message_ids[0].body)
        self.assertIn("skipped: Finance", self.plan.signing_text)
        self.as_(self.user_seller, self.signoff(self.sales)).action_sign()
        self.as_(self.user_manager).action_approve()
        self.assertEqual(self.plan.state, "approved")

    def test_no_approval_before_all_have_signed(self):
        self.in_review()
        message = self.assert_refused(self.as_(self.user_manager).action_approve)
        self.assertIn("Sales, Finance", message)
        self.as_(self.user_seller, self.signoff(self.sales)).action_sign()
        self.assert_refused(self.as_(self.user_manager).action_approve, says="Finance")
        self.as_(self.user_controller, self.signoff(self.finance)).action_sign()
        self.as_(self.user_manager).action_approve()
        self.assertEqual(self.plan.approver_id, self.user_manager)

    def test_only_members_sign(self):
        self.in_review()
        signoff = self.signoff(self.finance)
        for user in (self.user_sales, self.user_manager, self.user_admin_kam, self.user_seller):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_(user, signoff).action_sign()
        for user in (self.user_employee, self.user_portal, self.user_sales2):
            self.assertRaises(AccessError, self.as_(user, signoff).action_sign)
        self.assertEqual(signoff.state, "waiting")
        self.as_(self.user_controller, signoff).action_sign()
        self.assertEqual((signoff.state, signoff.user_id), ("signed", self.user_controller))

    def test_nothing_to_sign_before_review(self):
        self.in_review()
        self.plan.action_back_to_planning()
        self.assertRaises(UserError, self.as_(self.user_controller, self.signoff(self.finance)).action_sign)

    def test_not_twice(self):
        self.in_review()
        signed = self.as_(self.user_controller, self.signoff(self.finance))
        signed.action_sign()
        self.assertRaises(UserError, signed.action_sign)

    def test_a_section_adds_the_area_that_must_sign_it(self):
        template = self.env.ref("kam_management.plan_section_investment")
        template.area_ids = self.service
        self.service.member_ids = self.user_employee
        self.section("investment", content="<p>Two people</p>")
        self.in_review()
        self.assertEqual(self.plan.signoff_ids.area_id, self.sales | self.finance | self.service)
        self.as_(self.user_employee, self.signoff(self.service)).action_sign()
        content = self.signoff(self.service).signature_id._content_signed()
        self.assertEqual(list(content), ["investment"])
        # and nobody else signs that part
        self.as_(self.user_controller, self.signoff(self.finance)).action_sign()
        self.assertNotIn("investment", self.signoff(self.finance).signature_id._content_signed())

    def test_decline_with_a_reason(self):
        self.in_review()
        signoff = self.as_(self.user_controller, self.signoff(self.finance))
        self.assertRaises(UserError, signoff.action_decline, "  ")
        signoff.action_decline("The discount is too high")
        self.assertEqual((signoff.state, signoff.note), ("declined", "The discount is too high"))
        todo = self.env["mail.activity"].search([("user_id", "=", self.user_sales.id)])
        self.assertIn("declined", todo.summary)
        self.assert_refused(self.as_(self.user_manager).action_approve, says="Finance")
        signoff.action_sign()
        self.assertEqual(signoff.state, "signed")


class TestLapse(PlanCase):
    def setUp(self):
        super().setUp()
        template = self.env.ref("kam_management.plan_section_investment")
        template.area_ids = self.service
        self.service.member_ids = self.user_employee
        self.invest = self.section("investment", content="<p>Two people</p>")
        self.in_review()
        self.sign_all()
        self.as_(self.user_employee, self.signoff(self.service)).action_sign()

    def states(self):
        return {one.area_id.code: one.state for one in self.plan.signoff_ids}

    def test_exactly_that_signature(self):
        self.as_(self.user_sales, self.invest).content = "<p>Three people</p>"
        self.assertEqual(self.states(), {"sales": "signed", "finance": "signed", "service": "lapsed"})
        self.as_(self.user_sales, self.goal).name = "Hardly any stock"
        self.assertEqual(self.states(), {"sales": "lapsed", "finance": "lapsed", "service": "lapsed"})

    def test_every_way_to_change_a_part(self):
        changes = {
            "header": lambda plan: plan.write({"year": 2027}),
            "proposition": lambda plan: plan.write({"proposition": "<p>Something else</p>"}),
            "goals": lambda plan: plan.write({"goal_ids": [Command.create({"name": "Grow"})]}),
            "goals ": lambda plan: plan.goal_ids.unlink(),
            "risks": lambda plan: plan.risk_ids.write({"impact": "3"}),
            "objectives": lambda plan: plan.objective_ids.write({"name": "Something else"}),
        }
        for part, change in changes.items():
            with self.subTest(part=part), self.cr.savepoint() as savepoint:
                change(self.as_(self.user_sales))
                self.assertEqual(self.states(), {"sales": "lapsed", "finance": "lapsed", "service": "signed"})
                self.assertEqual(self.signoff(self.finance).lapsed_parts, [part.strip()])
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_is_no_content_lapses_nothing(self):
        self.plan.message_post(body="Hello")
        self.plan.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_sales.id)
        self.risk.state = "gone"
        self.goal.sequence = 99
        self.objective.write({"current": 3})
        self.user_sales.name = "Renamed Person"
        self.invest.action_refresh_facts()
        self.goal.name = "Less stock"  # the same as before
        self.assertEqual(set(self.states().values()), {"signed"})

    def test_it_says_so(self):
        self.goal.name = "Hardly any stock"
        signoff = self.signoff(self.finance)
        self.assertEqual(signoff.note, "Changed since: Their Three Goals")
        bodies = " ".join(self.plan.message_ids.mapped("body"))
        self.assertIn("The signature of Finance by Ann Money has lapsed: Their Three Goals changed", bodies)
        todo = self.env["mail.activity"].search([("kam_signoff_id", "=", signoff.id)])
        self.assertEqual(
            (todo.user_id, todo.res_model, todo.res_id), (self.user_controller, self.plan._name, self.plan.id)
        )
        self.assertIn("Sign again", todo.summary)
        self.as_(self.user_controller, signoff).action_sign()
        self.assertEqual(self.states()["finance"], "signed")
        self.assertFalse(self.env["mail.activity"].search([("kam_signoff_id", "=", signoff.id)]))

    def test_evidence_of_both_signatures_stays(self):
        first = self.signoff(self.finance).signature_id
        self.goal.name = "Hardly any stock"
        self.as_(self.user_controller, self.signoff(self.finance)).action_sign()
        second = self.signoff(self.finance).signature_id
        self.assertNotEqual(first, second)
        names = [one._content_signed()["goals"][0]["values"]["name"] for one in (first, second)]
        self.assertEqual(names, ["Less stock", "Hardly any stock"])
        self.assertTrue(first.is_intact and second.is_intact)


class TestEvidence(PlanCase):
    def setUp(self):
        super().setUp()
        self.approve()
        self.signature = self.plan.signature_ids.filtered(lambda one: one.area_id == self.finance)

    def test_who_what_when(self):
        signed = json.loads(self.signature.content)
        self.assertEqual(signed["user"]["name"], "Ann Money")
        self.assertEqual(signed["area"]["name"], "Finance")
        self.assertEqual(signed["content"]["goals"][0]["values"]["name"], "Less stock")
        self.assertEqual(self.signature.digest, digest(self.signature.content))
        approval = self.plan.signature_ids.filtered(lambda one: not one.area_id)
        self.assertEqual((approval.user_id, approval.area_name), (self.user_manager, "Approval"))
        self.assertTrue(all(self.plan.signature_ids.mapped("is_intact")))

    def test_each_carries_the_digest_of_the_one_before(self):
        chain = self.plan.signature_ids.sorted("id")
        befores = [json.loads(one.content)["before"] for one in chain]
        self.assertEqual(befores, [None, *chain.mapped("digest")[:-1]])

    def test_immutable_by_every_door(self):
        for records in (self.signature, self.signature.sudo(), self.signature.with_user(self.user_admin_kam)):
            self.assert_refused(records.write, {"user_id": self.user_sales.id})
            self.assert_refused(records.unlink)
        self.assert_refused(self.plan.write, {"signature_ids": [Command.clear()]})
        self.assert_refused(self.plan.unlink)
        self.assert_refused(self.account.with_user(self.user_admin_kam).unlink)

    def test_forging(self):
        values = {
            "plan_id": self.plan.id,
            "user_id": self.user_controller.id,
            "area_id": self.finance.id,
            "date": "2026-01-01",
            "content": "{}",
            "digest": digest("{}"),
        }
        for user in (self.user_controller, self.user_sales, self.user_manager, self.user_admin_kam):
            self.assert_refused(self.env["kam.plan.signature"].with_user(user).create, values)
            self.assert_refused(self.as_(user, self.signoff(self.finance)).write, {"state": "signed"})
            self.assert_refused(
                self.env["kam.plan.signoff"].with_user(user).create,
                {"plan_id": self.plan.id, "area_id": self.service.id, "state": "signed"},
            )
            self.assert_refused(self.as_(user).write, {"signoff_ids": [Command.create({"area_id": self.service.id})]})
            self.assert_refused(self.as_(user).write, {"state": "closed"})
        self.assert_refused(self.env["kam.plan.signature"].create, values)
        self.assert_refused(self.env["kam.plan.signature"].with_context(kam_signing=True).create, values)
        with self.assertRaises(AccessError):
            self.env["kam.account.plan"].with_user(self.user_sales).create(
                {"account_id": self.account.id, "year": 2031, "state": "approved"}
            )
        loaded = (
            self.env["kam.account.plan"]
            .with_user(self.user_sales)
            .load(["account_id/.id", "year", "state"], [[str(self.account.id), "2031", "approved"]])
        )
        self.assertFalse(loaded["ids"])

    def test_tampering_below_the_orm_shows(self):
        self.env.cr.execute(
            "UPDATE kam_plan_signature SET content = replace(content, 'Less stock', 'More stock') WHERE id = %s",
            [self.signature.id],
        )
        self.signature.invalidate_recordset()
        self.assertFalse(self.signature.is_intact)

    def test_another_name_below_the_orm_shows(self):
        self.env.cr.execute(
            "UPDATE kam_plan_signature SET user_id = %s WHERE id = %s", [self.user_sales.id, self.signature.id]
        )
        self.signature.invalidate_recordset()
        self.assertFalse(self.signature.is_intact)


class TestSigner(PlanCase):
    """Somebody of finance without any role in sales."""

    def test_group_follows_membership(self):
        group = "kam_management.group_kam_signer"
        self.assertTrue(self.user_controller.has_group(group))
        self.assertFalse(self.user_controller.has_group("kam_management.group_kam_user"))
        self.finance.member_ids = self.user_employee
        self.assertFalse(self.user_controller.has_group(group))
        self.assertTrue(self.user_employee.has_group(group))
        self.finance.active = False
        self.assertFalse(self.user_employee.has_group(group))

    def test_no_customers_among_members(self):
        self.assert_refused(
            self.finance.write, {"member_ids": [Command.link(self.user_portal.id)]}, says="not an employee"
        )

    def test_sees_only_what_is_asked(self):
        other = self.make_plan(self.key_account("Other Customer", self.segment_b))
        plans = self.env["kam.account.plan"].with_user(self.user_controller)
        self.assertFalse(plans.search([]), "nothing is asked yet")
        self.in_review()
        self.in_review(other)
        self.assertEqual(plans.search([]), self.plan)
        plan = self.as_(self.user_controller)
        self.assertEqual(plan.goal_ids.name, "Less stock")
        self.assertFalse(plan.has_access("write"))
        self.assertEqual(plan.account_id.sudo().display_name, "Planned Customer")
        for model in ("kam.account", "kam.stakeholder", "kam.stakeholder.agenda", "crm.lead", "kam.account.rating"):
            self.assertFalse(self.env[model].with_user(self.user_controller).has_access("read"), model)

    def form_spec(self, node, model):
        """What the web client reads for a form: its fields, and those of the lists in it."""
        spec = {}
        for child in node:
            if child.tag != "field":
                spec |= self.form_spec(child, model)
                continue
            field = model._fields[child.get("name")]
            if field.type in ("one2many", "many2many"):
                lists = [one for one in child if one.tag in ("list", "kanban")]
                inner = self.form_spec(lists[0], model.env[field.comodel_name]) if lists else {"display_name": {}}
                spec[field.name] = {"fields": inner}
            else:
                spec[field.name] = {"fields": {"display_name": {}}} if field.type == "many2one" else {}
        return spec

    def test_opens_the_form(self):
        """Everything that the form reads is there for a signer, a salesperson and a manager."""
        self.in_review()
        for user in (self.user_controller, self.user_sales, self.user_manager):
            plan = self.as_(user)
            arch = etree.fromstring(plan.get_views([(False, "form")])["views"]["form"]["arch"])
            with self.subTest(user=user.login):
                spec = self.form_spec(arch, plan)
                self.assertIn("goal_ids", spec)
                self.assertEqual(plan.web_read(spec)[0]["goal_ids"][0]["name"], "Less stock")
                self.assertTrue(plan.plan_rail()["parts"])
                self.assertIn("actions", plan.next_actions())

    def test_menus(self):
        menus = self.env["ir.ui.menu"].with_user(self.user_controller)
        visible = menus.browse(menus._visible_menu_ids()).sudo()

        def is_shown(menu):
            return menu in visible and (not menu.parent_id or is_shown(menu.parent_id))

        shown = visible.filtered(lambda one: one.action and is_shown(one)).mapped("complete_name")
        names = {name for name in shown if name.startswith("Key Accounts")}
        self.assertEqual(names, {"Key Accounts/Plans/Account Plans", "Key Accounts/Plans/Plans to Sign"})

    def test_requests_without_room_wait(self):
        """Five to-dos are open per person; the sixth comes when one of them is done."""
        plans = self.env["kam.account.plan"]
        for number in range(6):
            plans |= self.make_plan(self.key_account(f"Customer {number}"), 2026)
            self.segment_b.plan_area_ids = self.finance
            plans[-1:].account_id.action_override(
                self.segment_b, "For the test", fields.Date.today() + timedelta(days=5)
            )
        self.in_review(plans)
        todos = self.env["mail.activity"].search([("user_id", "=", self.user_controller.id)])
        self.assertEqual(len(todos), 5)
        self.as_(self.user_controller, todos.kam_signoff_id[:1]).action_sign()
        self.env["kam.plan.signoff"]._cron_ask()
        todos = self.env["mail.activity"].search([("user_id", "=", self.user_controller.id)])
        self.assertEqual((len(todos), len(todos.kam_signoff_id)), (5, 5))

    def test_todo_with_the_plan_one_click_away(self):
        self.in_review()
        todo = self.as_(self.user_controller, self.env["mail.activity"]).search(
            [("user_id", "=", self.user_controller.id)]
        )
        self.assertEqual((todo.res_model, todo.res_id), ("kam.account.plan", self.plan.id))
        self.assertEqual(todo.sudo().kam_source, "signature")
        self.plan.action_back_to_planning()
        self.assertFalse(todo.exists())

    def test_may_comment(self):
        self.in_review()
        self.as_(self.user_controller).message_post(body="Why two people?")
        self.assertIn("Why two people?", self.plan.message_ids[0].body)
