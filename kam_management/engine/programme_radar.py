"""The radar of the elements as SVG, for print: this year filled, the year before as a dashed line.

An element of which nothing is known has no corner: its neighbours are joined, and its name is grey.
"""

from math import cos, pi, sin

from markupsafe import Markup, escape

RADIUS = 100
RINGS = (20, 40, 60, 80, 100)
WIDTH, HEIGHT = 460, 290
NOW, BEFORE, GRID, TEXT, GREY = "#4a3f6b", "#8a8f98", "#d5dae1", "#222222", "#8a8f98"


def place(number, count, value):
    """(x, y) of a value on the axis of an element, the first one straight up.

    >>> place(0, 4, 100), place(1, 4, 50)
    ((0.0, -100.0), (50.0, 0.0))
    """
    angle = 2 * pi * number / count - pi / 2
    reach = RADIUS * value / 100
    return round(cos(angle) * reach, 1) + 0.0, round(sin(angle) * reach, 1) + 0.0


def wrap(text, width=20):
    """A name in one line or two.

    >>> wrap("Culture and leadership"), wrap("People")
    (['Culture and', 'leadership'], ['People'])
    """
    words, lines = text.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width and len(lines) < 2:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def svg(elements, year, year_before):
    """The picture.

    :param elements: [(name, score of the year or None, score of the year before or None)]
    :return: Markup

    >>> picture = svg([("A & B", 50, None), ("C", 100, None), ("D", 0, None)], "2026", "2025")
    >>> "A &amp; B" in picture, picture.count("<polygon"), "2025" in picture
    (True, 6, False)
    """
    count = len(elements)
    parts = [
        _polygon([place(number, count, ring) for number in range(count)], f'fill="none" stroke="{GRID}"')
        for ring in RINGS
    ]
    for number in range(count):
        x, y = place(number, count, 100)
        parts.append(Markup('<line x1="0" y1="0" x2="%s" y2="%s" stroke="%s"/>') % (x, y, GRID))
    legend = []
    for index, label, color, style in (
        (2, year_before, BEFORE, f'fill="none" stroke="{BEFORE}" stroke-width="1.5" stroke-dasharray="5 3"'),
        (1, year, NOW, f'fill="{NOW}" fill-opacity="0.25" stroke="{NOW}" stroke-width="2"'),
    ):
        corners = [place(number, count, one[index]) for number, one in enumerate(elements) if one[index] is not None]
        if corners:
            parts.append(_polygon(corners, style))
            parts += [Markup('<circle cx="%s" cy="%s" r="3" fill="%s"/>') % (x, y, color) for x, y in corners]
            legend.insert(0, (label, color))
    parts += [_name(number, count, one) for number, one in enumerate(elements)]
    parts += [_legend(number, *one) for number, one in enumerate(legend)]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="%s %s %s %s"'
        ' font-family="Helvetica, Arial, sans-serif" font-size="11">%s</svg>'
    ) % (WIDTH, HEIGHT, -WIDTH / 2, -HEIGHT / 2, WIDTH, HEIGHT, Markup("").join(parts))


def _polygon(corners, style):
    points = " ".join(f"{x},{y}" for x, y in corners)
    return Markup('<polygon points="%s" %s/>') % (points, Markup(style))


def _name(number, count, element):
    name, score, _before = element
    x, y = place(number, count, 112)
    anchor = "middle" if abs(x) < 5 else "start" if x > 0 else "end"
    lines = wrap(name)
    lines[-1] += f" {score}" if score is not None else " –"
    top = y - (6 if y < -60 else -6 if y > 60 else 0) - 6 * (len(lines) - 1) + (4 if abs(y) <= 60 else 0)
    spans = Markup("").join(
        Markup('<tspan x="%s" y="%s">%s</tspan>') % (x, round(top + 12 * row, 1), escape(line))
        for row, line in enumerate(lines)
    )
    return Markup('<text text-anchor="%s" fill="%s">%s</text>') % (anchor, TEXT if score is not None else GREY, spans)


def _legend(number, label, color):
    x, y = -WIDTH / 2 + 4, HEIGHT / 2 - 24 + 14 * number
    return Markup('<rect x="%s" y="%s" width="10" height="10" fill="%s"/><text x="%s" y="%s" fill="%s">%s</text>') % (
        x,
        y,
        color,
        x + 15,
        y + 9,
        TEXT,
        escape(label),
    )
