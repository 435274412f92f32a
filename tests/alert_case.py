"""An account that gives no cause for worry, to be spoilt by each test in one way."""

from datetime import date, datetime

from .stakeholder_case import StakeholderCase

#: The present of the tests: a Friday noon.
NOW = datetime(2026, 11, 20, 12)
TODAY = NOW.date()


class AlertCase(StakeholderCase):
    """``account`` is an A of the team of ``user_all``; whatever stands in the seed, one rule at a time is in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.segment_c = cls.env.ref("kam_management.segment_c")
        cls.rules = cls.env["kam.alert.rule"]
        cls.rules.search([]).write({"active": False})
        cls.alerts = cls.env["kam.alert"]
        cls.team = cls.env["crm.team"].create({"name": "Key", "user_id": cls.user_manager.id})
        cls.account.team_id = cls.team
        cls.place(cls.account, cls.segment_a)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    @classmethod
    def place(cls, account, segment, tier="tier_key"):
        """Put an account into a segment and tier, long ago, whatever the rules of classification say."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """UPDATE kam_account SET segment_id = %s, tier_id = %s, create_date = '2020-01-01', decided_on = NULL
                WHERE id = %s""",
            [segment.id, cls.env.ref(f"kam_management.{tier}").id, account.id],
        )
        cls.env.invalidate_all()

    def rule(self, check, **vals):
        """A rule, the only one in force unless others are made."""
        values = {"name": f"Rule {check}", "check": check, "sentence": "Wrong", "advice": "mend it", **vals}
        if "threshold" not in vals and check in ("revenue_down", "pipeline_down", "win_rate_down"):
            values["threshold"] = 20
        return self.rules.create(values)

    def look(self, account=None):
        """One run over an account; returns its alerts that are not resolved."""
        account = self.account if account is None else account
        account._check_alerts()
        return self.alerts.search([("account_id", "in", account.ids), ("state", "!=", "resolved")])

    def assert_opens(self, rule, since=None, value=None, **details):
        """The rule opens its alert, with these facts."""
        alert = self.look()
        self.assertEqual(alert.rule_id, rule, "one alert of this rule")
        if since:
            self.assertEqual(alert.since, date.fromisoformat(since))
        if value is not None:
            self.assertEqual(alert.value, value)
        for name, expected in details.items():
            self.assertEqual(alert.details[name], expected, name)
        return alert

    def assert_quiet(self):
        """Nothing stands."""
        self.assertFalse(self.look())

    def assert_closes(self, alert):
        """The next run closes the alert by itself."""
        self.assertFalse(self.look())
        self.assertEqual((alert.state, alert.resolved_by, alert.resolved_on), ("resolved", "gone", TODAY))

    def deal(self, amount, status="won", closed=None, created="2024-01-01", account=None):
        """An opportunity of the account, written as it would stand in the database by now."""
        lead = self.make_lead(expected_revenue=amount, partner_id=(account or self.account).partner_id.id)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET won_status = %s, active = %s, date_closed = %s, create_date = %s WHERE id = %s""",
            [status, status != "lost", closed, created, lead.id],
        )
        self.env.invalidate_all()
        return lead
