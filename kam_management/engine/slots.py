"""Who gets one of the slots of a selected segment, and who waits (architecture, "Two ways into a segment").

>>> slots = [Slot("A", 1), Slot("B", 1)]
>>> people = [Eligible(1, 90, "A"), Eligible(2, 80, "A"), Eligible(3, 60, "B")]
>>> fill_slots(people, slots, total=10)
{1: (1, 'A'), 2: (2, 'B'), 3: (3, None)}
"""

import math
from typing import NamedTuple


class Slot(NamedTuple):
    """Free places in one selected segment; the list of slots goes best segment first."""

    segment: object
    free: int


class Eligible(NamedTuple):
    """An account that reached a floor and is not a key account yet."""

    id: int
    score: float
    segment: object


def slot_limits(per_manager, managers, accounts, key_share):
    """How many accounts may be served: in each segment, and in all of them together.

    :param per_manager: slots of each segment per account manager, best first
    :param managers: number of account managers
    :param accounts: number of accounts in the programme
    :param key_share: highest share of key accounts in percent; 0 = no limit
    :return: (list of slots per segment, limit for all together)

    >>> slot_limits([3, 10], managers=2, accounts=85, key_share=20)
    ([6, 17], 17)
    """
    overall = sum(per_manager) * managers
    if key_share and accounts:
        overall = min(overall, max(1, math.floor(accounts * key_share / 100)))
    return [min(slots * managers, overall) for slots in per_manager], overall


def fill_slots(eligible, slots, total):
    """Rank eligible accounts by score and give them the free slots, best first.

    An account whose own segment is full takes a slot of a lower segment, ahead of those ranked behind it.

    :param eligible: :class:`Eligible` list
    :param slots: :class:`Slot` list, best segment first
    :param total: free places in all segments together
    :return: {account id: (rank, segment of the slot or None = waiting list)}
    """
    free = {slot.segment: max(0, slot.free) for slot in slots}
    order = [slot.segment for slot in slots]
    result = {}
    for rank, account in enumerate(sorted(eligible, key=lambda one: (-one.score, one.id)), start=1):
        place = None
        if total > 0:
            candidates = order[order.index(account.segment) :]
            place = next((segment for segment in candidates if free[segment] > 0), None)
        if place is not None:
            free[place] -= 1
            total -= 1
        result[account.id] = (rank, place)
    return result


def candidate_limit(slots, factor):
    """Number of accounts worth rating by hand: the slots times ``factor``, rounded up.

    >>> candidate_limit(17, 1.5)
    26
    """
    return math.ceil(round(slots * factor, 6))
