"""Every rule of the early warnings: it opens, it does not open, it closes. All figures are computed by hand."""

import random
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .alert_case import NOW, TODAY, AlertCase


class TestSilence(AlertCase):
    """No contact for N days, or as many as the tier allows."""

    def written(self, days, **vals):
        """A message of a contact, so many days ago."""
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": self.boss.partner_id.id,
                "message_type": "email",
                "author_id": self.boss.partner_id.id,
                "date": NOW - timedelta(days=days),
                **vals,
            }
        )

    def test_days_of_the_rule(self):
        rule = self.rule("silence", threshold=60)
        self.written(60)
        self.assert_quiet()
        self.env["mail.message"].search([("author_id", "=", self.boss.partner_id.id)]).date = NOW - timedelta(days=61)
        alert = self.assert_opens(rule, since="2026-09-20", value=61, last="2026-09-20")
        self.written(1)
        self.assert_closes(alert)

    def test_days_of_the_tier(self):
        """The tier Key allows 45 days of silence."""
        rule = self.rule("silence")
        self.written(45)
        self.assert_quiet()
        self.env["mail.message"].search([("author_id", "=", self.boss.partner_id.id)]).date = NOW - timedelta(days=46)
        self.assert_opens(rule, value=46)
        self.account.tier_id.silence_days = 0
        self.assert_quiet()

    def test_new_account_is_not_silent(self):
        self.rule("silence", threshold=30)
        self.env.cr.execute("UPDATE kam_account SET decided_on = '2026-11-01' WHERE id = %s", [self.account.id])
        self.assert_quiet()

    def test_every_kind_of_contact_counts(self):
        rule = self.rule("silence", threshold=30)
        lead = self.make_lead(partner_id=self.boss.partner_id.id)
        yesterday = NOW - timedelta(days=1)
        todo = self.env.ref("mail.mail_activity_data_todo")
        contacts = {
            "message to them": ("mail.message", {"partner_ids": self.buyer.partner_id.ids, "message_type": "comment"}),
            "mail on an opportunity": (
                "mail.message",
                {"model": "crm.lead", "res_id": lead.id, "message_type": "email_outgoing", "date": yesterday},
            ),
            "note on a person": (
                "mail.message",
                {"model": "kam.stakeholder", "res_id": self.boss.id, "message_type": "comment", "date": yesterday},
            ),
            "meeting with them": (
                "calendar.event",
                {
                    "name": "Lunch",
                    "start": yesterday,
                    "stop": yesterday,
                    "partner_ids": [(6, 0, self.clerk.partner_id.ids)],
                },
            ),
            "meeting about an opportunity": (
                "calendar.event",
                {"name": "Demo", "start": yesterday, "stop": yesterday, "opportunity_id": lead.id},
            ),
        }
        for name, (model, values) in contacts.items():
            with self.subTest(name):
                record = self.env[model].create(values)
                self.assert_quiet()
                record.unlink()
                self.env["mail.message"].search([("res_id", "=", lead.id), ("model", "=", "crm.lead")]).unlink()
                self.assert_opens(rule)
                self.look().action_resolve()
        for model, record in (("kam.account", self.account), ("crm.lead", lead), ("res.partner", self.company_partner)):
            with self.subTest(f"to-do done on {model}"):
                activity = self.env["mail.activity"].create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(model),
                        "res_id": record.id,
                        "activity_type_id": todo.id,
                        "user_id": self.user_sales.id,
                    }
                )
                activity.write({"active": False, "date_done": TODAY})
                self.assert_quiet()
                activity.unlink()
                self.assert_opens(rule)
                self.look().action_resolve()

    def test_what_is_no_contact(self):
        rule = self.rule("silence", threshold=30)
        lead = self.make_lead()
        self.env["mail.message"].search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)]).unlink()
        self.env["mail.message"].create(
            [
                {"model": "crm.lead", "res_id": lead.id, "message_type": "comment", "is_internal": True},
                {"model": "crm.lead", "res_id": lead.id, "message_type": "notification"},
                {"model": "kam.account", "res_id": self.account.id, "message_type": "comment"},
            ]
        )
        tomorrow = NOW + timedelta(days=1)
        self.env["calendar.event"].create(
            {"name": "To come", "start": tomorrow, "stop": tomorrow, "opportunity_id": lead.id}
        )
        self.assert_opens(rule)


