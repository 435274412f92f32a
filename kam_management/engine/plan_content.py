"""What an account plan says, as data: the text that is signed, and what of it has changed.

The content of a plan is ``{part: [row]}``; a row is ``{"model", "id", "label", "values", "live"}``. Its values are
signed, ``live`` is the progress beside them. A reference is ``{"id", "name"}``, several are a list of these.
"""

import hashlib
import json

#: Columns of a row that identify or state it; ``label`` and ``live`` are shown, but no part of what was agreed.
AGREED = ("model", "id", "values")


def canonical(content):
    """One text for one content, whatever the order in which it was put together.

    >>> canonical({"b": 1, "a": "ü"})
    '{"a":"ü","b":1}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text):
    """SHA-256 of a text, as hexadecimal digits.

    >>> digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def agreed(value):
    """The content without names of references and without progress: what two signatures must have in common.

    >>> agreed({"goals": [{"model": "g", "id": 1, "label": "x", "values": {"user": {"id": 5, "name": "Ann"}}}]})
    {'goals': [{'model': 'g', 'id': 1, 'values': {'user': 5}}]}
    """
    if isinstance(value, list):
        return [agreed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"id", "name"}:
        return value["id"]
    if "values" in value:
        return {key: agreed(value[key]) for key in AGREED if key in value}
    return {key: agreed(one) for key, one in value.items()}


def changed_parts(before, after):
    """Parts whose agreed content differs; a part without rows is the same as none.

    >>> changed_parts({"a": [], "b": [1]}, {"b": [2], "c": []})
    ['b']
    """
    return sorted(
        part for part in before.keys() | after.keys() if agreed(before.get(part) or []) != agreed(after.get(part) or [])
    )
