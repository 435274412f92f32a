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

    def test_new_account_gets_what_remains(self):
        """In September nothing is made up for; the rest of the year and the rolling window come."""
        self.cell(self.planning, "A", 4)
        self.cell(self.meetings, "A", 12)
        account = self.account("A")
        self.generate("2026-09-10 08:00:00")
        self.assertLessEqual(len(self.of(account, self.planning, year=2026)), 2)
        self.assertIn("Q4", self.of(account, self.planning, year=2026).mapped("quarter"))
        self.assertIn(len(self.of(account, self.meetings, year=2026)), (3, 4))
        self.assertGreaterEqual(min(self.of(account).mapped("date")), date(2026, 9, 10))
        self.assertLessEqual(max(self.of(account).mapped("slot_date")), date(2027, 9, 10))

    def test_chosen_quarters(self):
        self.cell(self.planning, "A", 4, q2=True, q4=True)
        account = self.account("A")
        self.generate()
        self.assertEqual(self.of(account, year=2026).mapped("quarter"), ["Q2", "Q2", "Q4", "Q4"])

    def test_fiscal_year(self):
        """The periods follow the fiscal year of the account's company."""
        self.env.company.kam_fiscal_month = "4"
        self.cell(self.planning, "A", 1)
        account = self.account("A", partner_vals={"company_id": self.env.company.id})
        self.generate("2026-04-01 08:00:00")
        action = self.of(account, year=2026)
        self.assertEqual((action.slot_date, action.slot_end), (date(2026, 4, 1), date(2027, 3, 31)))

    def test_promotion_adds_only_the_difference(self):
        """B to A: the one session stays, three come; of six meetings all stay and six come."""
        self.cell(self.planning, "A", 4)
        self.cell(self.planning, "B", 1)
        self.cell(self.meetings, "A", 12)
        self.cell(self.meetings, "B", 6)
        account = self.account("B")
        self.generate()
        before = self.of(account, year=2026)
        self.assertEqual(len(before), 7)
        account.segment_id = self.segments["A"]
        self.generate("2026-01-01 18:00:00")
        after = self.of(account, year=2026)
        self.assertLessEqual(before, after)
        # the session that was planned for the whole year is that of the quarter it is dated in
        self.assertEqual(len(after.filtered(lambda one: one.activity_id == self.planning)), 4)
        self.assertEqual(len(after.filtered(lambda one: one.activity_id == self.meetings)), 12)
        self.assertEqual(set(after.rule_id.segment_id.mapped("code")), {"A"}, "each says which rule wants it now")

    def test_demotion_cancels_only_what_is_too_much(self):
        """A to B: what is done stays and counts, what is planned and too much goes, with the reason."""
        self.cell(self.meetings, "A", 12)
        self.cell(self.meetings, "B", 6)
        account = self.account("A")
        self.generate()
        done = self.of(account, year=2026)[:3]
        done.write({"state": "done"})
        account.segment_id = self.segments["B"]
        self.generate("2026-04-01 08:00:00")
        left = self.of(account, year=2026)
        self.assertLessEqual(done, left)
        self.assertEqual(len(left), 6, "three done and three planned are the six of the year")
        self.assertEqual(set(done.mapped("state")), {"done"})
        cancelled = self.actions.search([("account_id", "=", account.id), ("state", "=", "cancelled")])
        self.assertEqual(
            set(cancelled.mapped("cancel_reason")), {"“Frequent meetings” is planned 6 times a year for segment B."}
        )
        self.assertTrue(all(cancelled.mapped("withdrawn")))

    def test_back_and_forth(self):
        """B to A to B to A leaves what one step to A would."""
        self.cell(self.meetings, "A", 12)
        self.cell(self.meetings, "B", 6)
        account = self.account("B")
        for day, code in enumerate("BABA", start=1):
            account.segment_id = self.segments[code]
            self.generate(f"2026-01-0{day} 08:00:00")
        self.assertIn(len(self.of(account, year=2026)), (11, 12), "all that is not past")

    def test_dropped_account(self):
        """A dropped key account: the rest is cancelled, to-dos too, what is done stays."""
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.env["ir.config_parameter"].set_param("kam.todos_started", "1")
        self.generate()
        first, second = self.of(account, year=2026)[:2]
        first.state = "done"
        self.generate(f"{second.date} 08:00:00")
        self.assertEqual(second.state, "todo")
        account.segment_id = self.segments["D"]
        self.generate(f"{second.date} 18:00:00")
        self.assertEqual(self.of(account), first)
        self.assertFalse(self.env["mail.activity"].search([("kam_action_id", "=", second.id)]))
        self.assertEqual(second.cancel_reason, "“Joint planning” is not planned for segment D.")

    def test_archived_customer(self):
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        account.partner_id.active = False
        self.generate("2026-01-02 08:00:00")
        self.assertFalse(self.of(account))
        account.partner_id.active = True
        self.generate("2026-01-03 08:00:00")
        self.assertIn(len(self.of(account, year=2026)), (3, 4), "and comes back with the customer")

    def test_matrix_change(self):
        """4 to 6: two more; 6 to 3: three less; taken out: none. Planned ones that fit stay as they are."""
        rule = self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        four = self.of(account, year=2026)
        dates = four.mapped("date")
        rule.times_per_year = 6
        self.generate("2026-01-01 12:00:00")
        six = self.of(account, year=2026)
        self.assertLessEqual(four, six)
        self.assertEqual((len(six), four.mapped("date")), (6, dates))
        rule.times_per_year = 3
        self.generate("2026-01-01 18:00:00")
        three = self.of(account, year=2026)
        self.assertLessEqual(three, six)
        self.assertEqual(len(three), 3)
        rule.active = False
        self.generate("2026-01-01 20:00:00")
        self.assertFalse(self.of(account))

    def test_other_quarters(self):
        rule = self.cell(self.planning, "A", 2, q1=True, q2=True)
        account = self.account("A")
        self.generate()
        self.assertEqual(self.of(account, year=2026).mapped("quarter"), ["Q1", "Q2"])
        rule.write({"q1": False, "q2": False, "q3": True, "q4": True})
        self.generate("2026-01-01 18:00:00")
        self.assertEqual(self.of(account, year=2026).mapped("quarter"), ["Q3", "Q4"])

    def test_deleted_by_hand_stays_deleted(self):
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        first = self.of(account, year=2026)[0]
        first.with_user(self.user_sales).unlink()
        self.assertTrue(first.exists().removed)
        self.assertFalse(self.env["kam.influencing.action"].search([("id", "=", first.id)]))
        self.cell(self.meetings, "A", 12)  # something changes, so the account is looked at again
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(len(self.of(account, self.planning, year=2026, active=True)), 3)

    def test_cancelled_by_hand_stays_cancelled(self):
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        self.of(account, year=2026)[0].state = "cancelled"
        self.cell(self.meetings, "A", 12)
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(len(self.of(account, self.planning, year=2026)), 3)

    def test_moved_by_hand_keeps_its_period(self):
        """A session moved from January into May is still that of the first quarter: no other one comes for it."""
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.generate()
        first = self.of(account, year=2026)[0]
        first.date = "2026-05-20"
        self.assertEqual(first.quarter, "Q2")
        self.cell(self.meetings, "A", 12)
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(len(self.of(account, self.planning, year=2026)), 4)

    def test_window_rolls(self):
        """A month later the next period comes into sight: that one is added, and nothing else."""
        self.cell(self.meetings, "A", 12)
        account = self.account("A")
        self.generate("2026-01-15 08:00:00")
        before = self.of(account)
        self.generate("2026-02-15 08:00:00")
        new = self.of(account) - before
        self.assertEqual(new.mapped("slot_date"), [date(2027, 2, 1)])

    def test_thirteen_accounts_on_many_days(self):
        """Three A and ten B accounts of a manager do not fall on one day."""
        self.cell(self.planning, "A", 4)
        accounts = [self.account("A", f"Customer {number}") for number in range(13)]
        self.generate()
        days = [self.of(account, year=2026)[1].date for account in accounts]
        self.assertGreaterEqual(len(set(days)), 12)

    def test_per_person_in_a_role(self):
        """One action per person in the role; placeholders get none; who comes later gets the rest."""
        role = self.env.ref("kam_management.stakeholder_role_budget_owner")
        self.planning.stakeholder_role_ids = role
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        people = self.env["res.partner"].create([{"name": name, "parent_id": account.partner_id.id} for name in "XY"])
        stakeholders = self.env["kam.stakeholder"].create(
            [
                {"account_id": account.id, "partner_id": people[0].id, "role_ids": [(6, 0, role.ids)]},
                {"account_id": account.id, "name": "Somebody", "role_ids": [(6, 0, role.ids)]},
            ]
        )
        self.generate()
        actions = self.of(account, year=2026)
        self.assertEqual((len(actions), actions.stakeholder_id, actions.stakeholder_ids), (4, *[stakeholders[0]] * 2))
        other = self.env["kam.stakeholder"].create(
            {"account_id": account.id, "partner_id": people[1].id, "role_ids": [(6, 0, role.ids)]}
        )
        self.generate("2026-01-01 18:00:00")
        self.assertEqual(len(self.of(account, year=2026, stakeholder_id=other.id)), 4)
        people[0].active = False
        self.generate("2026-01-02 18:00:00")
        flagged = self.of(account, year=2026, stakeholder_id=stakeholders[0].id)
        self.assertEqual(set(flagged.mapped("target_flag")), {"Choose another person, archived: X"})
        flagged[0].state = "done"
        self.generate("2026-01-03 08:00:00")
        self.assertEqual([bool(one.target_flag) for one in flagged], [False] + [True] * (len(flagged) - 1))

    def test_mass(self):
        """One action per activity and period, with all segments that get it then."""
        self.cell(self.newsletter, "A", 4)
        self.cell(self.newsletter, "B", 2)
        self.cell(self.newsletter, "C", 1)
        self.generate()
        actions = self.actions.search([("activity_id", "=", self.newsletter.id), ("year", "=", 2026)])
        self.assertEqual(
            [action.audience_segment_ids.sorted("sequence").mapped("code") for action in actions],
            [["A", "B", "C"], ["A"], ["A", "B"], ["A"]],
        )
        self.assertFalse(actions.account_id)
        self.assertEqual(set(actions.mapped("owner_flag")), {"nobody"}, "nobody stands for marketing")
        self.env["kam.owner.role"].search([("code", "=", "marketing")]).user_id = self.user_all
        self.cell(self.newsletter, "D", 4)
        self.generate("2026-01-01 18:00:00")
        again = self.actions.search([("activity_id", "=", self.newsletter.id), ("year", "=", 2026)])
        self.assertEqual(again, actions, "the same actions, a wider audience")
        self.assertEqual(len(again[1].audience_segment_ids), 2)
        self.assertEqual(set(again.mapped("user_id")), {self.user_all}, "who stands for marketing now")
        self.assertFalse(any(again.mapped("owner_flag")))
        again[0].user_id = self.user_manager
        self.env["kam.owner.role"].search([("code", "=", "marketing")]).user_id = self.user_sales2
        self.generate("2026-01-02 08:00:00")
        self.assertEqual(again.mapped("user_id"), self.user_manager | self.user_sales2, "chosen by hand stays")
        self.assertEqual(again[0].user_id, self.user_manager)

    def test_row_values_follow(self):
        """Hours and costs of a row reach what is planned; what was changed by hand or is done stays."""
        self.cell(self.planning, "A", 4)
        self.planning.write({"hours": 6.0, "cost": 100.5})
        first, second, third, fourth = self.plan_of_the_year()
        second.hours = 9.0
        third.state = "done"
        medium = self.env["utm.medium"].create({"name": "Video call"})
        self.planning.write({"hours": 7.0, "cost": 80.0, "medium_id": medium.id})
        self.assertEqual([one.hours for one in (first, second, third, fourth)], [7.0, 9.0, 6.0, 7.0])
        self.assertEqual([one.cost for one in (first, second, third, fourth)], [80.0, 80.0, 100.5, 80.0])
        self.assertEqual((first.medium_id, third.medium_id == medium), (medium, False))
        self.env["kam.influencing.activity"].matrix_preview(
            {"rows": [{"id": self.planning.id, "values": {"hours": 1.0}}], "cells": [], "order": []}
        )
        self.assertEqual(first.hours, 7.0, "looking changes nothing")

    def plan_of_the_year(self):
        account = self.account("A")
        self.generate()
        return self.of(account, self.planning, year=2026)

    def test_message_of_the_row(self):
        """A message that its row names is filled in, as by hand; a goal of the row goes first."""
        template = self.env["kam.message.template"].create(
            {"name": "Case", "message": "<p>A story</p>", "goal": "Vision", "planned_outcome": "They want it"}
        )
        self.cell(self.planning, "A", 4)
        self.planning.write({"message_template_id": template.id, "goal": "Agree on the year"})
        action = self.plan_of_the_year()[0]
        self.assertEqual((action.message, action.goal), ("<p>A story</p>", "Agree on the year"))
        self.assertEqual((action.planned_outcome, action.success_measure), ("They want it", False))

    def test_standing_and_on_opportunity_make_nothing(self):
        self.cell(self.meetings, "C", 0, mode="on_opportunity")
        self.cell(self.env.ref("kam_management.activity_named_manager"), "C", 0, mode="standing")
        account = self.account("C")
        self.generate()
        self.assertFalse(self.of(account))

    def test_seed_of_the_handbook(self):
        """The whole seed: an A account gets 12 + 4 + 2 + 4 + 2 personal actions a year, B 6 + 4 + 1 + 1 + 1."""
        self.env["kam.activity.rule"].with_context(active_test=False).search([]).write({"active": True})
        a, b, c = self.account("A"), self.account("B", "Other"), self.account("C", "Third")
        self.generate()
        self.assertEqual([len(self.of(one, year=2026)) for one in (a, b, c)], [24, 13, 0])
        mass = self.actions.search([("account_id", "=", False), ("year", "=", 2026), ("is_generated", "=", True)])
        self.assertEqual(len(mass), 4 + 2 + 2)


