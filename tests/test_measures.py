"""Live measures against figures worked out by hand; batches in a flat number of queries."""

from datetime import datetime
from unittest.mock import patch

from .development_case import NOW, DevelopmentCase


class MeasureCase(DevelopmentCase):
    """``account`` with a history of opportunities, ``empty`` of which nothing is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.empty = cls.make_account("Unknown Customer")
        cls.won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.won(100, "2030-03-01", True)
        cls.won(300, "2030-12-31 22:00:00")
        cls.won(50, "2029-12-31 22:00:00")
        cls.lost("2030-05-01")
        cls.lost("2029-05-01")
        cls.lead(1000, probability=25)
        cls.lead(400, probability=50, kam_no_competition=True)
        cls.env.flush_all()

    @classmethod
    def lead(cls, revenue, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.account.partner_id.id,
                "expected_revenue": revenue,
                **vals,
            }
        )

    @classmethod
    def close_on(cls, lead, moment):
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_lead SET date_closed = %s WHERE id = %s", [moment, lead.id])
        cls.env.invalidate_all()

    @classmethod
    def won(cls, revenue, moment, no_competition=False):
        lead = cls.lead(revenue, kam_no_competition=no_competition)
        lead.action_set_won()
        cls.close_on(lead, moment)

    @classmethod
    def lost(cls, moment):
        lead = cls.lead(70)
        lead.action_set_lost()
        cls.close_on(lead, moment)


class TestMeasures(MeasureCase):
    """Each source, on both accounts."""

    def measure(self, source, account=None, year=2030):
        account = account or self.account
        return self.env["kam.measure"]._measure(source, account, year).get(account.id)

    def test_opportunities(self):
        expected = {
            "won_revenue": 400,
            "pipeline": 450,  # 1000 × 25 % + 400 × 50 %
            "win_rate": 66.67,  # 2 of 3
            "open_opportunities": 2,
            "no_competition": 2,  # one open, one won
            "no_competition_share": 25,  # 100 of 400
        }
        for source, value in expected.items():
            self.assertEqual(self.measure(source), value, source)

    def test_margin_where_known(self):
        self.assertIsNone(self.measure("margin"))
        for revenue, margin in ((100, 30), (300, 10), (500, None)):
            deal = self.lead(revenue)
            deal.action_set_won()
            self.close_on(deal, "2030-04-01")
            plan = self.env["kam.sales.plan"].create({"lead_id": deal.id})
            if margin is not None:
                plan.write({"margin_rate": margin, "margin_known": True})
        self.env.flush_all()
        self.assertEqual(self.measure("margin"), 15)  # (100 × 30 + 300 × 10) / 400

    def test_the_year_before(self):
        self.assertEqual(self.measure("won_revenue", year=2029), 50)
        self.assertEqual(self.measure("win_rate", year=2029), 50)
        self.assertEqual(self.measure("no_competition_share", year=2029), 0)
        self.assertIsNone(self.measure("win_rate", year=2027))

    def test_fiscal_year_and_time_zone_of_the_company(self):
        company = self.env.ref("base.main_company")
        company.kam_fiscal_month = "4"
        self.assertEqual(self.measure("won_revenue"), 300)
        self.assertEqual(self.measure("won_revenue", year=2029), 150)
        company.kam_fiscal_month = "1"
        company.partner_id.tz = "Asia/Tokyo"  # 22:00 UTC on New Year's Eve is the new year there
        self.assertEqual(self.measure("won_revenue"), 150)

    def test_other_currency(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        rates = self.env["kam.account"]._currency_rates(self.env["kam.account"]._main_company())
        self.lead(1000, probability=50, company_id=company.id)
        with patch.object(type(self.env["kam.account"]), "_currency_rates", lambda *args: {**rates, company.id: 2}):
            self.assertEqual(self.measure("pipeline"), 1450)

    def test_people(self):
        person = self.env["res.partner"].create({"name": "Chief", "parent_id": self.account.partner_id.id})
        people = self.env["kam.stakeholder"]
        self.assertIsNone(self.measure("executives"))
        people.create({"account_id": self.account.id, "name": "A placeholder", "power": 5, "strength": 3})
        self.assertEqual(self.measure("executives"), 0)
        chief = people.create({"account_id": self.account.id, "partner_id": person.id, "power": 4, "strength": 2})
        self.assertEqual(self.measure("executives"), 1)
        self.assertEqual(self.measure("people_covered"), 0)
        chief.user_id = self.user_sales
        self.assertEqual(self.measure("people_covered"), 50)
        chief.strength = 1
        self.assertEqual(self.measure("executives"), 0)

    def test_account(self):
        self.assertIsNone(self.measure("level"))
        self.account.level_id = self.env.ref("kam_management.level_partner")
        self.assertEqual(self.measure("level"), 3)
        self.assertIsNone(self.measure("score"))
        self.rate(self.account, {"trust": 4})
        self.assertEqual(self.measure("coverage"), round(self.account.coverage, 2))

    def test_unknown_is_not_zero(self):
        for source in self.env["kam.measure"]._sources():
            value = self.measure(source, self.empty)
            self.assertEqual(value, 0 if source in ("coverage", "alerts") else None, source)

    def test_every_source_is_flat(self):
        accounts = self.account | self.empty
        for number in range(30):
            accounts |= self.make_account(f"Customer {number}")
        for source in self.env["kam.measure"]._sources():
            counts = []
            for batch in (accounts[:2], accounts[:2], accounts):  # the first one fills caches
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.env["kam.measure"]._measure(source, batch, 2030)
                counts.append(self.cr.sql_log_count - before)
            self.assertEqual(counts[1], counts[2], source)

    def test_unknown_source(self):
        self.assertEqual(self.env["kam.measure"]._measure("phase_of_the_moon", self.account, 2030), {})


class TestLiveObjectives(MeasureCase):
    """Objectives that take their figures from a source."""

    def test_made(self):
        goal = self.objective(source="won_revenue", target=750)
        self.assertEqual((goal.baseline, goal.current, goal.target), (50, 400, 750))
        self.assertEqual(goal.progress, 50)  # 350 of 700
        self.assertEqual(goal.measured_on, NOW.date())
        self.assertTrue(goal.measure)

    def test_own_baseline_stays(self):
        goal = self.objective(source="won_revenue", baseline=0, target=800)
        self.assertEqual((goal.baseline, goal.progress), (0, 50))

    def test_nothing_known(self):
        plan = self.env["kam.account.plan"].create({"account_id": self.empty.id, "year": 2030})
        goal = self.objective(plan=plan, source="executives", target=3)
        self.assertEqual((goal.current_known, goal.progress_known, goal.measured_on), (False, False, False))

    def test_follows(self):
        goal = self.objective(source="pipeline", baseline=0, target=900)
        self.assertEqual(goal.progress, 50)
        self.lead(450, probability=100)
        self.assertTrue(self.plan.with_user(self.user_sales).refresh_measures())
        self.assertEqual(goal.progress, 100)
        self.assertFalse(self.plan.refresh_measures(), "nothing has changed since")

    def test_other_source(self):
        goal = self.objective(source="pipeline", target=900)
        goal.write({"source": "open_opportunities", "target": 4})
        self.assertEqual(goal.current, 2)
        goal.source = "typed"
        self.assertEqual(goal.current, 2)

    def test_every_night(self):
        goals = self.objective(source="pipeline", target=900) | self.objective(source="won_revenue", target=900)
        typed = self.objective(measure="Stores", target=4, current=1)
        self.env.cr.execute("UPDATE kam_plan_objective SET refreshed_on = '2030-08-01'")
        self.env.invalidate_all()
        self.lead(100, probability=100)
        self.run_crons("cron_measure")
        self.assertEqual(set(goals.mapped("refreshed_on")), {NOW.date()})
        self.assertEqual((goals[0].current, typed.current), (550, 1))
        run = self.env["kam.run"].search([], limit=1)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.line_ids.filtered(lambda line: line.kind == "changed").count, 1)

    def test_approved_moves_and_closed_stays(self):
        goal = self.objective(source="pipeline", baseline=0, target=900)
        self.approve()
        self.lead(450, probability=100)
        self.plan.refresh_measures()
        self.assertEqual(goal.current, 900)
        self.close()
        self.lead(450, probability=100)
        self.assertFalse(self.plan.refresh_measures())
        self.assertEqual(goal.current, 900)
        self.assertNotIn(goal, goal.search(goal._to_refresh_domain()))

    def test_batches_are_flat(self):
        def cost(count):
            goals = self.env["kam.plan.objective"]
            for number in range(count):
                account = self.make_account(f"Measured {count} {number}")
                plan = self.env["kam.account.plan"].create({"account_id": account.id, "year": 2030})
                goals |= self.objective(plan=plan, source="pipeline", target=5)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            goals._refresh()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(30), cost(5) + 1)


class TestMoments(DevelopmentCase):
    """Where the quarters of a year lie."""

    def test_leap_year(self):
        self.env.ref("base.main_company").kam_fiscal_month = "3"
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2031})
        self.assertEqual(str(plan._year_bounds()[1]), "2032-02-29")
        self.assertEqual(plan._quarter_of(datetime(2032, 2, 29).date()), "4")
        self.assertFalse(plan._quarter_of(datetime(2032, 3, 1).date()))