class TestPlainRules(AlertCase):
    """Rules that read the account and its history."""

    def test_no_manager(self):
        rule = self.rule("no_manager")
        self.assert_quiet()
        self.account.user_id = False
        alert = self.assert_opens(rule, since="2026-11-20")
        self.assertEqual(alert.user_id, self.user_manager, "the leader of the team answers")
        self.account.user_id = self.user_sales2
        self.assertEqual(alert.user_id, self.user_sales2)
        self.assert_closes(alert)
        self.user_sales2.active = False
        self.assert_opens(rule)

    def test_level_down(self):
        rule = self.rule("level_down", threshold=90)
        levels = self.env["kam.relationship.level"].search([])
        self.account.level_id = levels[2]
        self.assert_quiet()
        self.account.level_id = levels[1]
        alert = self.assert_opens(rule, since="2026-11-20", before=levels[2].id, now=levels[1].id)
        levels[2].name = "Renamed since"
        self.env["kam.account.change"].search([("account_id", "=", self.account.id)]).filtered(
            lambda move: move.old_value
        ).old_value = "Renamed since"
        self.assertEqual(self.look(), alert)
        self.account.level_id = levels[2]
        self.assert_closes(alert)

    def test_level_down_long_ago(self):
        rule = self.rule("level_down", threshold=90)
        levels = self.env["kam.relationship.level"].search([])
        self.account.level_id = levels[2]
        self.account.level_id = levels[0]
        moves = self.env["kam.account.change"].search([("account_id", "=", self.account.id), ("kind", "=", "level")])
        moves[0].date = NOW - timedelta(days=89)
        alert = self.assert_opens(rule, since="2026-08-23")
        moves[0].date = NOW - timedelta(days=91)
        self.assert_closes(alert)

    def test_event_closed_by_hand_stays_closed(self):
        rule = self.rule("level_down", threshold=90)
        levels = self.env["kam.relationship.level"].search([])
        self.account.level_id = levels[3]
        self.account.level_id = levels[2]
        self.assert_opens(rule).action_resolve()
        self.assert_quiet()
        with self.at(NOW + timedelta(days=3)):
            self.account.level_id = levels[1]
            self.assertEqual(self.look().rule_id, rule, "it went down once more")

    def test_state_closed_by_hand_comes_back(self):
        rule = self.rule("no_manager")
        self.account.user_id = False
        first = self.assert_opens(rule)
        first.action_resolve()
        self.assertNotEqual(self.assert_opens(rule), first)

    def test_competitor_threat(self):
        rule = self.rule("competitor_threat", threshold=3)
        rival = self.env["kam.stakeholder.competitor"].create(
            {"stakeholder_id": self.boss.id, "name": "Rival", "strength": 2}
        )
        self.assert_quiet()
        rival.strength = 3
        alert = self.assert_opens(rule, since="2026-11-20", value=3, standings=rival.ids)
        rival.strength = 2
        self.assert_closes(alert)
        rival.strength = 4
        self.env.cr.execute("UPDATE kam_stakeholder_competitor SET raised_on = '2026-08-22'")
        self.env.invalidate_all()
        self.assert_quiet()  # 90 days ago: no news

    def test_opponent_alone(self):
        rule = self.rule("opponent_alone")
        alert = self.assert_opens(rule, value=1, ids=self.boss.ids)
        self.boss.user_id = self.user_team
        self.assert_closes(alert)
        self.boss.user_id = False
        self.boss.power = 3
        self.assert_quiet()
        self.boss.write({"power": 4, "support": "sceptic"})
        self.assert_quiet()


