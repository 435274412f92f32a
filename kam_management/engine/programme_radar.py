"""The radar of the elements as SVG, for print: this year filled, the year before as a dashed line.

An element of which nothing is known has no corner: its neighbours are joined, and its name is grey.
"""

from .map_text import safe, wrap
from .radar_svg import FILL, FONT, INK, LINE, MUTED, points

RADIUS, LABEL, SIZE, TOP = 100, 110, 11, 100
RINGS = (20, 40, 60, 80, 100)
WIDTH, HEIGHT = 2 * (RADIUS + LABEL), 2 * (RADIUS + 62)


def draw(elements, year, year_before, title="", rtl=False):
    """The picture; without anything known there is none.

    :param elements: [(name, score of the year or None, score of the year before or None)], scores 0 to 100
    :param rtl: go round counter-clockwise, as it is read from right to left
    :return: str

    >>> svg = draw([("A & B", 50, None), ("C", 100, None), ("D", 0, None), ("E", None, None)], "2026", "2025")
    >>> "A &amp; B" in svg, svg.count("<polygon"), svg.count("<circle"), "2025" in svg
    (True, 6, 3, False)
    >>> draw([("A", None, None)], "2026", "2025")
    ''
    """
    if all(one[1] is None and one[2] is None for one in elements):
        return ""
    if rtl:
        elements = [elements[0], *reversed(elements[1:])]
    parts = [_polygon(points([ring] * len(elements), RADIUS, TOP), f'fill="none" stroke="{LINE}"') for ring in RINGS]
    parts += [
        f'<line x1="0" y1="0" x2="{x}" y2="{y}" stroke="{LINE}"/>'
        for x, y in points([TOP] * len(elements), RADIUS, TOP)
    ]
    legend = []
    for index, label, color, style in (
        (2, year_before, MUTED, f'fill="none" stroke="{MUTED}" stroke-width="1.5" stroke-dasharray="5 3"'),
        (1, year, FILL, f'fill="{FILL}" fill-opacity="0.25" stroke="{FILL}" stroke-width="2"'),
    ):
        values = [one[index] for one in elements]
        corners = [
            corner for corner, value in zip(points(values, RADIUS, TOP), values, strict=True) if value is not None
        ]
        if corners:
            parts.append(_polygon(corners, style))
            parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{color}"/>' for x, y in corners]
            legend.insert(0, (label, color))
    ends = points([TOP] * len(elements), RADIUS + 14, TOP)
    parts += [_name(*one[:2], place) for one, place in zip(elements, ends, strict=True)]
    parts += [_legend(number, *one) for number, one in enumerate(legend)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="{-WIDTH / 2} {-HEIGHT / 2}'
        f' {WIDTH} {HEIGHT}" font-family="{FONT}" font-size="{SIZE}" role="img"><title>{safe(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _polygon(corners, style):
    return f'<polygon points="{" ".join(f"{x},{y}" for x, y in corners)}" {style}/>'


def _name(name, score, place):
    """The name of an element beside its end, in two lines at most, with its score below."""
    x, y = place
    anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
    lines = [*wrap(name, LABEL - 16, SIZE, 2), "–" if score is None else str(score)]
    height = (len(lines) - 1) * (SIZE + 2)
    top = y - height if y < -RADIUS else y + SIZE if y > RADIUS else y - height / 2 + SIZE / 2
    color = MUTED if score is None else INK
    return "".join(
        f'<text x="{x}" y="{top + number * (SIZE + 2):.1f}" text-anchor="{anchor}" fill="{color}">{safe(line)}</text>'
        for number, line in enumerate(lines)
    )


def _legend(number, label, color):
    x, y = -WIDTH / 2 + 4, HEIGHT / 2 - 28 + 15 * number
    return (
        f'<rect x="{x}" y="{y}" width="10" height="10" fill="{color}"/>'
        f'<text x="{x + 15}" y="{y + 9}" fill="{INK}">{safe(label)}</text>'
    )
