"""Words of both directions in one line, for a renderer that puts them over each other unless they are kept apart."""

import re

#: Letters of scripts written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(f"([{LETTERS}]+(?:\\s+[{LETTERS}]+)*)")
_OTHER = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")


def runs(text):
    """A text as runs, of which every second one is written from right to left; None where nothing is mixed.

    >>> runs("November 2026"), runs("\u05e9\u05dc\u05d5\u05dd")
    (None, None)
    >>> runs("31 \u05de\u05d0\u05d9 2026") == ["31 ", "\u05de\u05d0\u05d9", " 2026"]
    True
    """
    if not text or not _OTHER.search(text):
        return None
    parts = _RUN.split(text)
    return parts if len(parts) > 1 else None
