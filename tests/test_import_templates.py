"""Templates of the import screen: each can be imported as it is."""

import io

import openpyxl

from odoo.exceptions import AccessError

from odoo.addons.kam_management.models.kam_import_template import COLUMNS

from .common import KamCase, KamHttpCase

OPTIONS = {"has_headers": True, "quoting": '"', "separator": "", "encoding": "", "sheet": "", "limit": 2000}


class TestImportTemplates(KamCase):
    """As an administrator of the programme, and as a salesperson where they may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("=Tricky Customer", user_id=cls.user_sales.id)
        cls.env["res.partner"].create([{"name": f"Template Company {n}", "is_company": True} for n in range(2)])

    def template(self, model, user):
        stream = io.BytesIO()
        self.env["kam.xlsx"].with_user(user)._import_template(model, stream)
        return stream.getvalue()

    def import_as_it_is(self, model, user):
        importer = (
            self.env["base_import.import"]
            .with_user(user)
            .create({"res_model": model, "file": self.template(model, user), "file_name": "template.xlsx"})
        )
        preview = importer.parse_preview(dict(OPTIONS))
        self.assertFalse(preview.get("error"), preview)
        fields = ["/".join(preview["matches"].get(place, [])) for place in range(len(preview["headers"]))]
        self.assertEqual(tuple(fields), COLUMNS[model])
        result = importer.execute_import(fields, preview["headers"], {**OPTIONS, **preview["options"]})
        self.assertEqual(result["messages"], [])
        self.assertTrue(result["ids"])
        return self.env[model].browse(result["ids"])

    def test_each_imports_as_it_is(self):
        for model in COLUMNS:
            with self.subTest(model):
                self.import_as_it_is(model, self.user_admin_kam)

    def test_as_a_salesperson(self):
        people = self.import_as_it_is("kam.stakeholder", self.user_sales)
        self.assertEqual(people.account_id, self.account)
        self.assertEqual((people.power, people.support), (4, "neutral"))
        actions = self.import_as_it_is("kam.influencing.action", self.user_sales)
        self.assertEqual((actions.account_id, actions.user_id), (self.account, self.user_sales))
        with self.assertRaises(AccessError):
            self.template("kam.criterion", self.user_sales)

    def test_our_own_companies_are_no_example(self):
        self.env.company.partner_id.is_company = True
        content = self.template("kam.account", self.user_admin_kam)
        names = {row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)}
        self.assertGreater(len(names), 1)
        self.assertFalse(names & set(self.env["res.company"].search([]).partner_id.mapped("complete_name")))

    def test_headings_only_where_there_is_nothing(self):
        content = self.template("kam.stakeholder", self.user_sales2)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertEqual(sheet.max_row, 1)
        self.assertEqual(sheet.max_column, len(COLUMNS["kam.stakeholder"]))

    def test_offered_on_the_import_screen(self):
        for model in COLUMNS:
            (link,) = self.env[model].get_import_templates()
            self.assertEqual(link["template"], f"/kam_management/import_template/{model}")


class TestTemplateRoute(KamHttpCase):
    """The download, by role."""

    def test_by_role(self):
        link = self.env["kam.stakeholder"].get_import_templates()[0]["template"]
        for user, status in ((self.user_sales, 200), (self.user_employee, 403), (self.user_portal, 403)):
            self.authenticate(user.login, user.login)
            answer = self.url_open(link)
            self.assertEqual(answer.status_code, status, user.login)
        self.authenticate(self.user_manager.login, self.user_manager.login)
        self.assertEqual(self.url_open("/kam_management/import_template/res.users").status_code, 403)
