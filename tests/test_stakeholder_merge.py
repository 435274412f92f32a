"""Placeholders that become persons, contacts and accounts that are merged: nothing is lost or doubled."""

from odoo.exceptions import AccessError, UserError

from .stakeholder_case import StakeholderCase


class TestReplace(StakeholderCase):
    def test_placeholder_becomes_a_person(self):
        self.clerk.parent_id = self.cfo
        link = self.env["kam.stakeholder.link"].create({"source_id": self.boss.id, "target_id": self.cfo.id})
        fay = self.contact("Fay Finance", function="CFO")
        kept = self.cfo.with_user(self.user_sales).action_replace(fay.id)
        self.assertEqual((kept, kept.name, kept.title, kept.is_placeholder), (self.cfo, "Fay Finance", "CFO", False))
        self.assertEqual((self.clerk.parent_id, link.target_id), (self.cfo, self.cfo))
        self.assertEqual(kept.role_ids, self.roles["budget_owner"])

    def test_by_somebody_who_is_on_the_map(self):
        """The two entries become one: lines, roles, counterparts and texts of both."""
        self.cfo.write({"parent_id": self.boss.id, "goals": "Save", "user_id": self.user_team.id, "unit": "Finance"})
        self.buyer.goals = "Buy well"
        self.clerk.parent_id = self.cfo
        links = self.env["kam.stakeholder.link"]
        links.create({"source_id": self.boss.id, "target_id": self.cfo.id, "kind": "trusts"})
        links.create({"source_id": self.boss.id, "target_id": self.buyer.id, "kind": "trusts"})
        links.create({"source_id": self.cfo.id, "target_id": self.buyer.id, "kind": "conflicts"})
        links.create({"source_id": self.cfo.id, "target_id": self.clerk.id, "kind": "influences"})
        lead = self.make_lead()
        self.env["kam.lead.stakeholder"].create(
            {"lead_id": lead.id, "stakeholder_id": self.cfo.id, "support": "sceptic"}
        )
        self.cfo.message_post(body="They meet on Mondays")
        kept = self.cfo.action_replace(self.buyer.partner_id.id)
        self.assertEqual(kept, self.buyer)
        self.assertFalse(self.cfo.exists())
        self.assertEqual(kept.role_ids, self.roles["procurement"] | self.roles["budget_owner"])
        self.assertEqual(kept.goals, "Buy well\nSave")
        self.assertEqual(kept.unit, "Finance")
        self.assertEqual(kept.counterpart_ids.user_id, self.user_sales | self.user_team)
        self.assertEqual(kept.user_id, self.user_sales)
        self.assertEqual(self.clerk.parent_id, kept)
        self.assertEqual(
            {(link.source_id, link.target_id, link.kind) for link in kept.link_ids | kept.incoming_link_ids},
            {(self.boss, kept, "trusts"), (kept, self.clerk, "influences")},
        )
        self.assertEqual(lead.kam_stakeholder_ids.stakeholder_id, kept)
        self.assertIn("They meet on Mondays", str(kept.message_ids.mapped("body")))

    def test_no_cycle_arises(self):
        """The placeholder stands above and below the person."""
        self.buyer.parent_id = self.cfo
        self.cfo.parent_id = self.boss
        kept = self.cfo.action_replace(self.boss.partner_id.id)
        self.assertEqual((kept, self.buyer.parent_id, kept.parent_id), (self.boss, self.boss, self.people))
        middle = self.people.create({"account_id": self.account.id, "name": "Middle", "parent_id": self.clerk.id})
        kept = middle.action_replace(self.boss.partner_id.id)
        self.assertEqual((self.clerk.parent_id, kept.parent_id), (self.buyer, self.people))

    def test_a_person_is_not_replaced_by_another_entry(self):
        with self.assertRaisesRegex(UserError, "on the map already"):
            self.clerk.action_replace(self.buyer.partner_id.id)
        successor = self.contact("Sue Successor")
        self.assertEqual(self.clerk.action_replace(successor.id).name, "Sue Successor")
        self.assertEqual(self.clerk.move_ids.mapped("kind"), ["person"])
        with self.assertRaises(AccessError):
            self.cfo.with_user(self.user_sales2).action_replace(successor.id)