class TestPlanRules(AlertCase):
    """Rules that read the plan, the matrix and the competitors at the account."""

    def make_plan(self, **vals):
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2026})
        self.force(plan, **vals)
        return plan

    def force(self, record, **vals):
        """Write as the database would hold it, past every rule of the life cycle."""
        self.env.flush_all()
        for name, value in vals.items():
            self.env.cr.execute(f"UPDATE {record._table} SET {name} = %s WHERE id = %s", [value, record.id])
        self.env.invalidate_all()

    def test_no_plan(self):
        rule = self.rule("no_plan", threshold=31)
        alert = self.assert_opens(rule, since="2026-02-01", year=2026)
        plan = self.make_plan(state="review")
        self.assertEqual(self.look(), alert)
        for state in ("approved", "implementation", "closed"):
            self.force(plan, state=state)
            self.assert_closes(alert)
            self.force(plan, state="draft")
            alert = self.look()
        self.force(plan, state="approved", active=False)
        self.assertEqual(self.look(), alert)
        self.force(plan, active=True, year=2025)
        self.assertEqual(self.look(), alert, "last year's plan is not this year's")

    def test_time_to_plan(self):
        """Chosen on 20 October: the plan is due a month later."""
        rule = self.rule("no_plan", threshold=31)
        self.force(self.account, decided_on="2026-10-21")
        self.assert_quiet()
        self.force(self.account, decided_on="2026-10-20")
        self.assert_opens(rule, since="2026-11-20")

    def test_fiscal_year_of_the_company(self):
        """The year that began in November is not due before 2 December."""
        rule = self.rule("no_plan", threshold=31)
        self.env["kam.account"]._main_company().kam_fiscal_month = "11"
        self.assert_quiet()
        rule.threshold = 19
        self.assert_opens(rule, since="2026-11-20", year=2026)

    def test_overdue_tactic(self):
        rule = self.rule("overdue_tactic", threshold=7, sentence="Late: {what}")
        plan = self.make_plan()
        objective = self.env["kam.plan.objective"].create({"plan_id": plan.id, "name": "Grow"})
        strategy = self.env["kam.plan.strategy"].create({"objective_id": objective.id, "name": "Widen"})
        first, second = self.env["kam.plan.tactic"].create(
            [
                {"strategy_id": strategy.id, "name": "Workshop", "date_due": "2026-11-12"},
                {"strategy_id": strategy.id, "name": "Visit", "date_due": "2026-11-13"},
            ]
        )
        self.assert_quiet()  # a draft is nobody's promise
        self.force(plan, state="approved")
        alert = self.assert_opens(rule, since="2026-11-12", value=1, ids=first.ids)
        self.assertIn("Late: Workshop (", alert.sentence)
        self.force(second, deadline="2026-11-01")
        self.assert_opens(rule, since="2026-11-01", ids=(second + first).ids)
        self.force(first, done=True)
        self.force(second, done=True)
        self.assert_closes(alert)

    def test_overdue_milestone(self):
        rule = self.rule("overdue_milestone", threshold=7, sentence="Late: {what}")
        step = self.env["kam.cadence.step"].search([], limit=1)
        self.env["kam.plan.milestone"].search([("account_id", "=", self.account.id)]).unlink()
        milestone = self.env["kam.plan.milestone"].create(
            {"account_id": self.account.id, "step_id": step.id, "year": 2026, "date": "2026-11-13"}
        )
        self.assert_quiet()
        self.force(milestone, date="2026-11-12")
        alert = self.assert_opens(rule, since="2026-11-12", value=1, ids=milestone.ids)
        self.assertIn(f"Late: {step.name}", alert.sentence)
        self.force(milestone, state="done")
        self.assert_closes(alert)

    def test_entitlement(self):
        """A named sponsor is promised to A: without one there is an alert, which says what is missing."""
        rule = self.rule("entitlement", sentence="Missing: {what}")
        self.env["kam.activity.rule"].search([("activity_id.kind", "=", "standing")]).action_archive()
        activity = self.env["kam.influencing.activity"].create(
            {"name": "Sponsor named", "kind": "standing", "standing_check": "sponsor"}
        )
        cell = self.env["kam.activity.rule"].create(
            {"activity_id": activity.id, "segment_id": self.segment_a.id, "mode": "standing", "times_per_year": 0}
        )
        alert = self.assert_opens(rule, value=1, ids=activity.ids)
        self.assertIn("Missing: Sponsor named (", alert.sentence)
        for check, mend, spoil in (
            ("sponsor", {"sponsor_id": self.user_all.id}, {"sponsor_id": False}),
            ("target_level", {"target_level_id": self.env.ref("kam_management.level_partner").id}, {}),
            ("named_manager", {"user_id": self.user_sales.id}, {"user_id": False}),
            ("team", {}, {"member_ids": [(5, 0, 0)]}),
        ):
            with self.subTest(check):
                activity.standing_check = check
                self.account.write(spoil)
                self.assert_opens(rule)
                self.account.write(mend or {"member_ids": [(0, 0, {"user_id": self.user_team.id})]})
                self.assert_quiet()
        activity.standing_check = "counterpart"
        self.assert_opens(rule)
        self.boss.user_id = self.user_team
        self.assert_quiet()
        self.boss.user_id = False
        cell.active = False
        self.assert_quiet()

    def test_missing_manager_is_told_once(self):
        self.rule("entitlement")
        self.account.user_id = False
        self.env["kam.activity.rule"].search([("activity_id.kind", "=", "standing")]).action_archive()
        activity = self.env["kam.influencing.activity"].create(
            {"name": "Manager named", "kind": "standing", "standing_check": "named_manager"}
        )
        self.env["kam.activity.rule"].create(
            {"activity_id": activity.id, "segment_id": self.segment_a.id, "mode": "standing", "times_per_year": 0}
        )
        self.assertEqual(self.look().rule_id.check, "entitlement")
        rule = self.rule("no_manager")
        self.assert_opens(rule)

    def test_competitor_at_the_account(self):
        rule = self.rule("competitor_threat", threshold=3, sentence="{what} with {who}")
        rival = self.env["kam.competitor"].create({"account_id": self.account.id, "name": "Rival", "threat": "4"})
        self.assert_quiet()  # a first rating is no rise
        rival.threat = "5"
        alert = self.assert_opens(rule, since="2026-11-20", value=5, rivals=rival.ids, standings=[])
        self.assertIn("Rival with the customer as a whole", alert.sentence)
        rival.threat = "4"
        self.assert_closes(alert)

    def test_done_action_is_a_contact(self):
        rule = self.rule("silence", threshold=30)
        self.assert_opens(rule)
        activity = self.env["kam.influencing.activity"].search([("kind", "=", "personal")], limit=1)
        action = self.env["kam.influencing.action"].create(
            {"account_id": self.account.id, "activity_id": activity.id, "date": "2026-11-10"}
        )
        self.look()
        self.assertTrue(self.look(), "planned is not done")
        self.force(action, state="done")
        self.assert_quiet()


