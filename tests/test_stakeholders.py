"""People on the map: who may be there, whom they report to, what moves, whom to add."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .stakeholder_case import StakeholderCase


class TestPeople(StakeholderCase):
    def test_roles_are_seeded_and_stay(self):
        self.assertTrue(
            {"business_owner", "process_owner", "champion", "budget_owner", "decision_maker"} <= set(self.roles)
        )
        with self.assertRaises(UserError):
            self.roles["champion"].unlink()
        own = self.env["kam.stakeholder.role"].create({"name": "Works council"})
        self.assertEqual(own.code, "works_council")

    def test_name_and_position_follow_the_contact(self):
        self.assertEqual((self.boss.name, self.boss.title), ("Berta Boss", "Chief executive"))
        self.boss.partner_id.write({"name": "Berta Big", "function": "Chair"})
        self.assertEqual((self.boss.name, self.boss.title), ("Berta Big", "Chair"))
        self.assertTrue(self.cfo.is_placeholder)
        self.assertEqual(self.cfo.name, "Head of finance")

    def test_nameless(self):
        with self.assertRaisesRegex(ValidationError, "name the place"):
            self.people.create({"account_id": self.account.id})

    def test_company_is_no_person(self):
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self.people.create({"account_id": self.account.id, "partner_id": self.company_partner.id})

    def test_once_for_each_account(self):
        with self.refused("on the map of the account already"):
            self.people.create({"account_id": self.account.id, "partner_id": self.boss.partner_id.id})
        other = self.make_account("Other Ltd")
        there = self.people.create(
            {"account_id": other.id, "partner_id": self.boss.partner_id.id, "power": 1, "support": "champion"}
        )
        self.assertEqual((self.boss.power, self.boss.support), (5, "opponent"))
        self.assertEqual((there.power, there.support), (1, "champion"))
        self.assertEqual(self.boss.partner_id.kam_stakeholder_count, 2)

    def test_ranges(self):
        for vals, words in (
            ({"power": 6}, "from 1"),
            ({"power": 0}, "from 1"),
            ({"strength": 5}, "from 0"),
            ({"target_strength": -1}, "from 0"),
        ):
            with self.subTest(vals), self.refused(words):
                self.boss.write(vals)

    def test_reporting_line(self):
        with self.assertRaisesRegex(ValidationError, "reports to Berta Boss already"):
            self.boss.parent_id = self.clerk
        with self.assertRaisesRegex(ValidationError, "report to themselves"):
            self.boss.parent_id = self.boss
        stranger = self.person("Stan Stranger", account=self.make_account("Other Ltd"))
        with self.assertRaisesRegex(ValidationError, "on the map of Mapped Ltd"):
            self.boss.parent_id = stranger
        with self.assertRaisesRegex(UserError, "stays on the map"):
            self.boss.with_user(self.user_sales).account_id = stranger.account_id
        self.buyer.unlink()
        self.assertEqual(self.clerk.parent_id, self.boss, "whoever reported to somebody gone reports one level higher")

    def test_lines(self):
        links = self.env["kam.stakeholder.link"]
        link = links.create(
            {"source_id": self.clerk.id, "target_id": self.boss.id, "kind": "influences", "strength": 3}
        )
        self.assertEqual(link.account_id, self.account)
        links.create({"source_id": self.clerk.id, "target_id": self.boss.id, "kind": "conflicts"})
        stranger = self.person("Stan Stranger", account=self.make_account("Other Ltd"))
        for vals, words in (
            ({"target_id": self.boss.id, "kind": "influences"}, "line of this kind"),
            ({"target_id": self.clerk.id}, "two people"),
            ({"target_id": stranger.id}, "one account"),
            ({"target_id": self.buyer.id, "strength": 4}, "weak"),
        ):
            with self.subTest(words), self.refused(words, "kam.stakeholder.link"):
                links.create({"source_id": self.clerk.id, **vals})

    def test_company_of_person_and_colleagues(self):
        here, there = self.env.company, self.env["res.company"].create({"name": "There Ltd"})
        account = self.make_account("Here Ltd", partner_vals={"company_id": here.id})
        partner = self.env["res.partner"].create({"name": "Far Away", "company_id": there.id})
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self.people.create({"account_id": account.id, "partner_id": partner.id})
        one = self.person("Near By", account=account)
        self.user_sales2.write({"company_ids": [(6, 0, there.ids)], "company_id": there.id})
        for vals in ({"user_id": self.user_sales2.id}, {"sponsor_id": self.user_sales2.id}):
            with self.assertRaisesRegex(ValidationError, "does not work in"), self.cr.savepoint():
                one.write(vals)
                self.env.flush_all()

    def test_counterparts(self):
        self.assertEqual(self.buyer.counterpart_ids.mapped("is_primary"), [True])
        self.assertEqual(self.buyer.counterpart_ids.strength, 3, "the mirror starts as strong as the relationship")
        self.buyer.user_id = self.user_team
        self.assertEqual(self.buyer.counterpart_ids.filtered("is_primary").user_id, self.user_team)
        self.assertEqual(len(self.buyer.counterpart_ids), 2, "the former one stays as a further contact")
        first, second = self.buyer.counterpart_ids.sorted("id")
        with self.assertRaisesRegex(ValidationError, "one first counterpart"):
            first.is_primary = True
        # changed hands in one save, in whichever order
        self.buyer.write(
            {"counterpart_ids": [(1, first.id, {"is_primary": True}), (1, second.id, {"is_primary": False})]}
        )
        self.assertEqual(self.buyer.user_id, self.user_sales)
        with self.assertRaisesRegex(ValidationError, "one first counterpart"):
            self.buyer.write({"counterpart_ids": [(1, second.id, {"is_primary": True})]})
        with self.assertRaisesRegex(ValidationError, "one first counterpart"):
            lines = [(0, 0, {"user_id": user.id, "is_primary": True}) for user in (self.user_sales, self.user_team)]
            self.people.create({"account_id": self.account.id, "name": "Two", "counterpart_ids": lines})
        self.clerk.counterpart_ids = [(0, 0, {"user_id": self.user_team.id})]
        self.assertEqual(self.clerk.user_id, self.user_team, "the first one recorded is the primary one")

    def test_short_form(self):
        """Role, support and counterpart are all that a form asks for."""
        partner = self.contact("Nina New")
        context = {"default_account_id": self.account.id}
        with Form(self.people.with_user(self.user_sales).with_context(**context)) as form:
            form.partner_id = partner
            form.support = "supporter"
            form.user_id = self.user_sales
            form.power_stars = "4"
        made = self.people.search([("partner_id", "=", partner.id)])
        self.assertEqual((made.power, made.support_rank, made.user_id), (4, 1, self.user_sales))

    def test_relationship_plan(self):
        self.boss.write({"target_strength": 2, "target_support": "neutral", "target_date": fields.Date.today()})
        self.assertTrue(self.boss.target_open)
        below = self.people.search([("account_id", "=", self.account.id), ("target_open", "=", True)])
        self.assertEqual(below, self.boss)
        self.boss.write({"strength": 2, "support": "supporter"})
        self.assertFalse(self.boss.target_open)
        self.assertFalse(self.people.search([("account_id", "=", self.account.id), ("target_open", "=", True)]))
        self.assertEqual(
            self.people.search_count([("account_id", "=", self.account.id), ("target_open", "=", False)]), 4
        )

    def test_copy_is_a_placeholder(self):
        self.assertTrue(self.boss.copy().is_placeholder)

    def test_account_goes_with_its_people(self):
        self.boss.message_post(body="Met her")
        self.boss.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_sales.id)
        people = (self.boss | self.buyer | self.clerk | self.cfo).ids
        self.account.unlink()
        self.assertFalse(self.people.browse(people).exists())
        for model in ("mail.message", "mail.activity"):
            key = "model" if model == "mail.message" else "res_model"
            rows = self.env[model].search([(key, "=", "kam.stakeholder"), ("res_id", "in", people)])
            self.assertFalse(rows, model)

    def test_contact_deleted(self):
        self.boss.partner_id.unlink()
        self.assertTrue(self.boss.exists().is_placeholder)
        self.assertEqual(self.boss.name, "Chief executive")
        self.assertEqual(self.buyer.parent_id, self.boss, "lines stay")


class TestMoves(StakeholderCase):
    def test_moves_are_kept(self):
        self.assertFalse(self.boss.move_ids, "how somebody is first recorded is no move")
        boss = self.boss.with_user(self.user_sales)
        boss.write({"support": "neutral", "strength": 2, "note": "x"})
        boss.write({"support": "neutral"})
        self.clerk.parent_id = self.boss
        self.buyer.user_id = self.user_team
        moves = self.boss.move_ids
        self.assertEqual(
            set(moves.mapped(lambda move: (move.kind, move.old, move.new))),
            {("support", "opponent", "neutral"), ("strength", "0", "2")},
        )
        self.assertEqual(moves.user_id, self.user_sales)
        self.assertEqual((self.clerk.move_ids.old_text, self.clerk.move_ids.new_text), ("Bill Buyer", "Berta Boss"))
        self.assertEqual(self.buyer.move_ids.mapped("kind"), ["counterpart"])

    def test_map_of_a_past_day(self):
        day = fields.Date.today() - timedelta(days=300)
        early = self.boss | self.buyer | self.clerk
        early.write({"since": day - timedelta(days=10)})
        self.boss.write({"support": "champion", "strength": 4, "power": 2})
        self.boss.support = "supporter"
        self.clerk.active = False
        self.buyer.parent_id = self.cfo
        data = self.account.map_data(date=str(day))
        then = {one["id"]: one for one in data["people"]}
        self.assertEqual(set(then), set(early.ids), "the placeholder was not there yet, the clerk still was")
        boss = then[self.boss.id]
        self.assertEqual((boss["support"], boss["strength"], boss["power"]), ("opponent", 0, 5))
        self.assertEqual(then[self.buyer.id]["parent_id"], self.boss.id)
        self.assertTrue(data["account"]["readonly"])
        self.assertEqual(data["date"], str(day))
        today = {one["id"]: one for one in self.account.map_data()["people"]}
        self.assertEqual(today[self.boss.id]["support"], "supporter")
        self.assertNotIn(self.clerk.id, today)


class TestProposals(StakeholderCase):
    def test_from_contacts_leads_meetings_and_messages(self):
        contact = self.contact("Carla Contact", function="Purchasing manager")
        outsider = self.env["res.partner"].create({"name": "Cora Consultant"})
        writer = self.env["res.partner"].create({"name": "Will Writer"})
        guest = self.env["res.partner"].create({"name": "Gus Guest"})
        lead = self.make_lead(partner_id=contact.id, user_id=self.user_team.id)
        lead.message_post(body="Hello", author_id=writer.id, message_type="email")
        self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "opportunity_id": lead.id,
                "user_id": self.user_sales.id,
                "partner_ids": [(6, 0, (guest | self.user_sales.partner_id).ids)],
            }
        )
        found = {one["partner_id"]: one for one in self.account.with_user(self.user_sales).stakeholder_proposals()}
        self.assertEqual(set(found), {contact.id, writer.id, guest.id}, "neither ours, nor those on the map already")
        self.assertNotIn(outsider.id, found)
        self.assertEqual(found[contact.id]["role_ids"], self.roles["procurement"].ids)
        self.assertEqual(found[contact.id]["user_id"], self.user_team.id)
        self.assertEqual(found[guest.id]["user_id"], self.user_sales.id)
        self.assertEqual(self.account.map_data()["proposals_count"], 3)

    def test_adding(self):
        contact = self.contact("Carla Contact", function="Purchasing manager")
        account = self.account.with_user(self.user_sales)
        self.boss.active = False
        ids = account.add_stakeholders(
            [contact.id, {"name": "Head of IT", "support": "sceptic"}, {"partner_id": self.boss.partner_id.id}]
        )
        made = self.people.browse(ids)
        self.assertEqual(made[0].role_ids, self.roles["procurement"])
        self.assertEqual(made[1].support, "sceptic")
        self.assertTrue(made[1].is_placeholder)
        self.assertEqual(made[2], self.boss)
        self.assertTrue(self.boss.active, "archived ones come back as they were")
        self.assertEqual(account.add_stakeholders([contact.id]), ids[:1])
        self.assertFalse(account.stakeholder_proposals())

    def test_window(self):
        contact = self.contact("Carla Contact")
        model = self.env["kam.stakeholder.add"].with_user(self.user_sales)
        add = model.with_context(kam_role_ids=self.roles["champion"].ids).create({"account_id": self.account.id})
        self.assertEqual(add.line_ids.partner_id, contact)
        self.assertEqual(add.line_ids[-1].name, "Champion, unknown")
        with self.assertRaisesRegex(UserError, "Tick the people"):
            add.action_add()
        add.line_ids[0].write({"chosen": True, "support": "champion"})
        add.action_add()
        self.assertEqual(self.people.search([("partner_id", "=", contact.id)]).support, "champion")
        other = self.make_account("Not Theirs", user_id=self.user_manager.id)
        with self.assertRaises(UserError):
            model.create({"account_id": other.id})
