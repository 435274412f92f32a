import copy
import io

import lxml.html

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..engine import bidi

#: Milliseconds to wait for scripts: there are none in the body of our documents.
DELAY = "1"
#: Margins in mm where the company's head stands on the first page instead of in a margin of its own.
MARGINS = {"data-report-margin-top": "11", "data-report-margin-bottom": "16"}
#: Where the page number stands, in points from the corner of the page, and its size.
NUMBER_X, NUMBER_Y, NUMBER_SIZE = 30, 22, 8
HEAD = "kam_head"
#: How the company's head looks inside of a document, and drawings in one that is read from the right.
STYLE = """
.kam_head, .kam_head * { font-family: Helvetica, Verdana, Arial, sans-serif !important; }
.kam_head { max-height: 230px; overflow: hidden; margin-bottom: 14px; font-size: 13px; line-height: 16px; }
.kam_head img { max-height: 48px; }
.kam_head ul { margin: 0; padding: 0; list-style: none; }
.kam_wide { zoom: 0.6; }
.article svg { direction: ltr; }
"""
#: Keeps words of both directions from being printed over each other.
APART = "unicode-bidi: -webkit-isolate; unicode-bidi: isolate"


class IrActionsReport(models.Model):
    """Documents of this addon: quick to make, with the company's layout and page numbers.

    wkhtmltopdf built with the patched Qt puts head and foot of the company's layout on every page, as Odoo has it.
    The one that Linux distributions ship can do neither, nor several documents at once: there the head stands on the
    first page, the page numbers are added afterwards, and each document is made by itself.
    """

    _inherit = "ir.actions.report"

    def _kam_document(self):
        """Whether this is a document of the addon."""
        return (self.report_name or "").startswith("kam_management.")

    def _kam_plain(self):
        """Whether wkhtmltopdf knows no head and foot of a page."""
        return not _wkhtml().is_patched_qt

    def _kam_direction(self, lang):
        """Which way a language is read: ``ltr`` or ``rtl``."""
        return self.env["res.lang"]._get_data(code=lang or self.env.user.lang or "en_US").direction or "ltr"

    def _prepare_html(self, html, report_model=False):
        if not self._kam_document():
            return super()._prepare_html(html, report_model=report_model)
        plain = self._kam_plain()
        wide = self.get_paperformat().orientation == "Landscape"
        arranged = _arranged(html, self._kam_direction, head_inside=plain and f"{HEAD} {'kam_wide' * wide}".strip())
        prepared = super()._prepare_html(arranged, report_model=report_model)
        if not prepared or not plain:
            return prepared
        bodies, ids, header, footer, arguments = prepared
        return bodies, ids, header, footer, {**arguments, **MARGINS}

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        found = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("kam_document") and "--javascript-delay" in found:
            found[found.index("--javascript-delay") + 1] = DELAY
        return found

    def _run_wkhtmltopdf(self, bodies, report_ref=False, header=None, footer=None, **options):
        if not report_ref or not self._get_report(report_ref)._kam_document():
            return super()._run_wkhtmltopdf(bodies, report_ref, header, footer, **options)
        self = self.with_context(kam_document=True)
        if not self._kam_plain():
            return super()._run_wkhtmltopdf(bodies, report_ref, header, footer, **options)
        documents = [super(IrActionsReport, self)._run_wkhtmltopdf([one], report_ref, **options) for one in bodies]
        return _numbered(documents)


def _has_class(name):
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _arranged(html, direction, head_inside):
    """Documents that stand the way their language is read, without the frames that the layout draws around tables.

    :param html: all documents, each with the parts ``header``, ``article`` and ``footer`` of the company's layout
    :param direction: function of a language, None for the reader's
    :param head_inside: classes for the company's head, which then becomes the first lines of the document, and the
        foot is left out; falsy to leave both to the margins
    :return: str
    """
    root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    heads, articles, feet = (root.xpath(f"//div[{_has_class(name)}]") for name in ("header", "article", "footer"))
    style = lxml.html.Element("style")
    style.text = STYLE
    for article in articles:
        names = article.get("class").split()
        article.set("class", " ".join(name for name in names if not name.startswith("o_table_")))
        article.set("dir", direction(article.get("data-oe-lang")))  # the style sheet of reports has its own on the body
        article.insert(0, copy.deepcopy(style))
    if head_inside:
        if len(heads) == len(articles):
            for head, article in zip(heads, articles, strict=True):
                names = [name for name in head.get("class").split() if name != "header"]
                head.set("class", " ".join([head_inside, *names]))
                article.insert(1, head)
        for foot in feet:
            foot.getparent().remove(foot)
    _keep_apart(root)
    return lxml.html.tostring(root, encoding="unicode")


def _keep_apart(root):
    """Give words from right to left a box of their own where others stand beside them: this WebKit overprints them."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("style", "script", "title"):
            continue
        if any(parent.tag == "svg" for parent in (element, *element.iterancestors())):
            continue
        _split(element.text, lambda text, element=element: setattr(element, "text", text), element, 0)
        if element.getparent() is not None:
            parent = element.getparent()
            place = parent.index(element) + 1
            _split(element.tail, lambda text, element=element: setattr(element, "tail", text), parent, place)


def _split(text, keep, parent, place):
    """Put the runs of a text into boxes among the children of ``parent``, from ``place`` on."""
    parts = bidi.runs(text)
    if not parts:
        return
    keep(parts[0])
    for word, rest in zip(parts[1::2], parts[2::2], strict=True):
        box = lxml.html.Element("span", style=APART)
        box.text, box.tail = word, rest
        parent.insert(place, box)
        place += 1


def _numbered(documents):
    """Put documents one after the other, each page with its number in its own document.

    :param documents: [bytes of a PDF]
    :return: bytes
    """
    writer = PdfFileWriter()
    for content in documents:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        total = reader.getNumPages()
        for number in range(total):
            writer.addPage(reader.getPage(number))
            page = writer.getPage(writer.getNumPages() - 1)  # one that belongs to the writer can be drawn on
            page.mergePage(_page_number(page, f"{number + 1} / {total}"))
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _page_number(page, text):
    """A page of the same size with nothing on it but a number in the corner."""
    from reportlab.pdfgen.canvas import Canvas

    width, height = float(page.mediaBox.getWidth()), float(page.mediaBox.getHeight())
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height))
    canvas.setFont("Helvetica", NUMBER_SIZE)
    canvas.setFillGray(0.35)
    canvas.drawRightString(width - NUMBER_X, NUMBER_Y, text)
    canvas.save()
    return PdfFileReader(stream).getPage(0)
