"""What the activity matrix costs in hours and money, per owner role and month, against capacity (K8).

Plain data in, plain data out; the browser does the same sums while somebody types (``workload.js``), and
one set of examples tests both. Days are counted from the first day of the fiscal year.

>>> months = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
>>> meeting = Activity(1, "personal", "sales", hours=2.0, cost=50.0)
>>> mail = Activity(2, "mass", "marketing", hours=8.0, cost=300.0)
>>> cells = [Cell(1, 10, 4, targets=3), Cell(1, 11, 2, targets=10), Cell(2, 10, 4, targets=3), Cell(2, 11, 2, targets=10)]
>>> load = workload([meeting, mail], cells, 2026)
>>> load.activities[1]
Total(actions=32, hours=64.0, cost=1600.0)
>>> load.activities[2]  # two of the four issues go to both segments
Total(actions=4, hours=32.0, cost=1200.0)
>>> load.roles["sales"]
[26.0, 0.0, 0.0, 6.0, 0.0, 0.0, 26.0, 0.0, 0.0, 6.0, 0.0, 0.0]
>>> load.total
Total(actions=36, hours=96.0, cost=2800.0)
"""

from typing import NamedTuple

from .schedule import slots

MONTHS = 12


class Activity(NamedTuple):
    """A row: hours and cost are those of one action."""

    id: int
    kind: str  #: ``mass``, ``personal`` or ``standing``
    owner_role: str
    hours: float = 0.0
    cost: float = 0.0


class Cell(NamedTuple):
    """What one segment gets of one activity; only scheduled cells make work that can be foreseen."""

    activity_id: int
    segment_id: int
    times: int = 0
    mode: str = "scheduled"  #: or ``on_opportunity``, ``standing``
    quarters: tuple = ()  #: empty = all year
    owner_role: str = ""  #: empty = that of the activity
    targets: int = 0  #: accounts, or people in the roles that the activity addresses


class Total(NamedTuple):
    """Work of a year."""

    actions: int = 0
    hours: float = 0.0
    cost: float = 0.0


class Load(NamedTuple):
    """Work of a year: by activity, by owner role and month (hours), and all together."""

    activities: dict
    roles: dict
    total: Total


def workload(activities, cells, year, first_month=1):
    """What a matrix takes in a year.

    :param activities: the rows, as :class:`Activity`
    :param cells: as :class:`Cell`, best segment first: a mass action for several segments belongs to the first
    :param year: fiscal year, named after the calendar year in which it starts
    :param first_month: month in which the fiscal year starts
    :return: :class:`Load`

    >>> workload([Activity(1, "standing", "management", 5.0)], [Cell(1, 10, 1, "standing", targets=4)], 2026).total
    Total(actions=0, hours=0.0, cost=0.0)
    """
    by_activity = {}
    for cell in cells:
        by_activity.setdefault(cell.activity_id, []).append(cell)
    totals, roles = {}, {}
    for activity in activities:
        actions = 0
        for month, role, count in _actions(activity, by_activity.get(activity.id, ()), year, first_month):
            actions += count
            roles.setdefault(role, [0.0] * MONTHS)[month] += count * activity.hours
        totals[activity.id] = Total(actions, actions * activity.hours, actions * activity.cost)
        overall = Total(*(sum(column) for column in zip(*totals.values(), strict=True)))
    return Load(totals, roles, overall)


def _actions(activity, cells, year, first_month=1):
    """The actions of one row: (month, owner role, how many) for each day on which some are due.

    >>> list(_actions(Activity(1, "mass", "marketing"), [Cell(1, 10, 1, targets=5), Cell(1, 11, 2, targets=9)], 2026))
    [(0, 'marketing', 1), (6, 'marketing', 1)]
    """
    taken = set()
    for cell in cells:
        if cell.mode != "scheduled" or activity.kind == "standing" or not cell.targets:
            continue
        role = cell.owner_role or activity.owner_role
        for start in slot_starts(cell.times, cell.quarters, year, first_month):
            if activity.kind != "mass":
                yield start[0], role, cell.targets
            elif start not in taken:
                taken.add(start)
                yield start[0], role, 1


def slot_starts(times, quarters, year, first_month=1):
    """Where the periods of a cell start: (month of the fiscal year 0-11, day of that month from 0).

    >>> slot_starts(4, (), 2026)
    [(0, 0), (3, 0), (6, 0), (9, 0)]
    >>> slot_starts(3, (4,), 2026, 4), slot_starts(5, (2,), 2026)
    ([(9, 0), (10, 0), (11, 0)], [(3, 0), (3, 18), (4, 6), (4, 24), (5, 12)])
    """
    return [
        ((start.month - first_month) % MONTHS, start.day - 1)
        for start, _end in slots(times, quarters, year, first_month)
    ]


def share(hours, capacity):
    """Part of the capacity in percent; ``None`` where the capacity is not known.

    >>> share(30, 40), share(90, 80), share(5, 0)
    (75, 113, None)
    """
    return int(100 * hours / capacity + 0.5) if capacity else None
