"""What the matrix wants against what is planned: keep what fits, add only the difference, cancel only what is too
much. Plain data in and out; one account (or person at it), one activity, one fiscal year.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

#: Can still be taken back; everything else was carried out, refused or deleted by somebody, and stays.
OPEN = ("planned", "todo")


@dataclass(frozen=True)
class Planned:
    """One action that was generated before.

    ``state``: *planned*, *todo*, or anything else for one that stays as it is (done, refused or deleted by hand).
    """

    id: int
    start: date
    end: date
    date: date
    state: str = "planned"


@dataclass
class Difference:
    """``keep``: {id: (first, last day) it fulfils, None where it fits none}; ``cancel``: ids; ``add``: periods that
    nothing fulfils; ``leave``: periods that stay empty because enough was done in the year."""

    keep: dict = field(default_factory=dict)
    cancel: list = field(default_factory=list)
    add: list = field(default_factory=list)
    leave: list = field(default_factory=list)


def reconcile(wanted, existing, today):
    """Hold what the matrix wants in a fiscal year against what there is.

    What was carried out counts, wherever it lies. What is planned fulfils its own period, or the one it is dated
    in, or the nearest free one inside the quarters wanted.

    :param wanted: every period of the year, [(first day, last day)] in order; empty when nothing is wanted
    :param existing: [:class:`Planned`]
    :param today: periods that ended before are not filled any more
    :return: :class:`Difference`

    >>> year = [(date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))]
    >>> one = Planned(1, date(2026, 1, 1), date(2026, 12, 31), date(2026, 8, 12))
    >>> result = reconcile(year, [one], date(2026, 1, 1))
    >>> str(result.keep[1][0]), [str(start) for start, _end in result.add], result.cancel
    ('2026-07-01', ['2026-01-01'], [])
    """
    result = Difference()
    free = dict.fromkeys(wanted)
    rest = []
    for one in existing:
        period = (one.start, one.end)
        if period in free:
            del free[period]
            result.keep[one.id] = period
        else:
            rest.append(one)
    rest = _by_date(rest, free, result)
    rest = _nearest(rest, free, result, today)
    for one in rest:
        if one.state in OPEN:
            result.cancel.append(one.id)
        else:
            result.keep[one.id] = None
    _count_done(wanted, existing, result)
    open_periods = [period for period in free if period[1] >= today]
    room = max(len(wanted) - len(result.keep), 0)
    # Enough was done in the year already: the last periods are those furthest from it.
    result.add = open_periods[len(open_periods) - min(room, len(open_periods)) :]
    result.leave += open_periods[: len(open_periods) - len(result.add)]
    return result


def _by_date(existing, free, result):
    """Let actions fulfil the free period they are dated in; those that stay anyway come first.

    :return: the others
    """
    rest = []
    for one in sorted(existing, key=lambda one: (one.state in OPEN, one.state == "planned", one.date, one.id)):
        period = next((period for period in free if period[0] <= one.date <= period[1]), None)
        if period:
            del free[period]
            result.keep[one.id] = period
        else:
            rest.append(one)
    return rest


def _nearest(existing, free, result, today):
    """Let open actions fulfil the free period next to them, if they lie in a stretch of wanted periods.

    :return: the others
    """
    rest = []
    stretches = _stretches([*free, *(period for period in result.keep.values() if period)])
    for one in existing:
        inside = one.state in OPEN and any(first <= one.date <= last for first, last in stretches)
        if free and inside:
            period = min(free, key=lambda period: (period[1] < today, _distance(period, one.date), period))
            del free[period]
            result.keep[one.id] = period
        else:
            rest.append(one)
    return rest


def _stretches(periods):
    """Periods that follow each other, put together."""
    stretches = []
    for first, last in sorted(periods):
        if stretches and first <= stretches[-1][1] + timedelta(days=1):
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))
    return stretches


def _distance(period, day):
    return max((period[0] - day).days, (day - period[1]).days, 0)


def _count_done(wanted, existing, result):
    """Cancel planned ones beyond the number of the year, the earliest first; to-dos only when nothing else is left."""
    excess = len(result.keep) - len(wanted)
    candidates = sorted(
        (one for one in existing if one.id in result.keep and one.state in OPEN),
        key=lambda one: (one.state == "todo", one.date, one.id),
    )
    for one in candidates[: max(excess, 0)]:
        period = result.keep.pop(one.id)
        result.cancel.append(one.id)
        if period:
            result.leave.append(period)
