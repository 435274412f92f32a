"""Satisfaction: who may, people who are erased or merged, import and many at once."""

import io
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from .satisfaction_case import SatisfactionCase

TODAY = date(2026, 11, 20)


class TestAccess(SatisfactionCase):
    """Attempts to get at what is not one's own."""

    def test_by_role(self):
        answer = self.answer(3, verbatim="Secret words")
        stranger = answer.with_user(self.user_sales2)
        for attempt in (
            lambda: stranger.read(["verbatim"]),
            lambda: stranger.write({"score": 9}),
            lambda: stranger.unlink(),
            lambda: self.account.with_user(self.user_sales2).satisfaction_data(),
            lambda: self.answers.with_user(self.user_sales2).create({"account_id": self.account.id, "score": 1}),
            lambda: self.answers.with_user(self.user_employee).search([]),
            lambda: self.env["kam.moment"].with_user(self.user_manager).create({"name": "Mine", "question": "So?"}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        found = self.answers.with_user(self.user_sales2).search([("verbatim", "ilike", "Secret")])
        self.assertFalse(found)
        groups = self.answers.with_user(self.user_sales2)._read_group([], ["account_id"], ["__count"])
        self.assertNotIn(self.account.id, [account.id for account, _count in groups])
        self.assertEqual(answer.with_user(self.user_manager).verbatim, "Secret words")

    def test_an_answer_does_not_move_to_an_account_of_ones_own(self):
        mine = self.answers.with_user(self.user_sales2).create({"account_id": self.other.id, "score": 1})
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.write({"account_id": self.account.id})
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.write({"stakeholder_id": self.anna.id})

    def test_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        user = new_test_user(
            self.env, "kam_far", groups="sales_team.group_sale_salesman_all_leads", company_id=elsewhere.id
        )
        self.account.partner_id.company_id = self.env.company
        answer = self.answer(3)
        self.assertEqual(answer.company_id, self.env.company)
        with self.assertRaises(AccessError):
            answer.with_user(user).with_context(allowed_company_ids=elsewhere.ids).read(["score"])
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            answer.user_id = user
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            answer.follow_up_user_id = user


class TestPeople(SatisfactionCase):
    """Erased, exported, merged."""

    def test_erased_people_leave_anonymous_answers(self):
        answer = self.answer(
            4,
            stakeholder_id=self.anna.id,
            verbatim="Anna Able said: call Able, not Annabel; Anna's boss",
            follow_up="Visit Anna",
        )
        entry = self.anna.with_user(self.user_sales)._export_entry()
        self.assertEqual(entry["answers on satisfaction"][0]["score"], 4)
        self.anna.with_user(self.user_sales).action_erase_person()
        self.assertFalse(answer.stakeholder_id)
        self.assertEqual(answer.verbatim, "… said: call …, not Annabel; …'s boss")
        self.assertEqual((answer.follow_up, answer.todo_ids.summary), ("Visit …", "Visit …"))
        self.assertEqual(answer.score, 4, "the figure stays")

    def test_merged_accounts_and_people(self):
        partner = self.env["res.partner"].create({"name": "Anna", "parent_id": self.account.partner_id.id})
        self.anna.partner_id = partner
        twin = self.env["kam.stakeholder"].create(
            {"account_id": self.other.id, "partner_id": self.otto.partner_id.id, "name": "A"}
        )
        mine, theirs = (
            self.answer(4, follow_up="Call"),
            self.answers.create(
                {"account_id": self.other.id, "score": 8, "stakeholder_id": twin.id, "date": "2026-10-01"}
            ),
        )
        self.other._absorb(self.account)
        self.assertEqual((mine | theirs).account_id, self.other)
        self.assertEqual(self.other.satisfaction, 6.0)
        self.assertEqual(mine.todo_ids.res_id, self.other.id)
        self.otto._absorb(twin)
        self.assertEqual(theirs.stakeholder_id, self.otto)

    def test_deleted_account_takes_its_to_dos_along(self):
        answer = self.answer(4, follow_up="Call")
        todo = answer.todo_ids
        self.account.unlink()
        self.assertFalse(todo.exists())
        self.assertFalse(answer.exists())


class TestImport(SatisfactionCase):
    """A whole survey from a file."""

    def load(self, rows, user=None):
        names = ["account_id", "date", "moment_id", "score", "verbatim"]
        return self.answers.with_user(user or self.user_sales).load(names, rows)

    def test_zero_and_empty(self):
        result = self.load(
            [
                ["Asked Ltd", "2026-11-01", "Delivery and start", "0", ""],
                ["Asked Ltd", "2026-11-01", "", "", "No figure"],
                ["Asked Ltd", "2026-11-02", "", "7.5", "Fine"],
            ]
        )
        self.assertFalse(result["messages"])
        made = self.answers.browse(result["ids"])
        self.assertEqual([(one.score, one.score_known) for one in made], [(0, True), (0, False), (7.5, True)])
        self.assertFalse(made.stakeholder_id, "anonymous")

    def test_bad_rows_are_named(self):
        for row, words in (
            (["Asked Ltd", "2026-11-01", "", "11", ""], "The score is 11"),
            (["Asked Ltd", "2026-12-24", "", "1", ""], "Nobody has answered"),
            (["Nobody Ltd", "2026-11-01", "", "1", ""], "Nobody Ltd"),
        ):
            result = self.load([row])
            self.assertFalse(result["ids"])
            self.assertIn(words, result["messages"][0]["message"])
        self.assertFalse(self.load([["Other Ltd", "2026-11-01", "", "1", ""]])["ids"], "not their account")

    def test_template(self):
        stream = io.BytesIO()
        self.env["kam.xlsx"].with_user(self.user_sales)._import_template("kam.satisfaction", stream)
        self.assertTrue(stream.getvalue())


class TestMassEntry(SatisfactionCase):
    """Many at once."""

    def test_queries_are_flat(self):
        self.answer(5)
        counts = []
        for number in (5, 50):
            rows = [{"account_id": self.account.id, "score": 5, "date": "2026-10-01"} for _one in range(number)]
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.answers.create(rows)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_only_moments_of_the_guide(self):
        with self.assertRaises(ValidationError):
            self.answers.create(
                [
                    {"account_id": self.account.id, "score": 5},
                    {"account_id": self.account.id, "stakeholder_id": self.otto.id, "score": 5},
                ]
            )
        self.account.write({"member_ids": [Command.create({"user_id": self.user_sales2.id})]})
        self.assertTrue(self.answers.with_user(self.user_sales2).create({"account_id": self.account.id, "score": 2}))
