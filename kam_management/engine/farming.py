"""In which stage of hunting and farming an account is, by what its pipeline says (K11; the limits are our default)."""

from typing import NamedTuple

#: From these probabilities on, an open opportunity is about to close, or pursued.
CLOSING, PURSUED = 70, 20


class Facts(NamedTuple):
    """What the pipeline of an account says."""

    won: int = 0  #: opportunities won lately
    open: int = 0
    probability: float = 0.0  #: the highest one of the open ones


def place(facts, role=None):
    """The code of the stage, or None where the pipeline says nothing, or a farmer is at work already.

    Who buys from us and is in no stage is farmed; who is hunted is handed over, which a farmer accepts.

    >>> place(Facts(open=2, probability=80)), place(Facts(open=1, probability=20)), place(Facts(open=1))
    ('close', 'pursuit', 'identification')
    >>> place(Facts(won=1)), place(Facts(won=1, open=1)), place(Facts(won=1, open=1), "hunter")
    ('cultivating', 'harvesting', 'hand_over')
    >>> place(Facts()) is None, place(Facts(won=3), "farmer") is None
    (True, True)
    """
    if role == "farmer":
        return None
    if facts.won:
        return "hand_over" if role else "harvesting" if facts.open else "cultivating"
    if not facts.open:
        return None
    if facts.probability >= CLOSING:
        return "close"
    return "pursuit" if facts.probability >= PURSUED else "identification"
