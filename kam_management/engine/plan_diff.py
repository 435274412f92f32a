"""What differs between two plans, or between two states of one: every section, objective, rating and figure.

Works on the content of ``plan_content``. Rows of two years have no id in common: they are matched by id first, then
by their label, then by their place where only one on each side is left.
"""

import difflib
import re
from html import unescape

SPACES = re.compile(r"\s+")
BLOCKS = re.compile(r"<(?:/p|/li|/h\d|/div|br\s*/?|/tr)>", re.IGNORECASE)
TAGS = re.compile(r"<[^>]*>")


def plain(text):
    """The words of a rich text, one line for each paragraph.

    >>> plain("<p>One &amp; two</p><ul><li>three</li></ul>")
    'One & two\\nthree'
    >>> plain("3 < 4")
    '3 < 4'
    """
    text = TAGS.sub("", BLOCKS.sub("\n", text or ""))
    lines = (SPACES.sub(" ", line).strip() for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def shown(value):
    """A value as text.

    >>> shown({"id": 3, "name": "Ann"}), shown([{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]), shown(None)
    ('Ann', 'A, B', '')
    >>> shown(2.50), shown(True), shown("<p>x</p>")
    ('2.5', '✓', 'x')
    """
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return "✓"
    if isinstance(value, dict):
        return str(value.get("name") or "")
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return plain(str(value))


def match_rows(before, after):
    """Pairs of rows that are the same one; None where it has no counterpart. Keeps the order of ``after``.

    >>> old = [{"model": "g", "id": 1, "label": "Grow"}, {"model": "g", "id": 2, "label": "Save"}]
    >>> new = [{"model": "g", "id": 9, "label": "save "}, {"model": "g", "id": 8, "label": "Hire"}]
    >>> [(a and a["id"], b and b["id"]) for a, b in match_rows(old, new)]
    [(2, 9), (None, 8), (1, None)]
    """
    left, found = list(before), {}
    for key in (_identity, _label):
        places = {}
        for row in left:
            places.setdefault(key(row), []).append(row)
        for index, row in enumerate(after):
            if index not in found and places.get(key(row)):
                found[index] = places[key(row)].pop(0)
        taken = {id(row) for row in found.values()}
        left = [row for row in left if id(row) not in taken]
    return [(found.get(index), row) for index, row in enumerate(after)] + [(row, None) for row in left]


def _identity(row):
    return row["model"], row["id"]


def _label(row):
    return row["model"], SPACES.sub(" ", row.get("label") or "").strip().casefold()


def compare(before, after):
    """All changes between two contents.

    :return: [{"part", "changes": [{"kind": "added"|"removed"|"changed", "model", "label", "fields": [(field, old,
        new)]}]}], parts in the order of ``after``; equal contents give an empty list

    >>> row = {"model": "o", "id": 1, "label": "Grow", "values": {"target": 5}, "live": {"current": 1}}
    >>> compare({"objectives": [row]}, {"objectives": [{**row, "values": {"target": 7}}]})[0]["changes"][0]["fields"]
    [('target', '5', '7')]
    >>> compare({"objectives": [row]}, {"objectives": [row]})
    []
    """
    result = []
    for part in [*after, *(part for part in before if part not in after)]:
        changes = []
        for old, new in match_rows(before.get(part) or [], after.get(part) or []):
            fields = _field_changes(old, new)
            if old and new and not fields:
                continue
            row = new or old
            kind = "changed" if old and new else "added" if new else "removed"
            changes.append({"kind": kind, "model": row["model"], "label": row.get("label") or "", "fields": fields})
        if changes:
            result.append({"part": part, "changes": changes})
    return result


def _field_changes(old, new):
    """(field, old text, new text) of each value that differs; progress is compared as well."""
    olds = {**(old or {}).get("values", {}), **(old or {}).get("live", {})}
    news = {**(new or {}).get("values", {}), **(new or {}).get("live", {})}
    names = [*news, *(name for name in olds if name not in news)]
    pairs = ((name, shown(olds.get(name)), shown(news.get(name))) for name in names)
    return [(name, before, after) for name, before, after in pairs if before != after]


def words(before, after):
    """Two texts cut into pieces that stayed or changed, for a reader who looks for the difference.

    :return: (pieces of the old, pieces of the new); a piece is (text, whether it changed)

    >>> words("we sell chairs", "we lease chairs")
    ([('we ', False), ('sell', True), (' chairs', False)], [('we ', False), ('lease', True), (' chairs', False)])
    >>> words("", "new")
    ([], [('new', True)])
    """
    olds, news = re.findall(r"\s+|\S+", before or ""), re.findall(r"\s+|\S+", after or "")
    left, right = [], []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if i1 != i2:
            left.append(("".join(olds[i1:i2]), tag != "equal"))
        if j1 != j2:
            right.append(("".join(news[j1:j2]), tag != "equal"))
    return left, right
