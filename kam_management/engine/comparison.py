"""Side by side: which cell of a row is the strongest, and does the row differ at all. Plain Python."""


def mark(row):
    """Mark the strongest and weakest known account of a row, and say whether the accounts differ.

    The average is compared with, but is never itself strongest or weakest.

    :param row: dict with ``better`` (1: more is better, -1: less is better, 0: no order) and ``cells``, each with
        ``kind`` (account or average), ``text``, ``value`` (number or None) and ``known``; ``differs`` is set on the
        row, ``mark`` (best, worst or False) on its cells

    >>> cells = [{"kind": "account", "text": t, "value": v, "known": v is not None}
    ...          for t, v in (("5", 5), ("3", 3), ("unknown", None))]
    >>> row = mark({"better": 1, "cells": cells})
    >>> row["differs"], [cell["mark"] for cell in row["cells"]]
    (True, ['best', 'worst', False])
    >>> alike = [{"kind": "account", "text": "4", "value": 4, "known": True} for _ in range(3)]
    >>> row = mark({"better": 1, "cells": alike})
    >>> row["differs"], [cell["mark"] for cell in row["cells"]]
    (False, [False, False, False])
    """
    cells = row["cells"]
    for cell in cells:
        cell["mark"] = False
    accounts = [cell for cell in cells if cell["kind"] == "account"]
    compared = accounts if len(accounts) > 1 else cells
    row["differs"] = len({cell["text"] for cell in compared}) > 1
    known = [cell["value"] for cell in accounts if cell["known"] and cell["value"] is not None]
    if row["better"] and len(known) > 1 and min(known) != max(known):
        ends = (max(known), min(known)) if row["better"] > 0 else (min(known), max(known))
        for cell in accounts:
            if cell["known"] and cell["value"] in ends:
                cell["mark"] = "best" if cell["value"] == ends[0] else "worst"
    return row


def spokes(values, groups):
    """Weighted mean of the known ratings of each group, for a radar.

    :param values: {criterion id: rating 1 to 5}; what is not rated is not in it
    :param groups: [[(criterion id, weight)]] one list per spoke
    :return: one mean per spoke, None where nothing is known

    >>> spokes({1: 5, 2: 3, 9: 1}, [[(1, 30), (2, 10)], [(3, 10)]])
    [4.5, None]
    """
    means = []
    for group in groups:
        rated = [(values[key], weight) for key, weight in group if key in values]
        total = sum(weight for _value, weight in rated)
        means.append(round(sum(value * weight for value, weight in rated) / total, 2) if total else None)
    return means
