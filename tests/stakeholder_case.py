"""One account with a small map.

::

    boss (decides, power 5, opponent)        cfo (placeholder, owns the budget)
      └── buyer (procurement, ours: user_sales, strength 3)
            └── clerk (user)
"""

from contextlib import contextmanager

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import KamCase


class StakeholderCase(KamCase):
    """``account`` is managed by ``user_sales``; ``user_team`` is on its team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_team = new_test_user(cls.env, login="kam_team", groups="sales_team.group_sale_salesman")
        cls.account = cls.make_account(
            "Mapped Ltd",
            user_id=cls.user_sales.id,
            member_ids=[(0, 0, {"user_id": cls.user_team.id})],
        )
        cls.company_partner = cls.account.partner_id
        cls.people = cls.env["kam.stakeholder"]
        cls.roles = {role.code: role for role in cls.env["kam.stakeholder.role"].search([])}
        cls.boss = cls.person("Berta Boss", "decision_maker", power=5, support="opponent", title="Chief executive")
        cls.buyer = cls.person(
            "Bill Buyer", "procurement", parent_id=cls.boss.id, user_id=cls.user_sales.id, strength=3
        )
        cls.clerk = cls.person("Cleo Clerk", "user", parent_id=cls.buyer.id, power=1)
        cls.cfo = cls.people.create(
            {
                "account_id": cls.account.id,
                "name": "Head of finance",
                "role_ids": [(6, 0, cls.roles["budget_owner"].ids)],
            }
        )

    @classmethod
    def contact(cls, name, company=None, **vals):
        """A contact of the customer."""
        company = cls.company_partner if company is None else company
        return cls.env["res.partner"].create({"name": name, "parent_id": company.id, **vals})

    @classmethod
    def person(cls, name, role=None, account=None, title=False, **vals):
        """A stakeholder with a contact of their own."""
        account = account or cls.account
        partner = cls.contact(name, account.partner_id, function=title)
        return cls.people.create(
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "role_ids": [(6, 0, cls.roles[role].ids if role else [])],
                **vals,
            }
        )

    @classmethod
    def make_lead(cls, **vals):
        return cls.env["crm.lead"].create(
            {"name": "A deal", "type": "opportunity", "partner_id": cls.company_partner.id, **vals}
        )

    def codes(self, account=None):
        """Codes of the findings of an account."""
        account = account or self.account
        account.invalidate_recordset()
        return {finding.code for finding in account._coverage()[account.id][0]}

    @contextmanager
    def refused(self, words, model="kam.stakeholder"):
        """What is inside is refused with a sentence that has these words, by the ORM or by the database."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                yield
                self.env.flush_all()
        except psycopg2.IntegrityError as error:
            self.assertIn(words, self.env[model]._sql_error_to_message(error))
        except ValidationError as error:
            self.assertIn(words, str(error))
        else:
            self.fail("not refused")
        self.env.invalidate_all()
