"""The stakeholder map of an account: SVG, and the PDF report."""

import re
import subprocess
import xml.etree.ElementTree as ET

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import KamCase

PERSONAL = "wants the corner office"


class TestMapReport(KamCase):
    """Two people, a place whose holder nobody knows, a line and a personal agenda."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Azure & Sons <Ltd>", user_id=cls.user_sales.id)
        partners = cls.env["res.partner"].create(
            [{"name": name, "parent_id": cls.account.partner_id.id} for name in ("Ann Lee", "Bo Kumar")]
        )
        people = cls.env["kam.stakeholder"]
        cls.ann = people.create(
            {
                "account_id": cls.account.id,
                "partner_id": partners[0].id,
                "power": 5,
                "support": "champion",
                "user_id": cls.user_sales.id,
            }
        )
        cls.bo = people.create(
            {"account_id": cls.account.id, "partner_id": partners[1].id, "parent_id": cls.ann.id, "unit": "Finance"}
        )
        cls.place = people.create({"account_id": cls.account.id, "name": "Head of IT", "parent_id": cls.ann.id})
        cls.env["kam.stakeholder.link"].create({"source_id": cls.bo.id, "target_id": cls.place.id, "kind": "conflicts"})
        cls.env["kam.stakeholder.agenda"].create(
            {"stakeholder_id": cls.ann.id, "personal_agenda": PERSONAL, "secret_motives": PERSONAL}
        )

    def pdf_text(self, user=None, **context):
        report = self.env["ir.actions.report"].with_user(user or self.env.user)
        report = report.with_context(force_report_rendering=True, **context)
        with self.allow_pdf_render():
            pdf, kind = report._render_qweb_pdf("kam_management.report_stakeholder_map", self.account.ids)
        self.assertEqual(kind, "pdf")
        command = ["pdftotext", "-layout", "-", "-"]
        return pdf, subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60).stdout.decode()

    def fill(self, count):
        people = self.env["kam.stakeholder"].create(
            [{"account_id": self.account.id, "name": f"Holder {n:03d}", "power": 2} for n in range(count)]
        )
        for index, one in enumerate(people):
            one.parent_id = people[(index - 1) // 4] if index else self.ann

    def test_svg(self):
        svg = self.account.with_user(self.user_sales).map_svg()
        root = ET.fromstring(svg)
        words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
        self.assertLessEqual({"Ann Lee", "Bo Kumar", "Head of IT", "Conflict"}, set(words))
        self.assertIn("Stakeholder map of Azure & Sons <Ltd>", words)
        self.assertNotIn(PERSONAL, svg)

    def test_svg_photos_are_small_and_inside(self):
        """A photo travels with the drawing; nothing is loaded when it is opened elsewhere."""
        pixel = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self.ann.partner_id.image_1920 = pixel
        svg = self.account.map_svg()
        links = re.findall(r'href="([^"]*)"', svg)
        self.assertTrue([one for one in links if one.startswith("data:image/png;base64,")])
        self.assertEqual([one for one in links if not one.startswith(("data:image/png;base64,", "#"))], [])
        self.assertNotIn("/web/image", svg)

    def test_svg_of_a_past_day_and_of_a_lead(self):
        self.assertNotIn("Ann Lee", self.account.map_svg(date="2020-01-01"))
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.account.partner_id.id}
        )
        self.env["kam.lead.stakeholder"].create({"lead_id": lead.id, "stakeholder_id": self.bo.id})
        svg = self.account.map_svg(lead_id=lead.id)
        self.assertIn("Bo Kumar", svg)
        self.assertNotIn("Ann Lee", svg)

    def test_access(self):
        """Nobody draws an account they may not read."""
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.account.with_user(user).map_svg()
            with self.assertRaises(AccessError):
                self.account.with_user(user)._map_report()

    def test_pdf_has_the_facts(self):
        pdf, text = self.pdf_text(self.user_sales)
        self.assertTrue(pdf.startswith(b"%PDF"))
        for words in ("Stakeholder map of Azure & Sons <Ltd>", "What is missing", "5 of 5", "3 of 5", "Finance"):
            self.assertIn(words, text)
        for words in ("Ann Lee", "Bo Kumar", "Head of IT", "Champion"):
            self.assertGreaterEqual(text.count(words), 2, f"{words}: on the map and in the list")
        self.assertNotIn("corner office", text)

    def test_list_has_the_facts_of_the_map(self):
        rows = {row["name"]: row for row in self.account.with_user(self.user_sales)._map_report()["people"]}
        self.assertEqual(list(rows), ["Ann Lee", "Bo Kumar", "Head of IT"])
        bo = rows["Bo Kumar"]
        self.assertEqual((bo["above"], bo["depth"], bo["support_label"]), ("Ann Lee", 1, "Neutral"))
        self.assertEqual(bo["lines"], ["Conflict: Head of IT"])
        self.assertIn("No counterpart", bo["gap_labels"])
        self.assertEqual(rows["Ann Lee"]["user"]["name"], self.user_sales.name)
        self.assertTrue(rows["Head of IT"]["placeholder"])

    def test_pdf_of_many(self):
        """Sixty people: an overview, then pieces that say where they go on; everybody is in the list."""
        self.fill(60)
        facts = self.account._map_report()
        self.assertTrue(facts["overview"])
        self.assertGreater(len(facts["maps"]), 1)
        self.assertEqual(len(facts["people"]), 63)
        for svg in facts["maps"]:
            root = ET.fromstring(svg)
            self.assertLessEqual(float(root.get("width")), 1380)
            self.assertLessEqual(float(root.get("height")), 560)
            scale = float(root.get("width")) / float(root.get("viewBox").split()[2])
            self.assertGreaterEqual(scale, 0.69)
        text = self.pdf_text()[1]
        self.assertIn(f"Map 1 of {len(facts['maps'])}", text)
        self.assertEqual({f"Holder {n:03d}" for n in range(60)} - set(self.words(text)), set())

    def test_a_row_is_on_one_page(self):
        """People with names of many lines: each begins and ends on the same page."""
        self.env["kam.stakeholder"].create(
            [
                {
                    "account_id": self.account.id,
                    "power": 2,
                    "name": f"Start{n:02d} {'of a name ' * (3 + n % 9)}Stop{n:02d}",
                }
                for n in range(30)
            ]
        )
        pages = self.pdf_text()[1].split("\f")
        for number in range(30):
            begun, ended = (
                [n for n, page in enumerate(pages) if f"{word}{number:02d}" in page] for word in ("Start", "Stop")
            )
            self.assertIn(ended[-1], begun, f"the last line of {number} is not on the page of its first one")
            self.assertEqual(begun[-1], ended[-1])

    def words(self, text):
        tokens = text.split()
        return [" ".join(pair) for pair in zip(tokens, tokens[1:], strict=False)]

    def test_pdf_of_nobody(self):
        self.account.stakeholder_ids.unlink()
        text = self.pdf_text()[1]
        self.assertIn("Nobody is on the map yet", text)

    def test_queries_stay_flat(self):
        """Three hundred people take as many queries as thirty."""
        counts = []
        self.account.map_svg()  # fills the caches
        for more in (30, 270):
            self.fill(more)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.account.map_svg()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_on_the_form(self):
        """The map stands on the account."""
        arch = Form(self.account)._view["tree"]
        self.assertTrue(arch.xpath("//page[@name='people']//widget[@name='kam_stakeholder_map']"))
