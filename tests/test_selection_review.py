"""The yearly selection: opened once, decided in a list, approved in one go, frozen."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import KamCase

NOVEMBER = "2026-11-20 12:00:00"


class SelectionCase(KamCase):
    """Four key accounts, three candidates; two account managers, 3 A and 10 B each, at most 20 % of 100 accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for letter in "abcd":
            setattr(cls, f"segment_{letter}", cls.env.ref(f"kam_management.segment_{letter}"))
        # The accounts of other tests and of demo data are not the subject.
        cls.env.cr.execute("UPDATE kam_account SET status = 'prospect', decided_segment_id = NULL, user_id = NULL")
        cls.env.cr.execute("UPDATE kam_account SET segment_id = NULL, score_known = false, rank = 0, waiting = false")
        cls.env.cr.execute("DELETE FROM kam_selection_review_line")
        cls.env.cr.execute("DELETE FROM kam_selection_review")
        cls.env.invalidate_all()
        cls.env["ir.config_parameter"].set_param("kam.key_share", "0")
        cls.env["ir.config_parameter"].set_param("kam.selection_looked", False)
        cls.main = cls.env["kam.account"]._main_company()
        cls.main.write({"kam_fiscal_month": "1", "kam_selection_month": 11, "kam_selection_day": 15})
        sales, other = cls.user_sales, cls.user_sales2
        cls.holds = cls.account("Holds", "key", "b", "b", 60, user_id=sales.id)
        cls.rises = cls.account("Rises", "key", "b", "a", 80, user_id=sales.id)
        cls.rises.level_id = cls.env.ref("kam_management.level_advisor")
        cls.falls = cls.account("Falls", "key", "a", "b", 57, user_id=other.id)
        cls.fails = cls.account("Fails", "key", "b", "c", 40, user_id=other.id)
        cls.good = cls.account("Good", "candidate", None, "b", 66, user_id=sales.id)
        cls.poor = cls.account("Poor", "candidate", None, "d", 30, user_id=other.id)
        cls.blank = cls.account("Blank", "candidate", None, "c", None, user_id=other.id)
        cls.all = cls.holds + cls.rises + cls.falls + cls.fails + cls.good + cls.poor + cls.blank
        cls.reviews = cls.env["kam.selection.review"]

    @classmethod
    def account(cls, name, status, decided, recommended, score, **vals):
        """An account with a score as if it were rated."""
        account = cls.make_account(f"{name} Ltd", **vals)
        segment = cls.env.ref(f"kam_management.segment_{decided}") if decided else cls.env["kam.segment"]
        if segment:
            account._decide(segment, "declared")
        cls.env.flush_all()
        cls.env.cr.execute(
            """UPDATE kam_account SET status = %s, recommended_segment_id = %s, score = %s, score_known = %s,
                      financial_known = (decided_segment_id IS NULL), coverage = 80, screened_segment_id = %s
                WHERE id = %s""",
            [
                status,
                cls.env.ref(f"kam_management.segment_{recommended}").id,
                score or 0,
                score is not None,
                cls.env.ref("kam_management.segment_c").id,
                account.id,
            ],
        )
        if not segment:
            cls.env.cr.execute("UPDATE kam_account SET segment_id = screened_segment_id WHERE id = %s", [account.id])
        cls.env.invalidate_all()
        return account

    def at(self, moment):
        """The clock at a moment given as text."""
        return super().at(datetime.fromisoformat(moment))

    def open_review(self):
        """The review of 2026, opened by the scheduled action."""
        with self.at(NOVEMBER):
            self.run_crons("cron_selection")
        return self.reviews.search([("year", "=", 2026)])

    def line(self, review, account, user=None):
        """The line of an account."""
        lines = review.line_ids.filtered(lambda one: one.account_id == account)
        self.assertEqual(len(lines), 1)
        return lines.with_user(user or self.user_manager)

    def decide_all(self, review):
        """A decision on what has none."""
        review.line_ids.filtered(lambda line: not line.decision).with_user(self.user_manager).action_keep()


