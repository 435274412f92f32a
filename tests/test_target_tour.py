"""The table of targets in the real browser."""

from odoo import fields

from .common import KamHttpCase
from .target_case import TargetCase


class TestTargetTour(KamHttpCase, TargetCase):
    """Management divides a target and adjusts it."""

    clock = None  # a browser has its own: the figures move to this year

    def setUp(self):
        super().setUp()
        year = self.company._kam_fiscal_year(fields.Date.today())
        self.year = year
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = make_date(EXTRACT(year FROM date_closed)::integer - 2030 + %s, 5, 1)"
            " WHERE kam_account_id = ANY(%s) AND won_status = 'won'",
            [year, (self.first | self.second | self.third).ids],
        )
        self.env.invalidate_all()

    def test_manager(self):
        self.start_tour("/odoo/kam-targets", "kam_target_tour", login=self.user_manager.login)
        targets = self.env["kam.target"].search([("year", "=", self.year)])
        found = {one.name: one.target for one in targets if one.scope in ("total", "account")}
        self.assertEqual(found, {"All key accounts": 1100, "First": 700, "Second": 330, "Third": 110})
        self.assertEqual(targets.filtered("adjusted").account_id, self.first)
