"""The package as a whole: what an installation leaves, real PDFs, and the promises of the manifest."""

import ast
import re
from pathlib import Path

from odoo.modules.module import get_module_path

from .common import KamCase

CODE = (".py", ".xml", ".js", ".scss", ".csv")


class TestPackage(KamCase):
    """What every part of the addon has to keep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(get_module_path("kam_management"))
        cls.manifest = ast.literal_eval((cls.root / "__manifest__.py").read_text())

    def test_every_data_file_is_in_the_manifest(self):
        named = {*self.manifest["data"], *self.manifest["demo"]}
        there = {
            str(path.relative_to(self.root))
            for folder in ("data", "views", "security", "wizard", "report", "demo")
            for path in (self.root / folder).glob("*")
            if path.suffix in (".xml", ".csv")
        }
        self.assertEqual(there, named)

    def test_no_file_holds_several_concepts(self):
        long = {
            str(path.relative_to(self.root)): lines
            for path in self.root.rglob("*.py")
            if (lines := len(path.read_text().splitlines())) > 400
        }
        self.assertEqual(long, {})

    def test_every_menu_action_explains_itself(self):
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.env.ref("kam_management.menu_root").id)])
        actions = menus.mapped("action")
        self.assertTrue(actions)
        for menu in menus.filtered("action"):
            action = menu.action
            if action._name != "ir.actions.act_window" or action.target == "new" or "form" == action.view_mode:
                continue
            self.assertTrue(action.help, f"{menu.complete_name} has no helpful empty state")
            self.assertTrue(action.path, f"{menu.complete_name} has no path")

    def test_every_view_opens(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "kam.%"), ("type", "not in", ("qweb",)), ("inherit_id", "=", False)]
        )
        self.assertGreater(len(views), 20)
        for view in views:
            with self.subTest(view=view.name):
                arch = self.env[view.model].with_user(self.user_admin_kam).get_view(view.id, view.type)["arch"]
                self.assertTrue(arch)

    def test_models_and_fields_are_described(self):
        for model in self.env["ir.model"].search([("model", "=like", "kam.%")]):
            self.assertNotEqual(model.name, model.model, f"{model.model} has no description")

    def test_no_machine_in_what_is_committed(self):
        pattern = re.compile(r"(?<![\w.:/}])/(home|root|srv|opt|tmp)/\w")
        for path in self.root.rglob("*"):
            if path.suffix in CODE:
                self.assertIsNone(pattern.search(path.read_text()), path)

    def test_real_pdf(self):
        """The environment renders PDFs: Odoo's own test report through wkhtmltopdf."""
        report = self.env.ref("base.report_ir_model_overview", raise_if_not_found=False) or self.env[
            "ir.actions.report"
        ].search([("report_type", "=", "qweb-pdf")], limit=1)
        record = self.env[report.model].search([], limit=1)
        with self.allow_pdf_render():
            content, kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf(report, record.ids)
            )
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
