"""The stakeholder map as an SVG that stands for itself: saved to a file, or printed.

It is made from the payload of ``kam.account.map_data`` and nothing else, so what is not in there (the
personal agenda) cannot get in. No style sheet, no CSS variables, every text cut to its place and escaped.
"""

import re

from .map_layout import CARD_HEIGHT, CARD_WIDTH, GAP_X, PITCH_X, ROOM, Person, lay_out
from .map_marks import (
    FONT,
    INK,
    KINDS,
    LINE,
    LINK_WIDTH,
    MUTED,
    PAPER,
    WARN,
    WARN_PAPER,
    _n,
    avatar,
    chips,
    edge_width,
    pips,
    support_colour,
    support_mark,
    text,
)
from .map_pages import restrict
from .map_text import cut, safe, wrap

MARGIN = 20
HEADER = 46
LEGEND_ROW = 24
TEXT_X = 66


def people_of(payload):
    """What the layout needs of the people of a payload."""
    return [Person(one["id"], one["parent_id"] or None) for one in payload["people"]]


def draw(payload, labels, images=None, rtl=False, piece=None, frame=True, room=ROOM):
    """One SVG of the map, or of a piece of it.

    :param payload: dict, the answer of ``map_data``
    :param labels: dict of translated words, see ``kam.account._map_labels``
    :param images: {image key: data URI} of the photos, by ``("partner", id)`` and ``("user", id)``
    :param rtl: draw from right to left
    :param piece: :class:`~.map_pages.Piece`; None for everybody
    :param frame: with the title above and the legend below
    :param room: (width, height) to arrange the cards for
    :return: str
    """
    people = {one["id"]: one for one in payload["people"]}
    shown = people_of(payload) if piece is None else restrict(people_of(payload), piece.ids)
    layout = lay_out(shown, room)
    width, height = max(layout.width, CARD_WIDTH), max(layout.height, CARD_HEIGHT if shown else 0)
    head = HEADER if frame else 0
    legend, legend_height = legend_marks(labels, max(width, 3 * CARD_WIDTH), rtl) if frame else ("", 0)
    total_width = max(width, 3 * CARD_WIDTH if frame else 0) + 2 * MARGIN
    total_height = height + head + legend_height + 2 * MARGIN
    canvas = _Canvas(layout, width, rtl, labels, images or {}, piece)
    body = [
        canvas.frames(),
        canvas.tree(),
        canvas.links(payload["links"]),
        *(canvas.card(people[one], place) for one, place in layout.places.items()),
    ]
    title = labels["title"] % {"name": payload["account"]["name"]}
    shift = total_width - 2 * MARGIN - width if rtl else 0
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" direction="ltr" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{_n(total_width)}" height="{_n(total_height)}" viewBox="0 0 {_n(total_width)} {_n(total_height)}"'
        f' font-family="{FONT}" role="img">',
        f"<title>{safe(title)}</title>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        _header(title, payload, labels, total_width, rtl) if frame else "",
        f'<g transform="translate({_n(MARGIN + shift)} {MARGIN + head})">{"".join(body)}</g>',
        f'<g transform="translate({MARGIN} {_n(total_height - legend_height)})">{legend}</g>' if frame else "",
        "</svg>",
    ]
    return "".join(parts)


