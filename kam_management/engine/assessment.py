"""Score of an opportunity assessment: the weighted mean of what is known (K11)."""

#: The best answer; answers are 0 to this, or unknown.
BEST = 4


def assess(answers):
    """Score and coverage of weighted answers.

    :param answers: iterable of (weight, answer): weight above zero, answer 0 to 4 or None for unknown
    :return: (score 0–100 or None when nothing is known, coverage 0–100: the part of the weight that is known)

    Unknown is not zero: an unanswered question leaves the score and lowers the coverage.

    >>> assess([(10, 4), (10, 2)])
    (75.0, 100.0)
    >>> assess([(30, 4), (10, None)])
    (100.0, 75.0)
    >>> assess([(10, None)])
    (None, 0.0)
    >>> assess([])
    (None, 0.0)
    """
    answers = list(answers)
    total = sum(weight for weight, _answer in answers)
    known = sum(weight for weight, answer in answers if answer is not None)
    if not known:
        return None, 0.0
    points = sum(weight * answer for weight, answer in answers if answer is not None)
    return round(100 * points / (BEST * known), 2), round(100 * known / total, 2)
