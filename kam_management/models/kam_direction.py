"""Which way one reads: signs between words that no browser turns by itself."""


def is_rtl(env):
    """Whether the language of ``env`` is written from right to left."""
    return env["res.lang"]._get_data(code=env.lang or "en_US").direction == "rtl"


def arrow(env):
    """The arrow from what was to what is, in the direction in which one reads.

    From right to left it stands between two marks of that direction: without them names in Latin letters would pull it
    into their own direction, and it would point from what is to what was.
    """
    return "\u200f←\u200f" if is_rtl(env) else "→"
