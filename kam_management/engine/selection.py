"""What the yearly selection proposes: from scores, floors and slots, and only where they are known (K3).

>>> ask = [Subject(1, "B", "A", 80), Subject(2, "A", "B", 60), Subject(3, None, "B", 70), Subject(4, None, "A", None)]
>>> propose(ask, ["A", "B"], {"A": 1, "B": 2}, 3)[1]
Proposal(decision='promote', segment='A', why='reaches')
"""

from collections import Counter
from typing import NamedTuple


class Subject(NamedTuple):
    """An account of the review; ``decided`` is None for a candidate, ``score`` is None while unknown."""

    id: int
    decided: object
    recommended: object
    score: float | None


class Proposal(NamedTuple):
    """What is proposed: keep, promote, demote, select, drop, or None where the data is not there."""

    decision: str | None
    segment: object
    why: str


def propose(subjects, order, limits, overall):
    """Propose a decision for each account of a review.

    Nobody is downgraded for a missing rating, nor for a missing slot. Places that are free go by score.

    :param subjects: :class:`Subject` list
    :param order: segments that managers decide, best first
    :param limits: {segment: slots}, less those taken by accounts outside the review
    :param overall: slots of all segments together, less those taken outside
    :return: {account id: :class:`Proposal`}
    """
    result, rising = {}, []
    for one in subjects:
        proposal = _settled(one, order)
        if proposal:
            result[one.id] = proposal
        else:
            rising.append(one)
    used = Counter(one.segment for one in result.values() if one.segment is not None)
    used.update(one.decided for one in rising if one.decided is not None)
    free = {segment: limits.get(segment, 0) - used[segment] for segment in order}
    total = overall - sum(used.values())
    for one in sorted(rising, key=lambda rise: (-rise.score, rise.id)):
        better = order[order.index(one.recommended) :]
        if one.decided is not None:
            better = better[: better.index(one.decided)]
        place = next((segment for segment in better if free[segment] > 0), None)
        if place is None or (one.decided is None and total <= 0):
            result[one.id] = Proposal("keep", one.decided, "waiting")
            continue
        free[place] -= 1
        if one.decided is None:
            total -= 1
        else:
            free[one.decided] += 1
        result[one.id] = Proposal("select" if one.decided is None else "promote", place, "reaches")
    return result


def _settled(one, order):
    """The proposal for an account that asks for no other place; None for one that does.

    >>> _settled(Subject(1, "A", "C", 40), ["A", "B"])
    Proposal(decision='drop', segment=None, why='below')
    >>> _settled(Subject(1, "A", "C", None), ["A", "B"])
    Proposal(decision='keep', segment='A', why='unrated')
    """
    if one.score is None:
        return Proposal("keep" if one.decided is not None else None, one.decided, "unrated")
    if one.recommended not in order:
        return Proposal("drop" if one.decided is not None else "keep", None, "below")
    if one.decided is None:
        return None
    if one.decided not in order or one.decided == one.recommended:
        return Proposal("keep", one.decided, "same")
    if order.index(one.recommended) > order.index(one.decided):
        return Proposal("demote", one.recommended, "less")
    return None
