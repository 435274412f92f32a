"""Workbooks in constant memory, in which everything typed by people stays text: no ORM here."""

import datetime
import decimal

import xlsxwriter

#: What Excel holds: rows of a sheet, characters of a cell and of a sheet's name.
MAX_ROWS, MAX_TEXT, MAX_NAME = 1_048_576, 32_767, 31
#: Characters a sheet's name may not have.
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class Book:
    """A workbook; rows are written to disk as they come, so memory does not grow with them.

    :param stream: binary file to write to
    """

    def __init__(self, stream):
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = xlsxwriter.Workbook(stream, options)
        self.formats = {}
        self._names = set()

    def format(self, **properties):
        """The cell format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def worksheet(self, name):
        """A new, empty worksheet whose name is legal and not used yet."""
        base = name.translate(FORBIDDEN).strip()[:MAX_NAME] or "Sheet"
        name, number = base, 1
        while name.lower() in self._names:
            number += 1
            name = f"{base[: MAX_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.lower())
        return self.workbook.add_worksheet(name)

    def table(self, name, titles, widths=()):
        """A table with a heading that stays in view and filters."""
        return Table(self, name, titles, widths)

    def close(self):
        """Write the file."""
        self.workbook.close()


class Table:
    """Rows under a heading; what does not fit on a sheet goes on in the next one."""

    def __init__(self, book, name, titles, widths=(), max_rows=MAX_ROWS):
        self.book, self.name, self.titles, self.widths = book, name, titles, widths
        self.max_rows = max_rows
        self.day = book.format(num_format="yyyy-mm-dd", align="left")
        self._begin()

    def _begin(self):
        self.sheet = self.book.worksheet(self.name)
        self.sheet.freeze_panes(1, 1)
        head = self.book.format(bold=True, bottom=1, text_wrap=True, valign="top")
        for column, title in enumerate(self.titles):
            width = self.widths[column] if column < len(self.widths) else 14
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(0, column, title, head)
        self.count = 1

    def row(self, values):
        """Write one row; None, False and empty text leave the cell empty.

        :return: number of the row on its sheet, from 0
        """
        if self.count >= self.max_rows:
            self.finish()
            self._begin()
        number = self.count
        for column, value in enumerate(values):
            if value is not None and value is not False and value != "":
                write(self.sheet, number, column, value, self.day)
        self.count += 1
        return number

    def finish(self):
        """Put filters over what was written."""
        self.sheet.autofilter(0, 0, max(self.count - 1, 1), len(self.titles) - 1)


def write(sheet, row, column, value, day=None, style=None):
    """Write one value by its type: text is always text, whatever it begins with.

    :param day: format of dates
    :param style: format of everything else
    """
    if isinstance(value, str):
        sheet.write_string(row, column, clean(value), style)
    elif isinstance(value, (int, float, decimal.Decimal)):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, (datetime.date, datetime.datetime)):
        sheet.write_datetime(row, column, value, day)
    else:
        raise TypeError(f"{type(value).__name__} has no cell")


def clean(text):
    """Text as a cell holds it: cut where a cell ends.

    >>> clean("=1+1")
    '=1+1'
    >>> len(clean("x" * 40_000)), clean("x" * 40_000)[-1]
    (32767, '…')
    """
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
