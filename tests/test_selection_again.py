"""Who was dropped, decisions in the making, many lines at once, and four eyes by every door."""

from odoo.exceptions import AccessError, UserError

from .test_selection_review import NOVEMBER, SelectionCase


class TestSelectionDropped(SelectionCase):
    """A strong account that was dropped stays dropped until the next selection."""

    def drop(self):
        """Drop the strongest account of all and approve."""
        self.rises.partner_id.name = "Strong Ltd"
        self.env.cr.execute(
            "UPDATE kam_account SET financial_known = true, financial_score = 99, revenue = 9000000 WHERE id = %s",
            [self.rises.id],
        )
        self.env.invalidate_all()
        review = self.open_review().with_user(self.user_manager)
        self.line(review, self.rises).write({"decision": "drop", "reason": "Pays late, by principle"})
        self.decide_all(review)
        with self.at("2026-11-21 12:00:00"):
            review.action_approve()
        return review

    def test_stays_out_next_morning(self):
        self.drop()
        self.assertEqual((self.rises.status, self.rises.out_until_review), ("former", True))
        for _morning in range(2):
            self.env["kam.account"]._rank_all()
            self.assertEqual((self.rises.status, self.rises.waiting, self.rises.rank), ("former", False, 0))
        self.assertEqual(self.good.status, "key")

    def test_back_in_the_next_review(self):
        review = self.drop()
        with self.at("2027-11-14 12:00:00"):
            self.run_crons("cron_selection")
            self.assertEqual(self.rises.status, "former", "a day too early")
        with self.at("2027-11-15 12:00:00"):
            self.run_crons("cron_selection")
        later = self.reviews.search([("year", "=", 2027)])
        line = self.line(later, self.rises)
        self.assertEqual(
            (line.status, self.rises.status, self.rises.out_until_review), ("candidate", "candidate", False)
        )
        self.assertEqual(self.line(review, self.rises).decision, "drop", "last year's review stays as it was")

    def test_back_by_hand(self):
        self.drop()
        with self.assertRaises(AccessError):
            self.rises.with_user(self.user_sales).action_consider_again()
        self.rises.with_user(self.user_manager).action_consider_again()
        self.assertEqual((self.rises.status, self.rises.out_until_review), ("candidate", False))
        self.rises.with_user(self.user_manager).action_declare(self.segment_b, "They pay now")
        self.assertEqual((self.rises.status, self.rises.out_until_review), ("key", False))

    def test_a_former_one_is_added_by_hand(self):
        review = self.open_review().with_user(self.user_manager)
        self.poor.write({"status": "former", "out_until_review": True})
        review.line_ids.filtered(lambda line: line.account_id == self.poor).sudo().unlink()
        wizard = self.env["kam.selection.add"].with_user(self.user_manager).create({"review_id": review.id})
        self.assertEqual(wizard.addable_ids, self.poor)
        wizard.account_ids = self.poor
        wizard.action_add()
        line = self.line(review, self.poor)
        line.write({"decision": "select", "reason": "A new owner"})
        self.assertEqual(line.segment_id, self.segment_b)

    def test_an_archived_one_is_dropped_as_well(self):
        review = self.open_review().with_user(self.user_manager)
        self.decide_all(review)
        line = self.line(review, self.rises)
        line.write({"decision": "drop", "reason": "Sold to a rival"})
        self.rises.partner_id.active = False
        self.assertFalse(self.rises.active)
        with self.at("2026-11-21 12:00:00"):
            review.action_approve()
        self.assertEqual((self.rises.status, self.rises.active), ("former", False))
        self.rises.partner_id.active = True
        self.assertEqual((self.rises.status, self.rises.decided_segment_id.id), ("former", False))

    def test_no_review_is_forgotten_where_all_were_dropped(self):
        everybody = self.env["kam.account"].search([("status", "in", ("key", "candidate"))])
        (everybody - self.rises).sudo().write({"status": "prospect", "decided_segment_id": False})
        self.rises.with_user(self.user_manager).action_deselect("Sold")
        with self.at(NOVEMBER):
            self.run_crons("cron_selection")
        self.assertEqual(len(self.reviews.search([("year", "=", 2026)])), 1)


