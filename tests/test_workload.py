"""What the matrix takes: the examples that the browser's sums are tested with as well, and laws for any matrix."""

import json
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings, strategies as st

from odoo.addons.kam_management.engine import workload as engine

from .common import KamCase

EXAMPLES = Path(engine.__file__).parents[1] / "static" / "tests" / "workload_vectors.js"
QUARTERS = st.sampled_from([chosen for count in range(4) for chosen in combinations((1, 2, 3, 4), count)])

MANY = settings(max_examples=200, deadline=None, derandomize=True)


class TestWorkload(KamCase):
    """``engine.workload``."""

    def test_examples(self):
        examples = json.loads(EXAMPLES.read_text().split("`")[1])
        self.assertGreaterEqual(len(examples), 10)
        for example in examples:
            with self.subTest(example["name"]):
                load = engine.workload(
                    [engine.Activity(**row) for row in example["activities"]],
                    [engine.Cell(**{**cell, "quarters": tuple(cell["quarters"])}) for cell in example["cells"]],
                    example["year"],
                    example["first_month"],
                )
                expected = example["expected"]
                self.assertEqual(
                    {str(key): one._asdict() for key, one in load.activities.items()}, expected["activities"]
                )
                self.assertEqual(load.roles, expected["roles"])
                self.assertEqual(load.total._asdict(), expected["total"])

    @MANY
    @given(st.integers(1, 65), QUARTERS, st.integers(2000, 2100), st.integers(1, 12), st.integers(0, 50))
    def test_nothing_is_lost_between_the_months(self, times, quarters, year, first_month, targets):
        load = engine.workload(
            [engine.Activity(1, "personal", "sales", hours=1.0)],
            [engine.Cell(1, 1, times, "scheduled", quarters, "", targets)],
            year,
            first_month,
        )
        self.assertEqual(load.total.actions, times * targets)
        self.assertAlmostEqual(sum(load.roles["sales"]), load.total.hours, delta=0.6)
        idle = [month for month in range(12) if quarters and month // 3 + 1 not in quarters]
        self.assertEqual([load.roles["sales"][month] for month in idle], [0.0] * len(idle))

    @MANY
    @given(st.lists(st.tuples(st.integers(1, 24), QUARTERS), min_size=1, max_size=5))
    def test_a_mass_action_serves_all_segments_at_once(self, cells):
        load = engine.workload(
            [engine.Activity(1, "mass", "marketing", hours=1.0)],
            [engine.Cell(1, number, times, "scheduled", quarters) for number, (times, quarters) in enumerate(cells)],
            2026,
        )
        each = [times for times, _quarters in cells]
        self.assertGreaterEqual(load.total.actions, max(each))
        self.assertLessEqual(load.total.actions, sum(each))
