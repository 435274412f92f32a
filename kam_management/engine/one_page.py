"""Make text fit on exactly one page: cut what is too long, leave out what is too much, and keep count of both.

The browser wraps no line on such a page: it is wrapped here, so the height follows from the lines and can be known
before anything is printed.
"""

from .map_text import cut, one_line, wrap

#: Pixels of what a part is made of; rather too much than too little.
TITLE, ROW, LINE, NOTE, BAR = 40, 23, 20.5, 18, 10
#: Millimetres of a pixel on paper.
MM = 0.201


class OnePage:
    """Cuts lines and rows, and remembers how often.

    >>> page = OnePage()
    >>> page.line("A short text", 200), page.line("A text that is much too long", 80)
    ('A short text', 'A text t…')
    >>> page.rows(["a", "b", "c"], 2)
    ['a', 'b']
    >>> page.lines_cut, page.rows_left
    (1, 1)
    """

    SIZE = 15

    def __init__(self, rows=0, lines=1):
        """Give parts room.

        :param rows: rows that each part may have at least, whatever it has room for by itself
        :param lines: lines that a text may go over
        """
        self.least = rows
        self.lines = lines
        self.lines_cut = 0
        self.rows_left = 0

    def line(self, text, width, size=SIZE, bold=False):
        """The text on one line of so many pixels."""
        shown = cut(text or "", width, size, bold)
        self.lines_cut += shown != one_line(text)
        return shown

    def text(self, text, width, size=SIZE, bold=False):
        """The text on as many lines as this page allows, with line feeds between them.

        >>> OnePage(lines=2).text("Head of procurement", 80, 10)
        'Head of\\nprocurement'
        """
        lines = wrap(text or "", width, size, self.lines, bold)
        self.lines_cut += " ".join(lines) != one_line(text)
        return "\n".join(lines)

    def rows(self, rows, limit):
        """The first rows."""
        limit = max(limit, self.least)
        self.rows_left += max(0, len(rows) - limit)
        return list(rows)[:limit]  # a slice of records would be read by itself

    def joined(self, parts, width, size=SIZE, wrapped=False):
        """Texts with commas between them, on one line or wrapped; empty ones are left out."""
        text = ", ".join(one_line(part) for part in parts if part)
        return self.text(text, width, size) if wrapped else self.line(text, width, size)


def height(*columns):
    """Pixels that columns of parts take beside each other: those of the highest one.

    >>> part = {"rows": [{"text": "a\\nb", "note": "", "bar": None}, {"text": "c", "note": "d", "bar": 0}]}
    >>> height([part]) == TITLE + ROW + LINE + ROW + NOTE + BAR
    True
    >>> height([part], [{"rows": []}]) == height([part])
    True
    """
    return max(sum(map(_height, column)) for column in columns)


def _height(part):
    def of(row):
        notes = row["note"].count("\n") + bool(row["note"])
        return ROW + LINE * row["text"].count("\n") + NOTE * notes + BAR * (row["bar"] is not None)

    return TITLE + (sum(map(of, part["rows"])) or ROW)
