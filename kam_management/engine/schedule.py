"""The year laid out: fiscal years and quarters, the periods in which something is due, working days.

Plain dates in, plain dates out. A fiscal year is named after the calendar year in which it starts.
"""

from datetime import date, timedelta

#: More often than every working day of the year is not a plan.
MAX_TIMES = 260
QUARTERS = (1, 2, 3, 4)


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


def slots(times, quarters=(), year=2026, first_month=1):
    """The periods of a fiscal year in each of which something is to happen once.

    They are as long as each other, as far as days allow, and lie inside the chosen quarters; what can be cut at
    the start of a month is.

    :param times: 1 to 260 a year
    :param quarters: numbers of the chosen quarters; empty for the whole year
    :return: [(first day, last day)], in order
    :raise ValueError: for a number that is not 1 to 260

    >>> [str(start) for start, _end in slots(4, (), 2026)]
    ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01']
    >>> [(str(start), str(end)) for start, end in slots(2, (1, 4), 2026)]
    [('2026-01-01', '2026-03-31'), ('2026-10-01', '2026-12-31')]
    """
    if not 1 <= times <= MAX_TIMES:
        raise ValueError(f"{times} times a year is not between 1 and {MAX_TIMES}")
    chosen = sorted(set(quarters) & set(QUARTERS)) or list(QUARTERS)
    months = [first_month + 3 * (quarter - 1) + month for quarter in chosen for month in range(3)]
    starts = [_point(months, year, place, times) for place in range(times)]
    periods = []
    for place, start in enumerate(starts):
        end = _last_day(months, year, start, starts[place + 1] if place + 1 < times else None)
        periods.append((start, end))
    return periods


def _point(months, year, place, times):
    """Where the ``place``-th of ``times`` equal parts of some months starts."""
    whole, rest = divmod(place * len(months), times)
    start = month_start(year, months[whole])
    length = (month_start(year, months[whole] + 1) - start).days
    return start + timedelta(days=rest * length // times)


def _last_day(months, year, start, following):
    """Last day of the period from ``start``: before the next one, and not beyond the run of chosen months."""
    if following and following <= start:
        return start
    days = [month_start(year, month + 1) - timedelta(days=1) for month in months]
    last = days[-1]
    for place, day in enumerate(days[:-1]):
        if day >= start and months[place + 1] != months[place] + 1:
            last = day
            break
    return min(last, following - timedelta(days=1)) if following else last
