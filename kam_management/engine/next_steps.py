"""What to do next, and why: open to-dos ranked by points, each point with its reason (our default).

>>> steps = [Step(1, late=2, strength=0, source="action"), Step(2, late=-3, strength=2), Step(3, late=0, strength=0,
...     source="signature")]
>>> [(ranked.step.id, ranked.points) for ranked in rank(steps)]
[(3, 55), (1, 44), (2, 1)]
>>> [(reason.code, reason.points) for reason in rank(steps)[0].reasons]
[('source', 25), ('segment', 20), ('today', 10)]
"""

from typing import NamedTuple

#: Points for what a to-do was made for: others wait for a signature, a warning is already late.
SOURCE_POINTS = {
    "signature": 25,
    "alert": 25,
    "contract": 20,
    "milestone": 18,
    "selection": 18,
    "satisfaction": 18,
    "action": 18,
    "tactic": 12,
    "nurture": 10,
}
#: Points for the segment of the account, best first.
SEGMENT_POINTS = (20, 12, 4, 0)
#: Points for each day late, and the most of them.
LATE_POINTS, MOST_LATE = 3, 30
TODAY_POINTS = 10


class Step(NamedTuple):
    """A to-do: days late (negative = days ahead), strength of the account's segment (0 = best), what made it."""

    id: int
    late: int = 0
    strength: int | None = None
    source: str | None = None


class Reason(NamedTuple):
    """Why a to-do stands where it does; ``value`` belongs into the sentence."""

    code: str
    points: int
    value: object = None


class Ranked(NamedTuple):
    """A to-do with its points, and the reasons that brought them, the strongest first."""

    step: Step
    points: int
    reasons: tuple


def rank(steps):
    """To-dos, the most important first; of equals the one that is later, then the older one."""
    ranked = [_ranked(step) for step in steps]
    return sorted(ranked, key=lambda one: (-one.points, -one.step.late, one.step.id))


def _ranked(step):
    found = [reason for reason in (_source(step), _segment(step), _date(step)) if reason]
    reasons = tuple(sorted(found, key=lambda reason: -reason.points))
    return Ranked(step, sum(reason.points for reason in reasons), reasons)


def _source(step):
    points = SOURCE_POINTS.get(step.source)
    return Reason("source", points, step.source) if points else None


def _segment(step):
    if step.strength is None:
        return None
    points = SEGMENT_POINTS[min(step.strength, len(SEGMENT_POINTS) - 1)]
    return Reason("segment", points) if points else None


def _date(step):
    """
    >>> _date(Step(1, late=20)), _date(Step(1, late=-40))
    (Reason(code='late', points=30, value=20), Reason(code='ahead', points=-40, value=40))
    """
    if step.late > 0:
        return Reason("late", min(MOST_LATE, LATE_POINTS * step.late), step.late)
    if step.late == 0:
        return Reason("today", TODAY_POINTS)
    return Reason("ahead", step.late, -step.late)  # each day ahead takes a point
