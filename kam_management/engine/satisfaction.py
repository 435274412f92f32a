"""Satisfaction of accounts: means of the last year and the one before, what they tell, and where they lie in time."""

from datetime import date

from dateutil.relativedelta import relativedelta

#: A mean that moved by less than this is no trend (our default).
LEAST_STEP = 0.5
#: Quarters of the line over time.
QUARTERS = 8


def window(today):
    """(day before the last year, day before the year before that): later than these counts.

    >>> window(date(2026, 11, 20))
    (datetime.date(2025, 11, 20), datetime.date(2024, 11, 20))
    """
    return today - relativedelta(years=1), today - relativedelta(years=2)


def trend(now, before):
    """``up``, ``same`` or ``down``; None where one of both means is not known.

    >>> trend(8.0, 7.5), trend(7.4, 7.0), trend(0.0, 6.0), trend(8.0, None), trend(None, 8.0)
    ('up', 'same', 'down', None, None)
    """
    if now is None or before is None:
        return None
    step = round(now - before, 2)
    return "up" if step >= LEAST_STEP else "down" if step <= -LEAST_STEP else "same"


def quarters(today, count=QUARTERS):
    """First days of the last quarters of the calendar, the present one included, oldest first.

    >>> quarters(date(2026, 11, 20), 3)
    [datetime.date(2026, 4, 1), datetime.date(2026, 7, 1), datetime.date(2026, 10, 1)]
    """
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [first - relativedelta(months=3 * back) for back in reversed(range(count))]
