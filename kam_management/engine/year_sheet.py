"""Twelve months on one page: what fits into the box of each month, and what goes on behind it."""

#: Characters of one line in the box of a month, on the safe side, and lines of a box.
WIDTH, LINES = 44, 10


def lines_of(text, width=WIDTH):
    """How many lines a text takes, words kept whole where they can be.

    >>> [lines_of(text, 10) for text in ("", "short", "two short words", "averyveryverylongword")]
    [1, 1, 2, 3]
    """
    lines, used = 1, 0
    for word in text.split():
        need = len(word) + (1 if used else 0)
        if used and used + need > width:
            lines, used, need = lines + 1, 0, len(word)
        while need > width:
            lines, need = lines + 1, need - width
        used += need
    return lines


def fit(texts, lines=LINES, width=WIDTH):
    """How many of the texts fit; where some do not, a line is left to say so.

    >>> fit(["a", "b", "c"], lines=3), fit(["a", "b", "c", "d"], lines=3), fit([], lines=3)
    (3, 2, 0)
    >>> fit(["x" * 300, "b"], lines=3)
    0
    """
    sizes = [lines_of(text, width) for text in texts]
    if sum(sizes) <= lines:
        return len(sizes)
    room, count = lines - 1, 0
    for size in sizes:
        if size > room:
            break
        room, count = room - size, count + 1
    return count
