"""What documents are put together from: sections of blocks, each block a dict that one shared template draws."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, formatLang, html_sanitize, is_html_empty

#: Tones of a cell or a badge: the word says the same, the colour only helps to find it.
TONES = ("good", "warn", "bad", "muted")


class KamReport(models.AbstractModel):
    """Blocks of a document: ``report_block`` in ``report/kam_report_parts.xml`` draws each kind.

    A section is ``{"title", "blocks", "page"}``; ``page`` starts it on a new page. Blocks without anything to show
    are None and fall out of their section, sections without blocks fall out of the document.
    """

    _name = "kam.report"
    _description = "Parts of Documents"

    # -- sections and blocks ----------------------------------------------------------------------------------

    @api.model
    def _section(self, title, *blocks, page=False):
        """A titled part of a document, or None where no block has anything to show."""
        blocks = [block for block in blocks if block]
        return {"title": title, "blocks": blocks, "page": page} if blocks else None

    @api.model
    def _facts(self, pairs, title="", note=""):
        """Label and value side by side; empty values are left out. :param pairs: [(label, text)]"""
        items = [(label, value) for label, value in pairs if value not in (False, None, "")]
        return {"kind": "facts", "title": title, "note": note, "items": items} if items else None

    @api.model
    def _listing(self, columns, rows, title="", note="", empty=""):
        """A table; it goes on over pages, its rows do not.

        :param columns: [(title, width in percent or None)]; a title that ends with ``>`` stands at the far side
        :param rows: [[text or :meth:`_cell`]]
        :param empty: what stands there instead of a table without rows; without it the block falls out
        """
        if not rows:
            return {"kind": "empty", "title": title, "text": empty} if empty else None
        return {
            "kind": "table",
            "title": title,
            "note": note,
            "columns": [
                {"title": name.rstrip(">"), "width": width, "end": name.endswith(">")} for name, width in columns
            ],
            "rows": [[one if isinstance(one, dict) else self._cell(one) for one in row] for row in rows],
        }

    @api.model
    def _cell(self, text, note="", tone="", bar=None, strong=False, lines=()):
        """What stands in a table: a text, a smaller one below, a bar of percent, further lines.

        :param bar: 0 to 100, or None for no bar
        :param lines: [(text, tone)]
        """
        return {
            "text": "" if text in (False, None) else str(text),
            "note": note or "",
            "tone": tone,
            "bar": bar if bar is None else max(0, min(100, round(bar))),
            "strong": strong,
            "lines": list(lines),
        }

    @api.model
    def _grid(self, boxes, title=""):
        """Titled lists, two beside each other; without any text it falls out. :param boxes: [(title, [text])]"""
        if not any(items for _title, items in boxes):
            return None
        cells = [{"title": name, "items": items} for name, items in boxes]
        return {"kind": "grid", "title": title, "rows": [cells[at : at + 2] for at in range(0, len(cells), 2)]}

    @api.model
    def _list(self, items, title="", empty=""):
        """Sentences, one below the other."""
        if not items:
            return {"kind": "empty", "title": title, "text": empty} if empty else None
        return {"kind": "list", "title": title, "items": items}

    @api.model
    def _rich(self, content, title=""):
        """What somebody wrote, with its lists and bold words, without any style that could break the page."""
        if is_html_empty(content):
            return None
        clean = html_sanitize(content, sanitize_style=True, strip_style=True, strip_classes=True)
        return {"kind": "rich", "title": title, "content": Markup(clean)}

    @api.model
    def _drawing(self, svg):
        """A drawing, on one page."""
        return {"kind": "drawing", "title": "", "svg": Markup(svg)} if svg else None

    @api.model
    def _note(self, text):
        """A sentence in small print."""
        return {"kind": "note", "title": "", "text": text} if text else None

    # -- values as text, in the language of the reader --------------------------------------------------------

    @api.model
    def _day(self, day):
        """A date, or a moment in the reader's time zone, as text; nothing for none."""
        if not day:
            return ""
        if hasattr(day, "hour"):
            day = fields.Datetime.context_timestamp(self, day).date()
        return format_date(self.env, day, date_format="d MMM yyyy")

    @api.model
    def _moment(self, moment):
        """A moment with its time, in the reader's time zone."""
        if not moment:
            return ""
        return f"{self._day(moment)} {fields.Datetime.context_timestamp(self, moment):%H:%M}"

    @api.model
    def _number(self, value, known=True, unit=""):
        """A figure without needless decimals; a dash where it is not known."""
        if not known or value is None:
            return "–"
        digits = 0 if round(value, 2) == round(value) else 2 if abs(value) < 100 else 1
        text = formatLang(self.env, value, digits=digits)
        return f"{text}\u00a0{unit}" if unit else text

    @api.model
    def _money(self, amount, currency):
        """An amount without its cents."""
        return format_amount(self.env, round(amount or 0.0), currency, trailing_zeroes=False)

    @api.model
    def _percent(self, value, known=True):
        """A share in whole percent; a dash where it is not known."""
        return f"{round(value)}\u00a0%" if known and value is not None else "–"

    @api.model
    def _labels(self, model, field):
        """{code: label} of a selection, in the language of the reader."""
        return dict(self.env[model]._fields[field]._description_selection(self.env))

    @api.model
    def _printed(self):
        """That it stays inside, and of which day it is: for the head of every document that is not the customer's."""
        today = self._day(fields.Date.context_today(self))
        return f"{self.env._('Internal')} · {self.env._('Printed on %s', today)}"

    # -- records ----------------------------------------------------------------------------------------------

    @api.model
    def _found(self, model, domain, order=None, limit=None):
        """Records that the reader may read; none where the reader has no access to the model at all."""
        records = self.env[model]
        if not records.has_access("read"):
            return records
        return records.search(domain, order=order, limit=limit)

    @api.model
    def _reader(self, records):
        """The records in the language of whoever reads the document, nothing more than they may read."""
        records.check_access("read")
        return records.with_context(lang=self.env.user.lang or self.env.lang or "en_US")
