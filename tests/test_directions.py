"""Languages written from right to left, and the dark theme: style sheets compile, documents run the right way."""

import re
import shutil
import subprocess
import unittest
from pathlib import Path

from odoo.addons.base.models.assetsbundle import AssetsBundle
from odoo.addons.kam_management.models.kam_direction import arrow

from .plan_case import PlanCase

STATIC = Path(__file__).parent.parent / "kam_management/static/src"


class TestDirections(PlanCase):
    """An account and its plan, looked at in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ar_001")

    def compiled(self, name, **kwargs):
        """The style sheet of a bundle, which compiles without a complaint."""
        with self.assertNoLogs("odoo.addons.base.models.assetsbundle", "WARNING"):
            bundle = self.env["ir.qweb"]._get_asset_bundle(name, css=True, js=False, **kwargs)
            css = bundle.preprocess_css()
        self.assertIsInstance(bundle, AssetsBundle)
        self.assertEqual(bundle.css_errors, [])
        return css

    @unittest.skipUnless(shutil.which("rtlcss"), "rtlcss is not installed")
    def test_style_sheet_from_right_to_left(self):
        """Left becomes right, in our own style sheets too."""
        plain, turned = (self.compiled("web.assets_web", rtl=rtl) for rtl in (False, True))
        self.assertIn("o_kam", turned)
        own = [re.findall(r"\.o_kam[^{}]*\{[^{}]*\}", css) for css in (plain, turned)]
        before, after = (sum("left:" in rule for rule in rules) for rules in own)
        self.assertGreater(before, after)

    def test_style_sheet_of_the_dark_theme(self):
        """The dark bundle has our dark colours, the light one has not."""
        light, dark = (self.compiled(name) for name in ("web.assets_web", "web.assets_web_dark"))
        self.assertIn("--kam-warn: #ffb86b", dark)
        self.assertNotIn("--kam-warn: #ffb86b", light)

    def test_colours_have_names(self):
        """Scripts and templates name no colour; a style sheet that does has another one for the dark theme."""
        colour = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?\b(?![\w{(])|\brgb\(\d")
        named = {path for path in STATIC.rglob("*") if path.suffix in (".js", ".xml", ".scss")}
        named = {path for path in named if ".dark." not in path.name and colour.search(_code(path))}
        lost = {path.relative_to(STATIC) for path in named if not list(path.parent.glob("*.dark.scss"))}
        self.assertEqual(lost, set())

    def test_arrows(self):
        self.assertEqual(arrow(self.env), "→")
        # the marks keep names in Latin letters from turning what lies between them
        self.assertEqual(arrow(self.env(context={"lang": "ar_001"})), "\u200f←\u200f")

    def test_documents_run_from_right_to_left(self):
        """Each document of the addon on an account or a plan: its page, and the page its PDF is made from."""
        self.user_sales.lang = self.account.partner_id.lang = "ar_001"
        self.goal.is_shared = True
        model = self.env["ir.actions.report"].with_user(self.user_sales).with_context(lang="ar_001")
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "kam_management.%"), ("model", "in", ("kam.account", "kam.account.plan"))]
        )
        self.assertGreater(len(reports), 7)
        for report in reports:
            record = self.account if report.model == "kam.account" else self.plan
            with self.subTest(report=report.report_name):
                html = model._render_qweb_html(report.report_name, record.ids)[0]
                self.assertRegex(html.decode(), r'<body[^>]*dir="rtl"')
                bodies = model._get_report(report.report_name).with_user(self.user_sales)
                bodies = bodies.with_context(lang="ar_001")._prepare_html(html, report_model=report.model)[0]
                for body in bodies:
                    self.assertRegex(str(body), r'<body[^>]*dir="rtl"')

    def test_pdf_from_right_to_left(self):
        """The first quarter stands at the right, and no word is printed over another."""
        self.user_sales.lang = "ar_001"
        model = self.env["ir.actions.report"].with_user(self.user_sales)
        model = model.with_context(force_report_rendering=True, lang="ar_001")
        with self.at("2026-11-20 10:00:00"), self.allow_pdf_render():
            content, kind = model._render_qweb_pdf("kam_management.report_year_calendar", self.account.ids)
        self.assertEqual(kind, "pdf")
        done = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True, timeout=60
        )
        words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', done.stdout.decode())
        places = {word: (float(first), float(last)) for first, last, word in words}
        self.assertGreater(places["Q1"][0], places["Q4"][0])
        width = 842
        self.assertEqual([word for word, (first, last) in places.items() if first < 0 or last > width], [])


def _code(path):
    """The text of a file without comments."""
    text = path.read_text()
    text = re.sub(r"/\*.*?\*/|<!--.*?-->", "", text, flags=re.S)
    return re.sub(r"(^|\s)//.*", "", text)
