"""A pasted list of accounts, one line each: name; manager; segment letter.

Cells are separated by tab, semicolon or comma; cells may be quoted. A first line that only names the columns is
recognised, also when it puts them into another order.

>>> parse("Customer;Manager;Segment\\n Azure  Interior ;Sam;a\\n\\nDeco, Inc.;;B")  # doctest: +NORMALIZE_WHITESPACE
[Row(number=2, name='Azure Interior', manager='Sam', segment='A'),
 Row(number=4, name='Deco, Inc.', manager='', segment='B')]
"""

import csv
import io
import re
from typing import NamedTuple

NAME, MANAGER, SEGMENT = range(3)
#: What people put above their columns; translations come from the caller.
HEADINGS = {
    NAME: {
        "account",
        "account name",
        "accounts",
        "customer",
        "customer name",
        "customers",
        "company",
        "client",
        "name",
    },
    MANAGER: {"manager", "account manager", "salesperson", "owner", "responsible", "user", "e-mail", "email", "login"},
    SEGMENT: {"segment", "class", "category", "a/b", "abc"},
}


class Row(NamedTuple):
    """One account of the list; ``number`` is its line, counted from 1."""

    number: int
    name: str
    manager: str
    segment: str


def tidy(text):
    """One blank between words, none around them (also the non-breaking ones that come with pasting).

    >>> tidy(" Azure\\u00a0  Interior\\t")
    'Azure Interior'
    """
    return " ".join(str(text if text is not None else "").replace("\ufeff", "").split())


def key(text):
    """What two spellings of a name have in common: blanks and upper case do not matter."""
    return tidy(text).lower()


def separator(text):
    """Tab before semicolon before comma: a name may well contain a comma, hardly a tab."""
    unquoted = re.sub(r'"[^"]*"', "", text)
    return next((sign for sign in "\t;" if sign in unquoted), ",")


def parse(text, headings=None):
    """Rows of a pasted list.

    :param headings: {NAME, MANAGER or SEGMENT: further words, lower case, that head such a column}
    :return: list of :class:`Row`; lines without anything in them are left out
    """
    sign = separator(text)
    # An odd number of quotes is a sign for inches or a slip, not a cell over several lines.
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text.strip("\ufeff")), delimiter=sign, skipinitialspace=True, quoting=quoting)
    numbered, start = [], 1
    for cells in reader:
        numbered.append((start, cells))
        start = reader.line_num + 1
    return rows_of(numbered, headings, joined=sign == ",")


def rows_of(numbered, headings=None, joined=False):
    """Rows of a table.

    :param numbered: list of (line number, cells)
    :param joined: the cells were separated by commas, so that a name with a comma came in pieces
    """
    numbered = [(number, [tidy(cell) for cell in cells]) for number, cells in numbered]
    numbered = [(number, cells) for number, cells in numbered if any(cells)]
    columns = _columns(numbered[0][1], headings or {}) if numbered else None
    if columns:
        numbered = numbered[1:]
    rows = []
    for number, cells in numbered:
        if joined and not columns:
            cells = _join_name(cells)
        places = columns or {NAME: 0, MANAGER: 1, SEGMENT: 2}
        name, manager, segment = (
            cells[places[place]] if place in places and places[place] < len(cells) else ""
            for place in (NAME, MANAGER, SEGMENT)
        )
        if name or manager or segment:
            rows.append(Row(number, name, manager, segment.upper()))
    return rows


def _columns(cells, headings):
    """Where each column is, when the line holds nothing but headings; else None."""
    places = {}
    for index, cell in enumerate(cells):
        if not cell:
            continue
        found = [place for place, words in HEADINGS.items() if cell.lower() in words | set(headings.get(place, ()))]
        if not found:
            return None
        places.setdefault(found[0], index)
    return places if NAME in places else None


def _join_name(cells):
    """A name with a comma in it, pasted without quotes, is put together again: the last two cells are known.

    >>> _join_name(["Smith", "Jones & Co", "Sam", "A"])
    ['Smith, Jones & Co', 'Sam', 'A']
    """
    while len(cells) > 3 and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > 3 and len(cells[-1]) <= 2:
        return [", ".join(cells[:-2]), *cells[-2:]]
    return cells
