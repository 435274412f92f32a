"""Key accounts with two years of opportunities, in one team, as of August 2030."""

from datetime import datetime

from .common import KamCase

NOW = datetime(2030, 8, 15, 12)


class TargetCase(KamCase):
    """``first`` (A) and ``second`` (B) are managed by ``user_sales``, ``third`` (B) by ``user_sales2``; ``other`` is no
    key account. ``user_all`` leads the team of all three."""

    clock = NOW

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.account"].search([("status", "=", "key")]).write({"active": False})
        cls.company = cls.env.ref("base.main_company")
        cls.company.kam_fiscal_month = "1"
        cls.segment_a, cls.segment_b = (cls.env.ref(f"kam_management.segment_{code}") for code in "ab")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Key Team",
                "user_id": cls.user_all.id,
                "company_id": False,
                "member_ids": [(6, 0, [cls.user_sales.id, cls.user_sales2.id])],
            }
        )
        cls.first = cls.make_key("First", cls.segment_a, cls.user_sales)
        cls.second = cls.make_key("Second", cls.segment_b, cls.user_sales)
        cls.third = cls.make_key("Third", cls.segment_b, cls.user_sales2)
        cls.other = cls.make_account("Other", user_id=cls.user_sales.id)
        for account, before, now in (
            (cls.first, 600, 400),
            (cls.second, 300, 350),
            (cls.third, 100, 0),
            (cls.other, 50, 75),
        ):
            cls.won(account, before, "2029-05-01")
            if now:
                cls.won(account, now, "2030-05-01")
        cls.open_deal = cls.lead(cls.first, 1000, probability=20, date_deadline="2030-11-30")
        cls.lead(cls.first, 5000, probability=50, date_deadline="2031-02-28")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        if self.clock:
            self.enterContext(self.at(self.clock))

    @classmethod
    def make_key(cls, name, segment, user, **vals):
        account = cls.make_account(name, user_id=user.id, team_id=cls.team.id, **vals)
        account.action_declare(segment)
        return account

    @classmethod
    def lead(cls, account, revenue, **vals):
        vals = {"user_id": account.user_id.id, "team_id": False, **vals}
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": account.partner_id.id,
                "expected_revenue": revenue,
                **vals,
            }
        )

    @classmethod
    def won(cls, account, revenue, moment, **vals):
        deal = cls.lead(account, revenue, **vals)
        deal.action_set_won()
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_lead SET date_closed = %s WHERE id = %s", [moment, deal.id])
        cls.env.invalidate_all()
        return deal

    def target(self, value, scope="account", place=None, **vals):
        name = {"segment": "segment_id", "team": "team_id", "user": "user_id", "account": "account_id"}.get(scope)
        return self.env["kam.target"].create(
            {
                "year": 2030,
                "scope": scope,
                "company_id": False,
                "target": value,
                **({name: place.id} if name else {}),
                **vals,
            }
        )

    def queries(self, function):
        """How many queries a call takes with cold records and warm caches."""
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            function()
        return self.cr.sql_log_count - before