class TestContactMerge(StakeholderCase):
    def merge(self, target, *sources):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        partners = target.browse([target.id, *(source.id for source in sources)])
        wizard._merge(partners.ids, target, extra_checks=False)
        self.env.invalidate_all()

    def test_both_on_one_map(self):
        self.buyer.write({"goals": "Buy well", "support": "supporter"})
        self.clerk.write({"goals": "Go home", "user_id": self.user_team.id, "strength": 4})
        agendas = self.env["kam.stakeholder.agenda"]
        readers = self.user_team | self.user_manager
        agendas.create({"stakeholder_id": self.buyer.id, "personal_agenda": "One", "reader_ids": [(6, 0, readers.ids)]})
        agendas.create(
            {"stakeholder_id": self.clerk.id, "personal_agenda": "Two", "reader_ids": [(6, 0, self.user_team.ids)]}
        )
        self.clerk.support = "champion"
        source, target = self.clerk.partner_id, self.buyer.partner_id
        self.merge(target, source)
        self.assertFalse(source.exists())
        kept = self.people.search([("account_id", "=", self.account.id), ("partner_id", "=", target.id)])
        self.assertEqual(kept, self.buyer)
        self.assertEqual(kept.goals, "Buy well\nGo home")
        self.assertEqual((kept.support, kept.strength), ("supporter", 4))
        self.assertEqual(kept.role_ids, self.roles["procurement"] | self.roles["user"])
        self.assertEqual(kept.counterpart_ids.user_id, self.user_sales | self.user_team)
        self.assertEqual(len(kept.counterpart_ids.filtered("is_primary")), 1)
        agenda = agendas.search([("stakeholder_id", "=", kept.id)])
        self.assertEqual(agenda.personal_agenda, "One\nTwo")
        self.assertEqual(agenda.reader_ids, self.user_team, "nobody reads more than before")
        self.assertEqual(kept.parent_id, self.boss)
        self.assertIn("champion", kept.move_ids.mapped("new"), "the moves of both are kept")
        self.assertEqual(self.people.search_count([("account_id", "=", self.account.id)]), 3)

    def test_one_on_the_map(self):
        """The entry follows the contact that stays, whichever way round."""
        double = self.contact("B. Buyer")
        self.merge(double, self.buyer.partner_id)
        self.assertEqual((self.buyer.partner_id, self.buyer.parent_id), (double, self.boss))
        self.assertEqual(self.buyer.strength, 3)
        self.assertFalse(self.buyer.has_left)

    def test_on_maps_of_two_accounts(self):
        other = self.make_account("Other Ltd")
        there = self.person("Bill B.", "champion", account=other, support="champion")
        self.merge(self.buyer.partner_id, there.partner_id)
        self.assertEqual(there.partner_id, self.buyer.partner_id)
        self.assertEqual((there.account_id, there.support), (other, "champion"))
        self.assertEqual((self.buyer.account_id, self.buyer.support), (self.account, "neutral"))

    def test_companies_with_a_map_each(self):
        other = self.make_account("Mapped Limited", user_id=self.user_sales.id)
        chief = self.person("Chris Chief", "champion", account=other, user_id=self.user_team.id)
        again = self.people.create(
            {"account_id": other.id, "partner_id": self.boss.partner_id.id, "goals": "Grow", "parent_id": chief.id}
        )
        self.env["kam.stakeholder.link"].create({"source_id": again.id, "target_id": chief.id, "kind": "trusts"})
        agenda = self.env["kam.stakeholder.agenda"].create({"stakeholder_id": chief.id, "personal_agenda": "Sail"})
        chief.support = "champion"
        self.merge(self.company_partner, other.partner_id)
        self.assertFalse(other.exists())
        self.assertEqual(self.account.stakeholder_ids, self.boss | self.buyer | self.clerk | self.cfo | chief)
        self.assertEqual((self.boss.goals, self.boss.parent_id), ("Grow", chief))
        self.assertEqual(self.boss.link_ids.target_id, chief)
        self.assertEqual(chief.move_ids.account_id, self.account)
        self.assertEqual((agenda.account_id, chief.counterpart_ids.account_id), (self.account, self.account))
        self.assertEqual(chief.user_id, self.user_team)


