"""Three points to raise in the next conversation, chosen from everything that is known (our default).

>>> found = [Point("goal", "Ask how far they are: one hub"), Point("alert", "No contact for 60 days", 3),
...     Point("promise", "We promised an offer", 4), Point("promise", "We promised samples", 1),
...     Point("value", "Test it")]
>>> [point.text for point in choose(found)]
['We promised an offer', 'No contact for 60 days', 'Ask how far they are: one hub']
"""

from typing import NamedTuple

#: What comes first: what we owe them, what is wrong, what they want, what we believe, what is in the pipeline.
ORDER = ("promise", "alert", "goal", "value", "opportunity", "person")


class Point(NamedTuple):
    """Something worth raising; ``weight`` ranks points of one kind (days late, severity), the highest first."""

    kind: str
    text: str
    weight: float = 0


def choose(points, number=3):
    """The points to raise: first the best of each kind, then the next best; none twice.

    >>> [point.text for point in choose([Point("alert", "a", 1), Point("alert", "b", 2), Point("alert", "b", 2)])]
    ['b', 'a']
    """
    by_kind = {}
    for point in sorted(set(points), key=lambda one: (-one.weight, one.text)):
        by_kind.setdefault(point.kind, []).append(point)
    chosen = []
    rounds = max(map(len, by_kind.values()), default=0)
    for place in range(rounds):
        chosen += [by_kind[kind][place] for kind in ORDER if len(by_kind.get(kind, ())) > place]
    return chosen[:number]