class TestOwners(GenerationCase):
    def one(self, account, **where):
        return self.of(account, self.planning, **where)[:1]

    def test_manager_changes(self):
        """Planned actions and to-dos follow the account's manager; one given to somebody by hand stays."""
        self.cell(self.planning, "A", 4)
        account = self.account("A")
        self.env["ir.config_parameter"].set_param("kam.todos_started", "1")
        self.generate()
        first, second, third, fourth = self.of(account, year=2026)
        self.generate(f"{first.date} 08:00:00")
        second.user_id = self.user_all
        account.user_id = self.user_sales2
        self.generate(f"{first.date} 18:00:00")
        self.assertEqual((first + third + fourth).user_id, self.user_sales2)
        self.assertEqual(second.user_id, self.user_all)
        self.assertEqual(self.env["mail.activity"].search([("kam_action_id", "=", first.id)]).user_id, self.user_sales2)

    def test_no_manager(self):
        """Without a manager the team leader stands in, and it says so; without both nobody, and it says so."""
        self.cell(self.planning, "A", 4)
        team = self.env["crm.team"].create({"name": "North", "user_id": self.user_manager.id})
        led = self.account("A", "Led", user_id=False, team_id=team.id)
        alone = self.account("A", "Alone", user_id=False)
        self.generate()
        self.assertEqual((self.one(led).user_id, self.one(led).owner_flag), (self.user_manager, "no_manager"))
        self.assertEqual((self.one(alone).user_id.id, self.one(alone).owner_flag), (False, "nobody"))
        alone.user_id = self.user_sales
        self.generate("2026-01-01 18:00:00")
        self.assertEqual((self.one(alone).user_id, self.one(alone).owner_flag), (self.user_sales, False))

    def test_archived_manager(self):
        self.cell(self.planning, "A", 4)
        team = self.env["crm.team"].create({"name": "North", "user_id": self.user_manager.id})
        account = self.account("A", team_id=team.id)
        self.generate()
        self.user_sales.active = False
        self.generate("2026-01-01 18:00:00")
        self.assertEqual((self.one(account).user_id, self.one(account).owner_flag), (self.user_manager, "no_manager"))

    def test_archived_owner_by_hand(self):
        """Whoever was chosen by hand and left: the account manager takes over."""
        account = self.account("A")
        action = self.actions.create(
            {"account_id": account.id, "name": "Lunch", "date": "2026-02-02", "user_id": self.user_all.id}
        )
        self.env["ir.config_parameter"].set_param("kam.todos_started", "1")
        self.generate("2026-02-01 08:00:00")
        todo = self.env["mail.activity"].search([("kam_action_id", "=", action.id)])
        self.assertEqual(todo.user_id, self.user_all)
        self.user_all.active = False
        self.generate("2026-02-02 08:00:00")
        self.assertEqual((action.user_id, todo.user_id), (self.user_sales, self.user_sales))

    def test_roles(self):
        """Sponsor, management, marketing: by the account, then by the role's person, then the manager, flagged."""
        self.cell(self.planning, "A", 1, owner_role="sponsor")
        team = self.env["crm.team"].create({"name": "North", "user_id": self.user_manager.id})
        account = self.account("A", sponsor_id=self.user_all.id, team_id=team.id)
        rule = self.cell(self.meetings, "A", 1, owner_role="marketing")
        self.generate()
        self.assertEqual(self.of(account, self.planning)[:1].user_id, self.user_all)
        meeting = self.of(account, self.meetings)[:1]
        self.assertEqual((meeting.user_id, meeting.owner_flag), (self.user_manager, False), "management stands in")
        self.env["kam.account.member"].create(
            {
                "account_id": account.id,
                "user_id": self.user_sales2.id,
                "function_id": self.env.ref("kam_management.team_function_marketing").id,
            }
        )
        self.generate("2026-01-01 12:00:00")
        self.assertEqual(meeting.user_id, self.user_sales2)
        rule.user_id = self.user_admin_kam
        self.generate("2026-01-01 18:00:00")
        self.assertEqual(meeting.user_id, self.user_admin_kam)


