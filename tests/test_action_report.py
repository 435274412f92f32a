"""What became of it: leads, qualified, won, revenue and cost, seen by those who may see them alone."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .test_influencing_actions import ActionCase


class TestLeads(ActionCase):
    """A done action brings leads that carry its campaign, medium and source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"title": "Stores that open on time"})
        cls.workshop = cls.env.ref("kam_management.medium_workshop")

    def done(self, **vals):
        return self.make_action(
            people=self.buyer, campaign_id=self.campaign.id, medium_id=self.workshop.id, state="done", **vals
        ).with_user(self.user_sales)

    def test_one_click(self):
        action = self.done(name="Workshop")
        opened = action.action_create_lead()
        lead = self.env["crm.lead"].browse(opened["res_id"])
        self.assertEqual((lead.kam_action_id, lead.campaign_id), (action.sudo(False), self.campaign))
        self.assertEqual((lead.medium_id, lead.source_id.name), (self.workshop, self.meetings.name))
        self.assertEqual((lead.partner_id, lead.user_id), (self.buyer.partner_id, self.user_sales))
        self.assertEqual(action.lead_count, 1)
        self.assertEqual(self.env["crm.lead"].search(action.action_open_leads()["domain"]), lead)
        again = self.env["crm.lead"].browse(action.action_create_lead()["res_id"])
        self.assertEqual(again.source_id, lead.source_id, "one source per activity")

    def test_only_when_done(self):
        with self.assertRaises(UserError):
            self.make_action().with_user(self.user_sales).action_create_lead()

    def test_mass_action_asks_for_the_customer(self):
        action = self.actions.create(
            {"activity_id": self.newsletter.id, "state": "done", "medium_id": self.workshop.id}
        )
        opened = action.with_user(self.user_sales).action_create_lead()
        self.assertFalse(opened.get("res_id"))
        self.assertEqual(opened["context"]["default_kam_action_id"], action.id)

    def test_linking_existing_leads(self):
        action, lead = self.done(), self.make_lead(user_id=self.user_sales.id)
        action.lead_ids = [(4, lead.id)]
        self.assertEqual(lead.kam_action_id.id, action.id)
        self.assertEqual(action.lead_count, 1)

    def test_nobody_links_by_a_default(self):
        foreign = self.actions.create({"account_id": self.make_account("Foreign").id, "name": "Secret"})
        leads = self.env["crm.lead"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            leads.with_context(default_kam_action_id=foreign.id).create({"name": "Mine"})

    def test_nobody_links_an_action_they_may_not_read(self):
        action = self.done()
        lead = self.env["crm.lead"].create({"name": "Mine", "user_id": self.user_sales2.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            lead.with_user(self.user_sales2).kam_action_id = action.id
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["crm.lead"].with_user(self.user_sales2).create({"name": "x", "kam_action_id": action.id})


class TestReport(ActionCase):
    """Figures computed by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workshop = cls.env.ref("kam_management.medium_workshop")
        cls.other = cls.make_account("Other Ltd", user_id=cls.user_sales2.id)
        cls.first = cls.make_action(state="done", cost=100, hours=3, medium_id=cls.workshop.id, date="2026-03-02")
        cls.second = cls.make_action(state="done", cost=50, hours=1, medium_id=cls.workshop.id, date="2026-04-02")
        cls.foreign = cls.actions.create(
            {
                "account_id": cls.other.id,
                "activity_id": cls.meetings.id,
                "user_id": cls.user_sales2.id,
                "medium_id": cls.workshop.id,
                "state": "done",
                "cost": 7,
                "date": "2026-04-02",
            }
        )
        cls.make_action(cost=1000, medium_id=cls.workshop.id)  # planned: has not cost anything yet
        cls.won = cls.make_lead(kam_action_id=cls.first.id, expected_revenue=900, user_id=cls.user_sales.id)
        cls.lost = cls.make_lead(kam_action_id=cls.first.id, expected_revenue=400, user_id=cls.user_sales.id)
        cls.raw = cls.make_lead(kam_action_id=cls.second.id, type="lead", user_id=cls.user_sales.id)
        cls.hidden = cls.make_lead(kam_action_id=cls.second.id, expected_revenue=60, user_id=cls.user_sales2.id)
        for lead in (cls.won, cls.hidden):
            lead.action_set_won()
        cls.lost.action_set_lost()
        cls.env.flush_all()

    MEASURES = ("actions", "leads", "qualified", "won", "lost", "revenue", "cost", "hours")

    def figures(self, user, groupby="medium_id", domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env["kam.action.report"]
            .with_user(user)
            ._read_group(
                [("medium_id", "=", self.workshop.id), *domain],
                [groupby],
                [f"{name}:sum" for name in self.MEASURES],
            )
        )
        return {row[0].id: row[1:] for row in rows}

    def test_figures_of_everybody(self):
        figures = self.figures(self.user_manager)[self.workshop.id]
        # three actions of 100 + 50 + 7; four leads, three of them opportunities, two won for 900 + 60, one lost
        self.assertEqual(figures, (3, 4, 3, 2, 1, 960.0, 157.0, 4.0))

    def test_cost_is_counted_once(self):
        by_action = self.figures(self.user_manager, "action_id")
        self.assertEqual(by_action[self.first.id], (1, 2, 2, 1, 1, 900.0, 100.0, 3.0))
        self.assertEqual(by_action[self.second.id], (1, 2, 1, 1, 0, 60.0, 50.0, 1.0))

    def test_own_leads_and_accounts_alone(self):
        self.assertEqual(self.figures(self.user_sales)[self.workshop.id], (2, 3, 2, 1, 1, 900.0, 150.0, 4.0))
        # sees the own account's action; the own lead was won, so its account is not read any more
        self.assertEqual(self.figures(self.user_sales2)[self.workshop.id], (1, 0, 0, 0, 0, 0.0, 7.0, 0.0))

    def test_key_account_role_without_crm_sees_no_lead(self):
        user = new_test_user(self.env, login="kam_only", groups="kam_management.group_kam_manager")
        self.assertEqual(self.figures(user)[self.workshop.id], (3, 0, 0, 0, 0, 0.0, 157.0, 4.0))

    def test_nobody_else(self):
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.figures(user)

    def test_other_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.company_partner.company_id = self.env.company
        stranger = new_test_user(
            self.env, login="kam_far", groups="sales_team.group_sale_manager", company_id=elsewhere.id
        )
        found = self.figures(stranger).get(self.workshop.id, (0,) * 8)
        self.assertEqual(found[0], 1, "only the action of the account that all companies share")

    def test_currency_of_the_main_company(self):
        elsewhere = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.env["res.currency"].create({"name": "XKA", "symbol": "x"}).id}
        )
        main = self.env["kam.account"]._main_company()
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": elsewhere.currency_id.id, "rate": 4.0, "company_id": main.id}
        )
        partner = self.env["res.partner"].create({"name": "Far", "is_company": True, "company_id": elsewhere.id})
        account = self.env["kam.account"].create({"partner_id": partner.id})
        action = self.actions.create(
            {"account_id": account.id, "activity_id": self.meetings.id, "state": "done", "cost": 40, "user_id": False}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Won there",
                "type": "opportunity",
                "partner_id": partner.id,
                "company_id": elsewhere.id,
                "kam_action_id": action.id,
                "expected_revenue": 800,
                "user_id": False,
            }
        )
        lead.action_set_won()
        self.env.flush_all()
        rows = self.env["kam.action.report"].search([("action_id", "=", action.id)])
        rate = main.currency_id._get_rates(main, "2026-01-01")[main.currency_id.id]
        self.assertAlmostEqual(sum(rows.mapped("revenue")), 800 / 4 * rate)
        self.assertEqual(action.currency_id, main.currency_id, "costs come from the matrix, in its currency")
        self.assertAlmostEqual(sum(rows.mapped("cost")), 40)

    def test_rows_open_lead_or_action(self):
        rows = self.env["kam.action.report"].search([("action_id", "=", self.first.id)])
        opened = {(one["res_model"], one["res_id"]) for one in (row.action_open() for row in rows)}
        self.assertEqual(
            opened,
            {
                ("kam.influencing.action", self.first.id),
                ("crm.lead", self.won.id),
                ("crm.lead", self.lost.id),
            },
        )


class TestEffects(ActionCase):
    """Which activity brought which effect on people, and who sees it."""

    def test_degrees(self):
        action = self.make_action(state="done", people=self.boss | self.clerk)
        action.write({"outcome": "reached"})
        effects = self.env["kam.action.effect"]
        effects.create({"action_id": action.id, "stakeholder_id": self.boss.id, "support": "neutral", "vision": "low"})
        effects.create({"action_id": action.id, "stakeholder_id": self.clerk.id, "support": "opponent"})
        self.env.flush_all()
        names = ("actions:sum", "reached:sum", "effects:sum", "rises:sum", "falls:sum", "leads:sum")
        reports = self.env["kam.action.report"]
        domain = [("action_id", "=", action.id)]
        rows = reports.with_user(self.user_sales)._read_group(domain, ["activity_id"], names)
        # the boss: opponent → neutral and vision none → low; the clerk: neutral → opponent
        self.assertEqual(rows, [(self.meetings, 1, 1, 2, 2, 1, 0)])
        self.assertFalse(reports.with_user(self.user_sales2).search(domain))

    def test_effects_of_a_mass_action_belong_to_the_accounts(self):
        action = self.actions.create(
            {
                "activity_id": self.newsletter.id,
                "name": "Letter",
                "user_id": self.user_sales2.id,
                "audience_account_ids": [(6, 0, self.account.ids)],
                "state": "done",
            }
        )
        self.env["kam.action.effect"].create(
            {"action_id": action.id, "stakeholder_id": self.boss.id, "support": "champion"}
        )
        self.env.flush_all()
        reports, domain = self.env["kam.action.report"], [("action_id", "=", action.id)]
        figures = {
            user: reports.with_user(user)._read_group(domain, [], ["actions:sum", "effects:sum"])[0]
            for user in (self.user_sales, self.user_sales2)
        }
        self.assertEqual(figures[self.user_sales], (1, 1))
        self.assertEqual(figures[self.user_sales2], (1, 0), "the owner of the letter, who may not read the account")
