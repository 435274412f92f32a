"""What must not get out: to portal users, to employees without a role, to salespeople not concerned."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .security_case import SecurityCase


def view_spec(env, model, view_id, view_type):
    """What the web client asks for with this view: {field: {"fields": …}} as in its own calls."""
    arch = etree.fromstring(env[model].get_view(view_id, view_type)["arch"])

    def read(node, model):
        spec = {}
        for child in node:
            if not isinstance(child.tag, str):
                continue
            if child.tag != "field":
                spec.update(read(child, model))
                continue
            field = env[model]._fields[child.get("name")]
            spec[field.name] = {}
            if field.type in ("many2one", "reference"):
                spec[field.name] = {"fields": {"display_name": {}}}
            elif field.relational:
                lines = {}
                for view in child:
                    lines.update(read(view, field.comodel_name))
                spec[field.name] = {"fields": lines}
        return spec

    return read(arch, model)


class TestOutsiders(SecurityCase):
    """Portal users and employees without a key account role learn nothing through the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal.partner_id.parent_id = cls.partner
        cls.user_employee.group_ids += cls.env.ref("base.group_allow_export")
        cls.account.level_id = cls.level
        cls.env.flush_all()
        cls.outsiders = (cls.user_portal, cls.user_employee)
        cls.names = sorted(name for name in cls.env["res.partner"]._fields if name.startswith("kam_"))

    def test_fields_are_there(self):
        """The fields tried below exist and say something to those who may know."""
        self.assertIn("kam_score", self.names)
        contact = self.as_(self.user_sales, self.user_portal.partner_id)
        self.assertEqual(contact.kam_level_id, self.level)

    def test_read(self):
        for user in self.outsiders:
            # their own contact is the one record that everybody can read
            contact = self.as_(user, user.partner_id)
            contact.read(["name"])
            for name in self.names:
                with self.subTest(user=user.login, field=name):
                    self.assert_no_access(contact.read, [name])
                    self.assert_no_access(contact.web_read, {name: {}})
                    self.assert_no_access(getattr, contact, name)
                    with self.assertRaises(UserError), self.cr.savepoint():
                        contact.export_data([name])
                    self.assert_no_access(contact.search_read, [], [name])
                    self.assert_no_access(contact.web_search_read, [], {name: {}})
                    self.assert_no_access(self.as_(user, user).read, [name])
            self.assertFalse(set(contact.fields_get()) & set(self.names))

    def test_search_and_group(self):
        searchable = [name for name in self.names if self.env["res.partner"]._fields[name]._description_searchable]
        self.assertIn("kam_score", searchable)
        for user in self.outsiders:
            partners = self.as_(user, self.env["res.partner"])
            for name in searchable:
                with self.subTest(user=user.login, field=name):
                    for domain in (
                        [(name, "!=", False)],
                        [("commercial_partner_id." + name, "!=", False)],
                        [("commercial_partner_id", "any", [(name, "!=", False)])],
                        ["!", (name, "=", False)],
                    ):
                        self.assert_no_access(partners.search, domain)
                        self.assert_no_access(partners.search_count, domain)
                        self.assert_no_access(partners.name_search, "", domain)
                        self.assert_no_access(partners.formatted_read_group, domain, [], ["__count"])
                    self.assert_no_access(self.as_(user, self.env["res.users"]).search, [(name, "!=", False)])
                    self.assert_no_access(
                        self.as_(user, self.env["res.users"]).search, [("partner_id." + name, "!=", False)]
                    )
                    for model in ("res.partner", "res.users"):
                        records = self.as_(user, self.env[model])
                        self.assert_no_access(records.formatted_read_group, [], [name], ["__count"])
                        self.assert_no_access(records.formatted_read_group, [], ["active"], [name + ":count"])
                        self.assert_no_access(records.search, [], order=name)
            self.assert_no_access(partners.search, [("kam_account_id.score", ">", 0)])
            self.assert_no_access(partners.formatted_read_group, [], ["is_company"], ["kam_score:avg"])
            self.assert_no_access(partners.search_panel_select_range, "kam_tier_id", enable_counters=True)

    def test_account_and_what_hangs_on_it(self):
        message = self.account.message_post(body="Between us")
        for user in self.outsiders:
            for model in ("kam.account", "kam.account.rating", "kam.assessment", "kam.account.change", "kam.segment"):
                self.assert_no_access(self.as_(user, self.env[model]).search, [])
                self.assert_no_access(self.as_(user, self.env[model]).name_search, "")
            self.assert_no_access(self.as_(user, message).read, ["body"])
            found = self.as_(user, message).search([("model", "=", "kam.account")])
            self.assertFalse(found)
            self.assert_no_access(self.as_(user, self.user_portal.partner_id).action_kam_account)

    def test_salesperson_not_concerned(self):
        message = self.account.message_post(body="Between us")
        self.user_sales2.group_ids += self.env.ref("base.group_allow_export")
        foreign = self.as_(self.user_sales2)
        self.assert_no_access(foreign.read, ["score"])
        self.assert_no_access(foreign.export_data, ["score"])
        self.assert_no_access(self.as_(self.user_sales2, message).read, ["body"])
        self.assertFalse(self.as_(self.user_sales2, message).search([("model", "=", "kam.account")]))
        partner = self.as_(self.user_sales2, self.partner)
        self.assert_no_access(partner.export_data, ["kam_account_id/rating_ids/value"])
        self.assert_no_access(partner.web_read, {"kam_account_id": {"fields": {"score": {}}}})
        # through the account, only one's own are found
        self.account.strategic_way = "expand"
        self.env.flush_all()
        self.assertFalse(partner.search([("kam_account_id.strategic_way", "=", "expand")]))
        own = self.as_(self.user_sales, self.partner)
        self.assertEqual(own.search([("kam_account_id.strategic_way", "=", "expand")]), own)


