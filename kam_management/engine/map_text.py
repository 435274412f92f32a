"""Text in an SVG never wraps by itself: measure it, cut it, wrap it, and make it safe.

No font is at hand on the server, so widths are those of a wide common face (DejaVu Sans): in a narrower one
the text ends a little earlier, and it never runs over.
"""

import re
import unicodedata
from html import escape

ELLIPSIS = "…"
_NARROW = frozenset("iljI.,:;'|!’‘ ")
_SLIM = frozenset('ftr()[]{}/\\-–"“”·*')
_BROAD = frozenset("mwMWGOQ%@&—…+=<>")
#: Characters XML cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(value):
    """Text for an XML document.

    >>> safe('<b a="1">\\x00R&D</b>')
    '&lt;b a=&quot;1&quot;&gt;R&amp;D&lt;/b&gt;'
    """
    return escape(_FORBIDDEN.sub("", str(value)), quote=True)


def _em(char):
    if char in _NARROW:
        return 0.34
    if char in _SLIM:
        return 0.46
    if char in _BROAD or unicodedata.east_asian_width(char) in "WF":
        return 1.02
    if unicodedata.combining(char):
        return 0.0
    return 0.74 if char.isupper() else 0.64


def width_of(text, size, bold=False):
    """Width of a line of text in pixels, rather too much than too little.

    >>> width_of("il", 10) < width_of("mm", 10)
    True
    >>> width_of("", 10)
    0.0
    """
    return float(sum(map(_em, text))) * size * (1.12 if bold else 1.0)


def one_line(text):
    """White space of any kind becomes single blanks.

    >>> one_line(" Head of\\n  procurement ")
    'Head of procurement'
    """
    return " ".join(str(text or "").split())


def cut(text, width, size, bold=False):
    """The text if it is not wider than ``width``, else its beginning and an ellipsis.

    >>> cut("Head of procurement", 300, 10)
    'Head of procurement'
    >>> cut("Head of procurement", 60, 10)
    'Head of…'
    >>> cut("Head", 1, 10)
    ''
    """
    text = one_line(text)
    if width_of(text, size, bold) <= width:
        return text
    room = width - width_of(ELLIPSIS, size, bold)
    if room < 0:
        return ""
    for index, char in enumerate(text):
        room -= width_of(char, size, bold)
        if room < 0:
            return text[:index].rstrip() + ELLIPSIS
    return text


def wrap(text, width, size, lines, bold=False):
    """At most so many lines, broken between words; the last one is cut.

    >>> wrap("Head of procurement and logistics", 80, 10, 2)
    ['Head of', 'procurement…']
    >>> wrap("Head", 80, 10, 2)
    ['Head']
    """
    words, result = one_line(text).split(), []
    while words and len(result) < lines - 1:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, bold) <= width:
            line += f" {words.pop(0)}"
        result.append(cut(line, width, size, bold))
    if words:
        result.append(cut(" ".join(words), width, size, bold))
    return result
