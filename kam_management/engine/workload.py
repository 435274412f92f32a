"""What the activity matrix costs in hours and money, per owner role and month, against capacity (K8).

Plain data in, plain data out; the browser does the same sums while somebody types (``workload.js``), and
one set of examples tests both. Days are counted from the first day of the fiscal year.

>>> months = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
>>> meeting = Activity(1, "personal", "sales", hours=2.0, cost=50.0)
>>> mail = Activity(2, "mass", "marketing", hours=8.0, cost=300.0)
>>> cells = [Cell(row, *segment) for row in (1, 2) for segment in ((10, 4, "scheduled", (), "", 3), (11, 2, "scheduled",
...     (), "", 10))]
>>> load = workload([meeting, mail], cells, 2026)
>>> load.activities[1]
Total(actions=32, hours=64.0, cost=1600.0)
>>> load.activities[2]  # two of the four issues go to both segments
Total(actions=4, hours=32.0, cost=1200.0)
>>> load.roles["sales"]  # each quarter's meetings lie somewhere in it
[5.5, 5.0, 5.5, 5.3, 5.5, 5.3, 5.4, 5.4, 5.2, 5.4, 5.2, 5.4]
>>> load.total
Total(actions=36, hours=96.0, cost=2800.0)
"""

from datetime import timedelta
from typing import NamedTuple

from .schedule import month_start, slots

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
    :param cells: as :class:`Cell`
    :param year: fiscal year, named after the calendar year in which it starts
    :param first_month: month in which the fiscal year starts
    :return: :class:`Load`; hours of a month are rounded to tenths

    >>> workload([Activity(1, "standing", "management", 5.0)], [Cell(1, 10, 1, "standing", targets=4)], 2026).total
    Total(actions=0, hours=0.0, cost=0.0)
    """
    by_activity = {}
    for cell in cells:
        if cell.mode == "scheduled":
            by_activity.setdefault(cell.activity_id, []).append(cell)
    totals, roles = {}, {}
    for activity in activities:
        actions = 0
        for period, role, count in _actions(activity, by_activity.get(activity.id, ()), year, first_month):
            actions += count
            months = roles.setdefault(role, [0.0] * MONTHS)
            for month, part in enumerate(month_parts(period, year, first_month)):
                months[month] += part * count * activity.hours
        totals[activity.id] = Total(actions, actions * activity.hours, actions * activity.cost)
    overall = Total(*(sum(column) for column in zip(*totals.values(), strict=True)))
    return Load(totals, {role: [round(one, 1) for one in months] for role, months in roles.items()}, overall)


def _actions(activity, cells, year, first_month):
    """The actions of one row: (period, owner role, how many).

    A mass action goes to all segments at once: the one that gets it most often gives the periods, and those that
    get it less often join in.
    """
    if activity.kind == "standing":
        return
    taken = []
    for cell in sorted(cells, key=lambda one: -one.times) if activity.kind == "mass" else cells:
        role = cell.owner_role or activity.owner_role
        for period in slots(cell.times, cell.quarters, year, first_month):
            if activity.kind != "mass":
                yield period, role, cell.targets
            elif not any(first <= period[0] <= last for first, last in taken):
                taken.append(period)
                yield period, role, 1


def month_parts(period, year, first_month=1):
    """How much of a period lies in each month of the fiscal year.

    >>> [round(part, 3) for part in month_parts((date(2026, 1, 1), date(2026, 2, 19)), 2026)[:3]]
    [0.62, 0.38, 0.0]
    """
    length = (period[1] - period[0]).days + 1
    parts = []
    for number in range(MONTHS):
        first, last = month_start(year, first_month + number), month_start(year, first_month + number + 1)
        common = (min(period[1] + timedelta(days=1), last) - max(period[0], first)).days
        parts.append(max(common, 0) / length)
    return parts


def share(hours, capacity):
    """Part of the capacity in percent; ``None`` where the capacity is not known.

    >>> share(30, 40), share(90, 80), share(5, 0)
    (75, 113, None)
    """
    return int(100 * hours / capacity + 0.5) if capacity else None
