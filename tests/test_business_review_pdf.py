"""The business review of a quarter as PDF: figures checked by hand, what was done and not, what moved, what is next."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError

from .development_case import DevelopmentCase
from .pdf_case import PdfCase


class TestBusinessReviewPdf(PdfCase, DevelopmentCase):
    """The third quarter of 2030, looked at in August: ``plan`` belongs to ``user_sales``."""

    def review(self, quarter="3", user=None, plans=None):
        values = {"plan_ids": (plans or self.plan).ids, "quarter": quarter}
        return self.env["kam.business.review"].with_user(user or self.user_sales).create(values)

    def text(self, quarter="3", user=None):
        return self.words("report_business_review", self.review(quarter, user), user or self.user_sales)

    def won(self, name, amount, day, user=None):
        lead = self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "expected_revenue": amount,
                "user_id": (user or self.user_sales).id,
            }
        )
        lead.action_set_won()
        lead.date_closed = day
        return lead

    def test_results_against_targets(self):
        """Won 300 of a target of 1,200 this year, 100 the year before; 200 of it in the quarter."""
        self.env["kam.target"].create(
            {"year": 2030, "measure": "won_revenue", "scope": "account", "account_id": self.account.id, "target": 1200}
        )
        self.won("Early", 100, "2030-02-03 10:00:00")
        self.won("In the quarter", 200, "2030-07-09 10:00:00")
        self.won("Year before", 100, "2029-07-09 10:00:00")
        text = self.text()
        self.assertRegex(text, r"Won revenue \$ ?1,200 \$ ?300 \$ ?300 \$ ?100 25 %")
        at = text.index("Opportunities of the quarter")
        deals = text[at : text.index("Objectives", at)]
        self.assertIn("In the quarter Won 9 Jul 2030", deals)
        self.assertNotIn("Early", deals)
        self.assertNotIn("Year before", deals)

    def test_objectives_and_tactics_done_and_not(self):
        strategy = self.strategy(self.objective("Grow", measure="plants", baseline=0, target=10, current=4))
        self.tactic(strategy, "Done in time", quarter="3", done=True)
        self.tactic(strategy, "Still to do", quarter="3")
        self.tactic(strategy, "Late since spring", quarter="2")
        self.tactic(strategy, "Early on", quarter="1", done=True)
        self.tactic(strategy, "For winter", quarter="4")
        text = self.text()
        self.assertIn("plants: from 0 to 10, now 4", text)
        self.assertIn("40 %", text)
        self.assert_in_order(
            ("Tactics of the quarter", "Done in time", "Not done", "Late since spring", "Still to do", "Next quarter"),
            text,
        )
        self.assertIn("For winter", text[text.index("Next quarter") :])
        self.assertNotIn("For winter", text[: text.index("Next quarter")])
        self.assertNotIn("Early on", text)

    def test_actions_and_what_they_changed(self):
        person = self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": "Chief", "power": 4})
        actions = self.env["kam.influencing.action"].create(
            [
                {
                    "account_id": self.account.id,
                    "name": "Plant tour",
                    "date": "2030-07-15",
                    "stakeholder_ids": person.ids,
                },
                {"account_id": self.account.id, "name": "Dinner", "date": "2030-09-02"},
                {"account_id": self.account.id, "name": "Long ago", "date": "2030-02-02"},
                {"account_id": self.account.id, "name": "Seminar", "date": "2030-11-02"},
            ]
        )
        self.env["kam.action.effect"].create(
            {"action_id": actions[0].id, "stakeholder_id": person.id, "support": "supporter"}
        )
        actions[0].write({"state": "evaluated", "outcome": "reached", "outcome_note": "They want a trial."})
        text = self.text()
        self.assert_in_order(
            ("Plant tour", "Reached", "They want a trial.", "Chief: Support", "Supporter", "Not done", "Dinner"), text
        )
        self.assertNotIn("Long ago", text)
        self.assertIn("Seminar", text[text.index("Next quarter") :])

    def test_moves_alerts_and_satisfaction(self):
        change = {"account_id": self.account.id, "kind": "level"}
        self.env["kam.account.change"].search([("account_id", "=", self.account.id)]).unlink()
        self.env["kam.account.change"].create(
            [
                {
                    **change,
                    "old_value": "Vendor",
                    "new_value": "Partner",
                    "date": "2030-07-20 10:00:00",
                    "cause": "Trust",
                },
                {**change, "old_value": "Before", "new_value": "Vendor", "date": "2030-06-30 10:00:00"},
            ]
        )
        rules = self.env["kam.alert.rule"].search([("check", "in", ("no_sponsor", "silence", "no_manager"))])
        rules = rules or self.env["kam.alert.rule"].search([])
        self.assertGreaterEqual(len(rules), 2)
        alert = {"account_id": self.account.id, "severity": "high", "since": "2030-01-01", "details": {"year": 2030}}
        self.env["kam.alert"].search([("account_id", "=", self.account.id)]).unlink()
        self.env["kam.alert"].create(
            [
                {
                    **alert,
                    "rule_id": rules[0].id,
                    "opened_on": "2030-05-02",
                    "state": "resolved",
                    "resolved_on": "2030-07-05",
                    "resolved_by": "gone",
                },
                {**alert, "rule_id": rules[1].id, "opened_on": "2030-08-01"},
            ]
        )
        self.env["kam.satisfaction"].create(
            [
                {"account_id": self.account.id, "date": "2030-08-02", "score": 7.5, "verbatim": "Deliveries are late"},
                {"account_id": self.account.id, "date": "2030-02-02", "score": 3, "verbatim": "Old story"},
            ]
        )
        text = self.text()
        self.assert_in_order(("Moves", "20 Jul 2030 Relationship level Vendor → Partner", "Trust"), text)
        self.assertNotIn("Before →", text)
        self.assert_in_order(("Early warnings", "5 Jul 2030", "Cause gone", "1 Aug 2030", "Still open"), text)
        self.assert_in_order(("Satisfaction", "7.5", "of 10", "Deliveries are late"), text[text.index("Still open") :])
        self.assertNotIn("Old story", text)

    def test_an_empty_quarter_and_one_that_is_not_over(self):
        self.env["kam.plan.milestone"].search([("account_id", "=", self.account.id)]).unlink()
        text = self.text()
        self.assertIn("The quarter is not over", text)
        for words in ("Nothing was decided.", "Nothing was planned.", "Nobody was asked.", "Nothing is planned yet."):
            self.assertIn(words, text)
        self.assertNotIn("is not over", self.text("2"))

    def test_several_plans_each_with_pages_of_its_own(self):
        other = self.env["kam.account.plan"].create({"account_id": self.make_account("Other").id, "year": 2030})
        review = self.review(user=self.user_manager, plans=self.plan | other)
        pages = self.pdf("report_business_review", review)
        first = [page for page in pages if self.page_number(page)[0] == 1]
        self.assertEqual(len(first), 2)
        for name in ("Other", "Steered Customer"):
            self.assertEqual(sum(f"2030: {name}" in page for page in first), 1, name)

    def test_opened_from_plans_and_from_accounts(self):
        reviews = self.env["kam.business.review"].with_user(self.user_sales)
        context = {"active_model": "kam.account.plan", "active_ids": self.plan.ids}
        found = reviews.with_context(**context).create({})
        self.assertEqual((found.plan_ids.ids, found.quarter), (self.plan.ids, "3"))
        found = reviews.with_context(active_model="kam.account", active_ids=self.account.ids).create({})
        self.assertEqual(found.plan_ids.ids, self.plan.ids)
        action = found.action_print()
        self.assertEqual(action["report_name"], "kam_management.report_business_review")
        with self.assertRaisesRegex(UserError, "at least one plan"):
            reviews.create({}).action_print()

    def test_in_its_first_month_a_quarter_is_not_reviewed_yet(self):
        for day, quarter in ((datetime(2030, 7, 20), "2"), (datetime(2030, 8, 2), "3"), (datetime(2030, 1, 5), "4")):
            with self.at(day):
                self.assertEqual(self.env["kam.business.review"]._default_quarter(), quarter)

    def test_rights(self):
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.plan.with_user(user)._review_report(3)
        self.won("SECRET deal", 12345, "2030-07-09 10:00:00")
        own = self.env["crm.lead"].create(
            {
                "name": "Own",
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "user_id": self.user_sales2.id,
            }
        )
        self.assertEqual(own.kam_account_id, self.account)
        text = self.text(user=self.user_sales2)
        self.assertNotIn("SECRET deal", text)
