"""One account and everybody who may or may not touch it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import KamCase

SALES = "sales_team.group_sale_salesman"
ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"


class Undo(Exception):
    """Ends a trial: what it did is rolled back."""


class SecurityCase(KamCase):
    """``account`` belongs to the main company and is managed by ``user_sales``; each user stands for a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.main = cls.env.company
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        for name in ("team", "substitute", "sponsor", "lead_owner"):
            setattr(cls, f"user_{name}", new_test_user(cls.env, login=f"kam_{name}", groups=SALES))
        cls.user_elsewhere = new_test_user(
            cls.env, login="kam_elsewhere", groups=ALL_DOCUMENTS, company_id=cls.elsewhere.id
        )
        cls.user_manager_elsewhere = new_test_user(
            cls.env,
            login="kam_manager_elsewhere",
            groups="sales_team.group_sale_manager",
            company_id=cls.elsewhere.id,
        )
        cls.roles = {
            "portal": cls.user_portal,
            "employee": cls.user_employee,
            "own": cls.user_sales,
            "foreign": cls.user_sales2,
            "team": cls.user_team,
            "substitute": cls.user_substitute,
            "sponsor": cls.user_sponsor,
            "lead_owner": cls.user_lead_owner,
            "all": cls.user_all,
            "manager": cls.user_manager,
            "admin": cls.user_admin_kam,
            "elsewhere": cls.user_elsewhere,
        }
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_c = cls.env.ref("kam_management.segment_c")
        cls.tier_strategic = cls.env.ref("kam_management.tier_strategic")
        cls.level = cls.env.ref("kam_management.level_partner")
        cls.trust = cls.env.ref("kam_management.criterion_trust")
        cls.service = cls.env.ref("kam_management.criterion_service")
        cls.account = cls.make_account(
            "Secret Customer",
            partner_vals={"company_id": cls.main.id, "email": "customer@example.net"},
            user_id=cls.user_sales.id,
            sponsor_id=cls.user_sponsor.id,
            substitute_id=cls.user_substitute.id,
            substitute_until=cls.today + timedelta(days=1),
            member_ids=[(0, 0, {"user_id": cls.user_team.id})],
        )
        cls.partner = cls.account.partner_id
        cls.contact = cls.env["res.partner"].create({"name": "Buyer", "parent_id": cls.partner.id})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "A deal",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.user_lead_owner.id,
                "company_id": cls.main.id,
            }
        )
        cls.rate(cls.account, {"trust": 4})
        cls.rating = cls.account.rating_ids
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        # Refusals are what is tested here: they need not be logged.
        self.enterContext(mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"))

    def as_(self, user, records=None):
        """The records (by default the account) as the user meets them: nothing cached, only their companies."""
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.account if records is None else records
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def new_partner(self, **vals):
        return self.env["res.partner"].create({"name": "New Customer", "is_company": True, **vals})

    def allowed(self, function, *args):
        """Whether ``function`` gets through without an AccessError; what it did is undone."""
        try:
            with self.cr.savepoint():
                function(*args)
                self.env.flush_all()
                raise Undo
        except Undo:
            return True
        except AccessError:
            return False
        finally:
            self.env.invalidate_all()

    def assert_no_access(self, function, *args, **kwargs):
        """``function`` is refused with an AccessError and changes nothing."""
        with self.assertRaises(AccessError), self.cr.savepoint():
            function(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()

    def value_for(self, record, name):
        """Some value for a field that differs from the present one."""
        field = record._fields[name]
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().search([("id", "!=", record.sudo()[name].id)], limit=1).id
        if field.type == "selection":
            values = field.get_values(self.env)
            return next(value for value in values if value != record.sudo()[name])
        if field.type == "boolean":
            return not record.sudo()[name]
        return {"char": "x", "date": "2030-01-01", "datetime": "2030-01-01 00:00:00", "text": "x"}.get(field.type, 77)

    def stored(self, record):
        """The row of a record as it is in the database."""
        self.env.flush_all()
        self.env.cr.execute(f"SELECT * FROM {record._table} WHERE id = %s", [record.id])
        return self.env.cr.dictfetchone()
