"""Sections from templates: what is offered, required and missing; facts beside the text; the rail."""

from odoo.exceptions import AccessError

from .plan_case import PlanCase

TWELVE = (
    "customer baselines industry customer_analysis relationship stakeholders competition value opportunities "
    "influencing investment action"
).split()


class TestTemplates(PlanCase):
    def test_all_twelve_are_on_offer_and_none_is_required(self):
        templates = self.env["kam.plan.section.template"].search([("kind", "=", "section")])
        self.assertLessEqual(set(TWELVE), set(templates.mapped("code")))
        self.assertTrue(all(one.guidance and "?" in one.guidance for one in templates))
        self.assertFalse(templates.segment_ids, "default: the one page only")
        page = self.env["kam.plan.section.template"].search([("kind", "=", "page")])
        self.assertEqual(page.mapped("code"), ["goals", "proposition", "objectives", "risks"])
        self.assertEqual(page.segment_ids, self.segment_a | self.segment_b)

    def test_required_ones_come_with_the_plan(self):
        template = self.env.ref("kam_management.plan_section_competition")
        template.segment_ids = self.segment_a
        a_plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2030})
        b_plan = self.env["kam.account.plan"].create(
            {"account_id": self.key_account("B Customer", self.segment_b).id, "year": 2030}
        )
        self.assertEqual(a_plan.section_ids.template_id, template)
        self.assertFalse(b_plan.section_ids)
        self.assertIn("Competition", a_plan.missing_text)
        a_plan.section_ids.content = "<p>Two joiners</p>"
        self.assertNotIn("Competition", a_plan.missing_text)

    def test_administrators_configure(self):
        template = self.env.ref("kam_management.plan_section_competition")
        for user in (self.user_sales, self.user_manager):
            with self.assertRaises(AccessError):
                template.with_user(user).name = "Rivals"
        template.with_user(self.user_admin_kam).name = "Rivals"

    def test_a_part_of_the_page_is_no_section(self):
        template = self.env.ref("kam_management.plan_section_goals")
        self.assert_refused(
            self.env["kam.plan.section"].create,
            {"plan_id": self.plan.id, "template_id": template.id},
            says="part of the one page",
        )


class TestCompleteness(PlanCase):
    def test_by_hand(self):
        """Goals 1 of 3, proposition, objectives 1 of 3, risks: (1/3 + 1 + 1/3 + 1) / 4 = 66 %."""
        self.assertEqual(self.plan.completeness, 66)
        self.assertEqual(self.plan.completeness_level, "amber")
        self.assertEqual(self.plan.missing_text, "Their Three Goals (1 of 3), Our Objectives (1 of 3)")

    def test_empty_and_full(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2030})
        self.assertEqual((plan.completeness, plan.completeness_level), (0, "red"))
        plan.proposition = "<p><br></p>"
        self.assertEqual(plan.completeness, 0, "an empty line is no proposition")
        plan.proposition = "<p>Ours</p>"
        for model in ("kam.plan.goal", "kam.plan.objective"):
            self.env[model].create([{"plan_id": plan.id, "name": f"Number {number}"} for number in range(3)])
        self.env["kam.plan.risk"].create({"plan_id": plan.id, "name": "One"})
        self.assertEqual((plan.completeness, plan.completeness_level, plan.missing_text), (100, "green", False))

    def test_requirements_change_the_open_plans(self):
        template = self.env.ref("kam_management.plan_section_risks")
        self.plan.risk_ids.unlink()
        self.assertIn("Risks", self.plan.missing_text)
        template.with_user(self.user_admin_kam).segment_ids = self.segment_b
        self.assertNotIn("Risks", self.plan.missing_text)


class TestRail(PlanCase):
    def rail(self, user=None):
        return {one["code"]: one for one in self.as_(user or self.user_sales).plan_rail()["parts"]}

    def test_states(self):
        self.assertEqual(self.rail()["goals"]["state"], "filled")
        self.plan.risk_ids.unlink()
        self.assertEqual(self.rail()["risks"]["state"], "empty")
        self.in_review()
        self.sign_all()
        self.assertEqual(self.rail()["goals"]["state"], "signed")
        self.goal.name = "Something else"
        rail = self.rail()
        self.assertEqual(rail["goals"]["state"], "lapsed")
        self.assertNotEqual(rail["proposition"]["state"], "lapsed", "only what changed")

    def test_sections_are_added_on_demand(self):
        self.assertFalse(self.rail()["competition"]["section_id"])
        template = self.env.ref("kam_management.plan_section_competition")
        action = self.as_(self.user_sales).open_section(template.id)
        section = self.env["kam.plan.section"].browse(action["res_id"])
        self.assertEqual(section.plan_id, self.plan)
        self.assertTrue(section.facts)
        self.assertEqual(self.as_(self.user_sales).open_section(template.id)["res_id"], section.id)
        self.assertEqual(self.rail()["competition"]["section_id"], section.id)

    def test_signer_is_offered_nothing_to_add(self):
        self.in_review()
        self.assertNotIn("competition", self.rail(self.user_controller))
        with self.assertRaises(AccessError):
            self.as_(self.user_controller).open_section(self.env.ref("kam_management.plan_section_competition").id)

    def test_archived_template_stays_where_it_is_used(self):
        self.section("competition", content="<p>Two joiners</p>")
        self.env.ref("kam_management.plan_section_competition").active = False
        self.assertTrue(self.rail()["competition"]["section_id"])


