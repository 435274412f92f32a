"""A radar as an SVG that needs nothing beside it, for the printed page. Series differ by dash and mark, not by
colour alone; what is unknown leaves a gap."""

from html import escape
from math import cos, pi, sin

#: Sign of each series, the same as on the screen, its dash and its colour.
SERIES = (
    ("●", "none", "#1f5c99"),
    ("▲", "8 4", "#a3470b"),
    ("■", "2 3", "#2f6b3a"),
    ("◆", "10 3 2 3", "#6b3fa0"),
    ("✚", "14 4", "#8a1c4a"),
    ("★", "4 2 1 2", "#444444"),
)
RADIUS, STEPS, LINE = 110, 5, 20


def lines(text):
    """A name in lines of about twenty letters, at most three.

    >>> lines("Strategic, Client attractiveness")
    ['Strategic, Client', 'attractiveness']
    """
    found = [""]
    for word in text.split():
        if found[-1] and len(found[-1]) + len(word) >= LINE:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".strip()
    return found if len(found) <= 3 else [*found[:2], f"{found[2]} …"]


def corner(place, number, reach):
    """Where a value of a spoke lies; the first spoke points up.

    >>> corner(0, 4, 10)
    (0.0, -10.0)
    """
    angle = 2 * pi * place / number - pi / 2
    return round(cos(angle) * reach, 1), round(sin(angle) * reach, 1)


def radar(spokes, series):
    """The radar of ratings from 0 to 5.

    :param spokes: names
    :param series: one list of values per account, None where unknown, at most six
    :return: str of the SVG
    """
    number = len(spokes)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="-230 -160 460 320" width="100%">']
    for step in range(1, STEPS + 1):
        ring = " ".join("{},{}".format(*corner(place, number, RADIUS * step / STEPS)) for place in range(number))
        parts.append(f'<polygon points="{ring}" fill="none" stroke="#bbbbbb" stroke-width="0.8"/>')
    for place, name in enumerate(spokes):
        x, y = corner(place, number, RADIUS)
        parts.append(f'<line x1="0" y1="0" x2="{x}" y2="{y}" stroke="#bbbbbb" stroke-width="0.8"/>')
        parts.append(_label(name, *corner(place, number, RADIUS + 12)))
    for values, (sign, dash, color) in zip(series, SERIES, strict=False):
        parts += _series(values, sign, dash, color)
    return "".join([*parts, "</svg>"])


def _label(name, x, y):
    side = "middle" if abs(x) < 15 else "start" if x > 0 else "end"
    rows = lines(name)
    top = y - 12 * (len(rows) - 1) / 2 + 4 if abs(x) >= 15 else y - 12 * (len(rows) - 1) if y < 0 else y + 8
    spans = "".join(f'<tspan x="{x}" y="{top + 12 * row}">{escape(text)}</tspan>' for row, text in enumerate(rows))
    return f'<text font-size="11" font-family="Helvetica, Arial, sans-serif" text-anchor="{side}">{spans}</text>'


def _series(values, sign, dash, color):
    number = len(values)
    points = [
        None if value is None else corner(place, number, RADIUS * value / STEPS) for place, value in enumerate(values)
    ]
    style = f'fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"'
    for place, start in enumerate(points):
        end = points[(place + 1) % number]
        if start and end:
            yield f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" {style}/>'
    for point in filter(None, points):
        yield (
            f'<text x="{point[0]}" y="{point[1] + 4}" font-size="11" text-anchor="middle" fill="{color}">{sign}</text>'
        )