class TestViews(SecurityCase):
    """The contact and the lead of an account open for those who may not read the account itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.with_user(cls.user_manager).action_declare(cls.segment_a, "Important")
        cls.account.with_user(cls.user_manager).action_override(
            cls.env["kam.segment"], "Their chairman", cls.today, cls.tier_strategic
        )
        cls.user_sales2.group_ids += cls.env.ref("base.group_partner_manager")
        # a colleague's account, but one's own lead: won, so it gives no access to the account
        cls.own_lead = cls.lead.copy({"user_id": cls.user_sales2.id})
        cls.own_lead.action_set_won()
        cls.env.flush_all()

    def views(self):
        views = {
            "res.partner": {
                "form": "base.view_partner_form",
                "list": "base.view_partner_tree",
                "kanban": "base.res_partner_kanban_view",
            },
            "crm.lead": {
                "form": "crm.crm_lead_view_form",
                "list": "crm.crm_case_tree_view_oppor",
                "kanban": "crm.crm_case_kanban_view_leads",
            },
        }
        for model, by_type in views.items():
            for view_type, name in by_type.items():
                yield model, view_type, self.env.ref(name)

    def test_salesperson_not_concerned(self):
        self.assertFalse(self.as_(self.user_sales2).has_access("read"))
        for model, view_type, view in self.views():
            records = {"res.partner": self.partner | self.contact, "crm.lead": self.own_lead}[model]
            records = self.as_(self.user_sales2, records)
            with self.subTest(model=model, view=view_type):
                spec = view_spec(records.env, model, view.id, view_type)
                self.assertIn("kam_badge", spec)
                for row in records.web_read(spec):
                    self.assertEqual(row["kam_badge"]["segment"], "A")
                    self.assertEqual(row["kam_badge"]["tier"], "Strategic")
        form = Form(self.as_(self.user_sales2, self.own_lead), view="crm.crm_lead_view_form")
        self.assertEqual(form.kam_override_reason, "Their chairman")
        form.name = "A better deal"
        form.save()
        with Form(self.as_(self.user_sales2, self.contact), view="base.view_partner_form") as form:
            form.function = "Buyer in chief"
        self.as_(self.user_sales2, self.env["crm.lead"]).web_read_group(
            [("kam_account_id", "!=", False)], ["kam_tier_id"], ["__count"]
        )

    def test_outsiders_see_no_part_of_it(self):
        """An employee opens contacts as before; the key account page and columns are not in the view."""
        for model, view_type, view in self.views():
            if model != "res.partner":
                continue
            contact = self.as_(self.user_employee, self.contact)
            with self.subTest(view=view_type):
                spec = view_spec(contact.env, model, view.id, view_type)
                self.assertFalse([name for name in spec if name.startswith("kam_")])
                contact.web_read(spec)
        arch = self.as_(self.user_employee, self.env["res.partner"]).get_view(None, "search")["arch"]
        self.assertNotIn("kam_", arch)
        with self.assertRaises(AccessError):
            self.as_(self.user_employee, self.contact).web_read({"kam_badge": {}})
