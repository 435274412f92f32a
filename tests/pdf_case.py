"""Documents rendered for real: made by wkhtmltopdf, read back with pdftotext."""

import re
import subprocess

from .common import KamCase

#: What no document may say: values that were not there, keys of the code, leftovers of templates.
FORBIDDEN = re.compile(
    r"\bFalse\b|\bNone\b(?! of)|\bundefined\b|kam\.\w+|%\(|\{\{|</?\w+>|\bin_review\b|\bno_counterpart\b"
)


class PdfCase(KamCase):
    """Renders documents as a user and gives their pages as text."""

    def pdf(self, report, records, user=None):
        """The pages of a document as text, in the order in which one reads them."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.user_manager
        action = self.env["ir.actions.report"].with_user(user)
        action = action.with_context(force_report_rendering=True, lang=user.lang)
        with self.allow_pdf_render():
            content, kind = action._render_qweb_pdf(f"kam_management.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        command = ["pdftotext", "-layout", "-", "-"]
        text = subprocess.run(command, input=content, capture_output=True, check=True, timeout=60).stdout.decode()
        pages = text.split("\f")[:-1]
        for number, page in enumerate(pages, start=1):
            self.assertIsNone(FORBIDDEN.search(page), f"page {number}: {FORBIDDEN.search(page)}\n{page}")
        return pages

    def words(self, report, records, user=None):
        """The whole document as one line of single blanks."""
        return " ".join(" ".join(self.pdf(report, records, user)).split())

    def page_number(self, page):
        """(number, of how many) as printed at the foot of a page."""
        found = re.findall(r"^ *(\d+) ?/ ?(\d+)$", page, re.MULTILINE)
        self.assertTrue(found, page)
        return tuple(map(int, found[-1]))

    def assert_page_numbers(self, pages):
        """One document, numbered through."""
        self.assertEqual([self.page_number(page) for page in pages], [(n + 1, len(pages)) for n in range(len(pages))])

    def assert_in_order(self, parts, text):
        """Each part stands after the one before it."""
        at = -1
        for part in parts:
            found = text.find(part, at + 1)
            self.assertGreater(found, at, f"“{part}” is not there, or too early, in:\n{text}")
            at = found
