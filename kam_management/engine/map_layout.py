"""Where each card of the stakeholder map goes: a tidy tree by reporting line, drawn from left to right.

The same in ``static/src/stakeholder_map/layout.js``; ``tests/test_map_layout.py`` holds both to one answer.

Several reports that have nobody below them are gathered in a frame of several columns. How wide such frames
are follows from the room there is: the first of :data:`STYLES` that fits, else the one that comes closest, so
that sixty people stay readable. Same people and room in, same map out.

>>> people = [Person("boss", None), Person("buyer", "boss"), Person("user", "boss")]
>>> layout = lay_out(people)
>>> [(place.id, place.x, place.y) for place in layout.places.values()]
[('boss', 0, 59), ('buyer', 292, 0), ('user', 292, 118)]
>>> layout.width, layout.height
(532, 222)
"""

import math
from typing import NamedTuple

CARD_WIDTH = 240
CARD_HEIGHT = 104
GAP_X = 52
GAP_Y = 14
FRAME_PAD = 10
#: Frames: from how many reports on, and how broad (columns by row, times the count).
STYLES = ((5, 0.4), (3, 0.4), (3, 1.2), (3, 3), (3, 8))
#: A usual screen at a size at which cards are read with ease.
ROOM = (1600, 900)

PITCH_X = CARD_WIDTH + GAP_X
PITCH_Y = CARD_HEIGHT + GAP_Y


class Person(NamedTuple):
    """What the layout needs to know; the order of the list is the order of siblings."""

    id: object
    parent_id: object = None


class Place(NamedTuple):
    """The upper left corner of a card, and how deep it hangs in the tree."""

    id: object
    x: float
    y: float
    depth: int


class Frame(NamedTuple):
    """A box around reports of one person (``parent_id`` None: around people without a reporting line)."""

    parent_id: object
    ids: tuple
    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """The finished map; ``edges`` are (person above, person or frame below)."""

    places: dict
    frames: list
    edges: list
    width: float
    height: float


class _Unit:
    """A subtree or a frame, placed relative to its own origin; ``tops``/``bottoms`` are its outline by column."""

    __slots__ = ("anchor", "bottoms", "children", "columns", "ids", "node", "shift", "tops")

    def __init__(self, node, ids, tops, bottoms, anchor, children=(), columns=1):
        self.node, self.ids, self.children, self.columns = node, ids, children, columns
        self.tops, self.bottoms, self.anchor = tops, bottoms, anchor
        self.shift = 0


def reporting_lines(people):
    """Roots and reports of each person; who reports to nobody on the map, or in a circle, becomes a root.

    >>> reporting_lines([Person(1, 9), Person(2, 1)])
    ([1], {1: [2], 2: []})
    >>> reporting_lines([Person(1, 2), Person(2, 1)])
    ([1], {1: [2], 2: []})
    """
    reports = {person.id: [] for person in people}
    parents = {}
    for person in people:
        if person.parent_id in reports and person.parent_id != person.id:
            parents[person.id] = person.parent_id
    for person in people:  # cut circles where they are first met
        seen, above = {person.id}, parents.get(person.id)
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == person.id:
            del parents[person.id]
    for person in people:
        if person.id in parents:
            reports[parents[person.id]].append(person.id)
    return [person.id for person in people if person.id not in parents], reports


def tree_order(people):
    """The ids as one reads the map: each person before their reports.

    >>> tree_order([Person("c", "b"), Person("a"), Person("b", "a"), Person("d", "a")])
    ['a', 'b', 'c', 'd']
    """
    roots, reports = reporting_lines(people)
    order, stack = [], roots[::-1]
    while stack:
        one = stack.pop()
        order.append(one)
        stack.extend(reports[one][::-1])
    return order


def block_columns(count, breadth):
    """How many columns a frame of so many cards gets.

    >>> [block_columns(count, 0.4) for count in (3, 5, 8, 12, 60, 300)]
    [2, 2, 2, 3, 5, 11]
    >>> [block_columns(count, 8) for count in (3, 5, 8, 12, 60, 300)]
    [3, 5, 8, 6, 20, 43]
    """
    widest = min(count, math.ceil(math.sqrt(count * breadth)))
    rows = math.ceil(count / widest)
    return math.ceil(count / rows)


