"""Property tests of the schedule: any frequency, year, start and calendar."""

from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.engine import schedule
from odoo.addons.kam_management.engine.matrix import Cell, Matrix
from odoo.addons.kam_management.engine.reconcile import OPEN, Planned, reconcile

quarters = st.sets(st.integers(1, 4), max_size=4).map(lambda some: tuple(sorted(some)))
years = st.integers(1990, 2090)
months = st.integers(1, 12)
calendars = st.builds(
    schedule.Calendar,
    weeks=st.lists(st.frozensets(st.integers(0, 6)), min_size=1, max_size=2).map(tuple),
    off=st.frozensets(st.dates(date(1990, 1, 1), date(2091, 12, 31)), max_size=40),
)


@st.composite
def cells(draw):
    chosen = draw(quarters)
    return draw(st.integers(1, schedule.most_times(chosen))), chosen


@tagged("standard", "post_install", "-at_install")
class TestSchedule(BaseCase):
    @given(cells(), years, months)
    @settings(max_examples=300, deadline=None)
    def test_slots(self, cell, year, month):
        """The right number, in order, without overlap, inside the fiscal year and the chosen quarters."""
        times, chosen = cell
        found = schedule.slots(times, chosen, year, month)
        self.assertEqual(len(found), times)
        first, last = schedule.year_bounds(year, month)
        self.assertTrue(first <= found[0][0] and found[-1][1] <= last)
        for start, end in found:
            self.assertLessEqual(start, end)
            self.assertEqual(schedule.quarter_of(start, month) in (chosen or (1, 2, 3, 4)), True)
            self.assertEqual(schedule.quarter_of(end, month) in (chosen or (1, 2, 3, 4)), True)
            self.assertEqual(schedule.fiscal_year(start, month), year)
        for before, after in zip(found, found[1:], strict=False):
            self.assertLess(before[1], after[0])
        self.assertEqual(found, schedule.slots(times, chosen, year, month), "the same answer twice")

    @given(cells(), years, months)
    @settings(max_examples=100, deadline=None)
    def test_evenly(self, cell, year, month):
        """Without a gap no period is much longer than another."""
        times, _chosen = cell
        lengths = [(end - start).days + 1 for start, end in schedule.slots(times, (), year, month)]
        self.assertLessEqual(max(lengths) - min(lengths), 4 + 12 // times)

    @given(cells(), years, months, calendars, st.integers(0, 10**7), st.integers(0, 10**4), st.integers(0, 400))
    @settings(max_examples=300, deadline=None)
    def test_days(self, cell, year, month, calendar, key, activity, start):
        """Every action is on a working day of the owner and inside the chosen quarters, whatever the calendar."""
        times, chosen = cell
        today = schedule.year_bounds(year, month)[0] + timedelta(days=start)
        for period in schedule.slots(times, chosen, year, month):
            bounds = schedule.run_bounds(period, chosen, year, month)
            days = schedule.days_for(period, bounds, calendar)
            day = schedule.planned_day(key, schedule.seed(activity), days)
            self.assertTrue(bounds[0] <= day <= bounds[1])
            self.assertIn(schedule.quarter_of(day, month), chosen or (1, 2, 3, 4))
            somebody_works = schedule.working_days(*bounds, calendar)
            self.assertTrue(calendar.works(day) if somebody_works else schedule.STANDARD.works(day))
            if schedule.working_days(*period, calendar):
                self.assertTrue(period[0] <= day <= period[1])
            if period[0] >= today:
                self.assertTrue(day >= today or not schedule.working_days(period[0], bounds[1], calendar))

    @given(st.integers(0, 10**6), st.integers(0, 500))
    @settings(max_examples=100, deadline=None)
    def test_thirteen_accounts(self, first, activity):
        """Thirteen accounts made one after another have days of their own in a quarter, two at most in a month."""
        shift = schedule.seed(activity)
        quarter = [schedule.place(first + number, shift, 64) for number in range(13)]
        month = [schedule.place(first + number, shift, 20) for number in range(13)]
        self.assertEqual(len(set(quarter)), 13)
        self.assertLessEqual(max(month.count(day) for day in month), 2)

    def test_too_often(self):
        for times, chosen in ((400, ()), (0, ()), (-1, ()), (66, (1,))):
            with self.assertRaises(ValueError):
                schedule.slots(times, chosen)

    @given(cells(), years, months, st.integers(0, 360), st.integers(1, 24))
    @settings(max_examples=100, deadline=None)
    def test_rolling_window(self, cell, year, month, start, ahead):
        """Nothing that is over, nothing beyond the horizon, and each period once."""
        times, chosen = cell
        today = date(year, 1, 1) + timedelta(days=start)
        matrix = Matrix([], [], today, today + timedelta(days=30 * ahead), {}, month, {}, {}, {})
        one = Cell(1, 1, 1, times, chosen)
        periods = [period for _year, period in matrix.periods(one, month)]
        self.assertEqual(len(periods), len(set(periods)))
        self.assertTrue(all(last >= today and first <= matrix.horizon for first, last in periods))


@st.composite
def situations(draw):
    """(what is wanted, what there is, today): actions as an earlier matrix left them, some done, some moved."""
    year = 2026
    times, chosen = draw(cells().filter(lambda cell: cell[0] <= 24))
    before, earlier = draw(cells().filter(lambda cell: cell[0] <= 24))
    today = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    existing = []
    for number, (start, end) in enumerate(schedule.slots(before, earlier, year)):
        if not draw(st.booleans()):
            continue
        day = start + timedelta(days=draw(st.integers(0, 60)))
        state = draw(st.sampled_from(["planned", "todo", "done", "evaluated", "removed", "cancelled"]))
        existing.append(Planned(number, start, end, min(day, date(2026, 12, 31)), state))
    wanted = draw(st.sampled_from([schedule.slots(times, chosen, year), []]))
    return wanted, existing, today


@tagged("standard", "post_install", "-at_install")
class TestReconcile(BaseCase):
    @given(situations())
    @settings(max_examples=500, deadline=None)
    def test_only_the_difference(self, situation):
        wanted, existing, today = situation
        result = reconcile(wanted, existing, today)
        state = {one.id: one.state for one in existing}
        stays = [number for number in state if state[number] not in OPEN]
        # everything is either kept or cancelled, and only what is open is cancelled
        self.assertEqual(sorted([*result.keep, *result.cancel]), sorted(state))
        self.assertTrue(all(state[number] in OPEN for number in result.cancel))
        # never more than wanted, unless so much was carried out already
        self.assertLessEqual(len(result.keep) + len(result.add), max(len(wanted), len(stays)))
        # each period is fulfilled once
        taken = [period for period in result.keep.values() if period]
        self.assertEqual(len(taken), len(set(taken)))
        self.assertFalse(set(taken) & set(result.add))
        self.assertFalse(set(result.leave) & set(result.add))
        self.assertTrue(set(taken + result.add + result.leave) <= set(wanted))
        # nothing is made up for
        self.assertTrue(all(last >= today for _first, last in result.add))
        # what is open and over stays counted; adding and cancelling at once only where the quarters changed
        if not wanted:
            self.assertEqual((result.add, [n for n in result.keep if state[n] in OPEN]), ([], []))

    @given(situations())
    @settings(max_examples=300, deadline=None)
    def test_second_time_nothing(self, situation):
        """After a reconciliation there is no difference any more."""
        wanted, existing, today = situation
        first = reconcile(wanted, existing, today)
        now = [
            Planned(one.id, *(first.keep[one.id] or (one.date, one.date)), one.date, one.state)
            for one in existing
            if one.id in first.keep
        ]
        now += [Planned(1000 + n, *period, period[0]) for n, period in enumerate(first.add)]
        second = reconcile(wanted, now, today)
        self.assertEqual((second.cancel, second.add), ([], []))

    @given(situations())
    @settings(max_examples=300, deadline=None)
    def test_more_often_cancels_nothing(self, situation):
        """A matrix that wants the whole year, and at least as often, cancels nothing."""
        _wanted, existing, today = situation
        wanted = schedule.slots(max(len(existing), 1), (), 2026)
        result = reconcile(wanted, existing, today)
        self.assertEqual(result.cancel, [])
