"""Scratch databases, timing, and the table of results: what every benchmark uses.

Gates are ratios measured in one run, never seconds. Every measurement includes the commit.
"""

import contextlib
import os
import random
import statistics
import subprocess
import time
from typing import NamedTuple


class Result(NamedTuple):
    """One line of the table; ``goal`` is the highest ratio allowed, or the lowest where ``at_least``."""

    metric: str
    value: float
    goal: float
    note: str = ""
    at_least: bool = False

    @property
    def reached(self):
        """Whether the goal is met."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def timed(function):
    """Seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def compare(candidates, reps, between=lambda: None):
    """Median seconds of each candidate, run in shuffled order after a warm-up.

    :param candidates: {name: function}; a function that returns a number has timed itself
    :param between: called before each measurement, not timed
    :return: {name: seconds}
    """
    seconds = {name: [] for name in candidates}
    for rep in range(reps + 1):
        names = list(candidates)
        random.Random(rep).shuffle(names)
        for name in names:
            between()
            start = time.perf_counter()
            own = candidates[name]()
            spent = own if isinstance(own, float) else time.perf_counter() - start
            if rep:  # the first round warms up
                seconds[name].append(spent)
    return {name: statistics.median(values) for name, values in seconds.items()}


@contextlib.contextmanager
def database(template, name):
    """A clone of a database, dropped afterwards."""
    subprocess.run(["dropdb", "--if-exists", name], check=True)
    subprocess.run(["createdb", "-T", template, name], check=True)
    try:
        yield name
    finally:
        import odoo.sql_db

        odoo.sql_db.close_db(name)
        if not os.environ.get("KAM_KEEP"):
            subprocess.run(["dropdb", "--if-exists", "--force", name], check=False)


@contextlib.contextmanager
def environment(name):
    """An environment of the superuser on a database."""
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


def table(results):
    """The results as Markdown."""
    rows = ["| metric | measured | goal | reached | note |", "|---|---|---|---|---|"]
    rows += [
        f"| {one.metric} | {one.value:.3g} | {'≥' if one.at_least else '≤'} {one.goal:g} |"
        f" {'yes' if one.reached else 'no'} | {one.note} |"
        for one in results
    ]
    return "\n".join(rows)
