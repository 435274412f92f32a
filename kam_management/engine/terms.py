"""The terms of a contract: when notice must be given, how long a renewal lasts, where a contract stands."""

from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

#: More renewals than this at once are no standstill of the server but a mistyped date.
MAX_RENEWALS = 1200


class Facts(NamedTuple):
    """What the state of a contract follows from. Dates, or None where there is none.

    ``decide_by`` is the last day to act before the term ends, ``remind_days`` how long before it is due.
    """

    signed: bool
    cancelled: bool
    replaced: bool
    start: object
    end: object
    decide_by: object
    remind_days: int
    renews: bool


def last_notice(end, number, unit):
    """The last day on which notice is in time.

    :param end: date, last day of the term
    :param number: length of the notice period
    :param unit: ``day`` or ``month``

    >>> from datetime import date
    >>> last_notice(date(2027, 12, 31), 3, "month")
    datetime.date(2027, 9, 30)
    >>> last_notice(date(2028, 5, 31), 3, "month")
    datetime.date(2028, 2, 29)
    >>> last_notice(date(2027, 12, 31), 30, "day")
    datetime.date(2027, 12, 1)
    >>> last_notice(None, 3, "month") is None
    True
    """
    if not end:
        return None
    if unit == "day":
        return end - timedelta(days=number)
    # The day after the term counts back: a term to the 30th ends with the month as one to the 31st does.
    return end + timedelta(days=1) - relativedelta(months=number) - timedelta(days=1)


def months(start, end):
    """Length of a term in months, both days included; parts of a month as 30ths.

    >>> from datetime import date
    >>> months(date(2027, 1, 1), date(2027, 12, 31))
    12.0
    >>> months(date(2027, 1, 1), date(2027, 1, 15))
    0.5
    """
    length = relativedelta(end + timedelta(days=1), start)
    return length.years * 12 + length.months + round(length.days / 30, 4)


def renewed_end(end, by_months, today):
    """(end of the first renewed term that reaches ``today``, number of renewals that took).

    A term to the last day of a month stays one to the last day of a month.

    >>> from datetime import date
    >>> renewed_end(date(2026, 2, 28), 12, date(2028, 1, 1))
    (datetime.date(2028, 2, 29), 2)
    >>> renewed_end(date(2027, 12, 31), 12, date(2027, 12, 31))
    (datetime.date(2027, 12, 31), 0)
    """
    count = 0
    after, first = end + timedelta(days=1), end + timedelta(days=1)
    while after <= today and count < MAX_RENEWALS:
        count += 1
        after = first + relativedelta(months=by_months * count)
    return after - timedelta(days=1), count


def state(facts, today):
    """Where a contract stands on a day: draft, running, notice, ended, renewed or cancelled.

    >>> from datetime import date
    >>> facts = Facts(True, False, False, date(2027, 1, 1), date(2027, 12, 31), date(2027, 9, 30), 30, False)
    >>> [state(facts, date(2027, *day)) for day in ((8, 30), (8, 31), (9, 30), (10, 1))]
    ['running', 'notice', 'notice', 'running']
    >>> state(facts, date(2028, 1, 1)), state(facts._replace(renews=True), date(2028, 1, 1))
    ('ended', 'running')
    >>> state(facts._replace(signed=False), date(2028, 1, 1))
    'draft'
    """
    if facts.cancelled:
        return "cancelled"
    if facts.replaced:
        return "renewed"
    if not facts.signed:
        return "draft"
    if facts.end and facts.end < today and not facts.renews:
        return "ended"
    if facts.decide_by and facts.decide_by - timedelta(days=facts.remind_days) <= today <= facts.decide_by:
        return "notice"
    return "running"
