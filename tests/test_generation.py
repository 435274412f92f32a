"""The matrix turned into dated actions: how many, when, whose, and what happens when things change."""

from datetime import date, datetime

from .common import KamCase

#: A Thursday; the fiscal year is the calendar year.
NEW_YEAR = "2026-01-01 08:00:00"


class GenerationCase(KamCase):
    """Accounts in segments, a matrix of one's own, and short ways to run and count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The seeded matrix stays out of the way: each test makes its own cells.
        cls.env["kam.activity.rule"].search([]).write({"active": False})
        cls.env["kam.account"].search([]).write({"segment_id": False})
        cls.segments = {code: cls.env.ref(f"kam_management.segment_{code.lower()}") for code in "ABCD"}
        cls.planning = cls.env.ref("kam_management.activity_planning")
        cls.meetings = cls.env.ref("kam_management.activity_meetings")
        cls.newsletter = cls.env.ref("kam_management.activity_newsletter")
        cls.actions = cls.env["kam.influencing.action"].with_context(active_test=False)

    def cell(self, activity, code, times, **values):
        """Set a cell of the matrix."""
        rules = self.env["kam.activity.rule"].with_context(active_test=False)
        rule = rules.search([("activity_id", "=", activity.id), ("segment_id", "=", self.segments[code].id)])
        values = {"times_per_year": times, "mode": "scheduled", "active": True, **values}
        if rule:
            rule.write(values)
            return rule
        return rules.create({"activity_id": activity.id, "segment_id": self.segments[code].id, **values})

    def account(self, code, name="Customer", **values):
        values.setdefault("user_id", self.user_sales.id)
        account = self.make_account(name, **values)
        account.segment_id = self.segments[code]
        return account

    def generate(self, moment=NEW_YEAR):
        """Run the scheduled action at a moment, as the server does."""
        with self.at(datetime.fromisoformat(moment)):
            self.run_crons("cron_generate")
        self.env.invalidate_all()

    def of(self, account, activity=None, **where):
        """Actions of an account that are not cancelled, by date."""
        domain = [("account_id", "=", account.id), ("state", "!=", "cancelled")]
        domain += [("activity_id", "=", activity.id)] if activity else []
        domain += [(name, "=", value) for name, value in where.items()]
        return self.actions.search(domain, order="date, id")


class TestGeneration(GenerationCase):
    def test_four_a_year(self):
        """Four joint planning sessions a year: one per quarter, on working days, once each."""
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        actions = self.of(account, year=2026)
        self.assertEqual(actions.mapped("quarter"), ["Q1", "Q2", "Q3", "Q4"])
        self.assertEqual(
            actions.mapped("slot_date"), [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
        )
        self.assertTrue(all(one.date.weekday() < 5 for one in actions))
        self.assertEqual(actions.user_id, self.user_sales)
        self.assertEqual(set(actions.mapped("state")), {"planned"})
        self.assertEqual(actions.mapped("hours"), [6.0] * 4)
        before = self.of(account).ids
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(self.of(account).ids, before, "running again adds none")
