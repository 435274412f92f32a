"""Scores of one account: two axes, coverage, account score, recommended segment (K3).

Ratings are integers 1-5. Weights are turned into integer *units* once, so that sums are exact and the
set-based statement in ``scoring_sql`` gives the same answer to the last digit.

>>> criteria = [Criterion(1, "attractiveness", 20), Criterion(2, "attractiveness", 10), Criterion(3, "strength", 10)]
>>> units = weight_units(criteria)
>>> scores = score_account({1: 5, 2: 2, 3: 4}, criteria, units, share=60, min_coverage=60)
>>> scores.attractiveness, scores.strength, scores.score
(Decimal('75.00'), Decimal('75.00'), Decimal('75.00'))
>>> score_account({1: 5}, criteria, units, share=60, min_coverage=60).score is None
True
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

ATTRACTIVENESS = "attractiveness"
STRENGTH = "strength"
AXES = (ATTRACTIVENESS, STRENGTH)
FINANCIAL = "financial"
#: Weights keep four decimals once a cap has been applied.
UNITS_PER_WEIGHT = 10_000
CENT = Decimal("0.01")


class Criterion(NamedTuple):
    """What the engine needs to know of an *active* criterion; ``max_share`` in percent, 0 = no cap."""

    id: int
    axis: str
    weight: float
    max_share: float = 0.0
    group: str = ""


class Floor(NamedTuple):
    """A selected segment, best first: the floors (0-100) that make an account eligible for it."""

    segment_id: int
    score: float
    attractiveness: float = 0.0
    strength: float = 0.0


class Scores(NamedTuple):
    """Scores 0-100 with two decimals; ``None`` = unknown. Coverage in percent of the active weight."""

    attractiveness: Decimal | None
    attractiveness_coverage: Decimal
    strength: Decimal | None
    strength_coverage: Decimal
    score: Decimal | None
    coverage: Decimal
    financial: Decimal | None


def round_half_up(value):
    """Round an exact number (int, Fraction, Decimal) to two decimals, halves away from zero.

    >>> round_half_up(Fraction(12345, 1000)), round_half_up(Fraction(2, 3))
    (Decimal('12.35'), Decimal('0.67'))
    """
    scaled = Fraction(value) * 100
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return (Decimal(whole if scaled >= 0 else -whole) / 100).quantize(CENT)


def as_decimal(number):
    """A stored number (float or Decimal) as an exact Decimal of two decimals."""
    return Decimal(str(number)).quantize(CENT, ROUND_HALF_UP)


def cap_weights(criteria):
    """Weights of one axis with every cap respected: what is cut off goes to the others in proportion.

    Where the caps of all criteria together leave less than 100 %, no weighting can respect them; the caps
    themselves are then the weights.

    :param criteria: criteria of one axis
    :return: {criterion id: Fraction}, same total as the weights that went in

    >>> capped = cap_weights([Criterion(1, "a", 50, 40), Criterion(2, "a", 30), Criterion(3, "a", 20)])
    >>> [float(capped[key]) for key in (1, 2, 3)]
    [40.0, 36.0, 24.0]
    """
    weights = {c.id: Fraction(str(c.weight)) for c in criteria}
    total = sum(weights.values())
    limits = {c.id: total * Fraction(str(c.max_share)) / 100 for c in criteria if c.max_share}
    if len(limits) == len(weights) and sum(limits.values()) < total:
        factor = total / sum(limits.values())
        return {key: limit * factor for key, limit in limits.items()}
    fixed = {}
    while True:
        free = {key: weight for key, weight in weights.items() if key not in fixed}
        room = total - sum(fixed.values())
        factor = room / sum(free.values()) if free else Fraction(0)
        over = {key: limits[key] for key in free if key in limits and free[key] * factor > limits[key]}
        if not over:
            return {**{key: weight * factor for key, weight in free.items()}, **fixed}
        fixed.update(over)


def weight_units(criteria):
    """Integer weights of all active criteria after caps, axis by axis: {criterion id: units}."""
    by_axis = defaultdict(list)
    for criterion in criteria:
        by_axis[criterion.axis].append(criterion)
    return {
        key: max(1, int(weight * UNITS_PER_WEIGHT + Fraction(1, 2)))  # a rated criterion always counts
        for axis_criteria in by_axis.values()
        for key, weight in cap_weights(axis_criteria).items()
    }


def weighted(ratings, ids, units):
    """Score 0-100 over the rated ones of ``ids``: sum(w * (r - 1) / 4) / sum(w) * 100 (K3).

    :return: (score or None, rated units, total units)
    """
    rated = [key for key in ids if key in ratings]
    rated_units = sum(units[key] for key in rated)
    points = sum(units[key] * (ratings[key] - 1) for key in rated)
    total = sum(units[key] for key in ids)
    return (round_half_up(Fraction(points * 25, rated_units)) if rated_units else None), rated_units, total


def score_account(ratings, criteria, units, share, min_coverage):
    """All scores of one account.

    :param ratings: {criterion id: 1-5}; ratings of inactive criteria are ignored
    :param criteria: active criteria
    :param units: result of :func:`weight_units`
    :param share: part of attractiveness in the account score, in percent; strength has the rest
    :param min_coverage: coverage in percent that both axes must reach for an account score
    :return: :class:`Scores`
    """
    scores, coverages = {}, {}
    for axis in AXES:
        ids = [c.id for c in criteria if c.axis == axis]
        scores[axis], rated, total = weighted(ratings, ids, units)
        coverages[axis] = round_half_up(Fraction(rated * 100, total)) if total else Decimal("0.00")
    coverage = min(coverages.values())
    score = None
    if coverage >= as_decimal(min_coverage) and None not in scores.values():
        part = Fraction(as_decimal(share)) / 100
        score = round_half_up(Fraction(scores[ATTRACTIVENESS]) * part + Fraction(scores[STRENGTH]) * (1 - part))
    financial = weighted(ratings, [c.id for c in criteria if c.group == FINANCIAL], units)[0]
    return Scores(
        scores[ATTRACTIVENESS],
        coverages[ATTRACTIVENESS],
        scores[STRENGTH],
        coverages[STRENGTH],
        score,
        coverage,
        financial,
    )


def eligible_segment(score, attractiveness, strength, floors):
    """The best segment whose floors are reached; exactly at a floor counts as reached.

    :param floors: :class:`Floor` list, best segment first
    :return: segment id, or None when nothing is reached or there is no score

    >>> floors = [Floor(1, 70), Floor(2, 55, 50, 0)]
    >>> eligible_segment(70, 10, 10, floors), eligible_segment(69.99, 50, 0, floors)
    (1, 2)
    >>> eligible_segment(69.99, 49.99, 0, floors) is None
    True
    """
    if score is None or attractiveness is None or strength is None:
        return None
    values = [as_decimal(number) for number in (score, attractiveness, strength)]
    for floor in floors:
        limits = [as_decimal(number) for number in (floor.score, floor.attractiveness, floor.strength)]
        if all(value >= limit for value, limit in zip(values, limits, strict=True)):
            return floor.segment_id
    return None
