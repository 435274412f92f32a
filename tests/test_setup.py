"""Set-up: the list is matched and checked before anything is written, then applied at once."""

import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.kam_management.engine import near_names, pasted_list
from odoo.addons.kam_management.wizard import kam_setup, kam_setup_apply

from .common import KamCase, KamHttpCase


class SetupCase(KamCase):
    """Customers and managers of a small company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.user_sales.name, cls.user_sales2.name = "Sam Seller", "Kim Keyes"
        partners = cls.env["res.partner"].with_context(tracking_disable=True)
        cls.azure, cls.deco, cls.gemini = partners.create(
            [{"name": name, "is_company": True} for name in ("Zzazure Interior", "Zzdeco Addict", "Zzgemini, Inc.")]
        )
        cls.brandon = partners.create({"name": "Zzbrandon Freeman", "parent_id": cls.azure.id})

    def start(self, text, state="check", **vals):
        """Set-up of the administrator with a pasted list, at the check (or before it)."""
        setup = self.env["kam.setup"].with_user(self.user_admin_kam).create({"paste_text": text, **vals})
        setup.action_next()
        if state == "check":
            setup.action_next()
        return setup

    def lines(self, text):
        """[(state, message)] in the order of the list."""
        return [(one.state, one.message or "") for one in self.start(text).line_ids.sorted("number")]


class TestPastedList(KamCase):
    """The plain engine: separators, headings, quotes, odd spaces."""

    def rows(self, text):
        return [tuple(row) for row in pasted_list.parse(text)]

    def test_separators_and_headings(self):
        expected = [(2, "Azure", "Sam", "A"), (3, "Deco", "Kim", "B")]
        for sign in ("\t", ";", ","):
            with self.subTest(sign=sign):
                text = f"Name{sign}Manager{sign}Segment\nAzure{sign}Sam{sign}A\nDeco{sign} Kim {sign}b"
                self.assertEqual(self.rows(text), expected)

    def test_columns_in_another_order(self):
        self.assertEqual(self.rows("Segment;Customer;E-mail\nA;Azure;sam@x.com"), [(2, "Azure", "sam@x.com", "A")])

    def test_a_first_line_with_data_is_no_heading(self):
        self.assertEqual(self.rows("Name Your Price;Sam;A"), [(1, "Name Your Price", "Sam", "A")])

    def test_commas_in_names(self):
        self.assertEqual(self.rows('"Smith, Jones & Co",Sam,A'), [(1, "Smith, Jones & Co", "Sam", "A")])
        self.assertEqual(self.rows("Smith, Jones & Co,Sam,A"), [(1, "Smith, Jones & Co", "Sam", "A")])
        self.assertEqual(self.rows("Smith, Jones;Sam;A"), [(1, "Smith, Jones", "Sam", "A")])

    def test_odd_spaces_and_empty_lines(self):
        self.assertEqual(self.rows("\ufeff\n  Azure\u00a0  Interior\t\tA \r\n\n"), [(2, "Azure Interior", "", "A")])

    def test_a_lone_quote_does_not_swallow_the_rest(self):
        self.assertEqual(
            self.rows('19" Racks;Sam;A\nDeco;Kim;B'), [(1, '19" Racks', "Sam", "A"), (2, "Deco", "Kim", "B")]
        )

    def test_nearest_names(self):
        best = near_names.nearest(["Azur Interiors"], [(1, "Azure Interior"), (2, "Ready Interior"), (3, "Deco")])
        self.assertEqual(best["Azur Interiors"][0], (1, "Azure Interior"))
        self.assertNotIn((3, "Deco"), best["Azur Interiors"])


class TestSetupCheck(SetupCase):
    """Every line with its status, nothing written."""

    def test_names_match_but_for_blanks_and_case(self):
        setup = self.start("  zzAZURE \u00a0 interior ; sam  seller; a\nZzdeco Addict;KAM_USER_SALES2;B")
        self.assertEqual(setup.line_ids.mapped("state"), ["ok", "ok"])
        self.assertEqual(setup.line_ids.partner_id, self.azure | self.deco)
        self.assertEqual(setup.line_ids.user_id, self.user_sales | self.user_sales2)
        self.assertEqual(setup.line_ids.segment_id, self.segment_a | self.segment_b)

    def test_manager_by_email(self):
        setup = self.start("Zzdeco Addict;kam_user_sales@example.com;B")
        self.assertEqual(setup.line_ids.user_id, self.user_sales)

    def test_unknown_customer_with_suggestions(self):
        setup = self.start("Zzazur Interiors;Sam Seller;A")
        line = setup.line_ids
        self.assertEqual(line.state, "problem")
        self.assertEqual(
            line.message, "No customer is called “Zzazur Interiors”. Choose one, create it, or leave the line out."
        )
        self.assertEqual(line.suggestions[0], {"id": self.azure.id, "name": "Zzazure Interior"})
        line.action_take(self.azure.id)
        self.assertEqual(line.state, "ok")

    def test_several_customers_of_one_name(self):
        twin = self.env["res.partner"].create({"name": "ZZDECO  addict", "is_company": True, "city": "Graz"})
        line = self.start("Zzdeco Addict;Sam Seller;A").line_ids
        self.assertEqual((line.state, line.match), ("problem", "several"))
        self.assertIn({"id": twin.id, "name": "ZZDECO  addict (Graz)"}, line.suggestions)
        self.assertEqual({one["id"] for one in line.suggestions}, {twin.id, self.deco.id})

    def test_a_contact_stands_for_its_company(self):
        for name in ("Zzbrandon Freeman", "zzazure interior, zzbrandon freeman"):
            with self.subTest(name=name):
                line = self.start(f'"{name}";Sam Seller;A').line_ids
                self.assertEqual(line.partner_id, self.azure)
                self.assertEqual(
                    (line.state, line.message),
                    ("note", "Zzbrandon Freeman is a contact of Zzazure Interior: the company is taken."),
                )

    def test_duplicates_also_by_contact(self):
        result = self.lines(
            "Zzazure Interior;Sam Seller;A\nZzbrandon Freeman;Sam Seller;A\nzzazure interior;Kim Keyes;A"
        )
        self.assertEqual(result[0][0], "ok")
        self.assertEqual(result[1], ("note", "The same as line 1; it counts once."))
        self.assertEqual(result[2][0], "problem")
        self.assertIn("Line 1 is the same customer with another manager or segment.", result[2][1])

    def test_present_key_accounts(self):
        self.make_account("Zzready Mat", user_id=self.user_sales.id).action_declare(self.segment_a, "Before")
        result = self.lines("Zzready Mat;Sam Seller;A")
        self.assertEqual(result, [("same", "")])
        ((state, message),) = self.lines("Zzready Mat;Kim Keyes;B")
        self.assertEqual(state, "note")
        self.assertIn("Is a key account in A today and becomes B.", message)
        self.assertIn("Goes from Sam Seller to Kim Keyes.", message)

    def test_unsuited_managers(self):
        self.user_sales2.action_archive()
        self.user_portal.name, self.user_employee.name = "Zzpat Portal", "Zzed Employee"
        text = "\n".join(
            f"{customer};{manager};A"
            for customer, manager in (
                ("Zzazure Interior", "Kim Keyes"),
                ("Zzdeco Addict", "zzpat portal"),
                ('"Zzgemini, Inc."', "zzed employee"),
                ("Zzbrandon Freeman", "Nobody Known"),
            )
        )
        messages = [message for _state, message in self.lines(text)]
        self.assertEqual(messages[0], "The user Kim Keyes is archived. Choose another manager.")
        self.assertEqual(messages[1], "zzpat portal is a portal user. Choose a manager from your own people.")
        self.assertIn("zzed employee has no access to key accounts.", messages[2])
        self.assertIn("No user is called “Nobody Known”. Choose the manager.", messages[3])

    def test_a_picked_manager_without_a_role_is_refused_too(self):
        setup = self.start("Zzazure Interior;Sam Seller;A")
        setup.line_ids.user_id = self.user_employee
        self.assertEqual(setup.line_ids.state, "problem")

    def test_two_users_of_one_name(self):
        new_test_user(self.env, login="kam_sam2", groups="sales_team.group_sale_salesman", name="Sam Seller")
        self.assertIn("Several users are called “Sam Seller”.", self.lines("Zzazure Interior;Sam Seller;A")[0][1])

    def test_unknown_segment_and_screened_segment(self):
        result = self.lines("Zzazure Interior;Sam Seller;X\nZzdeco Addict;Sam Seller;C")
        self.assertEqual(result[0], ("problem", "There is no segment “X”. Choose one: A or B makes a key account."))
        self.assertEqual(result[1], ("note", "C follows from the pipeline by itself; only the account manager is set."))

    def test_archived_and_own_company(self):
        self.deco.active = False
        self.azure.name = "Zzunlikely"
        own = self.env["res.partner"].create({"name": "Zzown GmbH", "is_company": True})
        self.env.company.partner_id.name = "Zzown Ltd"
        self.assertTrue(own)
        result = self.lines("Zzdeco Addict;Sam Seller;A\nZzown Ltd;Sam Seller;B")
        self.assertIn("Zzdeco Addict is archived.", result[0][1])
        self.assertEqual(result[1], ("problem", "Zzown Ltd is your own company. Leave the line out."))

    def test_a_user_of_another_company(self):
        other = self.env["res.company"].create({"name": "Zzother"})
        self.azure.company_id = other
        self.user_admin_kam.company_ids |= other
        setup = self.env["kam.setup"].with_user(self.user_admin_kam)
        setup = setup.with_context(allowed_company_ids=[self.env.company.id, other.id])
        setup = setup.create({"paste_text": "Zzazure Interior;Sam Seller;A"})
        setup.action_next()
        setup.action_next()
        self.assertEqual(setup.line_ids.message, "Sam Seller does not work for Zzother. Choose another manager.")

    def test_more_than_one_manager_can_serve(self):
        self.segment_a.slots_per_manager = 1
        result = self.lines("Zzazure Interior;Sam Seller;A\nZzdeco Addict;Sam Seller;A")
        expected = "Sam Seller would have 2 A accounts; one manager can serve 1."
        self.assertEqual(result, [("note", expected), ("note", expected)])

    def test_more_than_all_slots(self):
        # One manager, a share of 20 % of 2 accounts: one slot in each segment and one in all.
        self.env["kam.account"].search([]).partner_id.action_archive()
        setup = self.start("Zzazure Interior;Sam Seller;A\nZzdeco Addict;Sam Seller;A")
        self.assertEqual(
            setup.slot_note,
            "A · Strategically important: 0 of 1 slots are taken; 2 after this. More than can be served: "
            "add slots or account managers, or declare fewer.\n"
            "All key accounts together: 0 of 1 slots are taken; 2 after this. More than can be served: "
            "add slots or account managers, or declare fewer.",
        )

    def test_nothing_is_written_before_apply(self):
        counts = [self.env[name].search_count([]) for name in ("kam.account", "res.partner", "kam.account.change")]
        setup = self.start("Zzazure Interior;Sam Seller;A\nZznew Company;Kim Keyes;B")
        setup.action_create_unknown()
        self.assertEqual(setup.line_ids.sorted("number").mapped("state"), ["ok", "create"])
        self.assertEqual(setup.summary, "New company: 1 · Ready: 1")
        after = [self.env[name].search_count([]) for name in ("kam.account", "res.partner", "kam.account.change")]
        self.assertEqual(counts, after)

    def test_corrections_survive_going_back(self):
        setup = self.start("Zzazur Interiors;Sam Seller;A")
        setup.line_ids.action_take(self.azure.id)
        setup.action_back()
        setup.action_next()
        self.assertEqual(setup.line_ids.partner_id, self.azure)
        setup.action_back()
        setup.paste_text = "Zzdeco Addict;Sam Seller;A"
        setup.action_next()
        self.assertEqual(setup.line_ids.partner_id, self.deco)

    def test_an_empty_and_an_endless_list(self):
        with self.assertRaisesRegex(UserError, "The list is empty"):
            self.start(" \n ")
        with self.assertRaisesRegex(UserError, "set-up takes 2000 at a time"):
            self.start("\n".join(f"Zz {number};Sam;A" for number in range(kam_setup.MOST_LINES + 1)))

    def test_inline_correction_in_the_form(self):
        setup = self.start("Zzazur Interiors;Sam Seller;A\nZzdeco Addict;Sam Seller;B")
        with Form(setup) as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.state, "problem")
                line.partner_id = self.brandon
                self.assertEqual(line.partner_id, self.azure)
                self.assertEqual(line.state, "note")
            self.assertEqual(form.problem_count, 0)

    def test_queries_are_flat(self):
        """One search for all names: forty lines need no more queries than four."""
        people = ["Sam Seller", "Kim Keyes"]
        self.env["res.partner"].create([{"name": f"Zzflat {number}", "is_company": True} for number in range(80)])

        def count(first, number):
            text = "\n".join(f"Zzflat {one};{people[one % 2]};A" for one in range(first, first + number))
            text += "\n" + "\n".join(f"Zzflt {one};{people[one % 2]};B" for one in range(first, first + number // 2))
            setup = self.start(text, state="list")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            setup.action_next()
            self.assertEqual(len(setup.line_ids), number + number // 2)
            setup.line_ids.mapped("message")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(0, 4)
        few, many = count(0, 4), count(10, 40)
        self.assertLessEqual(many, few)
        self.assertLess(many, 60)


class TestSetupApply(SetupCase):
    """One transaction, and nothing that is already so."""

    def test_the_whole_way(self):
        stranger = self.env["res.partner"].create({"name": "Zzpipeline Customer", "is_company": True})
        self.env["crm.lead"].create({"name": "Chairs", "type": "opportunity", "partner_id": stranger.id})
        setup = self.start(
            "Zzazure Interior;Sam Seller;A\nZzdeco Addict;Kim Keyes;B\nZznew Company;Kim Keyes;B\n"
            '"Zzgemini, Inc.";Sam Seller;C\nZzunknown;Sam Seller;A'
        )
        with self.assertRaisesRegex(UserError, "2 lines have to be corrected or left out first. Line 3"):
            setup.action_apply()
        setup.line_ids.filtered(lambda line: line.name == "Zznew Company").todo = "create"
        setup.action_skip_problems()
        action = setup.action_apply()
        azure, deco, gemini = (partner.kam_account_id for partner in (self.azure, self.deco, self.gemini))
        new = self.env["res.partner"].search([("name", "=", "Zznew Company")])
        self.assertTrue(new.is_company)
        for account, segment, user in (
            (azure, "A", self.user_sales),
            (deco, "B", self.user_sales2),
            (new.kam_account_id, "B", self.user_sales2),
        ):
            self.assertEqual((account.segment_id.code, account.user_id, account.status), (segment, user, "key"))
            self.assertEqual(account.decision_basis, "declared")
            self.assertEqual(account.tier_id.code, "key")
            moves = account.change_ids.filtered(lambda move: move.kind == "segment")
            self.assertEqual(moves.mapped("cause"), ["Declared at set-up"])
        self.assertEqual((gemini.user_id, gemini.decided_segment_id.code), (self.user_sales, False))
        self.assertNotEqual(gemini.status, "key")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Zzunknown")]))
        self.assertEqual(stranger.kam_account_id.segment_id.code, "C")
        self.assertEqual(action["params"]["next"]["path"], "kam-setup-guide")
        self.assertEqual(action["params"]["message"], "Key accounts declared: 3.")
        self.assertFalse(self.env["kam.account.rating"].search([("account_id", "in", (azure | deco).ids)]))

    def test_a_second_run_changes_nothing(self):
        text = "Zzazure Interior;Sam Seller;A\nZzbrandon Freeman;Sam Seller;A\nZzdeco Addict;Kim Keyes;B"
        self.start(text).action_apply()
        account = self.azure.kam_account_id
        self.env.flush_all()
        before = (
            account.write_date,
            self.env["kam.account.change"].search_count([]),
            self.env["mail.message"].search_count([]),
        )
        setup = self.start(text)
        self.assertEqual(setup.line_ids.sorted("number").mapped("state"), ["same", "note", "same"])
        action = setup.action_apply()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(action["params"]["message"], "Key accounts declared: 0.")
        after = (
            account.write_date,
            self.env["kam.account.change"].search_count([]),
            self.env["mail.message"].search_count([]),
        )
        self.assertEqual(before, after)

    def test_picked_customers(self):
        setup = self.env["kam.setup"].with_user(self.user_admin_kam).create({"source": "pick"})
        setup.action_next()
        setup.write(
            {
                "pick_partner_ids": [Command.set((self.azure | self.deco).ids)],
                "pick_user_id": self.user_sales.id,
                "pick_segment_id": self.segment_b.id,
            }
        )
        setup.action_add_picked()
        self.assertFalse(setup.pick_partner_ids)
        setup.action_next()
        setup.action_apply()
        self.assertEqual((self.azure | self.deco).kam_account_id.segment_id, self.segment_b)

    def test_a_file(self):
        content = "Account;Manager;Segment\nZzazure Interior;Sam Seller;A\n"
        self.check_file(content.encode(), "list.csv")

    def test_a_spreadsheet(self):
        try:
            import xlsxwriter
        except ImportError:
            self.skipTest("xlsxwriter is missing")
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        for row, cells in enumerate([["Account", "Manager", "Segment"], ["Zzazure Interior", "Sam Seller", "A"]]):
            sheet.write_row(row, 0, cells)
        book.close()
        self.check_file(stream.getvalue(), "list.xlsx")

    def check_file(self, content, name):
        setup = self.start(False, state="list", source="file", file=base64.b64encode(content), file_name=name)
        setup.action_next()
        self.assertEqual(setup.line_ids.partner_id, self.azure)
        self.assertEqual(setup.line_ids.user_id, self.user_sales)
        self.assertEqual(setup.line_ids.segment_id, self.segment_a)

    def test_an_unreadable_file(self):
        setup = self.start(
            False, state="list", source="file", file=base64.b64encode(b"PK\x03\x04no"), file_name="a.xlsx"
        )
        with self.assertRaises(UserError), mute_logger("odoo.addons.base_import.models.base_import"):
            setup.action_next()

    def test_a_large_base_is_left_to_the_scheduled_action(self):
        stranger = self.env["res.partner"].create({"name": "Zzpipeline Customer", "is_company": True})
        self.env["crm.lead"].create({"name": "Chairs", "type": "opportunity", "partner_id": stranger.id})
        setup = self.start("Zzazure Interior;Sam Seller;A")
        self.patch(kam_setup_apply, "FEW_ACCOUNTS", 0)
        cron = self.env.ref("kam_management.cron_make_accounts")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        action = setup.action_apply()
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
        self.assertIn("screened in the background", action["params"]["message"])
        self.assertFalse(stranger.kam_account_id)
        self.assertEqual(self.azure.kam_account_id.segment_id, self.segment_a)


class TestSetupCompany(SetupCase):
    """Currency and fiscal year."""

    def test_written_at_the_end_only(self):
        self.user_admin_kam.group_ids |= self.env.ref("base.group_system")
        company = self.env.company
        other = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", company.currency_id.id)], limit=1)
        )
        setup = self.start("Zzazure Interior;Sam Seller;A", currency_id=other.id, fiscal_month="4")
        self.assertFalse(setup.currency_note)
        self.assertNotEqual((company.currency_id, company.kam_fiscal_month), (other, "4"))
        setup.action_apply()
        self.assertEqual((company.currency_id, company.kam_fiscal_month), (other, "4"))

    def test_only_a_system_administrator_changes_the_currency(self):
        other = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.env.company.currency_id.id)], limit=1)
        )
        setup = self.env["kam.setup"].with_user(self.user_admin_kam).create({"currency_id": other.id})
        self.assertEqual(setup.currency_note, "Only a system administrator changes the currency of the company.")
        with self.assertRaisesRegex(UserError, "The currency stays .* Only a system administrator"):
            setup.action_next()

    def test_odoo_refuses_the_currency(self):
        self.user_admin_kam.group_ids |= self.env.ref("base.group_system")
        other = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.env.company.currency_id.id)], limit=1)
        )

        def write(records, vals):
            raise UserError("You cannot change the currency of the company.")

        setup = self.env["kam.setup"].with_user(self.user_admin_kam).create({"currency_id": other.id})
        self.patch(self.env.registry["res.company"], "write", write)
        name = self.env.company.currency_id.name
        with self.assertRaisesRegex(UserError, f"The currency stays {name}. You cannot change the currency"):
            setup.action_next()


class TestSetupAccess(SetupCase):
    """Administrators only."""

    def test_roles(self):
        setup = self.start("Zzazure Interior;Sam Seller;A")
        for user in (self.user_manager, self.user_sales, self.user_employee, self.user_portal):
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(AccessError):
                    self.env["kam.setup"].with_user(user).create({})
                with self.assertRaises(AccessError):
                    setup.with_user(user).action_apply()


class TestSetupBrowser(KamHttpCase):
    """The first ten minutes, in the browser."""

    def test_first_ten_minutes(self):
        self.env["res.partner"].create({"name": "Zzazure Interior", "is_company": True})
        self.user_sales.name = "Sam Seller"
        code = """
            const wait = async (find, what) => {
                for (let turn = 0; turn < 200; turn++) {
                    const found = find();
                    if (found) { return found; }
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                throw new Error("missing: " + what);
            };
            const one = (selector) => wait(() => document.querySelector(selector), selector);
            (await one("button[name=action_next]")).click();
            const list = await one("div[name=paste_text] textarea");
            list.value = "Zzazur Interior; Sam Seller; A";
            list.dispatchEvent(new Event("input", { bubbles: true }));
            list.dispatchEvent(new Event("change", { bubbles: true }));
            document.querySelector("button[name=action_next]").click();
            (await one(".o_kam_suggestions button")).click();
            await wait(() => document.querySelector("button[name=action_apply]"), "apply");
            document.querySelector("button[name=action_apply]").click();
            await one(".o_kam_setup_steps .o_kanban_record");
            if (!document.body.textContent.includes("Key accounts and their managers")) {
                throw new Error("the set-up does not go on");
            }
            console.log("test successful");
        """
        self.browser_js(
            "/odoo/kam-setup",
            f"(async () => {{ {code} }})().catch((error) => console.error(error.message));",
            ready="Boolean(document.querySelector('button[name=action_next]'))",
            login="kam_user_admin_kam",
            timeout=90,
        )
        account = self.env["res.partner"].search([("name", "=", "Zzazure Interior")]).kam_account_id
        self.assertEqual((account.status, account.user_id), ("key", self.user_sales))
