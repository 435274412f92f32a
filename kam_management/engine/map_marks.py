"""The marks of the stakeholder map: what stands for support, power, strength and the kinds of lines.

The same shapes and colours as the component's, on paper: fixed colours, since an SVG that is saved or
printed has no style sheet.
"""

from .map_text import cut, safe, width_of

INK = "#1f2937"
MUTED = "#5b6472"
PAPER = "#ffffff"
LINE = "#9aa3af"
WARN = "#9a4b00"
WARN_PAPER = "#fff3e0"
FONT = "Lucida Grande, Helvetica, Verdana, Arial, DejaVu Sans, sans-serif"

#: Support: colour, and a glyph in a box of 16 x 16 so that it never rests on colour alone.
SUPPORT = {
    "opponent": ("#b3261e", "M4.5 4.5 L11.5 11.5 M11.5 4.5 L4.5 11.5"),
    "sceptic": ("#c2570c", "M4 6 L8 11 L12 6"),
    "neutral": ("#6b7280", "M4 8 H12"),
    "supporter": ("#2e7d4f", "M4 10 L8 5 L12 10"),
    "champion": ("#14603a", "M8 3.2 L9.4 6.4 L12.8 6.7 L10.2 9 L11 12.4 L8 10.6 L5 12.4 L5.8 9 L3.2 6.7 L6.6 6.4 Z"),
}
#: Lines over the tree: colour, dashes.
KINDS = {
    "influences": ("#4456b8", ""),
    "conflicts": ("#b3261e", "7 5"),
    "trusts": ("#0f766e", "1.5 4.5"),
}
LINK_WIDTH = {1: 1.3, 2: 2.1, 3: 3.1}
PIPS = 4


def text(x, y, words, size, fill=INK, bold=False, anchor="start"):
    """One line of text, escaped; (x, y) is its baseline."""
    weight = ' font-weight="bold"' if bold else ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}" fill="{fill}"{weight}{where}>{safe(words)}</text>'


def _n(number):
    return f"{number:.1f}".rstrip("0").rstrip(".")


def support_colour(support):
    """Colour of a support; an unknown one is neutral."""
    return SUPPORT.get(support, SUPPORT["neutral"])[0]


def support_mark(x, y, support, size=16):
    """The round icon of a support."""
    colour, glyph = SUPPORT.get(support, SUPPORT["neutral"])
    fill = PAPER if glyph.endswith("Z") else "none"
    return (
        f'<g transform="translate({_n(x)} {_n(y)}) scale({_n(size / 16)})">'
        f'<circle cx="8" cy="8" r="8" fill="{colour}"/>'
        f'<path d="{glyph}" fill="{fill}" stroke="{PAPER}" stroke-width="2" stroke-linecap="round"'
        ' stroke-linejoin="round"/></g>'
    )


def edge_width(power):
    """The left edge of a card grows with power.

    >>> [edge_width(power) for power in (1, 3, 5)]
    [3, 7, 11]
    """
    return 1 + 2 * min(max(int(power or 1), 1), 5)


def pips(x, y, strength, target):
    """Four pips: full = strength now, ring = wanted and not there yet, dot = neither.

    >>> marks = pips(0, 0, 1, 3)
    >>> marks.count('fill="#1f2937"'), marks.count("stroke="), marks.count('fill="#c3c9d1"')
    (1, 2, 1)
    """
    marks = []
    for number in range(PIPS):
        cx = x + 5 + number * 13
        if number < (strength or 0):
            marks.append(f'<circle cx="{_n(cx)}" cy="{_n(y)}" r="4.5" fill="{INK}"/>')
        elif number < (target or 0):
            marks.append(f'<circle cx="{_n(cx)}" cy="{_n(y)}" r="3.8" fill="none" stroke="{INK}" stroke-width="1.4"/>')
        else:
            marks.append(f'<circle cx="{_n(cx)}" cy="{_n(y)}" r="2" fill="#c3c9d1"/>')
    return "".join(marks)


def chip(x, y, words, room, fill="#e8ebf0", ink=INK, size=10.5):
    """A label on a coloured ground, as wide as its text needs: (svg, width); nothing when there is no room."""
    words = cut(words, room - 10, size)
    if not words:
        return "", 0
    width = width_of(words, size) + 10
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="16" rx="8" fill="{fill}"/>'
        + text(x + width / 2, y + 11.8, words, size, ink, anchor="middle"),
        width,
    )


def chips(x, y, labels, room, **colours):
    """As many chips as fit side by side, and how many more there are: (svg, width).

    >>> marks, width = chips(0, 0, ["Champion", "Budget owner", "Gatekeeper"], 225)
    >>> "Champion" in marks, "Gatekeeper" in marks, "+1" in marks, width <= 225
    (True, False, True, True)
    """
    parts, used, gap = [], 0.0, 4
    for index, label in enumerate(labels):
        left = len(labels) - index - 1
        rest = 30 if left else 0
        need = width_of(label, 10.5) + 10
        if index and used + need + rest > room:
            mark, width = chip(x + used, y, f"+{left + 1}", room - used, **colours)
            return "".join([*parts, mark]), used + width
        mark, width = chip(x + used, y, label, room - used - rest, **colours)
        parts.append(mark)
        used += width + (gap if left else 0)
    return "".join(parts), used


def avatar(x, y, size, number, initials, image=None, placeholder=False):
    """A photo or initials in a circle; a placeholder's circle is dashed."""
    r = size / 2
    cx, cy = x + r, y + r
    if placeholder:
        return (
            f'<circle cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r - 0.75)}" fill="none" stroke="{MUTED}"'
            ' stroke-width="1.5" stroke-dasharray="4 3"/>'
        ) + text(cx, cy + size * 0.16, "?", round(size * 0.46), MUTED, True, "middle")
    if image:
        return (
            f'<clipPath id="{number}"><circle cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r)}"/></clipPath>'
            f'<image x="{_n(x)}" y="{_n(y)}" width="{size}" height="{size}" clip-path="url(#{number})"'
            f' preserveAspectRatio="xMidYMid slice" xlink:href="{safe(image)}"/>'
        )
    return f'<circle cx="{_n(cx)}" cy="{_n(cy)}" r="{_n(r)}" fill="#dfe3ea"/>' + text(
        cx, cy + size * 0.14, initials, round(size * 0.38, 1), INK, True, "middle"
    )
