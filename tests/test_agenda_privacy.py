"""The personal agenda: nobody but the account manager and those named on it, through whatever door."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .security_case import SecurityCase

SECRET = "Wants the chairman's seat"


class TestAgendaPrivacy(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["kam.stakeholder"].create({"account_id": cls.account.id, "partner_id": cls.contact.id})
        cls.other = cls.env["kam.stakeholder"].create({"account_id": cls.account.id, "name": "Head of finance"})
        cls.agenda = cls.env["kam.stakeholder.agenda"].create(
            {
                "stakeholder_id": cls.person.id,
                "personal_agenda": SECRET,
                "secret_motives": SECRET,
                "reader_ids": [(6, 0, cls.user_team.ids)],
            }
        )
        cls.readers = cls.user_sales | cls.user_team
        # those with access to the account, the key account manager and the administrator among them
        cls.others = (
            cls.user_substitute | cls.user_sponsor | cls.user_lead_owner | cls.user_all | cls.user_manager
        ) | cls.user_admin_kam
        for user in cls.readers | cls.others | cls.user_sales2 | cls.user_elsewhere:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    def assert_refused(self, use):
        try:
            with self.cr.savepoint():
                use()
        except (UserError, ValueError):
            return
        self.fail("an agenda can be searched, sorted or grouped by")

    def test_readers(self):
        for user in self.readers:
            person = self.as_(user, self.person)
            self.assertEqual(person.personal_agenda, SECRET, user.login)
            self.assertTrue(person.agenda_visible)
            self.assertEqual(person.export_data(["personal_agenda"])["datas"], [[SECRET]])
            self.assertEqual(self.as_(user, self.agenda).search([]).personal_agenda, SECRET)

    def test_the_agenda_itself(self):
        for user in (*self.others, self.user_sales2, self.user_elsewhere):
            agenda = self.as_(user, self.agenda)
            with self.subTest(user=user.login):
                self.assertFalse(agenda.search([]))
                self.assertFalse(agenda.search([("personal_agenda", "ilike", "chairman")]))
                self.assertFalse(agenda.search_count([]))
                self.assertFalse(agenda.name_search(""))
                self.assertFalse(agenda.formatted_read_group([], ["personal_agenda"], ["__count"]))
                self.assertFalse(agenda.web_search_read([], {"personal_agenda": {}})["records"])
                self.assert_no_access(agenda.read, ["personal_agenda"])
                self.assert_no_access(agenda.web_read, {"personal_agenda": {}})
                self.assert_no_access(agenda.export_data, ["personal_agenda"])
                self.assert_no_access(agenda.write, {"reader_ids": [(4, user.id)]})
                self.assert_no_access(agenda.write, {"personal_agenda": "x"})
                self.assert_no_access(agenda.unlink)
                self.assert_no_access(agenda.copy)
                with self.assertRaises(AccessError):
                    agenda.copy_data()
        for user in (self.user_employee, self.user_portal):
            self.assert_no_access(self.as_(user, self.agenda).search, [])

    def test_through_the_stakeholder(self):
        for user in self.others:
            person = self.as_(user, self.person)
            with self.subTest(user=user.login):
                self.assertFalse(person.personal_agenda)
                self.assertFalse(person.secret_motives)
                self.assertFalse(person.agenda_reader_ids)
                self.assertFalse(person.agenda_visible)
                names = ["personal_agenda", "secret_motives", "agenda_reader_ids"]
                row = person.read(names)[0]
                self.assertFalse([row[name] for name in names if row[name]])
                self.assertEqual(person.export_data(["personal_agenda", "secret_motives"])["datas"], [["", ""]])
                found = person.web_search_read([("id", "=", person.id)], dict.fromkeys(names, {}))["records"][0]
                self.assertNotIn(SECRET, str(found))
                self.assertNotIn(SECRET, str(person.copy_data()))
                self.assertNotIn(SECRET, str(person.sudo().with_user(user).personal_agenda))

    def test_code_with_all_rights_does_not_read_for_others(self):
        person = self.as_(self.user_manager, self.person).sudo()
        self.assertFalse(person.personal_agenda)
        self.assertNotIn(SECRET, str(person.read(["personal_agenda", "secret_motives"])))
        self.assertEqual(self.as_(self.user_sales, self.person).sudo().personal_agenda, SECRET)

    def test_cannot_be_searched_or_grouped(self):
        """Nothing on the stakeholder can be searched by, so nobody learns even whether there is one."""
        for user in self.others | self.readers:
            people = self.as_(user, self.env["kam.stakeholder"])
            for name in ("personal_agenda", "secret_motives", "agenda_reader_ids", "agenda_visible"):
                for use in (
                    lambda people=people, name=name: people.search([(name, "!=", False)]),
                    lambda people=people, name=name: people.search([], order=name),
                    lambda people=people, name=name: people.formatted_read_group([], [name], ["__count"]),
                    lambda people=people, name=name: people.formatted_read_group([], ["account_id"], [name + ":count"]),
                    lambda people=people, name=name: people.env["kam.account"].search(
                        [("stakeholder_ids." + name, "!=", False)]
                    ),
                ):
                    self.assert_refused(use)
        relations = [
            name
            for model in self.env.registry.values()
            for name, field in model._fields.items()
            if field.comodel_name == "kam.stakeholder.agenda"
        ]
        self.assertEqual(relations, [], "a field that points at the agendas would let people search by them")

    def test_starting_one(self):
        vals = {"stakeholder_id": self.person.id, "personal_agenda": "x"}
        other = {**vals, "stakeholder_id": self.other.id}
        for user in self.others | self.user_team | self.user_sales2:
            agendas = self.as_(user, self.env["kam.stakeholder.agenda"])
            self.assert_no_access(agendas.create, vals)
            self.assert_no_access(agendas.create, {**vals, "reader_ids": [(6, 0, user.ids)]})
            self.assert_no_access(agendas.create, {**other, "reader_ids": [(6, 0, user.ids)]})
        self.as_(self.user_sales, self.other).personal_agenda = "Travels a lot"
        self.assertEqual(self.as_(self.user_sales, self.other).personal_agenda, "Travels a lot")
        self.assertFalse(self.as_(self.user_manager, self.other).personal_agenda)

    def test_naming_readers_is_the_account_managers(self):
        team = self.as_(self.user_team, self.person)
        team.personal_agenda = "Changed"
        self.assert_no_access(self.as_(self.user_team, self.agenda).write, {"reader_ids": [(4, self.user_all.id)]})
        self.as_(self.user_sales, self.person).agenda_reader_ids = [(6, 0, self.user_all.ids)]
        self.assertEqual(self.as_(self.user_all, self.person).personal_agenda, "Changed")
        self.assertFalse(self.as_(self.user_team, self.person).personal_agenda)

    def test_nobody_makes_themselves_account_manager(self):
        for user in (self.user_team, self.user_substitute, self.user_sponsor, self.user_all):
            self.assert_no_access(self.as_(user).write, {"user_id": user.id})
        self.as_(self.user_sales).write({"user_id": self.user_team.id})
        self.assertEqual(self.as_(self.user_team, self.person).personal_agenda, SECRET)
        self.assertFalse(self.as_(self.user_sales, self.person).personal_agenda)

    def test_discussion_and_history_are_silent(self):
        self.as_(self.user_sales, self.person).write({"personal_agenda": SECRET + "!", "goals": "Growth"})
        self.env.flush_all()
        self.assertNotIn("chairman", str(self.person.message_ids.mapped("body")))
        self.assertFalse(self.person.message_ids.tracking_value_ids)
        self.assertNotIn("chairman", str(self.person.move_ids.mapped("new")))
        self.assertNotIn("message_ids", self.agenda._fields)

    def test_form_and_map(self):
        for user in (self.user_manager, self.user_lead_owner):
            spec = str(self.as_(user).map_data())
            self.assertNotIn(SECRET, spec)
        with Form(self.as_(self.user_manager, self.person)) as form:
            form.goals = "Growth"
        self.assertEqual(self.agenda.personal_agenda, SECRET)
        self.assertNotIn(SECRET, str(self.as_(self.user_sales).map_data()))

    def test_export_of_a_person_keeps_it(self):
        self.as_(self.user_manager, self.person).action_export_person()
        content = self.env["ir.attachment"].search([("name", "like", "Recorded about")], order="id desc", limit=1).raw
        self.assertNotIn(SECRET.encode(), content)
        self.assertIn(self.user_sales.name.encode(), content)
        self.as_(self.user_sales, self.person).action_export_person()
        content = self.env["ir.attachment"].search([("name", "like", "Recorded about")], order="id desc", limit=1).raw
        self.assertIn(SECRET.encode(), content)