class TestPrivacyLaw(StakeholderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.write({"goals": "Secret goal", "note": "Secret note", "title": "Head of buying", "power": 5})
        cls.buyer.support = "champion"
        cls.link = cls.env["kam.stakeholder.link"].create(
            {"source_id": cls.buyer.id, "target_id": cls.boss.id, "note": "Secret line"}
        )
        cls.env["kam.stakeholder.competitor"].create({"stakeholder_id": cls.buyer.id, "name": "Secret rival"})
        cls.env["kam.stakeholder.agenda"].create({"stakeholder_id": cls.buyer.id, "personal_agenda": "Secret agenda"})
        cls.lead = cls.make_lead()
        cls.line = cls.env["kam.lead.stakeholder"].create(
            {"lead_id": cls.lead.id, "stakeholder_id": cls.buyer.id, "note": "Secret stance", "support": "sceptic"}
        )
        cls.buyer.message_post(body="Secret talk")
        cls.buyer.activity_schedule("mail.mail_activity_data_todo", summary="Secret call", user_id=cls.user_sales.id)
        cls.buyer.counterpart_ids.note = "Secret friendship"
        cls.log = cls.env["kam.privacy.log"]

    def test_export(self):
        action = self.buyer.with_user(self.user_sales).action_export_person()
        number = int(action["url"].split("/")[-1].split("?")[0])
        content = self.env["ir.attachment"].browse(number).raw.decode()
        for words in ("goal", "note", "line", "rival", "agenda", "stance", "talk", "call", "friendship"):
            self.assertIn(f"Secret {words}", content)
        self.assertIn("Champion", content)
        log = self.log.search([], limit=1)
        self.assertEqual((log.kind, log.user_id, log.account_id), ("export", self.user_sales, self.account))

    def test_erase(self):
        partner = self.buyer.partner_id
        self.buyer.with_user(self.user_sales).action_erase_person()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(partner.exists(), "the address book is not ours")
        self.assertTrue(self.buyer.is_placeholder)
        self.assertEqual((self.buyer.name, self.buyer.power, self.buyer.support), ("Head of buying", 3, "neutral"))
        self.assertEqual((self.clerk.parent_id, self.buyer.parent_id), (self.buyer, self.boss))
        self.assertEqual(self.link.target_id, self.boss)
        self.assertEqual(self.line.stakeholder_id, self.buyer)
        self.assertFalse(self.buyer.move_ids)
        for table in (
            "kam_stakeholder",
            "kam_stakeholder_link",
            "kam_stakeholder_counterpart",
            "kam_stakeholder_competitor",
            "kam_stakeholder_agenda",
            "kam_stakeholder_move",
            "kam_lead_stakeholder",
            "mail_message",
            "mail_activity",
        ):
            self.env.cr.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Secret%'")
            self.assertEqual(self.env.cr.fetchone(), (0,), table)
        log = self.log.search([], limit=1)
        self.assertEqual((log.kind, log.user_id), ("erase", self.user_sales))
        self.assertNotIn("Buyer", str(log.read()))

    def test_erase_from_notes_of_the_account(self):
        """A debrief keeps what was said; who said it is the title, also where the name has an apostrophe."""
        self.buyer.partner_id = False
        self.buyer.name = "Una O'Hara"
        note = self.account.message_post(body="There: Una O'Hara, Una O'Harast. Wants two halls.")
        other = self.make_account("Other Ltd").message_post(body="There: Una O'Hara.")
        self.buyer.action_erase_person()
        self.assertIn("There: Head of buying, Una O", note.body)
        self.assertIn("Harast. Wants two halls.", note.body)
        self.assertNotIn("Hara,", note.body)
        self.assertIn("Hara", other.body, "somebody of the same name at another account is somebody else")

    def test_who_may(self):
        for user in (self.user_sales2, self.user_team):
            person = self.buyer.with_user(user)
            self.assertRaises(AccessError, person.action_export_person)
            self.assertRaises(AccessError, person.action_erase_person)
        other = self.make_account("Other Ltd", user_id=self.user_sales2.id)
        there = self.people.create({"account_id": other.id, "partner_id": self.buyer.partner_id.id, "goals": "Secret"})
        with self.assertRaisesRegex(AccessError, "accounts that are not yours"):
            self.buyer.with_user(self.user_sales).action_erase_person()
        self.buyer.with_user(self.user_manager).action_erase_person()
        self.assertFalse(there.goals)
        self.assertEqual(self.log.search_count([("kind", "=", "erase")]), 2)

    def test_log_is_not_written(self):
        self.buyer.with_user(self.user_sales).action_export_person()
        log = self.log.search([], limit=1)
        for user in (self.user_manager, self.user_admin_kam):
            self.assertRaises(AccessError, log.with_user(user).unlink)
            self.assertRaises(AccessError, log.with_user(user).write, {"user_id": self.user_sales2.id})