class TestFacts(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.account.partner_id
        partner.write({"street": "1 Main Street", "city": "Ghent", "website": "planned.example.com"})
        cls.env["res.partner"].create(
            {"name": "Plant Antwerp", "type": "other", "city": "Antwerp", "parent_id": partner.id}
        )
        cls.env["res.partner"].create({"name": "Ada Buyer", "function": "Buyer", "parent_id": partner.id})
        cls.account.write(
            {
                "level_id": cls.env.ref("kam_management.level_solution").id,
                "target_level_id": cls.env.ref("kam_management.level_partner").id,
            }
        )
        lead = cls.env["crm.lead"]
        common = {"type": "opportunity", "partner_id": partner.id, "user_id": cls.user_sales.id}
        won = lead.create({**common, "name": "Won deal", "expected_revenue": 1000})
        won.action_set_won()
        won.date_closed = "2025-05-05 10:00:00"
        lead.create({**common, "name": "Open deal", "expected_revenue": 700, "date_deadline": "2026-06-30"})
        reason = cls.env["crm.lost.reason"].create({"name": "Too dear"})
        lost = lead.create({**common, "name": "Lost deal", "expected_revenue": 300})
        lost.action_set_lost(lost_reason_id=reason.id)
        lost.date_closed = "2026-02-02 10:00:00"
        cls.env.flush_all()

    def facts(self, kind, plan=None):
        groups = (plan or self.as_(self.user_sales))._prefill_facts(kind)
        return {item["label"]: item["value"] for group in groups for item in group["items"]}

    def test_what_is_known(self):
        customer = self.facts("customer")
        self.assertEqual(customer["Name"], "Planned Customer")
        self.assertIn("Ghent", customer["Main address"])
        self.assertIn("Antwerp", customer["Plant Antwerp"])
        self.assertEqual(customer["Account manager"], self.user_sales.name)
        figures = self.as_(self.user_sales)._prefill_facts("figures")
        self.assertIn("1,000", {one["label"]: one["value"] for one in figures[0]["items"]}["2025"])
        self.assertIn("700", {one["label"]: one["value"] for one in figures[1]["items"]}["2026"])
        relationship = self.facts("relationship")
        self.assertEqual(relationship["Level today"], self.account.level_id.name)
        self.assertTrue(any("→" in value for value in relationship.values()), "the moves")
        self.assertEqual(self.facts("people")["Ada Buyer"], "Buyer")
        self.assertIn("Open deal", self.facts("opportunities"))
        lost = self.facts("competition")["Lost deal"]
        self.assertIn("Too dear", lost)
        self.assertIn("300", lost)

    def test_amounts_of_a_foreign_company(self):
        """An opportunity is shown in the money that it is in."""
        yen = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        yen.active = True
        tokyo = self.env["res.company"].create({"name": "Tokyo", "currency_id": yen.id})
        lead = self.env["crm.lead"].search([("name", "=", "Open deal")])
        lead.write({"user_id": False, "team_id": False, "company_id": tokyo.id})
        plan = self.plan.with_context(allowed_company_ids=(self.env.company | tokyo).ids)
        self.assertIn(yen.symbol, self.facts("opportunities", plan)["Open deal"])

    def test_won_on_new_years_eve_where_the_company_is(self):
        self.env["kam.account"]._main_company().partner_id.tz = "Asia/Tokyo"
        won = self.env["crm.lead"].search([("won_status", "=", "won"), ("kam_account_id", "=", self.account.id)])
        won.date_closed = "2025-12-31 20:00:00"  # five in the morning of 1 January 2026 there
        self.env.flush_all()
        years = self.plan._revenue_by_year()
        self.assertEqual((years.get(2025), years.get(2026)), (None, 1000.0))

    def test_last_years_results(self):
        following = self.make_plan(self.account, 2027)
        self.assertEqual(self.facts("results", following)["Phase"], "Draft")
        self.assertIn("Win the plant in Gent", self.facts("results", following))

    def test_every_kind_works_on_an_empty_account(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.key_account("Empty").id, "year": 2026})
        for kind, _label in self.env["kam.plan.section.template"]._fields["prefill"]._description_selection(self.env):
            with self.subTest(kind):
                self.assertIsInstance(plan.with_user(self.user_sales)._prefill_facts(kind), list)

    def test_refresh_keeps_what_was_typed(self):
        section = self.section("opportunities", content="<p>Mine</p>").with_user(self.user_sales)
        section.action_refresh_facts()
        before = section.facts
        self.env["crm.lead"].search([("name", "=", "Open deal")]).name = "Renamed deal"
        section.action_refresh_facts()
        self.assertEqual(section.content, "<p>Mine</p>")
        self.assertNotEqual(section.facts, before)
        self.assertIn("Renamed deal", section.facts_html)

    def test_facts_are_not_written_by_hand_and_not_run_as_html(self):
        section = self.section("opportunities").with_user(self.user_sales)
        with self.assertRaises(AccessError):
            section.write({"facts": [{"title": "x", "items": []}]})
        self.env["crm.lead"].search([("name", "=", "Open deal")]).name = "<script>alert(1)</script>"
        section.action_refresh_facts()
        self.assertNotIn("<script>", section.facts_html)

    def test_frozen(self):
        section = self.section("opportunities")
        self.approve()
        self.assert_refused(section.action_refresh_facts, says="frozen")

    def test_history_of_the_text(self):
        section = self.section("opportunities", content="<p>First</p>").with_user(self.user_sales)
        section.content = "<p>Second</p>"
        section.content = "<p>Third</p>"
        self.assertEqual(len(section.html_field_history_metadata["content"]), 2)
        self.assertEqual(section.html_field_history_get_content_at_revision("content", 1), "<p>First</p>")
        section.write({"html_field_history": False})
        self.assertTrue(section.sudo().html_field_history, "the history is not wiped by hand")