class TestMoneyRules(AlertCase):
    """Sums by hand: three months up to 20 November, against the same months a year before."""

    def test_revenue_down(self):
        rule = self.rule("revenue_down", threshold=25, months=3)
        self.deal(4000, closed="2025-09-01")
        self.deal(4000, closed="2025-11-20 11:00")
        self.deal(9999, closed="2025-11-21")  # a day too late to count
        self.deal(9999, closed="2025-08-20")  # three months and more before
        self.deal(6001, closed="2026-10-01")
        self.assert_quiet()  # 8000 → 6001 = 24.99 %
        lead = self.deal(0, closed="2026-10-02")
        self.env.cr.execute("UPDATE crm_lead SET expected_revenue = 6000 WHERE expected_revenue = 6001")
        alert = self.assert_opens(rule, value=25, now=6000, before=8000)
        self.env.cr.execute("UPDATE crm_lead SET expected_revenue = 500 WHERE id = %s", [lead.id])
        self.assert_closes(alert)

    def test_small_revenue_says_nothing(self):
        self.rule("revenue_down", threshold=25, months=3)
        self.deal(999, closed="2025-10-01")
        self.assert_quiet()

    def test_revenue_down_to_nothing(self):
        rule = self.rule("revenue_down", threshold=100, months=3)
        self.deal(1000, closed="2025-10-01")
        self.assert_opens(rule, value=100, now=0, before=1000)

    def test_pipeline_down(self):
        rule = self.rule("pipeline_down", threshold=50)
        self.deal(3000, closed="2026-02-01", created="2025-06-01")  # open a year ago, won since
        self.deal(1000, status="lost", closed="2025-12-01", created="2025-06-01")  # open then, lost since
        self.deal(5000, status="lost", closed="2025-10-01", created="2025-06-01")  # lost by then
        self.deal(2100, status="pending", created="2026-06-01")
        self.assert_quiet()  # 4000 → 2100
        self.env.cr.execute("UPDATE crm_lead SET expected_revenue = 2000 WHERE expected_revenue = 2100")
        alert = self.assert_opens(rule, value=50, now=2000, before=4000)
        self.deal(100, status="pending", created="2026-11-01")
        self.assert_closes(alert)

    def test_win_rate_down(self):
        """A year ago 4 of 5 (80 %), now 3 of 5 (60 %): 20 points."""
        rule = self.rule("win_rate_down", threshold=20, months=12)
        for number in range(5):
            self.deal(1, status="won" if number < 4 else "lost", closed=f"2025-0{number + 1}-10")
        deals = [
            self.deal(1, status="won" if number < 3 else "lost", closed=f"2026-0{number + 1}-10") for number in range(5)
        ]
        alert = self.assert_opens(rule, value=20, now=60, before=80)
        self.env.cr.execute("UPDATE crm_lead SET won_status = 'won' WHERE id = %s", [deals[4].id])
        self.assert_closes(alert)
        self.env.cr.execute(
            "UPDATE crm_lead SET won_status = 'lost', date_closed = '2020-01-01' WHERE id = %s", [deals[4].id]
        )
        self.assert_quiet()  # only four were decided: too few

    def test_amounts_in_the_main_currency(self):
        rule = self.rule("revenue_down", threshold=50, months=3)
        currency = self.env["res.currency"].create({"name": "QQQ", "symbol": "Q"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 2, "name": "2020-01-01", "company_id": False}
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "currency_id": currency.id})
        lead = self.deal(6000, closed="2025-10-01")  # 3000 in the main company's currency
        self.env.cr.execute("UPDATE crm_lead SET company_id = %s WHERE id = %s", [elsewhere.id, lead.id])
        self.deal(1500, closed="2026-10-01")
        self.assert_opens(rule, value=50, now=1500, before=3000)


