"""How far along: from a measure, or rolled up from the parts below. Unknown is not zero: it is None."""

UP = "up"
DOWN = "down"


def direction_of(baseline, target):
    """Whether more or less is better, read off the two figures; more, where they do not tell.

    >>> direction_of(10, 4), direction_of(4, 10), direction_of(4, 4), direction_of(None, 4)
    ('down', 'up', 'up', 'up')
    """
    return DOWN if baseline is not None and target is not None and target < baseline else UP


def measured(baseline, target, current, direction=UP):
    """Progress in percent (0 to 100) of a figure on its way from a baseline to a target.

    :param baseline: where it started; None when nobody knows
    :param target: where it should be; None when nobody said
    :param current: where it is; None when it was not measured
    :param direction: ``up`` or ``down``: what is better
    :return: None as long as it cannot be told

    Half of the way up, and half of the way down:

    >>> measured(10, 20, 15), measured(20, 10, 15, "down")
    (50.0, 50.0)

    Worse than at the start is no progress, better than the target is all of it:

    >>> measured(10, 20, 5), measured(10, 20, 30), measured(4, 0, 0, "down")
    (0.0, 100.0, 100.0)

    A target that equals the baseline is to be held: it is, or it is not.

    >>> measured(4, 4, 4), measured(4, 4, 3), measured(0, 0, 1, "down"), measured(0, 0, 0, "down")
    (100.0, 0.0, 0.0, 100.0)

    Without a baseline the way is measured from zero where that makes sense; nothing is made up otherwise.

    >>> measured(None, 8, 2), measured(None, 8, 8), measured(None, 2, 8, "down"), measured(10, None, 5)
    (25.0, 100.0, None, None)
    >>> measured(10, 20, None) is None
    True
    """
    if target is None or current is None:
        return None
    if current <= target if direction == DOWN else current >= target:
        return 100.0
    if baseline is None:
        return max(0.0, current * 100 / target) if direction == UP and target > 0 else None
    way = target - baseline
    if not way or (way < 0) != (direction == DOWN):
        return 0.0
    return min(100.0, max(0.0, (current - baseline) * 100 / way))


def mean(values):
    """Mean of what is known; None when nothing is.

    >>> mean([100.0, None, 0.0]), mean([None]), mean([])
    (50.0, None, None)
    """
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def reliability(quarters):
    """Forecast against won in percent: the smaller in the larger one, the mean of the quarters that had either.

    :param quarters: (quarter, forecast, won) of each account; those of one quarter are added up first
    :return: None where nothing was expected or won

    >>> reliability([(1, 60, 100), (1, 40, 0), (2, 50, 100)])
    75.0
    >>> reliability([(1, 0, 0)]) is None
    True
    """
    totals = {}
    for quarter, expected, won in quarters:
        before = totals.get(quarter, (0, 0))
        totals[quarter] = (before[0] + expected, before[1] + won)
    shares = [min(pair) * 100 / max(pair) for pair in totals.values() if max(pair) > 0]
    return round(sum(shares) / len(shares), 2) if shares else None


def of_target(target, achieved, less=False):
    """How much of a target is reached, in percent; more than all of it is more than 100.

    :param less: less is better: at or below the target is all of it
    :return: None where it cannot be told

    >>> of_target(200, 150), of_target(200, 250), of_target(0, 5), of_target(None, 5)
    (75.0, 125.0, None, None)
    >>> of_target(2, 1, less=True), of_target(2, 4, less=True), of_target(0, 3, less=True)
    (100.0, 50.0, 0.0)
    """
    if target is None or achieved is None:
        return None
    if less:
        return 100.0 if achieved <= target else target * 100 / achieved
    return achieved * 100 / target if target > 0 else None
