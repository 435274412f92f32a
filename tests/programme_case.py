"""One company's programme: accounts that are there for it alone, and answers by the code of what computes them."""

from datetime import datetime

from odoo.addons.kam_management.engine.programme import share_answer

from .common import KamCase

NOON = datetime(2026, 6, 30, 12)


class ProgrammeCase(KamCase):
    """A company of its own with two key accounts and another one; the clock stands in June 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Programme Ltd"})
        for user in (cls.user_sales, cls.user_sales2, cls.user_manager, cls.user_admin_kam):
            user.company_ids += cls.company
        cls.one = cls.key_account("One", user_id=cls.user_sales.id)
        cls.two = cls.key_account("Two", user_id=cls.user_sales2.id)
        cls.other = cls.own_account("Other", user_id=cls.user_sales.id)
        cls.env.flush_all()
        # Accounts of other companies and those that all share are not what is counted here.
        cls.env.cr.execute(
            "UPDATE kam_account SET status = 'prospect', decided_segment_id = NULL WHERE company_id IS NULL"
        )
        cls.env.invalidate_all()
        cls.answers = cls.env["kam.programme.answer"]
        cls.checks = cls.env["kam.programme.check"].sudo()

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOON))

    @classmethod
    def own_account(cls, name, **vals):
        return cls.make_account(name, partner_vals={"company_id": cls.company.id}, **vals)

    @classmethod
    def key_account(cls, name, segment="b", **vals):
        account = cls.own_account(name, **vals)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE kam_account SET status = 'key', decided_segment_id = %(segment)s, segment_id = %(segment)s"
            " WHERE id = %(id)s",
            {"segment": cls.env.ref(f"kam_management.segment_{segment}").id, "id": account.id},
        )
        cls.env.invalidate_all()
        return account

    def as_(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user).with_context(allowed_company_ids=[self.company.id])

    def data(self, user=None, **options):
        return self.as_(user or self.user_manager, self.env["kam.programme"]).programme_data(**options)

    def answer(self, name, year=2026):
        """The answer to a seeded item, by the end of its external id."""
        item = self.env.ref(f"kam_management.programme_{name}")
        return self.answers.search(
            [("item_id", "=", item.id), ("company_id", "=", self.company.id), ("year", "=", year)]
        )

    def check(self, code):
        """(answer, numbers) of a check, at the threshold of 80 %."""
        self.env.flush_all()
        self.env.invalidate_all()
        result = self.checks._result(code, self.checks._scope(self.company, 2026))
        values = result.values
        return result.answer or share_answer(values.get("count"), values.get("base"), 80), values

    def lead(self, account, revenue=100, closed=None, lost=False, **vals):
        lead = self.env["crm.lead"].create(
            {
                "name": f"Deal of {account.display_name}",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "user_id": account.user_id.id,
                "expected_revenue": revenue,
                "company_id": self.company.id,
                **vals,
            }
        )
        if lost:
            lead.action_set_lost()
        elif closed:
            lead.action_set_won()
        if closed:
            lead.date_closed = closed
        self.env.flush_all()
        return lead

    def action(self, account, activity="meetings", **vals):
        return self.env["kam.influencing.action"].create(
            {
                "account_id": account.id,
                "activity_id": self.env.ref(f"kam_management.activity_{activity}").id,
                "date": "2026-05-05",
                "state": "done",
                "user_id": account.user_id.id,
                **vals,
            }
        )

    def plan(self, account, year=2026, state="implementation", **vals):
        """A plan in a state, without its way there."""
        plan = self.env["kam.account.plan"].create({"account_id": account.id, "year": year, **vals})
        self.put(plan, state=state)
        return plan

    def put(self, records, **values):
        """Write columns as the way there would have left them."""
        self.env.flush_all()
        names = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE {records._table} SET {names} WHERE id = ANY(%s)", [*values.values(), list(records.ids)]
        )
        self.env.invalidate_all()
