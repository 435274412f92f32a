"""The account plan as PDF: everything that has content, in order, for whoever may read it and in their language."""

from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tools.translate import code_translations

from .pdf_case import PdfCase
from .plan_case import PlanCase

ORDER = (
    "Account plan 2026: Planned Customer",
    "Their three goals",
    "Our proposition",
    "Our objectives",
    "Next actions",
    "Risks",
    "Industry Analysis",
    "Customer Analysis",
    "Stakeholder Analysis",
    "Competition",
    "Value Proposition",
    "Influencing Plan",
    "Action Plan",
    "Milestones",
    "Signatures",
)


class TestPlanPdf(PdfCase, PlanCase):
    """A plan with something in every part, a draft, and one that was approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env, plan, account = cls.env, cls.plan, cls.account
        env["kam.plan.swot"].create({"plan_id": plan.id, "kind": "threat", "name": "Cheap imports"})
        plan.force_ids.filtered(lambda one: one.kind == "buyer").write({"rating": "4", "note": "Three chains decide"})
        env["kam.plan.charter"].create({"plan_id": plan.id, "kind": "barrier", "name": "Procurement looks at price"})
        env["kam.competitor"].create({"account_id": account.id, "name": "Rival Ltd", "threat": "4"})
        env["kam.value.proposition"].create({"account_id": account.id, "name": "Half the stock", "value_year": 12000})
        cls.person = env["kam.stakeholder"].create({"account_id": account.id, "name": "Chief Buyer", "power": 5})
        env["kam.stakeholder.agenda"].create(
            {"stakeholder_id": cls.person.id, "personal_agenda": "MARKER corner office"}
        )
        strategy = env["kam.plan.strategy"].create({"objective_id": cls.objective.id, "name": "Go wide"})
        tactic = {"strategy_id": strategy.id, "quarter": "2"}
        env["kam.plan.tactic"].create([{**tactic, "name": "Workshop"}, {**tactic, "name": "Visit", "done": True}])
        env["kam.influencing.action"].create(
            {"account_id": account.id, "name": "Plant tour", "date": "2026-05-04", "goal": "Create urgency"}
        )
        step = env["kam.cadence.step"].search([], limit=1)
        env["kam.plan.milestone"].search([("account_id", "=", account.id)]).unlink()
        env["kam.plan.milestone"].create(
            {
                "account_id": account.id,
                "step_id": step.id,
                "year": 2026,
                "date": "2026-03-02",
                "note": "Bring the chart",
            }
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(datetime(2026, 4, 15, 12)))

    def test_every_part_in_order(self):
        self.section("industry", content="<p>Margins <b>shrink</b>.</p>")
        self.in_review()
        text = self.words("report_account_plan", self.plan, self.user_sales)
        self.assert_in_order(ORDER, text)
        for words in (
            "Less stock",
            "We cut their stock by half.",
            "A new buyer",
            "Margins shrink.",
            "Power of buyers 4",  # on the radar
            "Three chains decide",
            "Cheap imports",
            "Chief Buyer",
            "Rival Ltd",
            "Half the stock",
            "Plant tour",
            "Create urgency",
            "Procurement looks at price",
            "Objective: Win the plant in Gent",
            "○ Workshop",
            "✓ Visit",
            "Bring the chart",
        ):
            self.assertIn(words, text)
        self.assertNotIn("MARKER", text)
        self.assertNotIn("Revisions", text, "nothing was amended")

    def test_a_draft_says_so_and_an_approved_plan_shows_who_signed(self):
        text = self.words("report_account_plan", self.plan)
        self.assertIn("Draft", text)
        self.assertIn("nobody has approved it yet", text)
        self.approve()
        text = self.words("report_account_plan", self.plan)
        self.assertNotIn("Draft", text)
        self.assertNotIn("nobody has approved", text)
        signatures = self.env["kam.plan.signature"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual(len(signatures), 3)
        for one in signatures:
            self.assertIn(one.user_name.split()[0], text)
            self.assertIn(one.digest[:16], text)
        self.assertEqual(text.count("Unchanged"), 3)
        self.env.cr.execute(
            "UPDATE kam_plan_signature SET user_id = %s WHERE id = %s", (self.env.uid, signatures[0].id)
        )
        self.assertIn("Does not fit its content", self.words("report_account_plan", self.plan))

    def test_an_amended_plan(self):
        self.approve()
        self.as_(self.user_sales).open_revision("The plant closes")
        text = self.words("report_account_plan", self.plan)
        self.assert_in_order(("not approved", "Revisions", "The plant closes", "Open"), text)

    def test_an_empty_plan_is_one_short_page(self):
        empty = self.env["kam.account.plan"].create({"account_id": self.key_account("Blank").id, "year": 2026})
        empty.goal_ids.unlink()
        pages = self.pdf("report_account_plan", empty)
        self.assertEqual(len(pages), 1)
        for words in ("Not asked yet.", "Not written yet.", "Nothing is set yet.", "Nothing is named yet."):
            self.assertIn(words, pages[0])
        self.assertNotIn("Industry Analysis", pages[0])
        self.assert_page_numbers(pages)

    def test_an_overfull_plan_loses_nothing_and_counts_its_pages(self):
        long = "Word " * 80
        for number in range(40):
            row = {"plan_id": self.plan.id}
            self.env["kam.plan.goal"].create({**row, "name": f"Goal {number:02d}. {long}"})
            self.env["kam.plan.swot"].create({**row, "name": f"Item {number:02d}. {long}", "kind": "strength"})
        pages = self.pdf("report_account_plan", self.plan)
        text = " ".join(pages)
        self.assertGreater(len(pages), 8)
        for number in range(40):
            self.assertIn(f"Goal {number:02d}.", text)
            self.assertIn(f"Item {number:02d}.", text)
        self.assertGreaterEqual(text.split().count("Word"), 80 * 80)
        self.assert_page_numbers(pages)

    def test_several_plans_each_with_pages_of_its_own(self):
        other = self.make_plan(self.key_account("Second Customer", self.segment_b))
        pages = self.pdf("report_account_plan", self.plan | other)
        first = [page for page in pages if self.page_number(page)[0] == 1]
        self.assertEqual(len(first), 2)
        self.assertIn("Planned Customer", first[0])
        self.assertIn("Second Customer", first[1])

    def test_from_the_account(self):
        blank = self.key_account("Blank")
        text = self.words("report_account_plan_of_account", self.account | blank)
        self.assert_in_order(("Account plan 2026: Planned Customer", "Blank", "There is no plan"), text)

    def test_changes_on_last_year(self):
        before = self.make_plan(self.account, 2025)
        before.goal_ids.name = "Fewer suppliers"
        self.env.cr.execute("UPDATE kam_account_plan SET previous_id = %s WHERE id = %s", (before.id, self.plan.id))
        text = self.words("report_account_plan", self.plan)
        at = text.index("Changes on last year")
        self.assert_in_order(("Less stock", "new", "Fewer suppliers", "gone"), text[at:])
        self.assertIn("Power of buyers", text[at:])

    # -- rights -----------------------------------------------------------------------------------------------

    def test_refused_to_whoever_may_not_read_the_plan(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.as_(user)._report()
            with self.assertRaises(AccessError):
                self.as_(user)._portfolio_report()

    def test_a_signer_sees_the_plan_and_nothing_else_of_the_account(self):
        self.in_review()
        text = self.words("report_account_plan", self.plan, self.user_controller)
        for words in ("Less stock", "Cheap imports", "Signatures"):
            self.assertIn(words, text)
        for words in ("Rival Ltd", "Half the stock", "Plant tour", "Chief Buyer", "MARKER"):
            self.assertNotIn(words, text)

    def test_opportunities_of_others_stay_theirs(self):
        """The owner of one open opportunity reads the plan; the figures of the others' are not among the facts."""
        lead = {"type": "opportunity", "partner_id": self.account.partner_id.id}
        self.env["crm.lead"].create({**lead, "name": "Mine", "user_id": self.user_sales2.id, "expected_revenue": 10})
        self.env["crm.lead"].create({**lead, "name": "SECRET", "user_id": self.user_sales.id, "expected_revenue": 777})
        review = self.env["kam.business.review"].with_user(self.user_sales2).create({"plan_ids": self.plan.ids})
        text = self.words("report_business_review", review, self.user_sales2)
        self.assertNotIn("SECRET", text)
        self.assertNotIn("777", text)

    # -- language ---------------------------------------------------------------------------------------------

    def test_in_the_language_of_whoever_prints_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("kam_management.plan_section_industry")
        template.with_context(lang="fr_FR").name = "Analyse du secteur"
        terms = {"Their three goals": "Leurs trois objectifs", "Printed on %s": "Imprimé le %s"}
        original = code_translations.get_python_translations

        def translations(module, lang):
            found = original(module, lang)
            return {**found, **terms} if (module, lang) == ("kam_management", "fr_FR") else found

        self.user_sales.lang = "fr_FR"
        with patch.object(code_translations, "get_python_translations", translations):
            french = self.words("report_account_plan", self.plan, self.user_sales)
            english = self.words("report_account_plan", self.plan, self.user_manager)
        for words in ("Analyse du secteur", "Leurs trois objectifs", "Imprimé le", "mars 2026"):
            self.assertIn(words, french)
        for words in ("Industry Analysis", "Their three goals", "2 Mar 2026"):
            self.assertIn(words, english)
            self.assertNotIn(words, french)

    # -- how it is made ---------------------------------------------------------------------------------------

    def test_as_many_queries_for_each_of_many_plans(self):
        """The plans of a bulk print are read together: each further one takes no more queries than those before."""

        def count(plans):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans.with_user(self.user_manager)._report()
            return self.cr.sql_log_count - before

        def make(number, start):
            return self.plan.browse(
                [self.make_plan(self.key_account(f"Bulk {start + one}", self.segment_b)).id for one in range(number)]
            )

        few, many = make(4, 0), make(16, 10)
        count(few)  # fills the caches of the registry
        small, large = count(few), count(many)
        self.assertLessEqual(large / 16, small / 4)

    def test_only_our_documents_are_made_differently(self):
        reports = self.env["ir.actions.report"]
        ours = reports._get_report("kam_management.report_account_plan")
        self.assertTrue(ours._kam_document())
        other = reports.search([("report_name", "not like", "kam_management.%")], limit=1)
        self.assertFalse(other._kam_document())
        format = self.env.ref("base.paperformat_euro")
        stock = reports._build_wkhtmltopdf_args(format, False)
        quick = reports.with_context(kam_document=True)._build_wkhtmltopdf_args(format, False)
        delay = stock.index("--javascript-delay") + 1
        self.assertEqual((stock[delay], quick[delay]), ("1000", "1"))

    def test_with_the_patched_wkhtmltopdf_head_and_foot_stay_in_the_margins(self):
        """There Odoo draws the company's head and foot with its page numbers on every page."""
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kam_management.report_account_plan", self.plan.ids, data={"report_type": "pdf"}
        )[0]
        report = self.env.ref("kam_management.kam_account_plan_report")
        with patch.object(type(report), "_kam_plain", lambda self: False):
            bodies, ids, header, footer, arguments = report._prepare_html(html, "kam.account.plan")
        self.assertEqual((len(bodies), ids, arguments), (1, self.plan.ids, {}))
        self.assertIn('class="topage"', footer)
        self.assertIn("o_company_", header)
        self.assertNotIn("kam_head ", bodies[0].partition("</style>")[2])
        with patch.object(type(report), "_kam_plain", lambda self: True):
            bodies, ids, _header, footer, arguments = report._prepare_html(html, "kam.account.plan")
        self.assertNotIn('class="topage"', footer)
        self.assertIn('class="kam_head', bodies[0])
        self.assertEqual(arguments["data-report-margin-top"], "11")

    def test_read_from_the_right_where_the_language_is(self):
        self.env["res.lang"]._activate_lang("ar_001")
        for lang, direction in (("ar_001", "rtl"), ("en_US", "ltr")):
            self.user_sales.lang = lang
            reports = self.env["ir.actions.report"].with_user(self.user_sales).with_context(lang=lang)
            html = reports._render_qweb_html("kam_management.report_account_plan", self.plan.ids)[0]
            report = reports._get_report("kam_management.report_account_plan")
            body = report._prepare_html(html, "kam.account.plan")[0][0]
            self.assertRegex(body, f'class="article[^>]*dir="{direction}"')
            self.assertNotIn("o_table_", body.partition("</head>")[2])

    def test_the_map_stands_on_the_first_page_below_the_head(self):
        pages = self.pdf("report_stakeholder_map", self.account)
        self.assertIn("Stakeholder map of Planned Customer", pages[0])
        self.assertIn("Chief Buyer", pages[0])
        self.assertEqual(len(pages), 2)
        self.assert_page_numbers(pages)
