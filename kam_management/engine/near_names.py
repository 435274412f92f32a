"""Nearest names: which of the customers there are was probably meant."""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher

#: Legal forms and the like, which say nothing about which company is meant.
COMMON = {"and", "the", "inc", "ltd", "llc", "gmbh", "corp", "company", "group", "limited", "corporation"}
LEAST = 0.6


def word_keys(name):
    """Beginnings and ends of the words of a name: two spellings of it nearly always share one.

    >>> sorted(word_keys("GTXPro Inc."))
    ['<gtx', 'pro>']
    """
    words = [word for word in re.findall(r"\w+", name.lower()) if word not in COMMON]
    words = [word for word in words if len(word) >= 3] or words
    return {f"<{word[:3]}" for word in words} | {f"{word[-3:]}>" for word in words}


def nearest(names, candidates, limit=3):
    """The most similar candidates for each name.

    :param names: list of names that were not found
    :param candidates: list of (id, name)
    :return: {name: list of (id, name), most similar first}

    >>> nearest(["GTXPro", "Zzz"], [(1, "GTX Pro"), (2, "GTX Basic"), (3, "Azure")])
    {'GTXPro': [(1, 'GTX Pro')], 'Zzz': []}
    """
    by_key = defaultdict(list)
    for index, (_id, name) in enumerate(candidates):
        for one in word_keys(name):
            by_key[one].append(index)
    result = {}
    for name in names:
        shared = Counter(index for one in word_keys(name) for index in by_key.get(one, ()))
        rated = [(_likeness(name, candidates[index][1]), -index) for index, _count in shared.most_common(30)]
        best = sorted((pair for pair in rated if pair[0] >= LEAST), reverse=True)[:limit]
        result[name] = [candidates[-negative] for _likeness_, negative in best]
    return result


def _likeness(one, other):
    one, other = ("".join(re.findall(r"\w+", text.lower())) for text in (one, other))
    if not one or not other:
        return 0.0
    if one.startswith(other) or other.startswith(one):
        return 0.9 + 0.1 * min(len(one), len(other)) / max(len(one), len(other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