class TestCoverage(AlertCase):
    """Findings of the map: the statement tells the same as ``coverage.py``."""

    def by_statement(self, accounts):
        """{(account id, finding): ids} as the rules find them."""
        self.alerts.search([]).unlink()
        accounts._check_alerts()
        return {
            (alert.account_id.id, alert.rule_id.finding): set(alert.details["ids"])
            for alert in self.alerts.search([("account_id", "in", accounts.ids)])
        }

    def by_map(self, accounts):
        """The same from the map."""
        return {
            (account_id, finding.code): set(finding.ids)
            for account_id, (found, _model) in accounts._coverage().items()
            for finding in found
        }

    def all_findings(self):
        for code, _name in self.rules._fields["finding"].selection:
            self.rule("coverage", finding=code, name=f"Rule {code}")

    def test_one_finding(self):
        rule = self.rule("coverage", finding="no_champion", severity="high")
        alert = self.assert_opens(rule, value=0, ids=[])
        self.assertEqual(alert.severity, "high")
        self.clerk.role_ids = self.roles["champion"]
        self.assert_closes(alert)

    def test_same_as_the_map(self):
        """Forty accounts with everything that can go wrong, drawn with a fixed seed."""
        self.all_findings()
        draw = random.Random(4)
        users = [self.user_sales, self.user_sales2, self.user_team, self.user_all]
        accounts = self.account
        for number in range(40):
            account = self.make_account(f"Drawn {number}", sponsor_id=draw.choice([False, self.user_all.id]))
            self.place(account, draw.choice([self.segment_a, self.segment_b]), draw.choice(["tier_key", "tier_plus"]))
            accounts |= account
            for place in range(draw.randrange(6)):
                person = self.draw_person(draw, account, f"{number}.{place}", users)
                if draw.random() < 0.15:
                    person.active = False
        self.user_all.active = False
        expected = self.by_map(accounts)
        codes = {code for _account, code in expected}
        self.assertEqual(codes, {code for code, _name in self.rules._fields["finding"].selection}, "all occur")
        self.maxDiff = None
        self.assertEqual(self.by_statement(accounts), expected)

    def draw_person(self, draw, account, name, users):
        """Somebody with drawn traits."""
        vals = {
            "power": draw.randrange(1, 6),
            "support": draw.choice(["opponent", "sceptic", "neutral", "champion"]),
        }
        role = draw.choice([None, "decision_maker", "budget_owner", "champion", "user"])
        if draw.random() < 0.2:
            role_ids = [(6, 0, self.roles[role].ids if role else [])]
            return self.people.create({"account_id": account.id, "name": name, "role_ids": role_ids, **vals})
        person = self.person(name, role, account, **vals)
        self.env.cr.execute(
            "UPDATE kam_stakeholder SET since = %s WHERE id = %s",
            [TODAY - timedelta(days=draw.choice([5, 44, 45, 46, 200])), person.id],
        )
        person.invalidate_recordset()
        for user in draw.sample(users, draw.choice([0, 1, 1, 2])):
            person.counterpart_ids = [(0, 0, {"user_id": user.id, "strength": draw.randrange(5)})]
        if draw.random() < 0.2:
            person.partner_id.active = False
        elif draw.random() < 0.1:
            person.partner_id.parent_id = self.company_partner
        if draw.random() < 0.3:
            self.env["mail.message"].create(
                {
                    "model": "kam.stakeholder",
                    "res_id": person.id,
                    "message_type": "comment",
                    "date": NOW - timedelta(days=draw.choice([1, 45, 46, 90])),
                }
            )
        return person