def _block(ids, breadth):
    columns = block_columns(len(ids), breadth)
    rows = math.ceil(len(ids) / columns)
    height = rows * PITCH_Y - GAP_Y + 2 * FRAME_PAD
    return _Unit(None, tuple(ids), [0] * columns, [height] * columns, height / 2, columns=columns)


def _pack(units):
    """Put units one below the other, as close as their outlines allow; returns the common outline."""
    tops, bottoms = [], []
    for unit in units:
        shared = range(min(len(bottoms), len(unit.tops)))
        unit.shift = max((bottoms[column] + GAP_Y - unit.tops[column] for column in shared), default=0)
        for column, (top, bottom) in enumerate(zip(unit.tops, unit.bottoms, strict=True)):
            if column < len(tops):
                tops[column] = min(tops[column], top + unit.shift)
                bottoms[column] = max(bottoms[column], bottom + unit.shift)
            else:
                tops.append(top + unit.shift)
                bottoms.append(bottom + unit.shift)
    return tops, bottoms


def _gather(ids, reports, done, style):
    """The units of siblings: subtrees, and one frame for those without reports when there are several."""
    block_from, breadth = style
    leaves = [one for one in ids if not reports[one]]
    if len(leaves) < block_from:
        return [done[one] for one in ids]
    return [done[one] for one in ids if reports[one]] + [_block(leaves, breadth)]


def lay_out(people, room=ROOM):
    """Place every person.

    :param people: list of :class:`Person`
    :param room: (width, height) the map should fit in, if it can
    :return: :class:`Layout`

    >>> lay_out([])
    Layout(places={}, frames=[], edges=[], width=0, height=0)
    """
    best, best_scale = None, 0
    for style in STYLES:
        layout = _lay_out(people, style)
        scale = min(room[0] / max(layout.width, 1), room[1] / max(layout.height, 1))
        if scale >= 1:
            return layout
        if scale > best_scale:
            best, best_scale = layout, scale
    return best


def _lay_out(people, style):
    roots, reports = reporting_lines(people)
    done = {}
    for one in reversed(tree_order(people)):
        children = _gather(reports[one], reports, done, style)
        tops, bottoms = _pack(children)
        middle = CARD_HEIGHT / 2
        if children:
            first, last = children[0], children[-1]
            middle = (first.shift + first.anchor + last.shift + last.anchor) / 2
        top = middle - CARD_HEIGHT / 2
        done[one] = _Unit(one, (), [top, *tops], [top + CARD_HEIGHT, *bottoms], middle, children)
    units = _gather(roots, reports, done, style)
    tops, bottoms = _pack(units)
    return _place(units, -min(tops, default=0), max(bottoms, default=0))


def _place(units, origin, bottom):
    places, frames, edges = {}, [], []
    stack = [(unit, None, 0, origin) for unit in reversed(units)]
    width = 0
    while stack:
        unit, parent, depth, offset = stack.pop()
        y = offset + unit.shift
        x = depth * PITCH_X
        if unit.node is None:
            frames.append(_frame(unit, parent, x, y, depth, places))
            width = max(width, x + unit.columns * PITCH_X - GAP_X + FRAME_PAD)
            if parent is not None:
                edges.append((parent, frames[-1]))
            continue
        places[unit.node] = Place(unit.node, x, _whole(y + unit.tops[0]), depth)
        width = max(width, x + CARD_WIDTH)
        if parent is not None:
            edges.append((parent, unit.node))
        stack.extend((child, unit.node, depth + 1, y) for child in reversed(unit.children))
    return Layout(places, frames, edges, width, _whole(origin + bottom))


def _frame(unit, parent, x, y, depth, places):
    for index, one in enumerate(unit.ids):
        row, column = divmod(index, unit.columns)
        top = y + FRAME_PAD + row * PITCH_Y
        places[one] = Place(one, x + column * PITCH_X, _whole(top), depth)
    width = unit.columns * PITCH_X - GAP_X + 2 * FRAME_PAD
    return Frame(parent, unit.ids, x - FRAME_PAD, _whole(y), width, _whole(unit.bottoms[0]))


def _whole(number):
    """Whole pixels: sharp lines, and the same answer in both languages."""
    return math.floor(number + 0.5)
