"""The year laid out: fiscal years and quarters, the periods in which something is due, working days.

Plain dates in, plain dates out. A fiscal year is named after the calendar year in which it starts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

#: More often than every working day of the year, or of a quarter, is not a plan.
MAX_TIMES = 260
MAX_PER_QUARTER = 65
QUARTERS = (1, 2, 3, 4)
#: The golden section in 16 bits: multiples of it spread over a period as evenly as can be, however many there are.
GOLDEN = 40503


def month_start(year, month):
    """First day of a month; months past 12 run into the next year.

    >>> month_start(2026, 14)
    datetime.date(2027, 2, 1)
    """
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def fiscal_year(day, first_month=1):
    """The fiscal year a day belongs to.

    >>> fiscal_year(date(2026, 3, 31), 4), fiscal_year(date(2026, 4, 1), 4)
    (2025, 2026)
    """
    return day.year if day.month >= first_month else day.year - 1


def year_bounds(year, first_month=1):
    """First and last day of a fiscal year.

    >>> year_bounds(2026, 4)
    (datetime.date(2026, 4, 1), datetime.date(2027, 3, 31))
    """
    return month_start(year, first_month), month_start(year + 1, first_month) - timedelta(days=1)


def quarter_of(day, first_month=1):
    """Quarter of the fiscal year, 1 to 4.

    >>> quarter_of(date(2026, 4, 1)), quarter_of(date(2026, 4, 1), 4)
    (2, 1)
    """
    return (day.month - first_month) % 12 // 3 + 1


def quarter_bounds(year, quarter, first_month=1):
    """First and last day of a quarter of a fiscal year.

    >>> quarter_bounds(2026, 4)
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    first = first_month + 3 * (quarter - 1)
    return month_start(year, first), month_start(year, first + 3) - timedelta(days=1)


def most_times(quarters=()):
    """How often a year is possible at most, in the chosen quarters.

    >>> most_times(), most_times((1, 3))
    (260, 130)
    """
    return MAX_PER_QUARTER * len(set(quarters) & set(QUARTERS)) or MAX_TIMES


def slots(times, quarters=(), year=2026, first_month=1):
    """The periods of a fiscal year in each of which something is to happen once.

    They are as long as each other, as far as days allow, and lie inside the chosen quarters; what can be cut at
    the start of a month is. Across a gap between chosen quarters a period is the part before the gap.

    :param times: 1 to 260 a year, at most 65 per chosen quarter
    :param quarters: numbers of the chosen quarters; empty for the whole year
    :return: [(first day, last day)], in order
    :raise ValueError: for a number that is not possible

    >>> [str(start) for start, _end in slots(4, (), 2026)]
    ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01']
    >>> [(str(start), str(end)) for start, end in slots(2, (1, 4), 2026)]
    [('2026-01-01', '2026-03-31'), ('2026-10-01', '2026-12-31')]
    """
    if not 1 <= times <= most_times(quarters):
        raise ValueError(f"{times} times a year is not between 1 and {most_times(quarters)}")
    chosen = sorted(set(quarters) & set(QUARTERS)) or list(QUARTERS)
    months = [first_month + 3 * (quarter - 1) + month for quarter in chosen for month in range(3)]
    runs = _runs(months, year)
    starts = [_point(months, year, place, times) for place in range(times)]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [runs[-1][1]]
    return [
        (start, min(end, next(last for first, last in runs if first <= start <= last)))
        for start, end in zip(starts, ends, strict=True)
    ]


def _point(months, year, place, times):
    """Where the ``place``-th of ``times`` equal parts of some months starts."""
    whole, rest = divmod(place * len(months), times)
    start = month_start(year, months[whole])
    length = (month_start(year, months[whole] + 1) - start).days
    return start + timedelta(days=rest * length // times)


def _runs(months, year):
    """[(first day, last day)] of the uninterrupted stretches of some months."""
    runs = []
    for month in months:
        first, last = month_start(year, month), month_start(year, month + 1) - timedelta(days=1)
        if runs and runs[-1][1] + timedelta(days=1) == first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


@dataclass(frozen=True)
class Calendar:
    """When somebody works: weekdays (0 = Monday) of one week or of two in turn, and days off."""

    weeks: tuple = (frozenset(range(5)),)
    off: frozenset = frozenset()

    def works(self, day):
        """Whether it is a working day.

        >>> Calendar().works(date(2026, 11, 21))
        False
        """
        week = self.weeks[(day.toordinal() - 1) // 7 % len(self.weeks)]
        return day.weekday() in week and day not in self.off


#: Where nobody's working time is known: Monday to Friday.
STANDARD = Calendar()


def working_days(first, last, calendar=STANDARD):
    """The working days from ``first`` to ``last``, both included, in order.

    >>> len(working_days(date(2026, 1, 1), date(2026, 1, 31)))
    22
    """
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.works(day)]


def days_for(period, bounds, calendar=STANDARD):
    """The days among which the one of a period is chosen: its working days.

    A period without any takes the next working day of the quarters it lies in, or else the one before; where
    nobody works in all of them, Monday to Friday count, and at last its own first day.

    :param period: (first, last)
    :param bounds: (first, last) that must not be left

    >>> days_for((date(2026, 11, 21), date(2026, 11, 22)), (date(2026, 10, 1), date(2026, 12, 31)))
    [datetime.date(2026, 11, 23)]
    """
    for one in (calendar, STANDARD):
        days = working_days(*period, one)
        if not days:
            days = working_days(period[1] + timedelta(days=1), bounds[1], one)[:1]
        if not days:
            days = working_days(bounds[0], period[0] - timedelta(days=1), one)[-1:]
        if days:
            return days
    return [period[0]]


def run_bounds(period, quarters, year, first_month=1):
    """First and last day of the uninterrupted chosen quarters in which a period lies.

    >>> run_bounds((date(2026, 5, 1), date(2026, 5, 31)), (2, 3), 2026)
    (datetime.date(2026, 4, 1), datetime.date(2026, 9, 30))
    """
    chosen = sorted(set(quarters) & set(QUARTERS)) or list(QUARTERS)
    months = [first_month + 3 * (quarter - 1) + month for quarter in chosen for month in range(3)]
    return next(run for run in _runs(months, year) if run[0] <= period[0] <= run[1])


def seed(activity_id, stakeholder_id=0):
    """What shifts activities and persons of one account against each other."""
    return activity_id * 25173 + (stakeholder_id or 0) * 9973


def place(key, shift, count):
    """Which of ``count`` days somebody with this key gets; always the same, and neighbours far apart.

    >>> sorted({place(key, 0, 65) for key in range(13)})
    [0, 5, 11, 15, 21, 27, 30, 36, 40, 46, 51, 55, 61]
    """
    return (key * GOLDEN + shift) % 65536 * count // 65536


def planned_day(key, shift, days):
    """The day of a period for somebody.

    :param days: of :func:`days_for`
    """
    return days[place(key, shift, len(days))]
