"""Rows of an account (team, ratings, assessments, history): made, moved or forged from outside."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .security_case import SecurityCase


class TestCommands(SecurityCase):
    """Rows moved or made through the lists of another record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.make_account("Mine", user_id=cls.user_sales2.id)

    def test_nobody_joins_a_team_by_themselves(self):
        vals = {"account_id": self.account.id, "user_id": self.user_sales2.id}
        members = self.as_(self.user_sales2, self.env["kam.account.member"])
        self.assert_no_access(members.create, vals)
        self.assert_no_access(
            members.with_context(default_account_id=self.account.id).create, {"user_id": self.user_sales2.id}
        )
        own = members.create({"account_id": self.mine.id, "user_id": self.user_sales2.id})
        self.assert_no_access(own.write, {"account_id": self.account.id})
        self.assert_no_access(self.as_(self.user_sales2).write, {"user_id": self.user_sales2.id})
        self.assert_no_access(self.as_(self.user_sales2).write, {"member_ids": [Command.create(vals)]})
        self.assertFalse(self.as_(self.user_sales2).has_access("read"))
        result = members.load(["account_id/.id", "user_id/.id"], [[str(self.account.id), str(self.user_sales2.id)]])
        self.assertFalse(result["ids"])

    def test_read_access_is_not_a_way_to_join(self):
        members = self.as_(self.user_lead_owner, self.env["kam.account.member"])
        self.assert_no_access(members.create, {"account_id": self.account.id, "user_id": self.user_lead_owner.id})

    def test_foreign_rows_are_not_taken_over(self):
        assessment = self.env["kam.assessment"].create({"account_id": self.account.id})
        mine = self.as_(self.user_sales2, self.mine)
        for name, row, vals in (
            ("member_ids", self.account.member_ids, {"note": "x"}),
            ("rating_ids", self.rating, {"value": 1}),
            ("assessment_ids", assessment, {"note": "x"}),
            ("change_ids", self.account.change_ids[:1], {"new_value": "A"}),
            ("child_ids", self.account, {"strategic_way": "expand"}),
            ("lead_ids", self.lead, {"name": "x"}),
        ):
            self.assertTrue(row, name)
            for command in (Command.link(row.id), Command.update(row.id, vals), Command.delete(row.id)):
                with self.subTest(field=name, command=command[0].name):
                    before = self.stored(row)
                    with self.assertRaises(UserError), self.cr.savepoint():
                        mine.write({name: [command]})
                        self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertEqual(self.stored(row), before)

    def test_history_cannot_be_written(self):
        own = self.as_(self.user_sales)
        change = self.account.change_ids[:1]
        for command in (
            Command.create({"kind": "segment", "new_value": "A"}),
            Command.update(change.id, {"new_value": "A"}),
            Command.delete(change.id),
        ):
            self.assert_no_access(own.write, {"change_ids": [command]})

    def test_decided_fields_through_lists(self):
        """Children, ratings and assessments do not open the account's decided fields."""
        child = self.make_account("Child", user_id=self.user_sales.id, parent_id=self.account.id)
        own = self.as_(self.user_sales)
        forged = {"status": "key", "decided_segment_id": self.segment_a.id}
        self.assert_no_access(own.write, {"child_ids": [Command.update(child.id, forged)]})
        self.assert_no_access(
            own.write,
            {"child_ids": [Command.create({"partner_id": self.new_partner().id, **forged})]},
        )
        self.assert_no_access(
            own.write, {"lead_ids": [Command.create({"name": "L", "kam_tier_id": self.tier_strategic.id})]}
        )

    def test_parent_account_has_to_be_known(self):
        mine = self.as_(self.user_sales2, self.mine)
        self.assert_no_access(mine.write, {"parent_id": self.account.id})
        own = self.as_(self.user_sales, self.make_account("Subsidiary", user_id=self.user_sales.id))
        own.write({"parent_id": self.account.id})

    def test_customer_stays(self):
        """A decided account is not handed to another customer."""
        partner = self.new_partner()
        for user in (self.user_sales, self.user_admin_kam):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.as_(user).write({"partner_id": partner.id})
        self.as_(self.user_sales).write({"partner_id": self.partner.id})  # the same one: an import


