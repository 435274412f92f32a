"""What tests of satisfaction share."""

from datetime import date

from odoo.exceptions import ValidationError

from .alert_case import NOW
from .common import KamCase

TODAY = date(2026, 11, 20)


class SatisfactionCase(KamCase):
    """``account`` of user_sales and ``other`` of user_sales2, with one person each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.answers = cls.env["kam.satisfaction"]
        cls.account = cls.make_account("Asked Ltd", user_id=cls.user_sales.id, status="candidate")
        cls.other = cls.make_account("Other Ltd", user_id=cls.user_sales2.id)
        cls.anna = cls.env["kam.stakeholder"].create({"account_id": cls.account.id, "name": "Anna Able"})
        cls.otto = cls.env["kam.stakeholder"].create({"account_id": cls.other.id, "name": "Otto Other"})
        cls.delivery = cls.env.ref("kam_management.moment_delivery")
        cls.invoice = cls.env.ref("kam_management.moment_invoice")

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def answer(self, score=None, day="2026-11-01", **vals):
        """An answer; without a score and words it says something at least."""
        values = {"account_id": self.account.id, "date": day, **vals}
        if score is None:
            values.setdefault("verbatim", "They said something")
        else:
            values["score"] = score
        return self.answers.create(values)

    def refused(self, words, *args, **vals):
        with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
            self.answer(*args, **vals)
