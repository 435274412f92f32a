"""The activity matrix as plain data: cells, periods, and the stamp that says what an account was generated for."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from .schedule import STANDARD, days_for, fiscal_year, run_bounds, slots


@dataclass(frozen=True)
class Cell:
    """A scheduled cell of a personal or mass activity (``kam.activity.rule``), and what its actions start with."""

    id: int
    activity_id: int
    segment_id: int
    times: int
    quarters: tuple = ()
    role: str = "account_manager"
    user_id: int = 0
    #: roles of stakeholders: one action per person in them; empty for one per account
    person_roles: tuple = ()
    values: tuple = ()

    def what(self):
        """What the dates and owners of its actions follow from."""
        return (self.id, self.activity_id, self.times, self.quarters, self.role, self.user_id, self.person_roles)


@dataclass
class Matrix:
    """Everything a generation works with, read once per batch.

    ``months``: {company id: first month of its fiscal year}; ``month``: that of accounts without a company;
    ``persons``: {role: user id}; ``calendars``: {key: Calendar}, 0 for nobody's; ``calendar_of``: {user id: key};
    ``marketing``, ``service``: ids of the functions in account teams.
    """

    cells: list
    mass: list
    today: date
    horizon: date
    months: dict
    month: int
    persons: dict
    calendars: dict
    calendar_of: dict
    marketing: int = 0
    service: int = 0
    _memo: dict = field(default_factory=dict)

    def all_months(self):
        """Every first month of a fiscal year in use."""
        return sorted({self.month, *self.months.values()})

    def years(self, month):
        """Fiscal years that the time from today to the horizon touches."""
        return range(fiscal_year(self.today, month), fiscal_year(self.horizon, month) + 1)

    def wanted(self, cell, year, month):
        """Every period of a cell in a fiscal year."""
        key = (cell.times, cell.quarters, year, month)
        if key not in self._memo:
            self._memo[key] = slots(cell.times, cell.quarters, year, month)
        return self._memo[key]

    def periods(self, cell, month):
        """Periods that are not over and start before the horizon: [(year, (first, last))]."""
        return [
            (year, period)
            for year in self.years(month)
            for period in self.wanted(cell, year, month)
            if period[1] >= self.today and period[0] <= self.horizon
        ]

    def days(self, cell, year, period, month, key):
        """The days that somebody with this calendar can have in a period."""
        memo = ("days", period, cell.quarters, month, key)
        if memo not in self._memo:
            bounds = run_bounds(period, cell.quarters, year, month)
            self._memo[memo] = days_for(period, bounds, self.calendars.get(key, STANDARD))
        return self._memo[memo]

    def keys(self):
        """{(segment id, month): what accounts of the segment are generated for}, as short text.

        It moves on when a cell changes, when somebody else stands for a role, and when a new period comes within
        the horizon; it stays while days pass.
        """
        return {
            (segment, month): self._key([cell for cell in self.cells if cell.segment_id == segment], month)
            for segment in sorted({cell.segment_id for cell in self.cells})
            for month in self.all_months()
        }

    def _key(self, cells, month):
        content = []
        for cell in sorted(cells, key=lambda one: one.id):
            periods = self.periods(cell, month)
            content.append((*cell.what(), str(periods[-1][1][0]) if periods else ""))
        text = repr((month, sorted(self.persons.items()), content))
        return hashlib.sha256(text.encode()).hexdigest()[:12]
