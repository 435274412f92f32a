"""Make text fit on exactly one page: cut what is too long, leave out what is too much, and keep count of both.

Lines do not wrap on such a page, so its height follows from the number of rows alone.
"""

from .map_text import cut, one_line


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

    def __init__(self):
        self.lines_cut = 0
        self.rows_left = 0

    def line(self, text, width, size=SIZE, bold=False):
        """The text on one line of so many pixels."""
        shown = cut(text or "", width, size, bold)
        self.lines_cut += shown != one_line(text)
        return shown

    def rows(self, rows, limit):
        """The first rows."""
        self.rows_left += max(0, len(rows) - limit)
        return list(rows)[:limit]  # a slice of records would be read by itself

    def joined(self, parts, width, size=SIZE):
        """Texts with commas between them, on one line; empty ones are left out."""
        return self.line(", ".join(one_line(part) for part in parts if part), width, size)
