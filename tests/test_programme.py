"""The programme: its catalogue, who answers what, years that are over, to-dos, the page and the print."""

from collections import Counter
from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .programme_case import ProgrammeCase


class TestCatalogue(ProgrammeCase):
    def test_it_is_complete(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "kam_management"), ("model", "=", "kam.programme.item")]
        )
        items = self.env["kam.programme.item"].browse(data.mapped("res_id"))
        self.assertEqual(
            Counter(items.mapped("kind")), {"milestone": 8, "pre_launch": 23, "post_launch": 9, "assessment": 43}
        )
        self.assertEqual(
            Counter(items.filtered("element").mapped("element")),
            {"structure": 11, "metrics": 7, "planning": 6, "culture": 7, "value": 5, "people": 7},
        )
        self.assertTrue(all(item.question and item.hint for item in items))
        self.assertEqual(set(items.filtered("source").mapped("source")) - set(self.checks._checks()), set())

    def test_every_check_is_used_and_known(self):
        codes = set(self.checks._checks())
        for code in codes:
            self.assertTrue(hasattr(self.checks, f"_check_{code}"), code)
        used = set(self.env["kam.programme.item"].search([]).mapped("source"))
        self.assertEqual(codes - used, {"levels_set"}, "offered for items of one's own")

    def test_the_administrator_changes_it(self):
        data = self.data()
        self.assertEqual(len(data["items"]), 83)
        items = self.as_(self.user_admin_kam, self.env["kam.programme.item"])
        steering = items.browse(self.env.ref("kam_management.programme_milestone_steering").id)
        steering.name = "Steering committee"
        items.browse(self.env.ref("kam_management.programme_milestone_audit").id).active = False
        items.create({"name": "A party", "kind": "milestone", "question": "Was there one?"})
        names = [one["name"] for one in self.data()["items"] if one["kind"] == "milestone"]
        self.assertEqual(len(names), 8)
        self.assertIn("Steering committee", names)
        self.assertIn("A party", names)
        self.assertNotIn("Audit", names)

    def test_seeded_items_stay(self):
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.env.ref("kam_management.programme_milestone_audit").unlink()

    def test_element_belongs_to_questions(self):
        items = self.env["kam.programme.item"]
        with self.assertRaisesRegex(ValidationError, "six elements"):
            items.create({"name": "No element", "kind": "assessment"})
        with self.assertRaisesRegex(ValidationError, "six elements"):
            items.create({"name": "An element", "kind": "milestone", "element": "people"})
        with Form(items) as form:
            form.name = "By form"
            form.element = "people"
            form.kind = "milestone"
        self.assertFalse(form.record.element)

    @mute_logger("odoo.sql_db")
    def test_threshold(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["kam.programme.item"].create({"name": "Never", "kind": "milestone", "threshold": 0})
            self.env.flush_all()

    def test_words_are_translated(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        item = self.env.ref("kam_management.programme_milestone_training")
        item.with_context(lang="fr_FR").name = "Formation"
        names = [one["name"] for one in self.data()["items"]]
        self.assertIn("Training", names)
        self.user_manager.lang = "fr_FR"
        names = [
            one["name"]
            for one in self.as_(self.user_manager, self.env["kam.programme"])
            .with_context(lang="fr_FR")
            .programme_data()["items"]
        ]
        self.assertIn("Formation", names)


class TestAnswers(ProgrammeCase):
    def setUp(self):
        super().setUp()
        self.data()
        self.steering = self.answer("milestone_steering")
        self.managers = self.answer("before_managers")

    def test_by_hand_and_the_day_of_a_yes(self):
        mine = self.as_(self.user_manager, self.steering)
        self.assertEqual((mine.answer, mine.is_computed), ("unknown", False))
        mine.write({"answer": "yes", "evidence": "Minutes"})
        self.assertEqual((mine.answer, mine.date_done), ("yes", date(2026, 6, 30)))
        mine.write({"answer": "partly"})
        self.assertFalse(mine.date_done)
        mine.write({"answer": "yes", "date_done": "2026-03-01"})
        self.assertEqual(mine.date_done, date(2026, 3, 1))

    def test_computed_cannot_be_ticked(self):
        self.assertEqual(self.managers.answer, "yes")
        self.one.user_id = False
        self.data(refresh=True)
        self.assertEqual((self.managers.answer, self.managers.values), ("partly", {"count": 1, "base": 2}))
        for user in (self.user_manager, self.user_admin_kam):
            mine = self.as_(user, self.managers)
            with self.assertRaisesRegex(UserError, r"computed from use \(1 of 2 key accounts\)"):
                mine.write({"answer": "yes"})
            with self.assertRaisesRegex(UserError, "cannot be ticked by hand"):
                mine.web_save({"answer": "yes"}, {"answer": {}})
            with self.assertRaisesRegex(UserError, "cannot be ticked by hand"):
                mine.write({"date_done": "2026-01-01"})
            for vals in ({"values": {"count": 2, "base": 2}}, {"source": False}, {"year": 2025}, {"kind": "milestone"}):
                with self.assertRaises(AccessError, msg=vals), mute_logger("odoo.addons.base.models.ir_model"):
                    mine.write(vals)
            mine.write({"user_id": self.user_manager.id, "note": "Hand it over", "answer": "partly"})
        self.assertEqual(self.managers.answer, "partly")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.sql_db")
    def test_nor_by_import(self):
        self.one.user_id = self.two.user_id = False
        self.data(refresh=True)
        self.assertEqual(self.managers.answer, "no")
        self.env["ir.model.data"].create(
            {"module": "x", "name": "managers", "model": self.managers._name, "res_id": self.managers.id}
        )
        answers = self.as_(self.user_manager, self.answers)
        result = answers.load(["id", "answer"], [["x.managers", "yes"]])
        self.assertFalse(result["ids"])
        self.assertIn("cannot be ticked by hand", result["messages"][0]["message"])
        created = answers.load(
            ["item_id", "company_id", "year", "answer"], [["Steering group", "Programme Ltd", "2030", "yes"]]
        )
        self.assertFalse(created["ids"])

    def test_roles(self):
        sales = self.as_(self.user_sales, self.steering)
        self.assertEqual(sales.answer, "unknown")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            sales.write({"answer": "yes"})
        data = self.data(self.user_sales)
        self.assertEqual((data["may_answer"], data["may_configure"]), (False, False))
        self.assertEqual(len(data["items"]), 83)
        data = self.data(self.user_admin_kam)
        self.assertEqual((data["may_answer"], data["may_configure"]), (True, True))
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.env["kam.programme"].with_user(user).programme_data()

    def test_a_salesperson_may_be_the_first_to_look(self):
        self.answers.search([("company_id", "=", self.company.id)]).unlink()
        self.assertEqual(len(self.data(self.user_sales)["items"]), 83)
        self.assertEqual(self.answer("before_managers").answer, "yes")

    def test_each_company_its_own(self):
        self.as_(self.user_manager, self.steering).answer = "yes"
        home = self.env["kam.programme"].with_user(self.user_manager)
        home = home.with_context(allowed_company_ids=self.env.company.ids)
        item = next(one for one in home.programme_data()["items"] if one["name"] == "Steering group")
        self.assertNotEqual(item["id"], self.steering.id)
        found = self.answers.with_user(self.user_all).search([("company_id", "=", self.company.id)])
        self.assertFalse(found, "not a company of theirs")

    def test_owner_needs_access(self):
        mine = self.as_(self.user_manager, self.steering)
        for user in (self.user_employee, self.user_all):
            with self.assertRaisesRegex(ValidationError, "cannot own"):
                mine.user_id = user
        mine.user_id = self.user_sales

    def test_unknown_is_not_no(self):
        score = {one["code"]: one for one in self.data()["elements"]}
        culture = score["culture"]
        # Seven questions: nobody answered five, key accounts have no sponsor, and no signature was asked for.
        self.assertEqual((culture["score"], culture["known"], culture["total"]), (0, 1, 7))
        for name in ("centricity", "leadership"):
            self.as_(self.user_manager, self.answer(f"question_{name}")).answer = "yes"
        self.as_(self.user_manager, self.answer("question_champions")).answer = "partly"
        culture = next(one for one in self.data()["elements"] if one["code"] == "culture")
        self.assertEqual((culture["score"], culture["known"]), (62, 4))  # (0 + 100 + 100 + 50) / 4

    def test_a_warning_counts_the_other_way(self):
        item = self.env["kam.programme.item"].create({"name": "Bad", "kind": "post_launch", "is_warning": True})
        self.data()
        answer = self.answers.search([("item_id", "=", item.id), ("company_id", "=", self.company.id)])
        self.as_(self.user_manager, answer).answer = "yes"
        shown = next(one for one in self.data()["items"] if one["name"] == "Bad")
        self.assertEqual((shown["answer"], shown["state"]), ("yes", "no"))
        self.assertTrue(answer.is_open)
        self.assertIn(answer, self.answers.search([("is_open", "=", True)]))
        answer.sudo().answer = "no"
        self.assertFalse(answer.is_open)
        self.assertNotIn(answer, self.answers.search([("is_open", "=", True)]))

    def test_another_source_starts_from_not_known(self):
        self.as_(self.user_manager, self.steering).answer = "yes"
        self.steering.item_id.source = "sponsors"
        self.assertEqual((self.steering.answer, self.steering.source), ("unknown", "sponsors"))
        self.data(refresh=True)
        self.assertEqual((self.steering.answer, self.steering.figure), ("no", "0 of 2 key accounts"))
        self.steering.item_id.source = False
        self.assertEqual((self.steering.answer, self.steering.values, self.steering.figure), ("unknown", False, False))
        self.as_(self.user_manager, self.steering).answer = "partly"

    def test_threshold_of_the_item(self):
        self.one.user_id = False
        self.managers.item_id.threshold = 50
        self.data(refresh=True)
        self.assertEqual(self.managers.answer, "yes")

    def test_a_figure_opens_its_records(self):
        self.one.user_id = False
        self.data(refresh=True)
        mine = self.as_(self.user_manager, self.managers)
        for method, expected in (("action_open_records", self.two), ("action_open_missing", self.one)):
            action = getattr(mine, method)()
            found = self.as_(self.user_manager, self.env[action["res_model"]]).search(action["domain"])
            self.assertEqual(found.ids, expected.ids, method)
        with self.assertRaisesRegex(UserError, "no records"):
            self.as_(self.user_manager, self.steering).action_open_records()

    def test_a_check_that_fails_stops_no_other(self):
        self.one.user_id = False
        self.two.sponsor_id = self.user_manager
        checks = type(self.env["kam.programme.check"])

        def broken(_self, _scope):
            self.env.cr.execute("SELECT 1 / 0")

        logger = "odoo.addons.kam_management.models.kam_programme_check"
        with patch.object(checks, "_check_managers_named", broken), mute_logger("odoo.sql_db"):
            with self.assertLogs(logger, "ERROR"):
                self.data(refresh=True)
            with self.assertLogs(logger, "ERROR"):
                self.run_crons("cron_programme")
        self.assertEqual(self.managers.answer, "yes", "as it was")
        self.assertEqual(self.answer("question_sponsors").answer, "partly")
        lines = self.env["kam.run"].search([("job", "=", "Status of the programme")], limit=1).line_ids
        self.assertIn(self.managers.id, lines.filtered(lambda one: one.kind == "failed").res_ids)
        self.data(refresh=True)
        self.assertEqual(self.managers.answer, "partly")

    def test_figures_are_fresh_enough(self):
        """Looked at again at once, nothing is computed anew; asked to, or ten minutes later, it is."""
        self.one.user_id = False
        self.data()
        self.assertEqual(self.managers.answer, "yes")
        with self.at(datetime(2026, 6, 30, 12, 11)):
            self.data()
        self.assertEqual(self.managers.answer, "partly")

    def test_query_count_is_flat(self):
        def count(number):
            for place in range(number):
                account = self.key_account(f"Key {place}", user_id=self.user_sales.id)
                self.lead(account, 10, "2026-03-01 10:00:00")
                self.action(account)
                self.plan(account)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.as_(self.user_manager, self.env["kam.programme"]).programme_data(refresh=True)
            return self.cr.sql_log_count - before

        count(1)
        few = count(1)
        self.assertLess(few, 420)
        self.assertLessEqual(count(20), few + 6)
