"""How far the programme is: shares become answers, answers become scores; what is not known stays out (K12).

>>> score(["yes", "partly", "no", "unknown"])
Score(score=50, known=3, total=4)
"""

from typing import NamedTuple

#: What an answer is worth; an unknown one is worth nothing and counts for nothing.
POINTS = {"yes": 100, "partly": 50, "no": 0}


class Score(NamedTuple):
    """Mean of the known answers (0-100, None = nothing is known), how many are known, how many there are."""

    score: int | None
    known: int
    total: int


def score(answers):
    """Score of some answers.

    >>> score(["unknown"]), score([])
    (Score(score=None, known=0, total=1), Score(score=None, known=0, total=0))
    """
    answers = list(answers)
    points = [POINTS[answer] for answer in answers if answer in POINTS]
    return Score(round(sum(points) / len(points)) if points else None, len(points), len(answers))


def share_answer(count, base, threshold):
    """The answer that a share gives: yes from ``threshold`` percent on, no for none, unknown without a base.

    >>> share_answer(4, 5, 80), share_answer(3, 5, 80), share_answer(0, 5, 80), share_answer(0, 0, 80)
    ('yes', 'partly', 'no', 'unknown')
    """
    if not base:
        return "unknown"
    if not count:
        return "no"
    return "yes" if count * 100 >= threshold * base else "partly"


def more_answer(now, before):
    """The answer to "is it more than before", of two figures of which each may be unknown.

    >>> more_answer(2, 1), more_answer(1, 1), more_answer(1, 2), more_answer(None, 2), more_answer(2, None)
    ('yes', 'partly', 'no', 'unknown', 'unknown')
    """
    if now is None or before is None:
        return "unknown"
    return "yes" if now > before else "partly" if now == before else "no"


def growth(now, before):
    """Growth in percent with one decimal; None without something to grow from.

    >>> growth(120, 100), growth(5, 0)
    (20.0, None)
    """
    return round((now - before) * 100 / before, 1) if before and before > 0 else None


def percent(part, whole):
    """Part of a whole in percent with one decimal; None of nothing.

    >>> percent(1, 3), percent(1, 0)
    (33.3, None)
    """
    return round(part * 100 / whole, 1) if whole else None