class TestRatings(SecurityCase):
    def test_foreign_account(self):
        foreign = self.as_(self.user_sales2)
        self.assert_no_access(foreign.rate, self.trust.id, 1)
        self.assert_no_access(foreign.rate_note, self.trust.id, "x")
        self.assert_no_access(foreign.rating_sheet)
        self.assert_no_access(foreign.action_screen)
        self.assert_no_access(foreign.action_assess)
        reader = self.as_(self.user_lead_owner)
        self.assertTrue(reader.rating_sheet()["readonly"])
        self.assert_no_access(reader.rate, self.trust.id, 1)
        self.assertEqual(self.rating.value, 4)

    def test_moving_a_rating(self):
        other = self.make_account("Other Customer", user_id=self.user_sales.id)
        rating = self.as_(self.user_sales, self.rating)
        before = self.stored(self.rating)
        for vals in ({"account_id": other.id}, {"criterion_id": self.service.id}):
            with self.assertRaises(UserError), self.cr.savepoint():
                rating.write(vals)
        self.assertEqual(self.stored(self.rating), before)
        rating.write({"account_id": self.account.id, "criterion_id": self.trust.id, "value": 2})
        self.assertEqual(self.rating.value, 2)

    def test_who_and_when_are_not_forged(self):
        forged = {
            "origin": "computed",
            "user_id": self.user_manager.id,
            "date": "2020-01-01",
            "measure": 1e6,
        }
        self.as_(self.user_sales, self.rating).write({**forged, "value": 5})
        ratings = self.as_(self.user_sales, self.env["kam.account.rating"])
        pair = {"account_id": self.account.id, "criterion_id": self.service.id, "value": 3}
        forging = ratings.with_context(**{f"default_{name}": value for name, value in forged.items()})
        made = forging.create({**pair, **forged}).sudo()
        for rating in (self.rating, made):
            self.assertEqual(
                (rating.origin, rating.user_id, rating.date, rating.measure),
                ("manual", self.user_sales, self.today, 0),
            )

    def test_out_of_range(self):
        for value in (0, 6, -1):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.as_(self.user_sales, self.rating).write({"value": value})
            if value:
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self.as_(self.user_sales).rate(self.trust.id, value)
        ratings = self.as_(self.user_sales, self.env["kam.account.rating"])
        result = ratings.load([".id", "value"], [[str(self.rating.id), "6"]])
        self.assertIn("1 to 5", result["messages"][0]["message"])
        self.assertEqual(self.stored(self.rating)["value"], 4)


class TestAssessments(SecurityCase):
    def setUp(self):
        super().setUp()
        self.assessment = self.as_(self.user_sales, self.env["kam.assessment"]).create({"account_id": self.account.id})

    def test_snapshot_is_not_written(self):
        assessment = self.as_(self.user_sales, self.assessment)
        names = [
            name
            for name, field in assessment._fields.items()
            if field.store and field.readonly and "kam_management" in field._modules
        ]
        self.assertIn("state", names)
        for name in [*names, "line_ids", "account_id"]:
            value = [Command.clear()] if name == "line_ids" else self.value_for(assessment, name)
            for context in ({}, {"kam_absorbing": True}):
                with self.subTest(field=name, context=context):
                    self.assert_no_access(assessment.with_context(**context).write, {name: value})
        assessment.write({"note": "Please", "proposed_segment_id": self.segment_a.id})

    def test_snapshot_is_not_created(self):
        self.assessment.sudo().unlink()
        model = self.as_(self.user_sales, self.env["kam.assessment"])
        forged = {"state": "approved", "score": 99, "score_known": True, "user_id": self.user_manager.id}
        made = model.create({"account_id": self.account.id, **forged}).sudo()
        self.assertEqual((made.state, made.score, made.user_id), ("draft", 0, self.user_sales))
        made.unlink()
        for name, value in forged.items():
            context = {f"default_{name}": value}
            self.assert_no_access(model.with_context(**context).create, {"account_id": self.account.id})
        self.as_(self.user_sales, self.env["ir.default"]).set("kam.assessment", "state", "approved", user_id=True)
        self.assertEqual(model.create({"account_id": self.account.id}).sudo().state, "draft")

    def test_lines_are_not_written(self):
        lines = self.as_(self.user_sales, self.assessment.line_ids)
        self.assert_no_access(lines[0].write, {"value": 5})
        self.assert_no_access(lines[0].unlink)
        self.assert_no_access(
            self.as_(self.user_sales, self.assessment).write,
            {"line_ids": [Command.update(lines[0].id, {"value": 5})]},
        )

    def test_only_a_manager_decides(self):
        for user in (self.user_sales, self.user_all, self.user_sales2, self.user_employee):
            assessment = self.as_(user, self.assessment)
            self.assert_no_access(assessment.action_approve)
            self.assert_no_access(assessment.action_refuse)
        foreign = self.as_(self.user_sales2, self.assessment)
        for action in (foreign.action_submit, foreign.action_refresh, foreign.action_withdraw, foreign.unlink):
            self.assert_no_access(action)
        self.assertEqual(self.assessment.state, "draft")
        self.as_(self.user_sales, self.assessment).action_submit()
        self.as_(self.user_manager, self.assessment).action_approve()
        self.assertEqual(self.assessment.state, "approved")

    def test_decided_ones_stay(self):
        self.as_(self.user_manager, self.assessment).action_refuse()
        for user in (self.user_sales, self.user_admin_kam):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.as_(user, self.assessment).unlink()
            with self.assertRaises(UserError), self.cr.savepoint():
                self.as_(user, self.assessment).write({"note": "Changed"})

    def test_foreign_account(self):
        other = self.make_account("Other Customer", user_id=self.user_sales.id)
        self.assert_no_access(self.as_(self.user_sales2, self.env["kam.assessment"]).create, {"account_id": other.id})
