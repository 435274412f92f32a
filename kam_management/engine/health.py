"""Health of an account, 0-100: a weighted mean of parts that are known (K12; parts and weights are our default).

A part is a number from 0 (bad) to 100 (good), or None where nothing is known: it is left out, not counted as zero.

>>> facts = Facts(alerts={"high": 1}, level=2, target_level=3, revenue=110, revenue_before=100)
>>> values = parts(facts)
>>> [(code, values[code]) for code in ("alerts", "level", "plan", "people", "satisfaction", "revenue")]
[('alerts', 60.0), ('level', 67.0), ('plan', None), ('people', None), ('satisfaction', None), ('revenue', 80.0)]
>>> health(values, {"alerts": 30, "level": 10, "revenue": 20})
67.8
>>> health({"alerts": None}, {"alerts": 30}) is None
True
"""

from typing import NamedTuple

#: Points that an open early warning takes away, by severity.
ALERT_COST = {"high": 40, "medium": 20, "low": 10}
#: Points for each step of the ladder that is missing to the target.
STEP_COST = 33
#: Revenue against the year before, in percent, and the points for it; between them in a straight line.
TREND = ((-20.0, 0.0), (0.0, 60.0), (20.0, 100.0))
#: From here on green, from there on amber.
GREEN, AMBER = 70.0, 40.0


class Facts(NamedTuple):
    """What is known of an account; None = not known."""

    alerts: dict | None = None  #: open early warnings by severity
    level: int | None = None  #: rank of the present relationship level
    target_level: int | None = None
    progress: float | None = None  #: of this year's plan, 0-100
    elapsed: float = 0.0  #: part of the fiscal year gone by, 0-1
    powerful: int = 0  #: people who can decide
    reached: int = 0  #: those of them that one of ours talks to
    satisfaction: float | None = None  #: 0-10, of the last year
    revenue: float | None = None
    revenue_before: float | None = None


def parts(facts):
    """{code of the part: 0-100 or None}."""
    return {
        "alerts": _alerts(facts.alerts),
        "level": _level(facts.level, facts.target_level),
        "plan": _plan(facts.progress, facts.elapsed),
        "people": round(facts.reached * 100 / facts.powerful, 1) if facts.powerful else None,
        "satisfaction": None if facts.satisfaction is None else round(facts.satisfaction * 10, 1),
        "revenue": _trend(facts.revenue, facts.revenue_before),
    }


def health(values, weights):
    """Weighted mean of the known parts, one decimal; None when nothing is known.

    >>> health({"alerts": 100.0, "level": 0.0}, {"alerts": 3, "level": 1})
    75.0
    >>> health({"alerts": 100.0}, {}) is None
    True
    """
    known = [(values[code], weight) for code, weight in weights.items() if weight and values.get(code) is not None]
    total = sum(weight for _value, weight in known)
    return round(sum(value * weight for value, weight in known) / total, 1) if total else None


def state(value):
    """The colour of a health: green, amber or red.

    >>> [state(value) for value in (70, 69.9, 40, 39.9)]
    ['green', 'amber', 'amber', 'red']
    """
    return "green" if value >= GREEN else "amber" if value >= AMBER else "red"


def _alerts(alerts):
    """
    >>> _alerts({}), _alerts({"high": 1, "medium": 1}), _alerts({"high": 9}), _alerts(None)
    (100.0, 40.0, 0.0, None)
    """
    if alerts is None:
        return None
    return float(max(0, 100 - sum(ALERT_COST[severity] * count for severity, count in alerts.items())))


def _level(level, target):
    """
    >>> _level(3, 3), _level(4, 3), _level(1, 4), _level(None, 3)
    (100.0, 100.0, 1.0, None)
    """
    if level is None or target is None:
        return None
    return float(max(0, 100 - STEP_COST * max(0, target - level)))


def _plan(progress, elapsed):
    """Progress against the part of the year gone by; in the first tenth of the year it is too early to tell.

    >>> _plan(25, 0.5), _plan(80, 0.5), _plan(10, 0.05), _plan(None, 0.5)
    (50.0, 100.0, None, None)
    """
    if progress is None or elapsed < 0.1:
        return None
    return round(min(100.0, progress / elapsed), 1)


def _trend(revenue, before):
    """
    >>> _trend(100, 100), _trend(130, 100), _trend(50, 100), _trend(90, 100), _trend(5, None)
    (60.0, 100.0, 0.0, 30.0, None)
    """
    if revenue is None or not before or before < 0:
        return None
    growth = (revenue - before) * 100 / before
    for (low, start), (high, end) in zip(TREND, TREND[1:], strict=False):
        if growth < low:
            return start
        if growth <= high:
            return round(start + (growth - low) * (end - start) / (high - low), 1)
    return TREND[-1][1]
