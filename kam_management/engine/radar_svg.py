"""A radar chart as an SVG that stands for itself: printed without script, style sheet or font of its own."""

import math

from .map_text import safe, wrap

INK, MUTED, LINE, FILL = "#1f2329", "#5b6472", "#d5dae1", "#3b6fb6"
FONT = "Helvetica, Verdana, Arial, sans-serif"
SIZE, LABEL = 11, 92


def points(values, radius, top):
    """A place per value, the first straight up, then clockwise; that of an unknown one is the middle.

    >>> points([1, 1, 1, 1], 10, 1)
    [(0.0, -10.0), (10.0, 0.0), (0.0, 10.0), (-10.0, 0.0)]
    >>> points([None, 5], 10, 5)
    [(0.0, 0.0), (0.0, 10.0)]
    """
    step = 2 * math.pi / max(1, len(values))
    found = []
    for place, value in enumerate(values):
        length = radius * min(1.0, max(0.0, (value or 0) / top))
        x, y = length * math.sin(place * step), -length * math.cos(place * step)
        found.append((round(x, 1) + 0.0, round(y, 1) + 0.0))
    return found


def draw(axes, top=5, radius=96, title="", rtl=False):
    """The chart; unknown is not zero: such an axis gets no dot, and the figure goes past it.

    :param axes: [(label, value or None)]
    :param top: value of the outermost ring
    :param rtl: go round counter-clockwise, as it is read from right to left
    :return: str, empty with fewer than three axes, or without any value

    >>> draw([("Rivalry", 3), ("Buyers", None)])
    ''
    >>> svg = draw([("Rivalry", 3), ("<Buyers>", None), ("Suppliers", 5)])
    >>> svg.count("<circle"), "&lt;Buyers&gt;" in svg
    (2, True)
    """
    if len(axes) < 3 or not any(value for _label, value in axes):
        return ""
    if rtl:
        axes = [axes[0], *reversed(axes[1:])]
    width, height = 2 * (radius + LABEL), 2 * (radius + 30)
    rings = "".join(_ring(value, len(axes), radius, top) for value in range(1, top + 1))
    spokes = "".join(
        f'<line x1="0" y1="0" x2="{x}" y2="{y}" stroke="{LINE}"/>' for x, y in points([top] * len(axes), radius, top)
    )
    values = [value for _label, value in axes]
    corners = [place for place, value in zip(points(values, radius, top), values, strict=True) if value]
    shape = _outline(corners, f'fill="{FILL}" fill-opacity="0.25" stroke="{FILL}" stroke-width="2"')
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.5" fill="{FILL}"/>' for x, y in corners)
    labels = "".join(
        _label(label, value, place)
        for (label, value), place in zip(axes, points([top] * len(axes), radius + 14, top), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{-width / 2} {-height / 2}'
        f' {width} {height}" font-family="{FONT}" role="img"><title>{safe(title)}</title>'
        f"{rings}{spokes}{shape}{dots}{labels}</svg>"
    )


def _ring(value, count, radius, top):
    return _outline(points([value] * count, radius, top), f'fill="none" stroke="{LINE}"')


def _outline(corners, style):
    if len(corners) < 3:
        return ""
    text = " ".join(f"{x},{y}" for x, y in corners)
    return f'<polygon points="{text}" {style}/>'


def _label(label, value, place):
    """The name of an axis beside its end, in two lines at most, with its value."""
    x, y = place
    anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
    lines = wrap(f"{label} {value}" if value else label, LABEL - 6, SIZE, 2)
    start = y + (0 if y < -1 and abs(x) < 1 else SIZE / 2 if abs(x) >= 1 else SIZE)
    if y < -1 and abs(x) < 1:
        start -= (len(lines) - 1) * (SIZE + 2)
    return "".join(
        f'<text x="{x}" y="{start + number * (SIZE + 2):.1f}" font-size="{SIZE}" fill="{INK if value else MUTED}"'
        f' text-anchor="{anchor}">{safe(line)}</text>'
        for number, line in enumerate(lines)
    )
