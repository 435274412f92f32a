"""What other floors, weights and slots would do to the accounts: who is served in which segment, now and then.

Key accounts hold their place, as in the ranking (:mod:`.slots`): no rule de-selects anybody. Where the changed
rules no longer carry a key account's segment, the account counts where they would put it: that is what the next
review will find. Key accounts whose score reaches a better segment come first when slots are free there.

>>> steady = Standing(72, 72, 72, "A")
>>> one = Account(1, None, 7, True, None, "A", "C", steady, Standing(72, 72, 72, "B"))
>>> two = Account(2, None, None, False, None, None, "C", Standing(60, 60, 60, "B"), Standing(60, 60, 60, "B"))
>>> before = Rules(["A", "B"], {None: Capacity({"A": 1, "B": 1}, 2)})
>>> places = compare([one, two], before, before)
>>> places[1].then, places[2].then
(Place(segment='B', rank=0, waiting=False), Place(segment='C', rank=1, waiting=True))
"""

from collections import defaultdict
from typing import NamedTuple

from .slots import Eligible, Slot, fill_slots


class Standing(NamedTuple):
    """Scores of an account under one set of rules, and the segment whose floors they reach (None = unknown, none)."""

    score: object
    attractiveness: object
    strength: object
    eligible: object


class Account(NamedTuple):
    """An account that the rules could move: a key account, or one that reaches a floor now or then."""

    id: int
    company: object
    user: object
    key: bool
    override: object
    decided: object
    screened: object
    now: Standing
    then: Standing


class Capacity(NamedTuple):
    """How many accounts of one company's programme can be served: per segment, and in all of them."""

    limits: dict
    overall: int


class Rules(NamedTuple):
    """Selected segments, best first, and the capacity of each company."""

    segments: list
    capacity: dict


class Place(NamedTuple):
    """Where an account is served; ``rank`` is 0 for those that need no slot; ``waiting``: no slot was free."""

    segment: object
    rank: int = 0
    waiting: bool = False


class Places(NamedTuple):
    """Places of one account."""

    now: Place
    then: Place


def compare(accounts, now, then):
    """Places of accounts under the present and under other rules.

    :param accounts: list of :class:`Account`
    :param now: present :class:`Rules`
    :param then: other :class:`Rules`
    :return: {account id: :class:`Places`}
    """
    order = {segment: index for index, segment in enumerate(then.segments)}
    worst = len(order)
    fallen = {
        account.id
        for account in accounts
        if account.key
        and account.then.score is not None
        and order.get(account.then.eligible, worst) > order.get(account.now.eligible, worst)
        and order.get(account.then.eligible, worst) > order.get(account.decided, worst)
    }
    before = _places(accounts, now, "now", frozenset())
    after = _places(accounts, then, "then", fallen)
    return {account.id: Places(before[account.id], after[account.id]) for account in accounts}


def _places(accounts, rules, moment, fallen):
    by_company = defaultdict(list)
    for account in accounts:
        by_company[account.company].append(account)
    places = {}
    for company, members in by_company.items():
        places |= _company_places(members, rules, rules.capacity[company], moment, fallen)
    return places


def _company_places(accounts, rules, capacity, moment, fallen):
    order = {segment: index for index, segment in enumerate(rules.segments)}
    worst = len(order)
    places, rising, eligible = {}, [], []
    for account in accounts:
        standing = getattr(account, moment)
        if account.override is not None:
            places[account.id] = Place(account.override)
        elif account.key:
            fell = account.id in fallen
            places[account.id] = Place((standing.eligible or account.screened) if fell else account.decided)
            if order.get(standing.eligible, worst) < order.get(account.decided, worst):
                rising.append(account)
        elif standing.eligible is not None:
            eligible.append(Eligible(account.id, standing.score, standing.eligible))
        else:
            places[account.id] = Place(account.screened)
    used = dict.fromkeys(rules.segments, 0)
    for place in places.values():
        if place.segment in used:
            used[place.segment] += 1
    for account in sorted(rising, key=lambda one: (-getattr(one, moment).score, one.id)):
        present = places[account.id].segment
        reached = rules.segments[order[getattr(account, moment).eligible] : order.get(present, worst)]
        better = next((segment for segment in reached if used[segment] < capacity.limits[segment]), None)
        if better is not None:
            used[better] += 1
            if present in used:
                used[present] -= 1
            places[account.id] = Place(better)
    slots = [Slot(segment, capacity.limits[segment] - used[segment]) for segment in rules.segments]
    screened = {account.id: account.screened for account in accounts}
    filled = fill_slots(eligible, slots, max(0, capacity.overall - sum(used.values())))
    for account_id, (rank, segment) in filled.items():
        places[account_id] = Place(screened[account_id] if segment is None else segment, rank, segment is None)
    return places


def reason(account, places, rules, floors):
    """Why an account moves: a code and the figures for the sentence.

    :param account: :class:`Account`
    :param places: its :class:`Places`
    :param rules: the other :class:`Rules`
    :param floors: {segment: (score, attractiveness, strength)} of the present rules, and the same of the others
    :return: (code, values); codes: ``reaches``, ``misses``, ``axis``, ``unrated``, ``slot``, ``waits``
    """
    before, after = floors
    now, then = account.now, account.then
    if then.score is None and now.score is not None:
        return "unrated", {}
    order = {segment: index for index, segment in enumerate(rules.segments)}
    worst = len(order)
    reached, held = order.get(then.eligible, worst), order.get(now.eligible, worst)
    scores = {"old": now.score, "score": then.score}
    if reached < held:
        axis = _axis_gap(now, before.get(then.eligible)) if now.score is not None else None
        if axis and now.score == then.score and after[then.eligible][0] == before[then.eligible][0]:
            return "axis_reaches", {"axis": axis[0], "value": axis[1], "floor": after[then.eligible][axis[2]]}
        return "reaches", {**scores, "floor": after[then.eligible][0]}
    if reached > held:
        lost = after.get(now.eligible)
        if lost and then.score >= lost[0]:
            axis = _axis_gap(then, lost)
            return "axis_misses", {"axis": axis[0], "value": axis[1], "floor": lost[axis[2]]}
        return "misses", {**scores, "floor": lost[0] if lost else 0}
    if places.then.waiting:
        return "waits", {"rank": places.then.rank}
    return "slot", {"rank": places.then.rank}


def _axis_gap(standing, floor):
    """(axis, value, place of its floor) of the axis that is below its floor, or None."""
    if not floor:
        return None
    for place, axis in ((1, "attractiveness"), (2, "strength")):
        value = getattr(standing, axis)
        if value is not None and value < floor[place]:
            return axis, value, place
    return None