class TestSelectionOpens(SelectionCase):
    """The scheduled action."""

    def test_opens_once_on_its_day(self):
        with self.at("2026-11-14 12:00:00"):
            self.run_crons("cron_selection")
        self.assertFalse(self.reviews.search([]))
        with self.at("2026-11-15 12:00:00"):
            self.run_crons("cron_selection")
        review = self.reviews.search([])
        self.assertEqual((review.year, review.state, str(review.date)), (2026, "open", "2026-11-15"))
        self.assertEqual(review.line_ids.account_id, self.all)
        for moment in ("2026-11-15 18:00:00", "2026-12-24 12:00:00"):
            with self.at(moment):
                self.run_crons("cron_selection")
        self.assertEqual(self.reviews.search([]), review)
        self.assertEqual(len(review.line_ids), 7)
        with self.at("2027-11-16 12:00:00"):
            self.run_crons("cron_selection")
        self.assertEqual(self.reviews.search([]).mapped("year"), [2027, 2026])

    def test_a_day_that_came_in_a_standstill(self):
        with self.at("2027-01-05 12:00:00"):
            self.run_crons("cron_selection")
        self.assertFalse(self.reviews.search([]), "nothing was missed: it is the first run")
        self.env["ir.config_parameter"].set_param("kam.selection_looked", "2026-11-10")
        for day in ("2027-01-05", "2027-01-06"):
            with self.at(f"{day} 12:00:00"):
                self.run_crons("cron_selection")
        review = self.reviews.search([])
        self.assertEqual((review.year, review.state, str(review.date)), (2026, "open", "2027-01-05"))
        review.unlink()
        with self.at("2027-01-07 12:00:00"):
            self.run_crons("cron_selection")
        self.assertFalse(self.reviews.search([]), "it was looked at since")

    def test_follows_the_fiscal_year(self):
        self.main.kam_fiscal_month = "4"  # month 11 is February
        with self.at(NOVEMBER):
            self.run_crons("cron_selection")
        self.assertFalse(self.reviews.search([]))
        with self.at("2027-02-15 12:00:00"):
            self.run_crons("cron_selection")
        self.assertEqual(self.reviews.search([]).year, 2026)

    def test_each_company_has_its_own(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.holds.partner_id.company_id = company
        with self.at(NOVEMBER):
            self.run_crons("cron_selection")
        reviews = self.reviews.search([])
        self.assertEqual(
            {review.company_id: review.line_ids.account_id for review in reviews},
            {company: self.holds, self.env["res.company"]: self.all - self.holds},
        )
        foreign = reviews.filtered("company_id").with_user(self.user_manager)
        with self.assertRaises(AccessError):
            foreign.read(["name"])

    def test_proposals(self):
        review = self.open_review()
        found = {
            line.account_id: (line.proposed_decision, line.proposed_segment_id, line.decision)
            for line in review.line_ids
        }
        none = self.env["kam.segment"]
        self.assertEqual(
            found,
            {
                self.holds: ("keep", self.segment_b, "keep"),
                self.rises: ("promote", self.segment_a, "promote"),
                self.falls: ("demote", self.segment_b, "demote"),
                self.fails: ("drop", none, "drop"),
                self.good: ("select", self.segment_b, "select"),
                self.poor: ("keep", none, "keep"),
                self.blank: (False, none, False),
            },
        )
        self.assertEqual(self.line(review, self.rises).proposed_reason, "Score 80.0 reaches A, and a slot is free")
        self.assertEqual(set(review.line_ids.mapped("state")), {"proposed"})

    def test_no_slot_no_promotion(self):
        self.segment_a.slots_per_manager = 1
        keys = [self.account(f"Top {number}", "key", "a", "a", 90, user_id=self.user_sales.id) for number in range(2)]
        review = self.open_review()
        self.assertEqual(len(review.line_ids.account_id & keys[0]), 1)
        line = self.line(review, self.rises)
        self.assertEqual((line.proposed_decision, line.proposed_segment_id), ("keep", self.segment_b))
        self.assertEqual(line.proposed_reason, "Score 80.0 reaches A, but every slot is taken")

    def test_figures(self):
        self.env.cr.execute(
            """UPDATE kam_account SET revenue = 150000, revenue_previous = 120000, health = 71, health_known = true,
                      health_state = 'green' WHERE id = %s""",
            [self.rises.id],
        )
        self.env.cr.execute(
            "UPDATE kam_account SET revenue = 500, revenue_previous = 999 WHERE id = %s", [self.holds.id]
        )
        self.segment_b.cost_to_serve = 8000
        self.env.invalidate_all()
        for day, score in (("2025-03-01", 55.5), ("2025-11-20", 61.25), ("2025-11-21", 99)):
            assessment = self.env["kam.assessment"].create({"account_id": self.rises.id})
            self.env.flush_all()
            self.env.cr.execute(
                """UPDATE kam_assessment SET date = %s, score = %s, score_known = true, coverage = 70,
                          state = 'approved' WHERE id = %s""",
                [day, score, assessment.id],
            )
            self.env.invalidate_all()
        review = self.open_review()
        line = self.line(review, self.rises)
        self.assertEqual((line.score, line.score_before, line.coverage_before), (80, 61.25, 70))
        self.assertEqual((line.revenue, line.growth, line.growth_known, line.cost_to_serve), (150000, 25, True, 8000))
        self.assertEqual((line.health, line.health_state), (71, "green"))
        self.assertEqual(line.recommended_tier_id, self.env.ref("kam_management.tier_strategic"))
        self.assertFalse(self.line(review, self.holds).growth_known, "less than the least revenue for growth")
        self.assertFalse(self.line(review, self.holds).score_before_known)

    def test_started_by_hand(self):
        with self.at("2026-10-01 12:00:00"):
            form = Form(self.reviews.with_user(self.user_manager))
            review = form.save()
            self.assertEqual((review.year, review.state), (2026, "draft"))
            review.action_collect()
        self.assertEqual((review.state, len(review.line_ids)), ("open", 7))
        self.assertEqual(self.open_review(), review, "the scheduled action finds it")
        with self.assertRaises(UserError):
            review.action_collect()

    def test_managers_are_told(self):
        review = self.open_review()
        self.assertIn(self.user_manager.partner_id, review.message_ids.notified_partner_ids)
        self.assertNotIn(self.user_sales.partner_id, review.message_ids.notified_partner_ids)

    def test_query_count_is_flat(self):
        def queries(year):
            start = self.env.cr.sql_log_count
            with self.at(f"{year}-11-20 12:00:00"):
                review = self.reviews.create({"year": year, "date": f"{year}-11-20"})
                review.action_collect()
            self.assertEqual(review.state, "open")
            return self.env.cr.sql_log_count - start

        queries(2030)
        few = queries(2031)
        for number in range(40):
            self.account(f"Many {number}", "candidate", None, "b", 66, user_id=self.user_sales.id)
        self.assertLessEqual(queries(2032), few + 2)


class TestSelectionDecides(SelectionCase):
    """Deciding on lines."""

    def setUp(self):
        super().setUp()
        self.review = self.open_review()

    def test_segment_and_decision_follow_each_other(self):
        line = self.line(self.review, self.holds)
        line.write({"segment_id": self.segment_a.id})
        self.assertEqual((line.decision, line.state, line.proposer_id), ("promote", "decided", self.user_manager))
        self.assertTrue(line.reason_missing)
        line.write({"decision": "keep"})
        self.assertEqual((line.segment_id, line.reason_missing), (self.segment_b, False))
        line.write({"decision": "promote"})
        self.assertEqual(line.segment_id, self.segment_a, "the next better one")
        line.write({"decision": "drop"})
        self.assertFalse(line.segment_id)
        candidate = self.line(self.review, self.blank)
        candidate.write({"decision": "select"})
        self.assertEqual(candidate.segment_id, self.segment_b, "the last one that managers decide")

    def test_impossible_decisions(self):
        for account, vals in (
            (self.good, {"decision": "promote"}),
            (self.good, {"decision": "drop"}),
            (self.holds, {"decision": "select"}),
            (self.holds, {"decision": "demote"}),
            (self.falls, {"decision": "promote"}),
            (self.holds, {"segment_id": self.segment_c.id}),
            (self.holds, {"decision": "promote", "segment_id": self.segment_b.id}),
        ):
            with self.subTest(account=account.display_name, vals=vals), self.assertRaises(ValidationError):
                self.line(self.review, account).write(vals)

    def test_bulk(self):
        lines = self.review.line_ids.with_user(self.user_manager)
        lines.action_keep()
        self.assertEqual(set(lines.mapped("decision")), {"keep"})
        lines.action_as_proposed()
        self.assertEqual(self.line(self.review, self.rises).decision, "promote")
        self.assertEqual(self.line(self.review, self.blank).decision, "keep", "nothing was proposed")

    def test_two_people_at_once(self):
        mine, theirs = self.line(self.review, self.holds), self.line(self.review, self.holds, self.user_admin_kam)
        seen = mine.version
        theirs.write({"decision": "promote", "reason": "Grows", "seen_version": seen})
        with self.assertRaisesRegex(UserError, "kam_user_admin_kam.* has decided on Holds Ltd meanwhile: Promote A"):
            mine.write({"decision": "drop", "seen_version": seen})
        self.assertEqual((mine.decision, mine.reason), ("promote", "Grows"))
        mine.write({"decision": "keep", "seen_version": mine.version})
        self.assertEqual(mine.decision, "keep")

    def test_effect(self):
        self.decide_all(self.review)
        data = self.review.with_user(self.user_manager).effect_data()
        segments = {one["code"]: one for one in data["segments"]}
        # A: Falls leaves, Rises comes. B: Holds stays, Rises and Fails leave, Falls and Good come.
        self.assertEqual((segments["A"]["now"], segments["A"]["then"], segments["A"]["slots"]), (1, 1, 6))
        self.assertEqual((segments["B"]["now"], segments["B"]["then"], segments["B"]["slots"]), (3, 3, 20))
        managers = {one["user_id"]: one for one in data["managers"]}
        parts = {
            user: [(part["code"], part["now"], part["then"]) for part in one["parts"]] for user, one in managers.items()
        }
        self.assertEqual(parts[self.user_sales.id], [("A", 0, 1), ("B", 2, 2)])
        self.assertEqual(parts[self.user_sales2.id], [("A", 1, 0), ("B", 1, 1)])
        self.assertTrue(all(one["ok"] for one in managers.values()))
        self.segment_b.slots_per_manager = 1
        data = self.review.with_user(self.user_manager).effect_data()
        managers = {one["user_id"]: one["ok"] for one in data["managers"]}
        self.assertEqual(managers, {self.user_sales.id: False, self.user_sales2.id: True})
        self.assertFalse({one["code"]: one for one in data["segments"]}["B"]["ok"], "3 of 2")

    def test_salesperson(self):
        review = self.review.with_user(self.user_sales)
        lines = self.env["kam.selection.review.line"].with_user(self.user_sales).search([("review_id", "=", review.id)])
        self.assertEqual(lines.account_id, self.holds + self.rises + self.good)
        self.assertEqual(review.line_count, 3, "the number opens what one sees")
        self.line(self.review, self.holds, self.user_sales).write({"decision": "promote", "reason": "Tender won"})
        for call in (
            lambda: self.line(self.review, self.falls, self.user_sales).write({"decision": "keep"}),
            lambda: self.line(self.review, self.holds, self.user_sales).write({"score": 100}),
            lambda: self.line(self.review, self.holds, self.user_sales).write({"approver_id": self.user_sales.id}),
            review.effect_data,
            review.action_approve,
            review.action_refresh,
            lambda: review.action_add_accounts(self.all.ids),
            lambda: review.write({"date": "2020-01-01"}),
            lambda: (
                self.env["kam.selection.review.line"]
                .with_user(self.user_sales)
                .create({"review_id": review.id, "account_id": self.holds.id})
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(review.effect)

    def test_thresholds_change_meanwhile(self):
        line = self.line(self.review, self.holds)
        line.write({"decision": "drop", "reason": "Leaves the market"})
        self.assertFalse(self.review.is_outdated)
        self.env["kam.account"]._mark_dirty()
        self.env.cr.execute(
            "UPDATE kam_account SET recommended_segment_id = %s WHERE id IN %s",
            [self.segment_b.id, tuple((self.rises + self.fails).ids)],
        )
        self.env.invalidate_all()
        self.assertTrue(self.review.is_outdated)
        self.assertEqual(self.line(self.review, self.rises).decision, "promote", "nothing changes by itself")
        self.review.with_user(self.user_manager).action_refresh()
        self.assertFalse(self.review.is_outdated)
        self.assertEqual((line.decision, line.reason), ("drop", "Leaves the market"), "what people decided stays")
        self.assertEqual(self.line(self.review, self.rises).decision, "keep")
        self.assertEqual(self.line(self.review, self.fails).decision, "keep")

    def test_candidate_meanwhile(self):
        late = self.account("Late", "candidate", None, "b", 70, user_id=self.user_sales.id)
        other = self.account("Other", "prospect", None, "b", 70)
        review = self.review.with_user(self.user_manager)
        wizard = self.env["kam.selection.add"].with_user(self.user_manager).create({"review_id": review.id})
        self.assertEqual(wizard.addable_ids, late)
        wizard.account_ids = late
        wizard.action_add()
        self.assertEqual(self.line(review, late).proposed_decision, "select")
        review.action_add_accounts(late.ids)
        self.line(review, late)
        with self.assertRaisesRegex(UserError, "Other Ltd is no key account or candidate"):
            review.action_add_accounts(other.ids)


class TestSelectionApproves(SelectionCase):
    """The approval."""

    def setUp(self):
        super().setUp()
        self.review = self.open_review().with_user(self.user_manager)

    def approve(self):
        """Approve on the day after, as the manager."""
        with self.at("2026-11-21 12:00:00"):
            self.decide_all(self.review)
            self.review.action_approve()

    def test_carries_out_in_one_go(self):
        self.approve()
        found = {account: (account.segment_id.code, account.status, account.decision_basis) for account in self.all}
        self.assertEqual(
            found,
            {
                self.holds: ("B", "key", "review"),
                self.rises: ("A", "key", "review"),
                self.falls: ("B", "key", "review"),
                self.fails: ("C", "former", False),
                self.good: ("B", "key", "review"),
                self.poor: ("C", "candidate", False),
                self.blank: ("C", "candidate", False),
            },
        )
        self.assertEqual(self.rises.tier_id, self.env.ref("kam_management.tier_strategic"))
        change = self.rises.change_ids.filtered(lambda one: one.kind == "segment" and one.new_value == "A")
        self.assertEqual(change.cause, "Selection 2026: Score 80.0 reaches A, and a slot is free")
        self.assertEqual((self.review.state, self.review.approver_id), ("approved", self.user_manager))
        self.assertEqual(set(self.review.line_ids.mapped("state")), {"approved"})
        todos = self.env["mail.activity"].search([("kam_source", "=", "selection")])
        self.assertEqual(
            {(todo.res_id, todo.user_id) for todo in todos},
            {(one.id, one.user_id) for one in self.rises + self.falls + self.fails + self.good},
        )

    def test_no_room_for_todos_yet(self):
        self.env["ir.config_parameter"].set_param("kam.todo_limit", "1")
        self.approve()
        todos = self.env["mail.activity"].search([("kam_source", "=", "selection")])
        self.assertEqual(len(todos), 2, "one each")
        for expected in (4, 4):
            self.env["ir.config_parameter"].set_param("kam.todo_limit", "5")
            with self.at("2026-11-22 12:00:00"):
                self.run_crons("cron_selection")
            self.assertEqual(self.env["mail.activity"].search_count([("kam_source", "=", "selection")]), expected)

    def test_frozen_by_every_door(self):
        self.approve()
        line = self.line(self.review, self.holds)
        for door in (
            lambda: line.write({"decision": "drop"}),
            lambda: line.sudo().write({"decision": "drop"}),
            lambda: line.sudo().write({"score": 1}),
            lambda: line.sudo().unlink(),
            lambda: self.review.sudo().write({"state": "open"}),
            lambda: self.review.write({"date": "2020-01-01"}),
            self.review.sudo().unlink,
            self.review.action_approve,
            self.review.action_refresh,
            self.review.action_collect,
            lambda: self.review.action_add_accounts(self.all.ids),
        ):
            with self.assertRaises(UserError):
                door()
        before = self.review.effect_data()
        self.holds.with_user(self.user_manager).action_deselect("Bankrupt")
        self.assertEqual(self.holds.status, "former", "a later change is a new decision")
        self.assertEqual(line.decision, "keep")
        self.assertEqual(self.review.effect_data(), before)

    def test_every_line_needs_a_decision(self):
        with self.assertRaisesRegex(UserError, "no decision yet on Blank Ltd"):
            self.review.action_approve()
        self.decide_all(self.review)
        self.line(self.review, self.holds).write({"decision": "drop"})
        with self.assertRaisesRegex(UserError, "Say why.*Holds Ltd"):
            self.review.action_approve()
        self.assertEqual((self.review.state, self.holds.status), ("open", "key"))

    def test_own_promotion(self):
        self.main.kam_forbid_own_approval = True
        self.rises.user_id = self.user_manager
        with self.assertRaisesRegex(UserError, "Rises Ltd yourself"):
            self.approve()
        self.assertEqual(self.review.state, "open")
        self.rises.user_id = self.user_sales
        line = self.line(self.review, self.rises)
        line.write({"decision": "promote"})
        with self.assertRaisesRegex(UserError, "four eyes"):
            self.approve()
        with self.at("2026-11-21 12:00:00"):
            self.review.with_user(self.user_admin_kam).action_approve()
        self.assertEqual(self.rises.segment_id, self.segment_a)

    def test_a_reason_by_somebody_else_makes_nobody_the_proposer(self):
        """Else one colleague who words the reason better lets the proposer approve alone."""
        self.main.kam_forbid_own_approval = True
        line = self.line(self.review, self.rises)
        line.write({"decision": "promote"})
        version = line.version
        line.with_user(self.user_admin_kam).write({"reason": "Best of the year", "decision": "promote"})
        self.assertEqual((line.proposer_id, line.version), (self.user_manager, version + 1))
        with self.assertRaisesRegex(UserError, "four eyes"):
            self.approve()
        line.with_user(self.user_admin_kam).write({"decision": "keep"})
        self.assertEqual(line.proposer_id, self.user_admin_kam)

    def test_a_segment_that_is_no_longer_selected(self):
        self.line(self.review, self.good).write({"segment_id": self.segment_b.id, "reason": "Grows"})
        for values in ({"active": False}, {"mode": "screened"}):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                self.segment_b.write(values)
                with self.assertRaisesRegex(UserError, "Good Ltd.* is not selected any more"):
                    self.approve()
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual((self.review.state, self.good.status), ("open", "candidate"))

    def test_decided_elsewhere_meanwhile(self):
        self.line(self.review, self.holds).write({"decision": "promote", "reason": "Grows"})
        self.holds.with_user(self.user_manager).action_deselect("Bankrupt")
        with self.assertRaisesRegex(UserError, "decided on Holds Ltd outside of this selection"):
            self.approve()
        self.review.action_refresh()
        line = self.line(self.review, self.holds)
        self.assertEqual((line.state, line.status), ("proposed", "former"))
        self.approve()
        self.assertEqual(self.review.state, "approved")

    def test_dropped_with_a_running_plan(self):
        with self.at(NOVEMBER):
            plan = self.env["kam.account.plan"].create({"account_id": self.fails.id, "year": 2026})
            plan.action_start()
            kept = self.env["kam.account.plan"].create({"account_id": self.holds.id, "year": 2026})
        goals = plan.goal_ids
        self.approve()
        self.assertEqual((plan.state, kept.state), ("closed", "draft"))
        self.assertEqual(plan.goal_ids, goals)
        self.assertIn("no longer a key account", " ".join(plan.message_ids.mapped("body")))

    def test_work_adapts(self):
        with self.at("2026-11-20 12:00:00"):
            self.run_crons("cron_generate", "cron_cadence")
            open_actions = self.fails.action_ids.filtered(lambda one: one.state == "planned")
            milestones = self.fails.milestone_ids.filtered(lambda one: one.state == "planned")
            self.assertTrue(open_actions and milestones)
            done = open_actions[0]
            self.env.cr.execute("UPDATE kam_influencing_action SET state = 'done' WHERE id = %s", [done.id])
            self.env.invalidate_all()
        self.approve()
        with self.at("2026-11-21 12:00:00"):
            self.run_crons("cron_generate", "cron_cadence")
        self.assertEqual(done.state, "done", "what is done stays")
        left = (open_actions - done).filtered(lambda one: one.state == "planned")
        rules = left.mapped("rule_id.segment_id.code")
        self.assertEqual(set(rules) - {"C"}, set(), "what is still planned is what C gets")
        cancelled = open_actions.filtered(lambda one: one.state == "cancelled")
        self.assertTrue(cancelled and all(cancelled.mapped("cancel_reason")))
        self.assertEqual(set(milestones.mapped("state")), {"cancelled"})
        self.assertTrue(all("No longer a key account" in reason for reason in milestones.mapped("cancel_reason")))

    def milestone(self, account, state, date):
        step = self.env["kam.cadence.step"].search([], limit=1)
        vals = {"account_id": account.id, "step_id": step.id, "year": 2026, "state": state, "date": date}
        return self.env["kam.plan.milestone"].create({**vals, "occurrence": int(date[5:7])})

    def test_late_milestones_of_who_is_dropped_remind_nobody(self):
        late, done = (self.milestone(self.fails, *one) for one in (("due", "2026-08-01"), ("done", "2026-03-01")))
        other = self.milestone(self.holds, "due", "2026-08-01")
        self.approve()
        self.assertEqual((late.state, done.state, other.state), ("cancelled", "done", "due"))
        self.assertIn("Selection 2026", late.cancel_reason)
        self.assertFalse(done.cancel_reason)

    def test_dropped_by_hand_ends_the_work_as_well(self):
        with self.at(NOVEMBER):
            plan = self.env["kam.account.plan"].create({"account_id": self.holds.id, "year": 2026})
        late = self.milestone(self.holds, "due", "2026-08-01")
        self.holds.with_user(self.user_manager).action_deselect("Bankrupt")
        self.assertEqual((plan.state, late.state), ("closed", "cancelled"))
        self.assertIn("Bankrupt", late.cancel_reason)

    def test_override_stays_in_force(self):
        self.fails.with_user(self.user_manager).action_override(self.segment_a, "Board wants it", "2099-01-01")
        self.review.action_refresh()
        self.approve()
        self.assertEqual((self.fails.status, self.fails.segment_id), ("former", self.segment_a))
