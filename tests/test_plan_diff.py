"""The comparison of plans and their canonical text, by property."""

import doctest
import json

from hypothesis import HealthCheck, given, settings, strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from odoo.addons.kam_management.engine import plan_content, plan_diff

#: Slow machines draw slowly; that is no finding.
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(max_size=20)
VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    TEXT,
    st.fixed_dictionaries({"id": st.integers(1, 9), "name": TEXT}),
    st.lists(st.fixed_dictionaries({"id": st.integers(1, 9), "name": TEXT}), max_size=3),
)
VALUES = st.dictionaries(st.sampled_from(["name", "target", "user_id", "note"]), VALUE, max_size=4)
ROW = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["kam.plan.goal", "kam.plan.risk"]),
        "id": st.integers(1, 20),
        "label": TEXT,
        "values": VALUES,
        "live": VALUES,
    }
)
CONTENT = st.dictionaries(
    st.sampled_from(["goals", "risks", "objectives"]),
    st.lists(ROW, max_size=4, unique_by=lambda row: row["id"]),
    max_size=3,
)


def rename(value):
    """The same content after everybody has been renamed."""
    if isinstance(value, list):
        return [rename(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"id", "name"}:
        return {**value, "name": f"{value['name']} jr."}
    return {key: rename(one) for key, one in value.items()}


@tagged("standard", "post_install", "-at_install")
class TestContent(BaseCase):
    test_module = "kam_management"

    def test_doctests(self):
        for module in (plan_content, plan_diff):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertFalse(result.failed)

    @patient
    @given(CONTENT)
    def test_canonical_text_says_everything_once(self, content):
        text = plan_content.canonical(content)
        self.assertEqual(json.loads(text), content)
        shuffled = dict(reversed(content.items()))
        self.assertEqual(plan_content.canonical(shuffled), text)

    @patient
    @given(CONTENT, CONTENT)
    def test_equal_digest_means_equal_content(self, one, other):
        same = plan_content.digest(plan_content.canonical(one)) == plan_content.digest(plan_content.canonical(other))
        self.assertEqual(same, one == other and plan_content.canonical(one) == plan_content.canonical(other))

    @patient
    @given(CONTENT)
    def test_names_labels_and_progress_lapse_nothing(self, content):
        other = {
            part: [{**row, "label": "x", "live": {}, "values": rename(row["values"])} for row in rows]
            for part, rows in content.items()
        }
        self.assertEqual(plan_content.changed_parts(content, other), [])

    @patient
    @given(CONTENT, st.data())
    def test_exactly_the_part_that_changed(self, content, data):
        filled = [part for part, rows in content.items() if rows]
        if not filled:
            return
        part = data.draw(st.sampled_from(filled))
        row = {**content[part][0], "values": {**content[part][0]["values"], "name": "something new" * 3}}
        other = {**content, part: [row, *content[part][1:]]}
        self.assertEqual(plan_content.changed_parts(content, other), [part])


@tagged("standard", "post_install", "-at_install")
class TestDiff(BaseCase):
    test_module = "kam_management"

    @patient
    @given(CONTENT)
    def test_nothing_differs_from_itself(self, content):
        self.assertEqual(plan_diff.compare(content, content), [])

    @patient
    @given(CONTENT, CONTENT)
    def test_there_and_back(self, one, other):
        """What is new one way is gone the other way; what changed changed both ways."""

        def counts(changes):
            kinds = [change["kind"] for part in changes for change in part["changes"]]
            return kinds.count("added"), kinds.count("removed")

        there, back = counts(plan_diff.compare(one, other)), counts(plan_diff.compare(other, one))
        self.assertEqual(there, back[::-1])

    @patient
    @given(CONTENT, CONTENT)
    def test_every_row_is_matched_once(self, one, other):
        for part in one.keys() & other.keys():
            pairs = plan_diff.match_rows(one[part], other[part])
            self.assertCountEqual([id(new) for _old, new in pairs if new], [id(row) for row in other[part]])
            self.assertCountEqual([id(old) for old, _new in pairs if old], [id(row) for row in one[part]])

    @patient
    @given(TEXT, TEXT)
    def test_words_lose_nothing(self, before, after):
        left, right = plan_diff.words(before, after)
        self.assertEqual("".join(text for text, _changed in left), before)
        self.assertEqual("".join(text for text, _changed in right), after)
        if before == after:
            self.assertFalse(any(changed for _text, changed in left + right))

    @patient
    @given(TEXT)
    def test_plain_never_fails(self, text):
        self.assertIsInstance(plan_diff.plain(text), str)