class TestScope(AlertCase):
    """Which accounts a rule looks at."""

    def test_segments(self):
        rule = self.rule("no_manager")
        self.account.user_id = False
        for segment, stands in ((self.segment_b, True), (self.segment_c, False), (self.segment_a, True)):
            self.place(self.account, segment)
            self.assertEqual(bool(self.look()), stands, segment.code)
        rule.segment_ids = self.segment_c
        self.assert_quiet()
        self.place(self.account, self.segment_c)
        self.assert_opens(rule)

    def test_out_of_scope_closes(self):
        rule = self.rule("no_manager")
        self.account.user_id = False
        for name, leave in (
            ("dropped", lambda: self.place(self.account, self.segment_c)),
            ("archived customer", lambda: self.company_partner.action_archive()),
            ("archived rule", lambda: rule.action_archive()),
        ):
            with self.subTest(name):
                alert = self.assert_opens(rule)
                leave()
                self.assert_closes(alert)
                self.place(self.account, self.segment_a)
                self.company_partner.action_unarchive()
                rule.action_unarchive()

    def test_several_rules_stand_together(self):
        self.rule("no_manager")
        self.rule("opponent_alone")
        self.account.user_id = False
        self.assertEqual(len(self.look()), 2)

    def test_queries_are_flat(self):
        """Fifty accounts take as many queries as five."""
        self.env["kam.alert.rule"].with_context(active_test=False).search([]).write({"active": True})
        few = self.env["kam.account"].union(*[self.make_account(f"Few {number}") for number in range(5)])
        many = self.env["kam.account"].union(*[self.make_account(f"Many {number}") for number in range(50)])
        for account in few | many:
            self.place(account, self.segment_b)
        run = self.env["kam.account"]._alert_run()
        few._check_alerts(run)

        def queries(accounts):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            done = accounts._check_alerts(run)
            return self.env.cr.sql_log_count - before, done

        self.alerts.search([]).unlink()
        (count, done), (more, all_done) = queries(few), queries(many)
        self.assertEqual(len(all_done["opened"]), 10 * len(done["opened"]))
        self.assertEqual(more, count)

    def test_sentences_read_as_many_queries_for_many(self):
        self.rule("opponent_alone", sentence="Alone: {who}")
        accounts = self.account
        for number in range(9):
            account = self.make_account(f"More {number}")
            self.place(account, self.segment_a)
            self.person(f"Foe {number}", account=account, power=5, support="opponent")
            accounts |= account
        accounts._check_alerts()
        alerts = self.alerts.search([("account_id", "in", accounts.ids)])
        self.assertEqual(len(alerts), 10)

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("sentence")
            return self.env.cr.sql_log_count - before

        queries(alerts)
        self.assertEqual(queries(alerts), queries(alerts[:2]))


