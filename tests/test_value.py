"""Value propositions and the research that leads to them."""

from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from .common import KamCase


class TestValue(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Value Ltd", user_id=cls.user_sales.id)
        cls.other = cls.make_account("Other Ltd", user_id=cls.user_sales.id)
        cls.boss, cls.stranger = cls.env["kam.stakeholder"].create(
            [{"account_id": one.id, "name": "Boss"} for one in (cls.account, cls.other)]
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(datetime(2027, 3, 1, 10)))

    def proposition(self, **vals):
        return self.env["kam.value.proposition"].create(
            {"account_id": self.account.id, "name": "Half the moves", **vals}
        )

    def test_from_hypothesis_to_delivered(self):
        proposition = self.proposition(value_year=1000).with_user(self.user_sales)
        self.assertEqual((proposition.state, self.account.value_delivered), ("hypothesis", 0))
        proposition.action_validate()
        self.assertEqual((proposition.validated_by_id, proposition.validated_on), (self.user_sales, date(2027, 3, 1)))
        with self.assertRaisesRegex(ValidationError, "only with evidence"), self.cr.savepoint():
            proposition.action_deliver()
        self.assertEqual(proposition.state, "validated")
        proposition.evidence = "Counted together"
        proposition.action_deliver()
        self.assertEqual((proposition.delivered_by_id, self.account.value_delivered), (self.user_sales, 1000))
        proposition.state = "hypothesis"
        self.assertFalse(proposition.validated_on or proposition.delivered_on or proposition.delivered_by_id)

    def test_a_document_is_evidence(self):
        paper = self.env["ir.attachment"].create({"name": "Letter.pdf", "raw": b"x"})
        self.assertEqual(self.proposition(state="delivered", document_ids=[(4, paper.id)]).state, "delivered")

    def test_evidence_cannot_be_taken_away(self):
        for vals in ({"evidence": " "}, {"evidence": False}):
            proposition = self.proposition(state="delivered", evidence="Counted")
            with self.subTest(vals), self.assertRaises(ValidationError), self.cr.savepoint():
                proposition.write(vals)

    def test_who_and_when_are_not_typed(self):
        proposition = self.proposition().with_user(self.user_sales)
        for vals in ({"validated_by_id": self.user_manager.id}, {"delivered_on": "2020-01-01"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                proposition.write(vals)
        with self.assertRaises(AccessError):
            proposition.with_user(self.user_sales2).read(["name"])

    def test_people_of_the_account_only(self):
        self.proposition(stakeholder_ids=[(4, self.boss.id)])
        with self.assertRaisesRegex(ValidationError, "does not belong to Value Ltd"):
            self.proposition(stakeholder_ids=[(4, self.stranger.id)])

    def test_boards(self):
        self.proposition(benefit_id=self.env.ref("kam_management.benefit_financial").id)
        model = self.env["kam.value.proposition"].with_context(read_group_expand=True)
        by_state = model.web_read_group([("account_id", "=", self.account.id)], ["state"], ["__count"])
        self.assertEqual([group["state"] for group in by_state["groups"]], ["hypothesis", "validated", "delivered"])
        by_benefit = model.web_read_group([("account_id", "=", self.account.id)], ["benefit_id"], ["__count"])
        self.assertEqual(len(by_benefit["groups"]), self.env["kam.benefit"].search_count([]))

    def test_scripts_do_not_survive(self):
        proposition = self.proposition(statement="<p onclick='x()'>Good</p><script>alert(1)</script>")
        self.assertIn("Good", proposition.statement)
        self.assertNotIn("script", proposition.statement)
        self.assertNotIn("onclick", proposition.statement)

    def test_finding_becomes_a_proposition(self):
        research = self.env["kam.value.research"].create(
            {
                "account_id": self.account.id,
                "name": "How they move",
                "stakeholder_ids": [(4, self.boss.id)],
                "finding_ids": [
                    Command.create({"name": "Desks move twice", "is_quantified": True, "value_year": 500}),
                    Command.create({"name": "Grow", "kind": "goal"}),
                ],
            }
        )
        finding, goal = research.finding_ids
        self.assertEqual((research.finding_count, research.open_count), (2, 2))
        action = finding.with_user(self.user_sales).action_make_proposition()
        made = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((made.account_id, made.answers, made.value_year), (self.account, "Desks move twice", 500))
        self.assertEqual((made.stakeholder_ids, made.answers_kind), (self.boss, "challenge"))
        self.assertIn("How they move", made.value_basis)
        self.assertEqual(finding.action_make_proposition()["res_id"], made.id, "made once")
        self.assertEqual(research.open_count, 1)
        goal.action_make_proposition()
        self.assertEqual(goal.proposition_id.answers_kind, "goal")

    def test_finding_of_another_account(self):
        research = self.env["kam.value.research"].create({"account_id": self.other.id, "name": "There"})
        with self.assertRaisesRegex(ValidationError, "another account"):
            self.env["kam.value.finding"].create(
                {"research_id": research.id, "name": "Wrong", "proposition_id": self.proposition().id}
            )
        with self.assertRaises(AccessError):
            research.with_user(self.user_sales2).read(["notes"])

    def test_on_the_plan(self):
        proposition = self.proposition()
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2027})
        self.assertEqual(plan.value_ids, proposition)

    def test_queries_are_flat(self):
        def queries(number):
            propositions = self.env["kam.value.proposition"].create(
                [
                    {"account_id": self.account.id, "name": f"Worth {place}", "stakeholder_ids": [(4, self.boss.id)]}
                    for place in range(number)
                ]
            )
            research = self.env["kam.value.research"].create(
                [
                    {"account_id": self.account.id, "name": "R", "finding_ids": [Command.create({"name": "F"})]}
                    for _place in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            propositions.read(["name", "account_id", "benefit_id", "stakeholder_ids", "value_year", "state"])
            research.read(["name", "stakeholder_ids", "finding_count", "open_count"])
            return self.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(5), queries(50))
