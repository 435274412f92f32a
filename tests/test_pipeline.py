"""Segment and tier in the CRM pipeline: stored, in order, and free of queries."""

import contextlib

from odoo.tests import Form

from .common import KamCase


class TestPipeline(KamCase):
    """What leads carry, and what the pipeline does with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Pipeline Ltd", user_id=cls.user_sales.id)
        cls.contact = cls.env["res.partner"].create({"name": "Eve", "parent_id": cls.account.partner_id.id})
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": cls.contact.id, "user_id": cls.user_sales.id}
        )

    def test_lead_follows_its_account(self):
        self.assertEqual(self.lead.kam_account_id, self.account)
        self.account.action_declare(self.env.ref("kam_management.segment_b"))
        self.assertEqual((self.lead.kam_segment_id.code, self.lead.kam_tier_id.code), ("B", "key"))
        other = self.make_account("Elsewhere Ltd")
        self.lead.partner_id = other.partner_id
        self.assertEqual(self.lead.kam_account_id, other)
        self.assertFalse(self.lead.kam_tier_id)
        self.lead.partner_id = False
        self.assertFalse(self.lead.kam_account_id)

    def test_account_made_later_reaches_existing_leads(self):
        company = self.env["res.partner"].create({"name": "Later Ltd", "is_company": True})
        lead = self.env["crm.lead"].create({"name": "Old", "type": "opportunity", "partner_id": company.id})
        self.assertFalse(lead.kam_account_id)
        account = self.env["kam.account"].create({"partner_id": company.id})
        self.assertEqual(lead.kam_account_id, account)

    def test_batch_pushes_only_what_changed(self):
        self.account._screen()
        self.assertEqual(self.lead.kam_segment_id.code, "C")
        other = self.env["crm.lead"].create({"name": "x", "type": "opportunity", "partner_id": self.contact.id})
        self.assertEqual(other.kam_segment_id.code, "C")
        before = self.lead.write_date
        self.account.scored_version = 0
        self.account._score()
        self.assertEqual(self.lead.write_date, before)

    def test_group_by_tier_shows_all_tiers_in_order(self):
        pipeline = self.env["crm.lead"].with_context(read_group_expand=True)
        groups = pipeline.web_read_group([("id", "=", self.lead.id)], ["kam_tier_id"], ["__count"])
        names = [group["kam_tier_id"][1] for group in groups["groups"] if group["kam_tier_id"]]
        self.assertEqual(names, self.env["kam.tier"].search([]).mapped("display_name"))
        self.assertEqual(len(names), 4)
        groups = pipeline.web_read_group([("id", "=", self.lead.id)], ["kam_segment_id"], ["__count"])
        letters = [group["kam_segment_id"][1][0] for group in groups["groups"] if group["kam_segment_id"]]
        self.assertEqual(letters, ["A", "B", "C", "D"])

    def test_filters_of_every_pipeline_view(self):
        self.account.action_declare(self.env.ref("kam_management.segment_a"))
        for xmlid in (
            "crm.view_crm_case_opportunities_filter",
            "crm.view_crm_case_leads_filter",
            "crm.crm_lead_view_search_forecast",
        ):
            arch = self.env["crm.lead"].with_user(self.user_sales).get_view(self.env.ref(xmlid).id, "search")["arch"]
            for name in ("kam_key", "kam_tier_strategic", "kam_group_tier", "kam_group_segment"):
                self.assertIn(f'name="{name}"', arch, f"{name} in {xmlid}")
        self.assertIn(
            self.lead,
            self.env["crm.lead"].with_user(self.user_sales).search([("kam_segment_id.mode", "=", "selected")]),
        )
        arch = self.env["crm.lead"].get_view(self.env.ref("crm.crm_lead_view_kanban_forecast").id, "kanban")["arch"]
        self.assertIn("kam_badge", arch)

    def test_badge_costs_no_query(self):
        self.account.action_declare(self.env.ref("kam_management.segment_a"))
        leads = self.env["crm.lead"].create(
            [{"name": f"L{n}", "type": "opportunity", "partner_id": self.contact.id} for n in range(20)]
        )
        self.env.flush_all()

        def queries(specification):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            rows = leads.web_read(specification)
            return self.cr.sql_log_count - start, rows

        queries({"name": {}, "kam_badge": {}})
        plain, _rows = queries({"name": {}, "stage_id": {}})
        badge, rows = queries({"name": {}, "stage_id": {}, "kam_badge": {}})
        self.assertEqual(badge - plain, 0)
        self.assertEqual(rows[0]["kam_badge"]["segment"], "A")
        self.assertEqual(rows[0]["kam_badge"]["tier_name"], "Key Account Manager")

    def test_creating_leads_costs_one_query_for_all(self):
        vals = {"name": "n", "type": "opportunity", "partner_id": self.contact.id}
        self.env["crm.lead"].create(vals)

        def account_queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            seen = []
            with contextlib.contextmanager(self._patchExecute)(seen):
                self.env["crm.lead"].create([dict(vals) for _ in range(count)])
            return sum('FROM "kam_' in query for query in seen)

        self.assertLessEqual(account_queries(2), 1)
        self.assertEqual(account_queries(2), account_queries(30))

    def test_tier_is_not_dragged(self):
        field = self.env["crm.lead"].fields_get(["kam_tier_id"])["kam_tier_id"]
        self.assertTrue(field["readonly"])

    def test_lead_form_opens_for_its_owner(self):
        self.account.user_id = self.user_sales2
        with Form(self.lead.with_user(self.user_sales)) as form:
            form.name = "Renamed"
        self.assertEqual(self.lead.name, "Renamed")

    def test_unlinked_account_leaves_its_leads(self):
        self.account.unlink()
        self.assertTrue(self.lead.exists())
        self.assertFalse(self.lead.kam_account_id)
        self.assertFalse(self.contact.kam_tier_id)