class TestDifference(GenerationCase):
    """What the screen says before saving is what the run does after it."""

    def change(self, activity, code, times, **values):
        return {
            "activity_id": activity.id,
            "segment_id": self.segments[code].id,
            "times_per_year": times,
            "mode": "scheduled",
            "quarters": [],
            "owner_role": False,
            "user_id": False,
            **values,
        }

    def check(self, moment, changes, **expected):
        """The announced numbers are the real ones, and nothing is written by announcing."""
        self.generate(moment)  # periods that came into sight since the last time are no consequence of the change
        before = self.actions.search_count([])
        with self.at(datetime.fromisoformat(moment)):
            found = self.env["kam.influencing.activity"]._matrix_difference(changes)
        self.assertEqual(self.actions.search_count([]), before)
        sums = {name: sum(one[name] for one in found.values()) for name in ("add", "cancel")}
        open_before = self.actions.search([("is_generated", "=", True), ("state", "in", ["planned", "todo"])])
        for change in changes:
            activity = self.env["kam.influencing.activity"].browse(change["activity_id"])
            code = next(code for code, one in self.segments.items() if one.id == change["segment_id"])
            if change["times_per_year"]:
                quarters = {f"q{number}": number in change["quarters"] for number in (1, 2, 3, 4)}
                self.cell(activity, code, change["times_per_year"], **quarters)
            else:
                self.env["kam.activity.rule"].search(
                    [("activity_id", "=", activity.id), ("segment_id", "=", change["segment_id"])]
                ).active = False
        self.generate(moment)
        open_after = self.actions.search([("is_generated", "=", True), ("state", "in", ["planned", "todo"])])
        real = {"add": len(open_after - open_before), "cancel": len(open_before - open_after)}
        self.assertEqual(sums, real)
        self.assertEqual({**real, **expected}, real)
        return found

    def test_difference(self):
        """New cells, more, less, other quarters and none, in the middle of the year, with done and deleted ones."""
        for number in range(5):
            self.account("A", f"A {number}")
            self.account("B", f"B {number}")
        self.check("2026-01-01 08:00:00", [self.change(self.planning, "A", 4), self.change(self.newsletter, "A", 4)])
        self.check("2026-03-11 08:00:00", [self.change(self.meetings, "A", 12), self.change(self.meetings, "B", 6)])
        some = self.actions.search([("account_id", "!=", False), ("date", "<", "2026-06-01")])
        some[::3].write({"state": "done"})
        some[1::3].unlink()
        self.check("2026-05-05 08:00:00", [self.change(self.meetings, "A", 5), self.change(self.meetings, "B", 9)])
        self.check("2026-05-06 08:00:00", [self.change(self.meetings, "A", 7, quarters=[3, 4])])
        found = self.check("2026-05-07 08:00:00", [self.change(self.planning, "A", 0)], add=0)
        self.assertEqual(found[self.planning.id, self.segments["A"].id]["keep"], 0)
        self.check("2026-05-08 08:00:00", [self.change(self.newsletter, "A", 2), self.change(self.newsletter, "B", 6)])

    def test_queries(self):
        """Looking costs the same for five and fifty accounts."""
        counts = []
        self.env["kam.influencing.activity"]._matrix_difference([self.change(self.meetings, "A", 12)])
        for number in (5, 45):
            for place in range(number):
                self.account("A", f"{number} {place}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["kam.influencing.activity"]._matrix_difference([self.change(self.meetings, "A", 12)])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