def sheet(marks, width, height):
    """An SVG of its own around some marks."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" direction="ltr" width="{_n(width)}" height="{_n(height)}"'
        f' viewBox="0 0 {_n(width)} {_n(height)}" font-family="{FONT}">{marks}</svg>'
    )


def scaled(svg, width, height, number):
    """Fit an SVG into a sheet without enlarging it, and keep the ids of several on one page apart.

    >>> scaled('<svg width="2000" height="500" viewBox="0 0 2000 500"><clipPath id="p1"/></svg>', 1000, 500, 2)
    '<svg width="1000" height="250" viewBox="0 0 2000 500"><clipPath id="m2p1"/></svg>'
    """
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    was = [float(size[1]), float(size[2])]
    scale = min(1, width / was[0], height / was[1])
    svg = svg.replace(size[0], f'width="{_n(was[0] * scale)}" height="{_n(was[1] * scale)}"', 1)
    return svg.replace('<clipPath id="', f'<clipPath id="m{number}').replace("url(#", f"url(#m{number}")


def _header(title, payload, labels, width, rtl):
    when = labels["as_of"] % {"date": labels["date"]} if payload.get("date") else labels["today"]
    x, anchor = (width - MARGIN, "end") if rtl else (MARGIN, "start")
    room = width - 2 * MARGIN
    return text(x, MARGIN + 10, cut(title, room, 18, True), 18, INK, True, anchor) + text(
        x, MARGIN + 30, cut(when, room, 12), 12, MUTED, anchor=anchor
    )


def legend_marks(labels, width, rtl=False):
    """The legend, in as many rows as its entries take: (svg, height)."""
    entries = [(support_mark(0, -12, key), 22, labels["support"][key]) for key in labels["support"]]
    edges = "".join(
        f'<rect x="{number * 14}" y="-13" width="{edge_width(power)}" height="17" fill="{MUTED}"/>'
        for number, power in enumerate((1, 3, 5))
    )
    entries.append((edges, 46, labels["power"]))
    entries.append((pips(0, -4, 2, 3), 56, labels["strength"]))
    dashed = f'<rect x="1" y="-13" width="24" height="16" rx="4" fill="none" stroke="{MUTED}" stroke-dasharray="4 3"/>'
    entries.append((dashed, 31, labels["placeholder"]))
    for kind, (colour, dashes) in KINDS.items():
        entries.append((_sample(kind, colour, dashes), 38, labels["kinds"][kind]))
    parts, x, y = [], 0.0, 18
    for mark, mark_width, words in entries:
        words = cut(words, width - mark_width, 11)
        need = mark_width + 20 + len(words) * 7
        if x and x + need > width:
            x, y = 0.0, y + LEGEND_ROW
        at = width - x - mark_width if rtl else x
        label_x = at - 6 if rtl else at + mark_width
        parts.append(f'<g transform="translate({_n(at)} {y})">{mark}</g>')
        parts.append(text(label_x, y, words, 11, MUTED, anchor="end" if rtl else "start"))
        x += need
    return "".join(parts), y + MARGIN


def _sample(kind, colour, dashes):
    path = f'<path d="M0 -4 H30" fill="none" stroke="{colour}" stroke-width="2"{_dashes(dashes)}/>'
    return path + (f'<path d="M30 -4 l-7 -4 v8 z" fill="{colour}"/>' if kind == "influences" else "")


def _dashes(dashes):
    return f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""


class _Canvas:
    """Draws one layout; mirrored when read from right to left."""

    def __init__(self, layout, width, rtl, labels, images, piece):
        self.layout, self.width, self.rtl = layout, width, rtl
        self.labels, self.images = labels, images
        self.continued = piece.continued if piece else {}

    def left(self, x, width):
        """The left edge of something, as seen."""
        return self.width - x - width if self.rtl else x

    def frames(self):
        """The boxes around many reports."""
        return "".join(
            f'<rect x="{_n(self.left(one.x, one.width))}" y="{_n(one.y)}" width="{_n(one.width)}"'
            f' height="{_n(one.height)}" rx="12" fill="#f5f6f8" stroke="#d5dae1"/>'
            for one in self.layout.frames
        )

    def tree(self):
        """The reporting lines."""
        paths = []
        for above, below in self.layout.edges:
            start = self.layout.places[above]
            if isinstance(below, tuple):
                end_x, end_y = below.x, below.y + below.height / 2
            else:
                end = self.layout.places[below]
                end_x, end_y = end.x, end.y + CARD_HEIGHT / 2
            paths.append(self._elbow(start.x + CARD_WIDTH, start.y + CARD_HEIGHT / 2, end_x, end_y))
        return f'<path d="{" ".join(paths)}" fill="none" stroke="{LINE}" stroke-width="1.6"/>' if paths else ""

    def _elbow(self, x1, y1, x2, y2):
        middle = x1 + GAP_X * 0.4
        xs = [self.left(x, 0) for x in (x1, middle, x2)]
        return f"M{_n(xs[0])} {_n(y1)} H{_n(xs[1])} V{_n(y2)} H{_n(xs[2])}"

    def links(self, links):
        """Influence, conflict and trust, over the tree and under the cards: what they say stays readable."""
        return "".join(
            self._link(one)
            for one in links
            if one["source"] in self.layout.places and one["target"] in self.layout.places
        )

    def _link(self, link):
        colour, dashes = KINDS.get(link["kind"], KINDS["influences"])
        start, end = self.layout.places[link["source"]], self.layout.places[link["target"]]
        x1, y1, c1, c2, x2, y2 = link_curve(start, end)
        x1, c1, c2, x2 = (self.left(x, 0) for x in (x1, c1, c2, x2))
        width = LINK_WIDTH.get(link.get("strength"), 1.3)
        path = (
            f'<path d="M{_n(x1)} {_n(y1)} C{_n(c1)} {_n(y1)} {_n(c2)} {_n(y2)} {_n(x2)} {_n(y2)}" fill="none"'
            f' stroke="{colour}" stroke-width="{width}" stroke-opacity="0.85"{_dashes(dashes)}/>'
        )
        if link["kind"] != "influences":
            return path
        back = 9 if c2 > x2 else -9
        return path + f'<path d="M{_n(x2)} {_n(y2)} l{back} -5 v10 z" fill="{colour}"/>'

    def card(self, person, place):
        """The card of one person."""
        left, power, ghost = self.left(place.x, CARD_WIDTH), edge_width(person["power"]), person["placeholder"]
        dashes = ' stroke-dasharray="6 4"' if ghost else ""
        edge_x, colour = CARD_WIDTH - power if self.rtl else 0, support_colour(person["support"])
        image = self.images.get(("partner", person["partner_id"]))
        gone = "" if person.get("active", True) else ' opacity="0.6"'
        parts = [
            f'<g transform="translate({_n(left)} {_n(place.y)})"{gone}>',
            f'<rect width="{CARD_WIDTH}" height="{CARD_HEIGHT}" rx="4" fill="{PAPER}"'
            f' stroke="{MUTED if ghost else "#cbd1d9"}"{dashes}/>',
            f'<rect x="{edge_x}" width="{power}" height="{CARD_HEIGHT}" rx="2" fill="{colour}"/>',
            avatar(self._in(18, 40), 10, 40, f"p{person['id']}", person["initials"], image, ghost),
            support_mark(self._in(CARD_WIDTH - 25, 16), 9, person["support"]),
            self._name(person),
            self._roles(person),
            self._foot(person),
            "</g>",
        ]
        return "".join(parts)

    def _in(self, x, width):
        """The left edge of something within a card, as seen."""
        return CARD_WIDTH - x - width if self.rtl else x

    def _name(self, person):
        """Three lines: the name on up to two of them, title and unit on the rest."""
        x, anchor = (CARD_WIDTH - TEXT_X, "end") if self.rtl else (TEXT_X, "start")
        room = CARD_WIDTH - TEXT_X - 30
        title = " · ".join(part for part in (person["title"], person["unit"]) if part)
        names = wrap(person["name"], room, 12.5, 2, bold=True)
        titles = wrap(title, room, 11, 3 - len(names)) if title else []
        y = 20 + 7 * (3 - len(names) - len(titles))
        lines = [text(x, y + 14 * n, line, 12.5, INK, True, anchor) for n, line in enumerate(names)]
        y += 14 * len(names)
        return "".join(lines + [text(x, y + 13 * n, line, 11, MUTED, anchor=anchor) for n, line in enumerate(titles)])

    def _roles(self, person):
        labels = [role["name"] for role in person["roles"]]
        marks, width = chips(0, 55, labels, CARD_WIDTH - 30)
        return f'<g transform="translate({_n(self._in(18, width))} 0)">{marks}</g>' if labels else ""

    def _foot(self, person):
        """Strength now and wanted, gaps, our counterpart."""
        parts = [f'<g transform="translate({_n(self._in(18, 50))} 0)">', pips(0, 87, *_strengths(person)), "</g>"]
        gaps = gap_words(person, self.labels)
        if person["id"] in self.continued:
            gaps.insert(0, self.labels["continued"] % {"number": self.continued[person["id"]]})
        room = CARD_WIDTH - 18 - 60 - 36
        marks, width = chips(0, 79, gaps, room, fill=WARN_PAPER, ink=WARN)
        if gaps:
            parts.append(f'<g transform="translate({_n(self._in(CARD_WIDTH - 36 - width, width))} 0)">{marks}</g>')
        user, x = person["user"], self._in(CARD_WIDTH - 32, 22)
        if user:
            image = self.images.get(("user", user["id"]))
            parts.append(avatar(x, 76, 22, f"u{person['id']}", initials(user["name"]), image))
        else:
            parts.append(avatar(x, 76, 22, "", "", placeholder=True))
        return "".join(parts)


def _strengths(person):
    return person["strength"], person["target_strength"]


def gap_words(person, labels):
    """What is missing or wrong about one person, in words, each said once.

    >>> gap_words({"gaps": ["a", "b", "too_late"]}, {"gaps": {"a": "No counterpart", "b": "No counterpart"}})
    ['No counterpart', 'too late']
    """
    return list(dict.fromkeys(labels["gaps"].get(code, code.replace("_", " ")) for code in person["gaps"]))


def initials(name):
    """First letters of the first and last word.

    >>> initials("Brandon van der Kumar"), initials("Azure"), initials("")
    ('BK', 'A', '')
    """
    words = str(name or "").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def link_curve(start, end):
    """Ends and control points of a line between two cards: (x1, y1, control 1, control 2, x2, y2).

    It leaves at the side that faces the other card; within a column it swings out before the cards' left edge.

    >>> from .map_layout import Place
    >>> link_curve(Place(1, 0, 0, 0), Place(2, 292, 118, 1))
    (240, 36.4, 292, 240, 292, 154.4)
    """
    y1, y2 = start.y + CARD_HEIGHT * 0.35, end.y + CARD_HEIGHT * 0.35
    if end.x == start.x:
        bend = min(GAP_X - 8, 20 + abs(y2 - y1) / 12)
        return start.x, y1, start.x - bend, end.x - bend, end.x, y2
    sign = 1 if end.x > start.x else -1
    x1, x2 = (start.x + CARD_WIDTH, end.x) if sign > 0 else (start.x, end.x + CARD_WIDTH)
    reach = max(GAP_X, min(abs(x2 - x1) / 2, PITCH_X))
    return x1, y1, x1 + sign * reach, x2 - sign * reach, x2, y2
