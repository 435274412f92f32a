"""Leads that are not ready: on a track, out of the way, back on their date; what becomes of all leads."""

import contextlib
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.tests import Form
from odoo.tools import sql

from odoo.addons.kam_management.engine import disposition_sql

from .common import KamCase


class NurtureCase(KamCase):
    """One account, one track, one team with a leader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Nurtured Ltd", user_id=cls.user_sales.id)
        cls.track = cls.env.ref("kam_management.nurture_later")
        cls.team = cls.env["crm.team"].create({"name": "North", "user_id": cls.user_manager.id})

    @classmethod
    def lead(cls, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "lead",
                "partner_id": cls.account.partner_id.id,
                "user_id": cls.user_sales.id,
                "team_id": cls.team.id,
                **vals,
            }
        )

    def nurture(self, leads, until="2026-08-31", **vals):
        context = leads.with_user(self.user_sales).action_kam_nurture()["context"]
        form = Form(self.env["kam.nurture"].with_user(self.user_sales).with_context(**context))
        form.until = until
        for name, value in vals.items():
            setattr(form, name, value)
        form.save().action_apply()

    def stored(self, lead):
        self.env.flush_all()
        self.env.cr.execute("SELECT kam_disposition FROM crm_lead WHERE id = %s", [lead.id])
        return self.env.cr.fetchone()[0]


class TestNurture(NurtureCase):
    """Track and return."""

    def test_track_becomes_to_dos(self):
        with self.at(datetime(2026, 6, 1, 9)):
            lead = self.lead()
            self.nurture(lead, reason="Waits for the budget")
            self.assertEqual((lead.kam_disposition, str(lead.kam_nurture_until)), ("nurtured", "2026-08-31"))
            todos = lead.activity_ids.sorted("date_deadline")
            # two, six and ten weeks later
            self.assertEqual(
                [str(day) for day in todos.mapped("date_deadline")], ["2026-06-15", "2026-07-13", "2026-08-10"]
            )
            self.assertEqual(todos.user_id, self.user_sales)
            self.nurture(lead, until="2026-07-01")
            self.assertEqual(len(lead.activity_ids), 1, "what would come after the return is left out, nothing twice")

    def test_back_on_its_date(self):
        with self.at(datetime(2026, 6, 1, 9)):
            lead = self.lead()
            self.nurture(lead, reason="Budget", plan_id=self.env["mail.activity.plan"])
        with self.at(datetime(2026, 8, 30, 9)):
            self.run_crons("cron_nurture")
            self.assertEqual(lead.kam_disposition, "nurtured")
        with self.at(datetime(2026, 8, 31, 9)):
            self.run_crons("cron_nurture")
            self.env.invalidate_all()
            self.assertEqual((lead.kam_disposition, self.stored(lead)), ("returned", "returned"))
            todo = lead.activity_ids
            self.assertEqual((todo.user_id, str(todo.date_deadline)), (self.user_sales, "2026-08-31"))
            self.assertIn("Budget", todo.summary)
            self.run_crons("cron_nurture")
            self.assertEqual(lead.activity_ids, todo, "running again adds none")
        run = self.env["kam.run"].search([], limit=1, order="id desc")
        self.assertEqual(run.state, "done")

    def test_standstill_is_caught_up(self):
        with self.at(datetime(2026, 6, 1, 9)):
            leads = self.lead() | self.lead() | self.lead()
            self.nurture(leads, until="2026-06-20", plan_id=self.env["mail.activity.plan"])
        with self.at(datetime(2026, 9, 1, 9)):
            self.run_crons("cron_nurture")
            self.assertEqual(set(leads.mapped("kam_disposition")), {"returned"})

    def test_who_gets_it_back(self):
        with self.at(datetime(2026, 6, 1, 9)):
            gone, nobody = self.lead(user_id=self.user_sales2.id), self.lead(user_id=False, team_id=False)
            everything = (gone | nobody).with_user(self.user_manager)
            everything._nurture(self.env["mail.activity.plan"], date(2026, 6, 20))
            self.user_sales2.active = False
            self.account.user_id = False
        with self.at(datetime(2026, 6, 20, 9)):
            self.run_crons("cron_nurture")
        self.env.invalidate_all()
        self.assertEqual(gone.activity_ids.user_id, self.user_manager, "the leader of the team")
        self.assertIn(self.user_sales2.name, gone.activity_ids.summary)
        self.assertEqual((nobody.kam_disposition, len(nobody.activity_ids)), ("returned", 0))
        run = self.env["kam.run"].search([], limit=1, order="id desc")
        self.assertIn(nobody.id, run.line_ids.filtered(lambda line: line.kind == "failed").res_ids)

    def test_taken_up_early(self):
        for values in ({"type": "opportunity"}, {"stage_id": self.env["crm.stage"].search([], order="id desc")[0].id}):
            with self.subTest(values=values), self.at(datetime(2026, 6, 1, 9)):
                lead = self.lead()
                self.nurture(lead)
                lead.with_user(self.user_sales).write(values)
                self.assertFalse(lead.kam_nurture_state)
                self.assertFalse(lead.activity_ids)
        with self.at(datetime(2026, 6, 1, 9)):
            lead = self.lead()
            self.nurture(lead)
            lead.with_user(self.user_sales).write({"name": "Other", "stage_id": lead.stage_id.id})
            self.assertEqual(lead.kam_disposition, "nurtured", "nothing happened to it")
            lead.with_user(self.user_sales).action_kam_take_up()
            self.assertEqual((lead.kam_disposition, lead.activity_ids.ids), ("working", []))

    def test_lost_meanwhile_does_not_come_back(self):
        with self.at(datetime(2026, 6, 1, 9)):
            lead = self.lead()
            self.nurture(lead, plan_id=self.env["mail.activity.plan"])
            lead.action_set_lost()
        with self.at(datetime(2026, 9, 1, 9)):
            self.run_crons("cron_nurture")
            self.assertEqual((lead.kam_disposition, lead.activity_ids.ids), ("lost", []))

    def test_bad_input(self):
        with self.at(datetime(2026, 6, 1, 9)):
            lead, lost = self.lead(), self.lead()
            lost.action_set_lost()
            with self.assertRaises(UserError):
                self.nurture(lead, until="2026-06-01")
            with self.assertRaises(UserError):
                self.nurture(lost)
            with self.assertRaises(UserError):
                self.env["kam.nurture"].create({"until": "2026-08-01"}).action_apply()
            partners = self.env["mail.activity.plan"].create({"name": "Partners", "res_model": "res.partner"})
            with self.assertRaises(UserError):
                self.env["kam.nurture"].create(
                    {"until": "2026-08-01", "lead_ids": [(6, 0, lead.ids)], "plan_id": partners.id}
                ).action_apply()

    def test_by_role(self):
        lead = self.lead()
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), self.cr.savepoint():
                lead.with_user(user)._nurture(self.track, date(2099, 1, 1))
            with self.assertRaises(AccessError), self.cr.savepoint():
                lead.with_user(user).action_kam_take_up()
        for name in ("kam_disposition", "kam_nurture_state"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                lead.with_user(self.user_sales).write({name: "won" if name == "kam_disposition" else "returned"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["crm.lead"].with_user(self.user_employee).read_group([], ["__count"], ["kam_disposition"])


class TestDisposition(NurtureCase):
    """One answer, whoever computes it."""

    def leads(self):
        new, working = self.lead(user_id=False), self.lead()
        qualified, won, lost = (self.lead(type="opportunity") for _number in range(3))
        won.action_set_won()
        lost.action_set_lost()
        nurtured, returned = self.lead(), self.lead(type="opportunity")
        nurtured.sudo().kam_nurture_state = "nurtured"
        returned.sudo().kam_nurture_state = "returned"
        return {
            "new": new,
            "working": working,
            "qualified": qualified,
            "won": won,
            "lost": lost,
            "nurtured": nurtured,
            "returned": returned,
        }

    def test_of_every_lead(self):
        for disposition, lead in self.leads().items():
            self.assertEqual((lead.kam_disposition, self.stored(lead)), (disposition, disposition))

    def test_repair_gives_the_same(self):
        leads = self.leads()
        ids = [lead.id for lead in leads.values()]
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kam_disposition = 'lost' WHERE id = ANY(%s)", [ids])
        self.env["crm.lead"]._repair_dispositions()
        for disposition, lead in leads.items():
            self.assertEqual(self.stored(lead), disposition)
        self.env.cr.execute(disposition_sql.repair())
        self.assertEqual(self.env.cr.rowcount, 0, "writes only what is wrong")

    def test_column_of_existing_leads(self):
        """Installed or upgraded: one statement for the commonest, one for the others; nothing is computed."""
        leads = self.leads()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE crm_lead DROP COLUMN kam_disposition")
        model = self.registry["crm.lead"]
        with (
            patch.object(model, "_compute_kam_disposition", side_effect=AssertionError("computed")),
            patch.object(BaseModel, "_auto_init"),
        ):
            self.env["crm.lead"]._auto_init()
        self.assertTrue(sql.column_exists(self.env.cr, "crm_lead", "kam_disposition"))
        for disposition, lead in leads.items():
            self.assertEqual(self.stored(lead), disposition)
        self.env.cr.execute(
            "SELECT column_default FROM information_schema.columns WHERE table_name = 'crm_lead'"
            " AND column_name = 'kam_disposition'"
        )
        self.assertIsNone(self.env.cr.fetchone()[0])

    def test_creating_and_writing_leads_costs_no_query(self):
        """The column goes along with what Odoo writes anyway: nothing is read or written for it alone."""
        lead = self.lead()
        other = {"type": "opportunity", "user_id": self.user_sales2.id}

        def statements(work):
            self.env.flush_all()
            self.env.invalidate_all()
            seen = []
            with contextlib.contextmanager(self._patchExecute)(seen):
                work()
                self.env.flush_all()
            return [query for query in seen if "kam_disposition" in query or "kam_nurture" in query]

        self.lead()
        made = statements(self.lead)
        self.assertLessEqual(sum(query.startswith("UPDATE") for query in made), 1, made)
        for query in made:
            if query.startswith("UPDATE"):
                self.assertIn('"won_status"', query)
        written = statements(lambda: lead.write(other))
        self.assertLessEqual(sum(query.startswith("UPDATE") for query in written), 1, written)

    def test_report_and_filters_open(self):
        action = self.env.ref("kam_management.crm_lead_disposition_action")
        views = (
            self.env["crm.lead"]
            .with_user(self.user_sales)
            .get_views(
                [(view.view_id.id, view.view_mode) for view in action.view_ids] + [(action.search_view_id.id, "search")]
            )
        )
        self.assertEqual(set(views["views"]), {"pivot", "graph", "list", "form", "search"})
        lead = self.lead()
        groups = (
            self.env["crm.lead"]
            .with_user(self.user_sales)
            ._read_group([("id", "=", lead.id)], ["kam_disposition"], ["__count"])
        )
        self.assertEqual(groups, [("working", 1)])
