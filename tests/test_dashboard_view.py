"""What the dashboard looks accounts up in: bits that PostgreSQL reads as Python wrote them."""

import doctest

from odoo.tools import SQL

from odoo.addons.kam_management.engine import dashboard_sql

from .common import KamCase


class TestView(KamCase):
    def held(self, view, numbers, key=False):
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT n FROM unnest(%s) n WHERE %s",
                view.table(),
                numbers,
                view.holds(SQL("n"), key),
            )
        )
        return [number for (number,) in rows]

    def test_doctests(self):
        self.assertGreater(doctest.testmod(dashboard_sql).attempted, 0)
        self.assertEqual(doctest.testmod(dashboard_sql).failed, 0)

    def test_exactly_the_accounts_in_view(self):
        every = [number for number in range(1, 300) if number % 7 in (1, 2) or number % 64 == 63]
        keys = every[::3]
        view = dashboard_sql.view_of(every, keys)
        asked = list(range(1, 1000))
        self.assertEqual(self.held(view, asked), every)
        self.assertEqual(self.held(view, asked, key=True), keys)

    def test_other_ids_and_none_are_not_in_view(self):
        view = dashboard_sql.view_of([8], [])
        self.assertEqual(self.held(view, [None, 7, 8, 9, 15, 16, 2_000_000_000]), [8])
        self.assertEqual(self.held(view, [8], key=True), [])
        self.assertEqual(self.held(dashboard_sql.view_of([], []), [1, 8]), [])
