"""Property tests of the days of a step: leap years, short months, fiscal years that start anywhere."""

from datetime import date, timedelta

from hypothesis import given, strategies as st

from odoo.addons.kam_management.engine.cadence import (
    dates_of_month,
    dates_of_quarters,
    day_of_month,
    working_day_before,
    years_ahead,
)
from odoo.addons.kam_management.engine.schedule import Calendar, fiscal_year, quarter_of, year_bounds

from .common import KamCase

YEARS = st.integers(2000, 2099)
MONTHS = st.integers(1, 12)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


class TestCadenceDates(KamCase):
    @given(YEARS, MONTHS, MONTHS, st.integers(1, 31))
    def test_day_lies_in_its_year_and_month(self, year, first_month, month, day):
        ((number, found),) = dates_of_month(year, first_month, month, day)
        first, last = year_bounds(year, first_month)
        self.assertEqual(number, 0)
        self.assertTrue(first <= found <= last)
        self.assertEqual((found.month - first_month) % 12 + 1, month)
        self.assertTrue(found.day == day or (found.day < day and (found + timedelta(days=1)).day == 1))

    @given(YEARS, MONTHS, st.sets(st.integers(1, 4)), st.sampled_from(["start", "middle", "end"]))
    def test_quarters(self, year, first_month, quarters, part):
        days = dates_of_quarters(year, first_month, quarters, part)
        self.assertEqual([number for number, _day in days], sorted(quarters) or [1, 2, 3, 4])
        for number, day in days:
            self.assertEqual((fiscal_year(day, first_month), quarter_of(day, first_month)), (year, number))

    @given(DATES, MONTHS, st.integers(0, 200))
    def test_years_laid_out(self, today, first_month, ahead):
        years = years_ahead(today, first_month, ahead)
        self.assertEqual(years[0], fiscal_year(today, first_month))
        self.assertEqual(years, list(range(years[0], years[-1] + 1)))
        self.assertLessEqual(len(years), 2)
        self.assertEqual(years[-1], fiscal_year(today + timedelta(days=ahead), first_month))

    @given(DATES, st.frozensets(st.integers(0, 6)), st.frozensets(DATES, max_size=5))
    def test_working_day(self, day, weekdays, holidays):
        calendar = Calendar((weekdays,), holidays)
        found = working_day_before(day, calendar)
        self.assertTrue(found <= day)
        self.assertTrue(calendar.works(found) or found == day)
        between = [found + timedelta(days=one) for one in range(1, (day - found).days + 1)]
        self.assertFalse(any(calendar.works(one) for one in between))

    @given(YEARS)
    def test_leap_day(self, year):
        leap = (date(year, 12, 31) - date(year, 1, 1)).days == 365
        self.assertEqual(day_of_month(year, 2, 29), date(year, 2, 29 if leap else 28))
