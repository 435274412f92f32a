"""Divide a target among accounts: by what each did the year before and by its potential, adding up exactly.

The rule: every account grows by the growth that is asked of all, times a factor of its potential; then all are
scaled so that they add up. What was set by hand stays, and the others divide the rest. All amounts are whole numbers
of the smallest unit (cents).
"""

from typing import NamedTuple

#: Factor on the growth asked, by the rating of the growth potential; an account without one grows like the whole.
POTENTIAL = {1: 0.5, 2: 0.75, 3: 1.0, 4: 1.25, 5: 1.5}
NEUTRAL = 1.0


class Part(NamedTuple):
    """One account: anything that identifies it, where it starts, its factor, and what was set by hand or None."""

    key: object
    base: int
    factor: float = NEUTRAL
    fixed: int | None = None


class FixedTooMuch(ValueError):
    """What was set by hand comes to more than there is to divide."""

    def __init__(self, fixed):
        super().__init__(fixed)
        self.fixed = fixed


def factor_of(rating):
    """The factor of a rating, 1 to 5, or of none.

    >>> factor_of(5), factor_of(None)
    (1.5, 1.0)
    """
    return POTENTIAL.get(rating, NEUTRAL)


def sensible_step(total, count):
    """What to round the parts to: about a hundredth of the mean one.

    >>> sensible_step(120_000_00, 10), sensible_step(7, 3)
    (10000, 1)
    """
    mean, step = (total // count if count else total), 1
    while step * 1000 <= mean:
        step *= 10
    return step


def divide(total, weights, step=1):
    """Whole parts of a total in the proportion of weights; they add up to it exactly.

    Each is a multiple of ``step``, except the largest, which takes what is left over. Without any weight the parts
    are equal.

    :param weights: {key: number, not negative}
    :return: {key: part}

    >>> divide(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    >>> divide(1005, {"a": 3, "b": 1}, step=10)
    {'a': 755, 'b': 250}
    """
    if not weights:
        return {}
    if not sum(weights.values()):
        weights = dict.fromkeys(weights, 1)
    units, rest = divmod(total, step)
    whole = sum(weights.values())
    exact = {key: units * weight / whole for key, weight in weights.items()}
    parts = {key: int(share) for key, share in exact.items()}
    # Stable: of two with the same remainder the heavier one, then the one that came first.
    order = sorted(parts, key=lambda key: (parts[key] - exact[key], -weights[key]))
    missing = units - sum(parts.values())
    for place in range(abs(missing)):
        parts[order[place % len(order)]] += 1 if missing > 0 else -1
    parts = {key: part * step for key, part in parts.items()}
    parts[max(weights, key=weights.get)] += rest
    return parts


def propose(total, parts, step=1):
    """The target of each account.

    Asked is a tenth more. The one with the best potential grows most; the one set by hand stays:

    >>> propose(1100, [Part("a", 500, 1.5), Part("b", 500, 0.5)])
    {'a': 575, 'b': 525}
    >>> propose(1100, [Part("a", 500, fixed=700), Part("b", 300), Part("c", 200)])
    {'a': 700, 'b': 240, 'c': 160}

    Where less is asked, the one with the best potential loses least:

    >>> propose(900, [Part("a", 500, 1.5), Part("b", 500, 0.5)])
    {'a': 475, 'b': 425}

    :param total: what is to be divided, not negative
    :param parts: :class:`Part` of each account
    :param step: the proposals are multiples of it as far as they can
    :return: {key: target}; adds up to the total unless every part was set by hand
    :raise FixedTooMuch: what was set by hand comes to more than the total
    """
    fixed = {part.key: part.fixed for part in parts if part.fixed is not None}
    rest = total - sum(fixed.values())
    free = [part for part in parts if part.fixed is None]
    if rest < 0:
        raise FixedTooMuch(sum(fixed.values()))
    base = sum(part.base for part in free)
    growth = rest / base - 1 if base else 0.0
    weights = {
        part.key: part.base * max(0.0, 1 + growth * (part.factor if growth > 0 else 2 * NEUTRAL - part.factor))
        for part in free
    }
    proposed = divide(rest, weights, step) | fixed
    return {part.key: proposed[part.key] for part in parts}
