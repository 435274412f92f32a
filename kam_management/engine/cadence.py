"""The yearly cadence: on which days of a fiscal year a step falls (K10). Plain dates in, plain dates out."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from .schedule import QUARTERS, STANDARD, fiscal_year, month_start, quarter_bounds

#: Looking further back than this for a working day finds a calendar without any.
LOOK_BACK = 31


class Occurrence(NamedTuple):
    """One day on which a step falls: ``number`` is 0 for a step with a date, else its quarter."""

    step_id: int
    first_month: int
    year: int
    number: int
    day: date
    open_on: date


def day_of_month(year, month, day):
    """A day of a month, or the last one of a month that is shorter.

    >>> day_of_month(2026, 2, 31), day_of_month(2028, 2, 31)
    (datetime.date(2026, 2, 28), datetime.date(2028, 2, 29))
    >>> day_of_month(2026, 14, 1)
    datetime.date(2027, 2, 1)
    """
    first = month_start(year, month)
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def longest_day(first_month, month):
    """The last day that a month of the fiscal year can have, in a leap year.

    >>> longest_day(1, 2), longest_day(4, 1), longest_day(1, 12)
    (29, 30, 31)
    """
    first = month_start(2000, first_month + month - 1)
    return max(monthrange(year, first.month)[1] for year in (2000, 2001))


def dates_of_month(year, first_month, month, day):
    """The day of a step in a month of the fiscal year: [(0, day)].

    :param month: month of the fiscal year, 1 for its first one

    >>> dates_of_month(2026, 4, 1, 31)
    [(0, datetime.date(2026, 4, 30))]
    """
    return [(0, day_of_month(year, first_month + month - 1, day))]


def dates_of_quarters(year, first_month, quarters, part):
    """The days of a step in its quarters: [(quarter, day)].

    :param quarters: numbers of the quarters; empty for all four
    :param part: "start", "middle" or "end" of the quarter

    >>> dates_of_quarters(2026, 1, (1, 4), "end")
    [(1, datetime.date(2026, 3, 31)), (4, datetime.date(2026, 12, 31))]
    >>> dates_of_quarters(2026, 1, (2,), "middle")
    [(2, datetime.date(2026, 5, 15))]
    """
    days = []
    for quarter in sorted(set(quarters) & set(QUARTERS)) or QUARTERS:
        first, last = quarter_bounds(year, quarter, first_month)
        middle = month_start(year, first_month + 3 * (quarter - 1) + 1).replace(day=15)
        days.append((quarter, {"start": first, "middle": middle, "end": last}[part]))
    return days


def working_day_before(day, calendar=STANDARD):
    """The day itself when it is worked on, else the last working day before it.

    :param calendar: ``engine.schedule.Calendar``; one without any working day takes every day as it is

    >>> working_day_before(date(2026, 1, 31))  # a Saturday
    datetime.date(2026, 1, 30)
    """
    for back in range(LOOK_BACK):
        if calendar.works(day - timedelta(days=back)):
            return day - timedelta(days=back)
    return day


def years_ahead(today, first_month, ahead):
    """The fiscal years that are laid out: the present one, and the next one from ``ahead`` days before it starts.

    >>> years_ahead(date(2026, 9, 30), 1, 90), years_ahead(date(2026, 10, 3), 1, 90)
    ([2026], [2026, 2027])
    """
    following = fiscal_year(today + timedelta(days=ahead), first_month)
    return list(range(fiscal_year(today, first_month), following + 1))
