"""Bands that turn a measured value into a rating 1-5.

A band starts at ``lower`` (inclusive) and ends where the next one starts; the lowest band has no start.
"""

from statistics import quantiles
from typing import NamedTuple


class Band(NamedTuple):
    """Rating ``value`` from ``lower`` on; ``lowest`` marks the band for everything below the next one."""

    value: int
    lower: float
    lowest: bool = False


def band_problem(bands):
    """What is wrong with the bands of one criterion: a code and the band concerned, or None.

    Codes: ``gap`` (no band for the lowest values), ``lowest`` (more than one such band), ``double`` (a rating
    used twice), ``overlap`` (two bands start at the same value, or a higher rating starts lower).

    >>> band_problem([Band(1, 0, True), Band(2, 100), Band(3, 200)]) is None
    True
    >>> band_problem([Band(1, 0, True), Band(3, 100), Band(2, 200)])[0]
    'overlap'
    """
    if not bands:
        return None
    lowest = [band for band in bands if band.lowest]
    if not lowest:
        return "gap", min(bands, key=lambda band: band.lower)
    if len(lowest) > 1:
        return "lowest", lowest[1]
    seen = set()
    for band in bands:
        if band.value in seen:
            return "double", band
        seen.add(band.value)
    ordered = sorted((band for band in bands if not band.lowest), key=lambda band: (band.lower, band.value))
    previous = lowest[0]
    for band in ordered:
        if band.value <= previous.value or (not previous.lowest and band.lower <= previous.lower):
            return "overlap", band
        previous = band
    return None


def rate(measure, bands):
    """Rating of a measured value: the highest band that starts at or below it.

    :return: 1-5, or None when there are no bands or no value

    >>> bands = [Band(1, 0, True), Band(3, 100)]
    >>> rate(99.99, bands), rate(100, bands), rate(None, bands)
    (1, 3, None)
    """
    if measure is None or not bands:
        return None
    reached = [band.value for band in bands if band.lowest or band.lower <= measure]
    return max(reached) if reached else None


def quintile_bands(measures):
    """Bands that split one's own base into fifths: 1 for the lowest fifth … 5 for the highest.

    Where many accounts share a value, the bands that would start at the same value or at the smallest one are
    left out, so that the commonest lowest value is rated 1, not 4.

    >>> quintile_bands(range(0, 101))  # doctest: +NORMALIZE_WHITESPACE
    [Band(value=1, lower=0.0, lowest=True), Band(value=2, lower=20.0, lowest=False),
     Band(value=3, lower=40.0, lowest=False), Band(value=4, lower=60.0, lowest=False),
     Band(value=5, lower=80.0, lowest=False)]
    >>> [band.value for band in quintile_bands([0, 0, 0, 0, 10])], quintile_bands([])
    ([1, 5], [])
    """
    measures = list(measures)
    if not measures:
        return []
    if len(measures) == 1:
        measures = measures * 2
    bands = [Band(1, 0.0, True)]
    floor = min(measures)
    for value, border in enumerate(quantiles(measures, n=5, method="inclusive"), start=2):
        border = round(border, 2)
        if border > floor:
            bands.append(Band(value, border))
            floor = border
    return bands
