"""The yearly cadence: a whole year lived day by day, standstill, changes of segment and owner, fiscal years."""

from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import ValidationError

from .common import KamCase


class CadenceCase(KamCase):
    """Account ``a`` (A) and ``b`` (B), both of user_sales, whose team is led by user_manager; only our steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steps = cls.env["kam.cadence.step"]
        cls.steps.search([]).active = False
        cls.milestones = cls.env["kam.plan.milestone"]
        cls.env.company.kam_fiscal_month = "1"
        cls.team = cls.env["crm.team"].create({"name": "Key", "user_id": cls.user_manager.id})
        cls.env["crm.team.member"].create({"crm_team_id": cls.team.id, "user_id": cls.user_sales.id})
        cls.segment_a, cls.segment_b, cls.segment_c = (
            cls.env.ref(f"kam_management.segment_{letter}") for letter in "abc"
        )
        cls.a = cls.account_of("Anna Ltd", cls.segment_a, user_id=cls.user_sales.id)
        cls.b = cls.account_of("Bert Ltd", cls.segment_b, user_id=cls.user_sales.id)
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param("kam.cadence_started", "2020-01-01")
        # One shard is enough here: a year has many runs.
        cls.env.ref("kam_management.cron_cadence_2").active = False

    @classmethod
    def account_of(cls, name, segment, **vals):
        """An account in a segment."""
        account = cls.make_account(name, **vals)
        cls.classify(account, segment)
        return account

    @classmethod
    def classify(cls, account, segment):
        """Put an account into a segment as a decision, or the screening, would."""
        if segment.mode == "selected":
            account.write({"decided_segment_id": segment.id, "status": "key", "decided_on": "2020-01-01"})
        else:
            account.write({"decided_segment_id": False, "status": "former", "screened_segment_id": segment.id})
        cls.env.flush_all()

    def step(self, name="Review", **vals):
        """A step for A and B, on the 15 March, 14 days' notice."""
        segments = vals.pop("segments", self.segment_a | self.segment_b)
        values = {"name": name, "month": 3, "day": 15, "segment_ids": [(6, 0, segments.ids)], "notice_days": 14}
        return self.steps.create(values | vals)

    def run_on(self, day):
        """Let the cadence run on a day."""
        with self.at(datetime.combine(fields.Date.to_date(day), datetime.min.time()) + timedelta(hours=3)):
            self.run_crons("cron_cadence")
        # An error of a scheduled action is only logged: what did not come to its end failed.
        self.assertFalse(self.env["kam.run"].search([("stored_state", "!=", "done")]))
        self.assertFalse(self.env["kam.run.line"].search([("kind", "=", "failed")]))

    def of(self, account, **domain):
        """Milestones of an account."""
        return self.milestones.search([("account_id", "=", account.id), *[(k, "=", v) for k, v in domain.items()]])

    def todos(self, user=None):
        """Open to-dos that the cadence made."""
        domain = [("kam_source", "=", "milestone")]
        return self.env["mail.activity"].search(domain + ([("user_id", "=", user.id)] if user else []))