class TestSelectionMaking(SelectionCase):
    """What is on the screen and not saved yet, and what others did meanwhile."""

    def setUp(self):
        super().setUp()
        self.review = self.open_review().with_user(self.user_manager)
        self.decide_all(self.review)

    def parts(self, pending):
        """({segment: accounts then}, {manager: [A then, B then]}) of the effect."""
        data = self.review.effect_data(pending)
        return (
            {one["code"]: one["then"] for one in data["segments"] if one["code"] in "AB"},
            {one["user_id"]: [part["then"] for part in one["parts"]] for one in data["managers"]},
        )

    def test_effect_of_what_is_not_saved(self):
        # Saved: A = Rises; B = Holds, Falls, Good.
        self.assertEqual(
            self.parts(None), ({"A": 1, "B": 3}, {self.user_sales.id: [1, 2], self.user_sales2.id: [0, 1]})
        )
        holds, falls = self.line(self.review, self.holds), self.line(self.review, self.falls)
        pending = [{"id": holds.id, "segment_id": self.segment_a.id}]
        self.assertEqual(self.parts(pending)[0], {"A": 2, "B": 2})
        self.assertEqual(self.parts(pending)[1][self.user_sales.id], [2, 1])
        many = [{"id": line.id, "decision": "drop"} for line in holds + falls]
        self.assertEqual(self.parts(many)[0], {"A": 1, "B": 1})
        self.assertEqual(self.review.effect_data(many)["unsaved"], 2)
        self.assertEqual((holds.decision, falls.decision), ("keep", "demote"), "nothing is written")

    def test_nonsense_is_left_out(self):
        good = self.line(self.review, self.good)
        for pending in (
            [{"id": good.id, "decision": "promote"}],
            [{"id": good.id, "segment_id": "x"}],
            [{"id": "x", "decision": "drop"}],
            [{"id": good.id}],
            [{"id": 0, "decision": "drop"}],
        ):
            self.assertEqual(self.parts(pending), self.parts(None), pending)
        problem = self.review.effect_data([{"id": good.id, "decision": "promote"}])["problem"]
        self.assertEqual(problem, "Good Ltd is a candidate: select it, or keep it as a candidate.")

    def test_salespeople_see_no_load(self):
        with self.assertRaises(AccessError):
            self.review.with_user(self.user_sales).effect_data([])

    def test_two_people_on_many_lines(self):
        mine = self.review.line_ids.with_user(self.user_manager)
        seen = {str(line.id): line.version for line in mine}
        theirs = self.line(self.review, self.holds, self.user_admin_kam)
        theirs.write({"decision": "drop", "reason": "Sold"})
        before = mine.mapped("decision")
        at_once = mine.with_context(kam_seen_versions=seen)
        for door in (
            at_once.action_keep,
            at_once.action_as_proposed,
            lambda: at_once.filtered(lambda line: line.status == "key").action_drop(),
            lambda: at_once.write({"reason": "All the same"}),
        ):
            with self.assertRaisesRegex(UserError, "kam_user_admin_kam.* has decided on Holds Ltd meanwhile: Drop"):
                door()
        self.assertEqual(mine.mapped("decision"), before, "nothing was half done")
        (at_once - theirs).action_keep()
        self.assertEqual(theirs.decision, "drop")
        self.assertEqual(self.line(self.review, self.rises).decision, "keep")


class TestSelectionFourEyes(SelectionCase):
    """Where the settings ask for it, nobody lifts an account of their own, by whatever door."""

    def setUp(self):
        super().setUp()
        self.main.kam_forbid_own_approval = True
        (self.holds + self.good).user_id = self.user_manager

    def doors(self, account):
        """Every way of a manager to lift an account."""
        account = account.with_user(self.user_manager)
        wizard = self.env["kam.decide"].with_user(self.user_manager)
        vals = {"account_ids": account.ids, "segment_id": self.segment_a.id, "reason": "Grows"}
        assessment = self.env["kam.assessment"].create({"account_id": account.id})
        assessment.action_submit()
        self.env.cr.execute(
            "UPDATE kam_assessment SET proposed_segment_id = %s WHERE id = %s", [self.segment_a.id, assessment.id]
        )
        assessment.invalidate_recordset()
        return (
            lambda: wizard.create({**vals, "decision": "declare"}).action_apply(),
            lambda: wizard.create({**vals, "decision": "override", "until": "2099-01-01"}).action_apply(),
            lambda: account.write({"segment_id": self.segment_a.id}),
            assessment.with_user(self.user_manager).action_approve,
        )

    def test_own_accounts(self):
        for account in (self.holds, self.good):
            for door in self.doors(account):
                with self.assertRaisesRegex(UserError, "four eyes: let another"), self.env.cr.savepoint():
                    door()
        self.assertEqual((self.holds.segment_id, self.good.status), (self.segment_b, "candidate"))

    def test_what_stays_allowed(self):
        self.falls.user_id = self.user_manager
        self.falls.with_user(self.user_manager).action_declare(self.segment_b, "Too small for A")
        self.assertEqual(self.falls.segment_id, self.segment_b, "a demotion")
        self.holds.with_user(self.user_admin_kam).action_declare(self.segment_a, "Another manager")
        self.assertEqual(self.holds.segment_id, self.segment_a)
        self.main.kam_forbid_own_approval = False
        self.good.with_user(self.user_manager).action_declare(self.segment_a, "The settings allow it")
        self.assertEqual(self.good.segment_id, self.segment_a)
