"""What the customer gets: the joint plan and the mutual activity plan hold what is listed and ticked, and no more."""

import ast
import base64
import re
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kam_management.models import kam_customer_paper, kam_sales_plan
from odoo.addons.kam_management.models.kam_customer_paper import ALLOWED, Sheet, Shown, plain

from .marker_case import MarkerCase

JOINT, MUTUAL = "kam_joint_plan_report", "kam_mutual_plan_report"


class TestCustomerPapers(MarkerCase):
    """A plan of which one line of each kind is shared and one is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.account.sponsor_id = cls.user_manager
        # short enough for one line of a column
        cls.user_sales.name, cls.user_manager.name = "Sam Sale", "Mia Boss"
        cls.user_all.name, cls.user_admin_kam.name = "Ed All", "Vi Kam"
        cls.ann = env["res.partner"].create(
            {"name": "Ann Lee", "function": "Head of Stores", "parent_id": cls.account.partner_id.id}
        )
        bo = env["res.partner"].create({"name": "Bo Hidden", "parent_id": cls.account.partner_id.id})
        people = env["kam.stakeholder"].create(
            [{"account_id": cls.account.id, "partner_id": one.id} for one in (cls.ann, bo)]
        )
        cls.lead = env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": cls.account.partner_id.id}
        )
        cls.sales_plan = env["kam.sales.plan"].create({"lead_id": cls.lead.id})
        step = {"plan_id": cls.sales_plan.id, "user_id": cls.user_sales.id, "date": "2026-05-04", "state": "agreed"}
        cls.steps = env["kam.mutual.step"].create(
            [
                {**step, "name": "Visit the plant", "partner_id": cls.ann.id, "note": "They bluff"},
                {**step, "name": "Find out what they pay", "is_internal": True},
                {**step, "name": "Dropped visit", "state": "dropped"},
            ]
        )
        goals = cls.goal | env["kam.plan.goal"].create({"plan_id": cls.plan.id, "name": "Sell the company"})
        objectives = cls.objective | env["kam.plan.objective"].create(
            {"plan_id": cls.plan.id, "name": "Push out Rival"}
        )
        value = {"account_id": cls.account.id, "state": "validated", "value_year": 42000}
        values = env["kam.value.proposition"].create(
            [{**value, "name": "Stock is halved"}, {**value, "name": "They cannot leave us"}]
        )
        steps = env["kam.cadence.step"].search([], limit=2)
        steps[0].name, steps[1].name = "Review day", "Day of ours"
        day = {"account_id": cls.account.id, "plan_id": cls.plan.id, "year": 2026, "date": "2026-07-01"}
        milestones = env["kam.plan.milestone"].create([{**day, "step_id": one.id, "occurrence": 9} for one in steps])
        functions = env["kam.team.function"].search([], limit=2)
        functions[0].name, functions[1].name = "Planner", "Spy of prices"
        members = env["kam.account.member"].create(
            [
                {"account_id": cls.account.id, "user_id": user.id, "function_id": function.id}
                for user, function in zip((cls.user_all, cls.user_admin_kam), functions, strict=True)
            ]
        )
        first = {"goal": goals, "objective": objectives, "value": values, "day": milestones, "member": members}
        cls.first = {kind: records[0] for kind, records in first.items()} | {"person": people[0]}
        for one in cls.first.values():
            one.action_toggle_shared()
        cls.plan.shares_services = True
        included = cls.account._service_packages()
        lines = [line for (_segment, offer), found in included.items() if offer != "none" for line in found]
        cls.services = env["kam.service.package.line"].union(*lines).service_id
        cls.shown = {
            "kam.plan.goal": goals[0],
            "kam.plan.objective": objectives[0],
            "kam.value.proposition": values[0],
            "kam.plan.milestone": milestones[0],
            "kam.cadence.step": milestones[0].step_id,
            "kam.account.member": members[0],
            "kam.team.function": members[0].function_id,
            "kam.stakeholder": people[0],
            "kam.mutual.step": cls.steps[0],
            "kam.service": cls.services,
            "res.partner": cls.account.partner_id | cls.ann,
        }
        cls.wanted = {
            "Planned Customer", "Less stock", "Win the plant in Gent", "Stock is halved", "42,000",
            milestones[0].step_id.name, "Visit the plant", "Ann Lee", "Head of Stores", cls.user_sales.name,
            cls.user_manager.name, cls.user_all.name, members[0].function_id.name, cls.services[0].name,
        }  # fmt: skip
        cls.unwanted = {
            "Sell the company", "Push out Rival", "They cannot leave us", "Find out what they pay", "They bluff",
            "Dropped visit", "Bo Hidden", "Day of ours", cls.user_admin_kam.name, members[1].function_id.name,
        }  # fmt: skip

    def own_ids(self):
        return {
            "crm.lead": self.lead.id,
            "kam.sales.plan": self.sales_plan.id,
            "kam.stakeholder": self.first["person"].id,
            "kam.plan.objective": self.first["objective"].id,
            "kam.value.proposition": self.first["value"].id,
        }

    def file_name(self, report, record):
        return safe_eval(self.env.ref(f"kam_management.{report}").print_report_name, {"object": record})

    def assert_words(self, text, wanted, unwanted):
        text = " ".join(text.split())
        self.assertEqual({word for word in wanted if word not in text}, set(), "left out")
        self.assertEqual({word for word in unwanted if word in text}, set(), "told")

    # -- nothing internal -----------------------------------------------------------------------------------

    def test_no_mark_reaches_the_customer(self):
        """Marks in all that is stored: page, PDF, file, window and e-mail show none, and all that is shared."""
        self.plant()
        for report, record, wanted in (
            (JOINT, self.plan, self.wanted),
            (MUTUAL, self.sales_plan, {"Planned Customer", "Visit the plant", "Ann Lee", self.user_sales.name}),
        ):
            with self.subTest(report=report):
                page = self.html(report, record)
                self.assert_clean(page, "the page")
                self.assertIn("Planned Customer", re.search("<title>(.*?)</title>", page, re.S).group(1))
                text, facts = self.pdf(report, record)
                self.assert_clean(text, "the PDF")
                self.assert_words(text, wanted, self.unwanted)
                self.assert_clean(facts, "the facts of the file")
                name = self.file_name(report, record)
                self.assert_clean(name, "the name of the file")
                self.assertIn("Planned Customer", name)
        self.assert_clean(self.sales_plan.customer_text, "the text to be copied")

    def test_no_mark_in_the_mail(self):
        self.plant()
        with self.allow_pdf_render():
            context = self.plan.with_context(force_report_rendering=True).action_send_joint()["context"]
        attachment = self.env["ir.attachment"].browse(context["default_attachment_ids"])
        content = base64.b64decode(attachment.datas)
        self.assert_words(self.pdf_text(content), self.wanted, self.unwanted)
        for what, text in {
            "subject": context["default_subject"],
            "body": context["default_body"],
            "file": f"{attachment.name} {attachment.description or ''}",
            "PDF": self.pdf_text(content) + self.pdf_facts(content),
        }.items():
            self.assert_clean(str(text), what)

    def test_a_mark_would_be_found(self):
        """The marks work: what is put on the list by mistake is found in page and PDF."""
        self.plant()
        words = kam_customer_paper.step_words
        listed = {**ALLOWED, "kam.mutual.step": ALLOWED["kam.mutual.step"] | {"note", "sequence"}}
        with (
            patch.dict(ALLOWED, listed),
            patch.object(
                kam_sales_plan, "step_words", lambda step: {**words(step), "ours": f"{step['note']} {step['sequence']}"}
            ),
        ):
            for text in (self.html(MUTUAL, self.sales_plan), self.pdf(MUTUAL, self.sales_plan)[0]):
                self.assertEqual(self.found(text), {"kam.mutual.step.note", "kam.mutual.step.sequence"})

    def test_the_reader_knows_no_other_field(self):
        goal = Shown(self.goal)
        self.assertEqual(goal["name"], "Less stock")
        for model, records in (("kam.plan.goal", self.goal), ("kam.account", self.account), ("res.partner", self.ann)):
            for name in set(records._fields) - ALLOWED[model]:
                with self.assertRaises(KeyError):
                    Shown(records)[name]
        with self.assertRaises(KeyError):
            Shown(self.env["kam.alert"])["id"]
        with self.assertRaises(KeyError):
            Shown(self.account).money("score", "currency_id")

    def test_the_list_names_fields_that_are_there(self):
        """And none that is somebody's opinion, nor rich text in which anything may stand."""
        for model, names in ALLOWED.items():
            for name in names:
                self.assertIn(name, self.env[model]._fields, model)
                self.assertNotEqual(self.env[model]._fields[name].type, "html", f"{model}.{name}")
        words = "score|support|agenda|competitor|margin|power|strength|risk|alert|note|probab|revenue|health|segment"
        told = {f"{model}.{name}" for model, names in ALLOWED.items() for name in names}
        self.assertEqual({one for one in told if re.search(words, one)}, set())

    def test_templates_get_no_record(self):
        with self.assertRaises(TypeError):
            plain({"goal": [self.goal]})
        with self.assertRaises(TypeError):
            Sheet(self.plan, {"lang": "en_US", "plan": self.plan})
        for report, record in (("report_joint_plan", self.plan), ("report_mutual_plan", self.sales_plan)):
            values = self.env[f"report.kam_management.{report}"]._get_report_values(record.ids)
            for paper in values["docs"]:
                self.assertEqual(plain(dict(paper["record"])), dict(paper["record"]))
                self.assertEqual(set(paper) - {"record", "company"}, {"lang", "head", "sections"})
        for name in ("report_joint_plan", "report_mutual_plan", "report_customer_papers"):
            arch = self.env.ref(f"kam_management.{name}").arch_db
            for expression in re.findall(r't-(?:out|if|foreach|value|lang)="([^"]+)"', arch):
                names = {node.id for node in ast.walk(ast.parse(expression.strip())) if isinstance(node, ast.Name)}
                self.assertLessEqual(names, {"paper", "docs"}, expression)

    # -- what is chosen -------------------------------------------------------------------------------------

    def test_ours_is_not_shared_unless_ticked(self):
        """Steps agreed with the customer are shared from the start, the rest is not."""
        fresh = self.make_plan(self.account, year=2027)
        (sheet,) = fresh._joint_plans()
        for part in ("goals", "objectives", "values", "services", "theirs"):
            kept = [self.first["person"].partner_id.name] if part == "theirs" else []
            kept = ["Stock is halved"] if part == "values" else kept
            self.assertEqual([one.get("what") or one["name"] for one in sheet[part]], kept, part)
        self.assertFalse(self.steps[0].is_internal)
        self.steps[0].action_toggle_shared()
        (sheet,) = self.plan._joint_plans()
        self.assertNotIn("Visit the plant", [one["what"] for one in sheet["steps"]])

    def test_words_of_both_sides(self):
        self.objective.shared_name = "Supply the plant in Gent"
        (sheet,) = self.plan._joint_plans()
        self.assertEqual([one["what"] for one in sheet["objectives"]], ["Supply the plant in Gent"])

    def test_hypotheses_and_lost_deals_stay_with_us(self):
        self.first["value"].state = "hypothesis"
        self.lead.action_set_lost()
        (sheet,) = self.plan._joint_plans()
        self.assertEqual(sheet["values"], [])
        self.assertNotIn("Visit the plant", [one["what"] for one in sheet["steps"]])

    def test_each_of_ours_once(self):
        self.env["kam.account.member"].create(
            {"account_id": self.account.id, "user_id": self.user_sales.id, "is_shared": True}
        )
        (sheet,) = self.plan._joint_plans()
        names = [one["name"] for one in sheet["ours"]]
        self.assertEqual(names, [self.user_sales.name, self.user_manager.name, self.user_all.name])

    def test_draft_until_approved(self):
        page = self.html(JOINT, self.plan)
        self.assertIn("Not agreed yet", page)
        self.assertIn("draft", self.file_name(JOINT, self.plan))
        self.approve()
        page = self.html(JOINT, self.plan)
        self.assertNotIn("Not agreed yet", page)
        self.assertNotIn("draft", self.file_name(JOINT, self.plan))
        self.as_(self.user_sales).open_revision("New plant")
        self.assertIn("Not agreed yet", self.html(JOINT, self.plan))

    def test_ticks_are_free_when_the_plan_is_frozen(self):
        """What the customer is shown is no part of what was signed; what they read is."""
        self.approve()
        signed = self.plan.signoff_ids.mapped("state")
        self.as_(self.user_sales, self.goal).action_toggle_shared()
        self.assertFalse(self.goal.is_shared)
        self.assertEqual(self.plan.signoff_ids.mapped("state"), signed)
        self.assert_refused(self.as_(self.user_sales, self.objective).write, {"shared_name": "x"}, says="frozen")

    # -- who, in which language, where to -------------------------------------------------------------------

    def test_access(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.as_(user)._joint_plans()
            with self.assertRaises(AccessError):
                self.as_(user, self.sales_plan)._customer_sheets()
            with self.assertRaises(AccessError):
                self.as_(user, self.goal).action_toggle_shared()
        (sheet,) = self.as_(self.user_sales)._joint_plans()
        self.assertEqual([one["what"] for one in sheet["goals"]], ["Less stock"])

    def test_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.account.partner_id.lang = "fr_FR"
        (sheet,) = self.plan._joint_plans()
        self.assertEqual(sheet["lang"], "fr_FR")
        self.assertIn("04/05/2026", [one["date"] for one in sheet["steps"]])
        self.env["res.lang"]._activate_lang("ar_001")
        for ours, theirs, direction in (("ar_001", "fr_FR", "ltr"), ("en_US", "ar_001", "rtl")):
            self.user_sales.lang, self.account.partner_id.lang = ours, theirs
            model = self.env["ir.actions.report"].with_user(self.user_sales).with_context(lang=ours)
            page = model._render_qweb_html(f"kam_management.{JOINT}", self.plan.ids)[0].decode()
            self.assertRegex(page, f'<body[^>]*dir="{direction}"')
        self.account.partner_id.lang = False
        self.assertEqual(self.plan._joint_plans()[0]["lang"], "en_US")

    def test_the_mail_goes_out_from_the_contact(self):
        """The conversation on the plan stays internal."""
        self.ann.email = "ann@example.com"
        context = self.as_(self.user_sales).action_send_joint()["context"]
        self.assertEqual(context["default_model"], "res.partner")
        self.assertEqual(context["default_res_ids"], self.account.partner_id.ids)
        self.assertEqual(context["default_partner_ids"], self.ann.ids)
        composer = self.env["mail.compose.message"].with_user(self.user_sales).with_context(context).create({})
        before = self.plan.message_ids
        composer.action_send_mail()
        self.assertEqual(self.plan.message_ids, before)
        message = self.account.partner_id.message_ids[0]
        self.assertEqual(message.notified_partner_ids, self.ann)
        self.assertEqual(message.attachment_ids.mapped("mimetype"), ["application/pdf"])

    def test_empty_and_many(self):
        """An empty plan is a page that says so; a hundred steps go on over pages without losing one."""
        empty = self.make_plan(self.key_account("Nothing Yet Ltd", self.segment_a), year=2026)
        text = self.pdf(JOINT, empty)[0]
        self.assert_words(text, {"Nothing Yet Ltd", "Nothing is agreed yet", "To be named"}, {"False", "None"})
        step = {"plan_id": self.sales_plan.id, "date": "2026-06-06", "state": "agreed"}
        self.env["kam.mutual.step"].create([{**step, "name": f"Step number {n:03d}"} for n in range(100)])
        text, facts = self.pdf(JOINT, self.plan)
        self.assert_words(text, {f"Step number {n:03d}" for n in range(100)}, self.unwanted)
        self.assertGreater(int(re.search(r"Pages:\s+(\d+)", facts).group(1)), 2)

    def test_queries_stay_flat(self):
        """Ten plans take as many queries as three."""
        plans = self.plan.browse()
        counts = []
        for number in (3, 7):
            for n in range(number):
                account = self.key_account(f"Customer {number}{n}", self.segment_a)
                plan = self.make_plan(account)
                plan.goal_ids.is_shared = plan.shares_services = True
                plans |= plan
            self.env.flush_all()
            plans._joint_plans()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans._joint_plans()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