class TestCadence(CadenceCase):
    def test_to_do_when_it_is_time_not_before(self):
        self.step()
        self.run_on("2026-02-10")
        milestone = self.of(self.a)
        self.assertEqual(
            (milestone.state, milestone.date, milestone.open_on), ("planned", date(2026, 3, 15), date(2026, 3, 1))
        )
        self.assertFalse(self.todos())
        self.run_on("2026-02-28")
        self.assertEqual(milestone.state, "planned")
        self.run_on("2026-03-01")
        self.assertEqual((milestone.state, milestone.user_id), ("due", self.user_sales))
        todo = self.todos().filtered(lambda one: one.res_id == self.a.id)
        self.assertEqual(
            (todo.user_id, todo.res_model, todo.kam_milestone_id), (self.user_sales, "kam.account", milestone)
        )
        self.assertEqual(todo.date_deadline, date(2026, 3, 13), "15 March 2026 is a Sunday")
        for _again in range(3):
            self.run_on("2026-03-01")
        self.assertEqual(len(self.todos()), 2)
        self.assertEqual(len(self.milestones.search([])), 2)

    def test_new_account_does_not_get_what_is_over(self):
        self.step("January", month=1, day=15)
        june = self.step("June", month=6, day=15)
        self.run_on("2026-03-10")
        self.assertEqual(self.of(self.a).step_id, june)
        newcomer = self.account_of("Carl Ltd", self.segment_a, user_id=self.user_sales.id)
        self.run_on("2026-06-15")
        self.assertEqual(self.of(newcomer).mapped("date"), [date(2026, 6, 15)])
        latecomer = self.account_of("Dora Ltd", self.segment_a, user_id=self.user_sales.id)
        self.run_on("2026-06-16")
        self.assertFalse(self.of(latecomer))

    def test_weeks_of_standstill(self):
        """What fell due meanwhile is opened, late, and nobody gets more than five to-dos."""
        for number in range(1, 5):
            self.step(f"Step {number}", month=3, day=number * 5)
        self.run_on("2026-02-01")
        self.assertFalse(self.todos())
        self.run_on("2026-04-20")
        late = self.milestones.search([("state", "=", "due")])
        self.assertEqual(len(late), 8)
        self.assertEqual(len(self.todos(self.user_sales)), 5, "at most five at a time")
        self.assertEqual(
            self.todos().kam_milestone_id.mapped("date"), sorted(late.mapped("date"))[:5], "the oldest first"
        )
        self.todos()[:2].with_user(self.user_sales).action_feedback()
        self.run_on("2026-04-21")
        self.assertEqual(len(self.todos(self.user_sales)), 5)
        self.assertEqual(len(self.milestones.search([("state", "=", "done")])), 2)

    def test_standstill_over_the_turn_of_the_year(self):
        """Laid out in time, January's steps are not lost when nothing runs from November to February."""
        self.step("January", month=1, day=15)
        self.run_on("2026-11-01")
        self.run_on("2027-02-10")
        milestone = self.of(self.a, year=2027)
        self.assertEqual((milestone.state, milestone.date), ("due", date(2027, 1, 15)))

    def test_change_of_segment_changes_only_the_future(self):
        march = self.step("March", segments=self.segment_a)
        july = self.step("July", month=7, segments=self.segment_a)
        other = self.step("August, B", month=8, segments=self.segment_b)
        before = self.step("February, B", month=2, segments=self.segment_b)
        self.run_on("2026-01-02")
        self.run_on("2026-03-05")
        with self.at(datetime(2026, 3, 10)):
            self.of(self.a, step_id=march.id).action_done()
        self.classify(self.a, self.segment_b)
        self.run_on("2026-05-01")
        states = {one.step_id: one.state for one in self.of(self.a)}
        self.assertEqual(states, {march: "done", july: "cancelled", other: "planned"})
        self.assertNotIn(before, states)
        self.classify(self.a, self.segment_a)
        self.run_on("2026-05-02")
        states = {one.step_id: one.state for one in self.of(self.a)}
        self.assertEqual(states, {march: "done", july: "planned", other: "cancelled"})

    def test_to_do_of_a_cancelled_milestone_goes(self):
        self.step(segments=self.segment_a)
        self.run_on("2026-03-02")
        self.assertEqual(len(self.todos()), 1)
        self.classify(self.a, self.segment_c)
        self.run_on("2026-03-03")
        self.assertFalse(self.todos())
        self.assertEqual(self.of(self.a).state, "cancelled")
        self.assertEqual(self.of(self.a).cancel_reason, "Not in the yearly cadence of segment C.")
        self.classify(self.a, self.segment_a)
        self.run_on("2026-03-04")
        self.assertEqual((self.of(self.a).state, self.of(self.a).cancel_reason), ("due", False), "back again")

    def test_past_due_stays_when_the_segment_changes(self):
        self.step(segments=self.segment_a)
        self.run_on("2026-03-02")
        self.classify(self.a, self.segment_c)
        self.run_on("2026-03-20")
        self.assertEqual(self.of(self.a).state, "due")

    def test_year_day_by_day(self):
        """Every seeded step, every day of two fiscal years: each milestone once, to-dos only inside the notice."""
        self.steps.with_context(active_test=False).search([]).active = True
        self.env.company.kam_fiscal_month = "4"
        day, last = date(2027, 4, 1), date(2028, 4, 2)
        self.run_on(day - timedelta(days=1))
        while day <= last:
            self.run_on(day)
            for todo in self.todos():
                milestone = todo.kam_milestone_id
                self.assertLessEqual(milestone.open_on, day, f"{milestone.display_name} too early")
                with self.at(datetime.combine(day, datetime.min.time())):
                    milestone.action_done()
            # Day by day around the turn of each month, in which most notices begin; else twice a week.
            day += timedelta(days=4 if 3 < day.day < 26 else 1)
        made = self.of(self.a, year=2027)
        self.assertEqual(len(made), 11, "seven steps once, the quarterly review four times")
        self.assertEqual(set(made.mapped("state")), {"done"})
        days = {(one.kind, one.occurrence): one.date for one in made}
        self.assertEqual(days["approval", 0], date(2027, 4, 30), "the 31st of a month with 30 days")
        self.assertEqual(days["plan_review", 0], date(2027, 10, 15))
        self.assertEqual(days["selection", 0], date(2028, 2, 15))
        self.assertEqual(days["quarterly", 4], date(2028, 2, 15))
        self.assertEqual(len(self.of(self.b, year=2027)), 7)
        self.assertEqual(len(self.a.plan_ids.filtered(lambda plan: plan.year == 2027)), 1)
        self.assertFalse(self.env["kam.account.plan"].search([("account_id", "=", self.b.id), ("year", "=", 2026)]))

    def test_leap_day(self):
        self.step("Leap", month=2, day=29, notice_days=0)
        self.run_on("2027-01-01")
        self.run_on("2027-10-01")
        self.assertEqual(self.of(self.a).mapped("date"), [date(2027, 2, 28), date(2028, 2, 29)])
        self.run_on("2028-02-28")
        self.assertEqual(self.of(self.a, year=2028).state, "planned")
        self.run_on("2028-02-29")
        self.assertEqual(self.of(self.a, year=2028).state, "due")

    def test_plan_is_made_when_its_planning_opens(self):
        self.step("Planning", kind="planning", opens_plan=True)
        self.run_on("2026-02-10")
        self.assertFalse(self.a.plan_ids)
        self.run_on("2026-03-01")
        plan = self.a.plan_ids
        self.assertEqual((plan.year, self.of(self.a).plan_id), (2026, plan))
        self.run_on("2026-03-02")
        self.assertEqual(len(self.a.plan_ids), 1)
        own = self.env["kam.account.plan"].create({"account_id": self.b.id, "year": 2027})
        self.run_on("2026-10-10")
        self.assertEqual(self.of(self.b, year=2027).plan_id, own)

    def test_the_plan_gets_there(self):
        """A plan in review has its planning behind it, an approved one the approval as well."""
        planning = self.step("Planning", kind="planning", opens_plan=True)
        approval = self.step("Approved", kind="approval", day=31)
        self.run_on("2026-03-02")
        plan = self.a.plan_ids
        plan.write({"state": "review"})
        states = {one.step_id: one.state for one in self.of(self.a)}
        self.assertEqual(states, {planning: "done", approval: "planned"})
        self.assertFalse(self.todos().filtered(lambda one: one.res_id == self.a.id))
        plan.write({"state": "approved"})
        self.assertEqual(set(self.of(self.a).mapped("state")), {"done"})
        self.assertNotIn("done", self.of(self.b).mapped("state"))

    def test_owner(self):
        """Without account manager the leader of the team stands in, flagged; without anybody it is said."""
        lonely = self.account_of("Lone Ltd", self.segment_a, team_id=self.team.id)
        nobody = self.account_of("None Ltd", self.segment_a)
        self.step()
        self.run_on("2026-03-01")
        self.assertEqual((self.of(lonely).user_id, self.of(lonely).owner_flag), (self.user_manager, "leader"))
        self.assertEqual((self.of(nobody).user_id.id, self.of(nobody).owner_flag), (False, "nobody"))
        self.assertEqual(self.of(self.a).owner_flag, False)
        self.assertEqual(self.todos(self.user_manager).res_id, lonely.id)
        run = self.env["kam.run"].search([], order="id desc", limit=1)
        self.assertIn(nobody.id, self.milestones.browse(self.skipped(run)).account_id.ids)
        nobody.user_id = self.user_sales2
        self.run_on("2026-03-02")
        self.assertEqual((self.of(nobody).user_id, self.of(nobody).owner_flag), (self.user_sales2, False))
        self.assertEqual(len(self.todos(self.user_sales2)), 1)

    def skipped(self, run):
        """Milestones that a run and those beside it skipped."""
        lines = self.env["kam.run.line"].search([("kind", "=", "skipped"), ("res_model", "=", "kam.plan.milestone")])
        return [one for line in lines for one in line.res_ids or []]

    def test_roles(self):
        sponsor, member = self.user_sales2, self.user_all
        self.a.sponsor_id = sponsor
        function = self.env.ref("kam_management.team_function_marketing")
        self.env["kam.account.member"].create(
            {"account_id": self.b.id, "user_id": member.id, "function_id": function.id}
        )
        expected = {
            "account_manager": (self.user_sales, self.user_sales),
            "sales": (self.user_sales, self.user_sales),
            "sponsor": (sponsor, self.user_sales),
            "management": (self.user_manager, self.user_manager),
            "marketing": (self.user_manager, member),
            "service": (self.user_manager, self.user_manager),
        }
        steps = {role: self.step(role, owner_role=role) for role in expected}
        self.env["kam.owner.role"].search([]).user_id = False
        self.run_on("2026-01-05")
        for role, owners in expected.items():
            found = tuple(self.of(account, step_id=steps[role].id).user_id for account in (self.a, self.b))
            self.assertEqual(found, owners, role)

    def test_owner_without_a_calendar(self):
        self.user_sales.resource_calendar_id = False
        self.env.company.resource_calendar_id = False
        self.a.company_id.resource_calendar_id = False
        self.step(day=14)
        self.run_on("2026-03-05")
        self.assertEqual(set(self.todos().mapped("date_deadline")), {date(2026, 3, 13)}, "14 March is a Saturday")

    def test_hand_over(self):
        self.step()
        self.run_on("2026-03-02")
        self.a.user_id = self.user_sales2
        self.run_on("2026-03-03")
        self.assertEqual(self.of(self.a).user_id, self.user_sales2)
        self.assertEqual(self.todos(self.user_sales2).res_id, self.a.id)

    def test_step_is_changed(self):
        step = self.step()
        self.run_on("2026-01-05")
        step.month = 5
        self.run_on("2026-01-06")
        self.assertEqual(self.of(self.a).date, date(2026, 5, 15))
        step.segment_ids = self.segment_b
        self.run_on("2026-01-07")
        self.assertEqual((self.of(self.a).state, self.of(self.b).state), ("cancelled", "planned"))
        step.active = False
        self.run_on("2026-01-08")
        self.assertEqual(self.of(self.b).state, "cancelled")

    def test_moved_by_hand(self):
        step = self.step()
        self.run_on("2026-01-05")
        mine = self.of(self.a).with_user(self.user_sales)
        mine.date = "2026-04-01"
        step.day = 20
        self.run_on("2026-01-06")
        self.assertEqual((mine.date, mine.open_on, mine.moved), (date(2026, 4, 1), date(2026, 3, 18), True))
        self.assertEqual(self.of(self.b).date, date(2026, 3, 20))
        with self.assertRaisesRegex(ValidationError, "fiscal year of the milestone"):
            mine.date = "2027-01-01"

    def test_archived_customer(self):
        self.step()
        self.run_on("2026-01-05")
        self.a.partner_id.active = False
        self.run_on("2026-01-06")
        found = self.milestones.with_context(active_test=False).search([("account_id", "=", self.a.id)])
        self.assertEqual(found.state, "cancelled")

    def test_first_run_only_reports(self):
        self.parameters.set_param("kam.cadence_started", False)
        self.step()
        self.run_on("2026-03-02")
        self.assertEqual(self.of(self.a).state, "due")
        self.assertFalse(self.todos())
        self.run_on("2026-03-03")
        self.assertEqual(len(self.todos()), 2)

    def test_two_companies(self):
        """Each account follows the fiscal year of its own company."""
        april = self.env["res.company"].create({"name": "April Ltd", "kam_fiscal_month": "4"})
        theirs = self.account_of("Eve Ltd", self.segment_a, partner_vals={"company_id": april.id})
        self.step("First month", month=1, day=20)
        self.run_on("2026-01-02")
        self.assertEqual(self.of(self.a).mapped("date"), [date(2026, 1, 20)])
        self.assertEqual(self.of(theirs).mapped("date"), [date(2026, 4, 20)])
        self.assertEqual(self.of(theirs).company_id, april)
