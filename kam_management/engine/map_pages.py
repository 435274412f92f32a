"""Cut a stakeholder map that is too large for one sheet into pieces that can be read.

A piece is a person with as many of their reports, and all below them, as fit. Who has more reports than are
shown stands as a single card there and heads a piece of their own.

>>> people = [Person(1)] + [Person(n, 1) for n in (2, 3)] + [Person(n, 2) for n in range(4, 7)]
>>> [piece.ids for piece in cut(people, 2000, 2000)]
[(1, 2, 4, 5, 6, 3)]
>>> [(piece.ids, piece.continued) for piece in cut(people, 560, 400)]
[((1, 2, 3), {2: 2}), ((2, 4, 5, 6), {})]
"""

from typing import NamedTuple

from .map_layout import Person, lay_out, reporting_lines, tree_order

LOOK_BACK = 6


class Piece(NamedTuple):
    """People drawn together; ``continued`` tells on which piece (1 = first) a person's reports are."""

    ids: tuple
    continued: dict


def restrict(people, ids):
    """The people with these ids, as one looks at them without the others.

    >>> restrict([Person(1), Person(2, 1), Person(3, 2)], {2, 3})
    [Person(id=2, parent_id=None), Person(id=3, parent_id=2)]
    """
    ids = set(ids)
    return [Person(one.id, one.parent_id if one.parent_id in ids else None) for one in people if one.id in ids]


def indented(people):
    """The people as a list that shows the tree: (id, depth) in reading order.

    >>> indented([Person(1), Person(3, 2), Person(2, 1)])
    [(1, 0), (2, 1), (3, 2)]
    """
    roots, reports = reporting_lines(people)
    depths = dict.fromkeys(roots, 0)
    for one in tree_order(people):
        depths.update(dict.fromkeys(reports[one], depths[one] + 1))
    return [(one, depths[one]) for one in tree_order(people)]


def cut(people, width, height):
    """Pieces that each lay out within ``width`` x ``height`` (a card and one report always count as fitting).

    >>> cut([], 100, 100)
    []
    """
    order = {one: index for index, one in enumerate(tree_order(people))}
    roots, reports = reporting_lines(people)
    known = [Person(one.id, None if one.id in roots else one.parent_id) for one in people]

    def fits(ids):
        layout = lay_out(restrict(known, ids), (width, height))
        return layout.width <= width and layout.height <= height

    def below(one):
        found, stack = [], [one]
        while stack:
            found.append(stack.pop())
            stack.extend(reports[found[-1]])
        return found

    if not people:
        return []
    if fits(order):
        return [Piece(tuple(order), {})]
    groups, heads = [], [((), roots)]
    while heads:
        head, children = heads.pop(0)
        later = []
        groups.extend(_fill(head, children, below, fits, later))
        heads[:0] = [((one,), reports[one]) for one in later]
    groups = _merge(groups, fits)
    return [_piece(index, groups, reports, order) for index in range(len(groups))]


def _fill(head, children, below, fits, later):
    """Share the reports of one head among as few groups as it takes, in order."""
    group = []
    for child in children:
        branch = below(child)
        if not fits([*head, *branch]):
            later.append(child)
            branch = [child]
        if group and not fits([*head, *group, *branch]):
            yield {*head, *group}
            group = []
        group += branch
    if group:
        yield {*head, *group}


def _merge(groups, fits):
    """Fill the room that is left on one of the last sheets before taking a new one."""
    merged = []
    for group in groups:
        for index in range(max(0, len(merged) - LOOK_BACK), len(merged)):
            if fits(merged[index] | group):
                merged[index] |= group
                break
        else:
            merged.append(group)
    return merged


def _piece(index, groups, reports, order):
    """A person's reports are elsewhere when another piece shows some that this one does not."""
    ids = groups[index]
    continued = {}
    for one in sorted(ids, key=order.get):
        missing = set(reports[one]) - ids
        if missing:
            others = (n for n, group in enumerate(groups) if n != index and missing & group and one in group)
            continued[one] = next(others) + 1
    return Piece(tuple(sorted(ids, key=order.get)), continued)