class TestSentence(AlertCase):
    """Words: from the facts, in the language of whoever reads them."""

    def test_what_since_when_and_what_to_do(self):
        self.rule("opponent_alone", sentence="Against us: {who}", advice="meet them")
        self.assertEqual(self.look().sentence, "Against us: Berta Boss (since 11/20/2026): meet them")

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.rule("opponent_alone", sentence="Against us: {who}", advice="meet them")
        rule.with_context(lang="fr_FR").write({"sentence": "Contre nous : {who}", "advice": "les voir"})
        alert = self.look()
        self.assertTrue(alert.with_context(lang="fr_FR").sentence.startswith("Contre nous : Berta Boss ("))
        self.assertTrue(alert.sentence.startswith("Against us: Berta Boss ("))

    def test_many_names_are_cut(self):
        for number in range(4):
            self.person(f"Foe {number}", power=5, support="opponent")
        self.rule("opponent_alone", sentence="{count}: {who}")
        self.assertIn("5: Berta Boss, Foe 0, Foe 1 and 2 more", self.look().sentence)

    def test_seeded_sentences_know_their_facts(self):
        seeded = self.rules.with_context(active_test=False).search([("code", "!=", False)])
        self.assertGreaterEqual(len(seeded), 18)
        seeded._check_sentence()
        self.assertFalse([rule.name for rule in seeded if "–" in rule.sentence])

    def test_person_erased_since(self):
        self.rule("opponent_alone", sentence="Alone: {who}")
        alert = self.look()
        self.boss.unlink()
        alert.invalidate_recordset()
        self.assertIn("Alone: –", alert.sentence)


class TestBadInput(AlertCase):
    """Rules that cannot be meant are refused with a sentence."""

    def test_refused(self):
        for words, vals in (
            ("{nonsense} is not a fact", {"check": "silence", "sentence": "For {nonsense} days"}),
            ("choose the finding", {"check": "coverage"}),
            ("from 1 to 100", {"check": "revenue_down", "threshold": 0}),
            ("from 1 to 100", {"check": "revenue_down", "threshold": 101}),
            ("from 1 to 4", {"check": "competitor_threat", "threshold": 5}),
            ("zero or more", {"check": "silence", "threshold": -1}),
            ("1 to 36 months", {"check": "revenue_down", "threshold": 5, "months": 0}),
            ("0 means never", {"check": "silence", "escalate_days": -3}),
        ):
            with self.subTest(words), self.refused(words, "kam.alert.rule"):
                self.rule(**vals)

    def test_seeded_rules_stay(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.env.ref("kam_management.alert_silence").unlink()

    def test_two_unresolved_alerts_of_a_rule_are_refused(self):
        rule = self.rule("no_manager")
        values = {"account_id": self.account.id, "rule_id": rule.id, "severity": "low", "since": fields.Date.today()}
        self.alerts.create(values)
        with self.refused("unresolved alert of this rule already", "kam.alert"):
            self.alerts.create(values)
