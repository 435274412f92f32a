"""Computed criteria: every source by hand, in one currency, with and without the group of companies."""

from dateutil.relativedelta import relativedelta

from odoo import fields

from .common import KamCase


class TestSources(KamCase):
    """Facts of the pipeline become measures; bands turn them into ratings; no data is unknown, not zero."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Source Ltd")
        cls.won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        # one criterion per source, rated 1 whatever the measure
        sources = ("won_revenue", "growth", "pipeline", "win_rate", "people", "years")
        cls.criteria = cls.env["kam.criterion"].create(
            [
                {
                    "name": source,
                    "code": f"test_{source}",
                    "source": source,
                    "active": True,
                    "band_ids": [(0, 0, {"value": 1, "lowest": True})],
                }
                for source in sources
            ]
        )

    def lead(self, state="pending", months=0, amount=100, account=None, **vals):
        """An opportunity of the account, closed so many months ago."""
        values = {
            "name": "Deal",
            "type": "opportunity",
            "partner_id": (account or self.account).partner_id.id,
            "expected_revenue": amount,
            "user_id": False,
            **vals,
        }
        if state == "won":
            values["stage_id"] = self.won_stage.id
        if state == "lost":
            values.update(active=False, probability=0)
        if state != "pending":
            values["date_closed"] = fields.Datetime.now() - relativedelta(months=months, days=1)
        return self.env["crm.lead"].create(values)

    def measures(self, account=None):
        """{source: measure} after screening."""
        account = account or self.account
        account._screen()
        ratings = account.rating_ids.filtered(lambda one: one.criterion_id in self.criteria)
        return {rating.criterion_id.source: rating.measure for rating in ratings}

    def test_no_history_is_unknown_everywhere(self):
        self.assertEqual(self.measures(), {})

    def test_won_revenue_of_twelve_months(self):
        self.lead("won", 0, 300)
        self.lead("won", 11, 200)
        self.lead("won", 12, 5000)
        self.lead("lost", 1, 9000)
        self.assertEqual(self.measures()["won_revenue"], 500)
        self.assertEqual((self.account.revenue, self.account.revenue_previous), (500, 5000))

    def test_nothing_won_is_a_known_zero_once_something_was_decided(self):
        self.lead("pending")
        self.assertNotIn("won_revenue", self.measures())
        self.lead("lost", 2)
        self.assertEqual(self.measures()["won_revenue"], 0)

    def test_growth_needs_a_base(self):
        self.lead("won", 1, 3000)
        self.lead("won", 13, 999)
        self.assertNotIn("growth", self.measures())
        self.lead("won", 14, 1)
        self.assertEqual(self.measures()["growth"], 200.0)  # 3000 on 1000
        self.assertTrue(self.account.growth_known)
        self.assertEqual(self.account.growth, 200.0)

    def test_weighted_pipeline(self):
        self.lead(amount=0)
        self.assertNotIn("pipeline", self.measures(), "no value on open opportunities")
        self.lead(amount=1000, probability=30)
        self.lead(amount=500, probability=10)
        self.assertEqual(self.measures()["pipeline"], 350)
        self.assertEqual(self.account.pipeline, 350)

    def test_win_rate_needs_five_decided(self):
        for months in range(4):
            self.lead("won", months)
        self.assertNotIn("win_rate", self.measures())
        self.lead("lost", 3)
        self.assertEqual(self.measures()["win_rate"], 80.0)
        self.lead("lost", 30)
        self.assertEqual(self.measures()["win_rate"], 80.0, "older than two years does not count")

    def test_people_involved(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.account.partner_id.id})
        self.lead(user_id=self.user_sales.id)
        self.lead(user_id=self.user_sales2.id, partner_id=contact.id)
        self.lead(user_id=self.user_sales.id, partner_id=contact.id)
        self.assertEqual(self.measures()["people"], 3)

    def test_years_as_customer(self):
        self.lead("won", 36)
        self.lead("won", 2)
        self.assertAlmostEqual(self.measures()["years"], 3.0, 1)

    def test_one_currency(self):
        """A lead of another company counts in the main company's currency, whoever runs the job."""
        foreign = self.env["res.currency"].create(
            {"name": "KTS", "symbol": "k", "rate_ids": [(0, 0, {"rate": 4.0, "company_id": False})]}
        )
        company = self.env["res.company"].create({"name": "Abroad", "currency_id": foreign.id})
        self.env.user.company_ids |= company
        self.lead("won", 1, 400, company_id=company.id)
        self.lead("won", 1, 50, company_id=self.env.ref("base.main_company").id)
        self.assertEqual(self.measures()["won_revenue"], 150)  # 400 / 4 + 50
        team = self.env["crm.team"].create({"name": "Abroad", "company_id": company.id})
        lead = self.lead("won", 1, 40)
        lead.flush_recordset()
        self.cr.execute("UPDATE crm_lead SET company_id = NULL, team_id = %s WHERE id = %s", [team.id, lead.id])
        self.env.invalidate_all()
        self.assertEqual(self.measures()["won_revenue"], 160, "the company of its team")

    def test_group_of_companies(self):
        child = self.make_account("Child Ltd", parent_id=self.account.id)
        grandchild = self.make_account("Grandchild Ltd", parent_id=child.id)
        for account, amount in ((self.account, 1), (child, 10), (grandchild, 100)):
            self.lead("won", 1, amount, account=account)
        revenue = self.criteria.filtered(lambda one: one.source == "won_revenue")
        both = self.account + child + grandchild
        both._screen()
        self.assertEqual(both.mapped("group_revenue"), [111, 110, 100])
        self.assertEqual(self.measures()["won_revenue"], 1)
        revenue.include_group = True
        self.assertEqual(self.measures()["won_revenue"], 111)
        self.assertEqual(self.measures(child)["won_revenue"], 110)

    def test_unknown_again_takes_the_rating_back(self):
        lead = self.lead("won", 1, 700)
        self.assertIn("won_revenue", self.measures())
        lead.unlink()
        self.assertEqual(self.measures(), {})

    def test_bands_are_quintiles_once_and_frozen(self):
        revenue = self.criteria.filtered(lambda one: one.source == "won_revenue")
        self.env["kam.account"].search([]).partner_id.active = False
        accounts = self.env["kam.account"]
        for amount in (100, 200, 300, 400, 500, 600):
            account = self.make_account(f"Band {amount}")
            self.lead("won", 1, amount, account=account)
            accounts += account
        revenue.action_recalculate_bands()
        # fifths of 100…600 by linear interpolation: 200, 300, 400, 500
        self.assertEqual(revenue.band_ids.filtered(lambda one: not one.lowest).mapped("lower"), [200, 300, 400, 500])
        self.assertTrue(revenue.bands_on)
        accounts._screen()
        values = [account.rating_ids.filtered(lambda one: one.criterion_id == revenue).value for account in accounts]
        self.assertEqual(values, [1, 2, 3, 4, 5, 5])
        self.lead("won", 1, 99000, account=accounts[0])
        accounts._screen()
        self.assertEqual(revenue.band_ids.filtered(lambda one: not one.lowest).mapped("lower"), [200, 300, 400, 500])
