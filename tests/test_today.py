"""My key accounts: five things today, ranked by hand-computed points, each with its reason."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management.engine import next_steps

from .common import KamCase


class TestToday(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best = cls.make_account("Best", user_id=cls.user_sales.id)
        cls.best.with_user(cls.user_manager).write(
            {
                "override_segment_id": cls.env.ref("kam_management.segment_a").id,
                "override_reason": "Test",
                "override_until": "2099-01-01",
            }
        )
        cls.plain = cls.make_account("Plain", user_id=cls.user_sales.id)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "opportunity",
                "partner_id": cls.plain.partner_id.id,
                "user_id": cls.user_sales.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(date(2026, 11, 20)))

    def to_do(self, record, summary, day, user=None, source=None):
        activity = record.activity_schedule(
            "mail.mail_activity_data_todo", date(2026, 11, day), summary, user_id=(user or self.user_sales).id
        )
        activity.sudo().kam_source = source
        return activity

    def today(self, user=None, **kwargs):
        return self.env["kam.account"].with_user(user or self.user_sales).today_data(**kwargs)

    def test_ranked_by_points(self):
        self.to_do(self.plain, "Late on a plain one", 17)  # 3 days late: 9
        self.to_do(self.best, "Tomorrow on the best", 21)  # 20 - 1
        self.to_do(self.lead, "Today on an opportunity", 20)  # 10
        self.to_do(self.best, "Warning", 20, source="alert")  # 25 + 20 + 10
        data = self.today()
        self.assertEqual(
            [item["title"] for item in data["items"]],
            ["Warning", "Tomorrow on the best", "Today on an opportunity", "Late on a plain one"],
        )
        self.assertEqual(
            data["items"][0]["why"],
            "Importance 55: an early warning asks for it (+25), segment A (+20), due today (+10).",
        )
        self.assertEqual(data["items"][1]["why"], "Importance 19: segment A (+20), due tomorrow (-1).")
        self.assertEqual(data["items"][2]["account"]["name"], "Plain")
        self.assertEqual(data["items"][2]["record"], "Chairs")
        self.assertEqual(data["items"][3]["late"], 3)
        self.assertEqual(data["items"][3]["why"], "Importance 9: 3 days late (+9).")

    def test_every_source_is_a_reason_in_words(self):
        model = self.env["kam.account"]
        labels = dict(self.env["mail.activity"]._fields["kam_source"]._description_selection(self.env))
        for source in next_steps.SOURCE_POINTS:
            words = model._today_source_words(source)
            self.assertTrue(words and words != labels.get(source), source)
        for late, words in ((1, "1 day late"), (-1, "due tomorrow"), (-2, "due in 2 days")):
            ranked = next_steps.rank([next_steps.Step(1, late=late)])[0]
            self.assertIn(words, model._today_why(ranked, self.plain))

    def test_five_at_most_and_the_rest_counted(self):
        for day in range(10, 17):
            self.to_do(self.best, f"Number {day}", day)
        self.to_do(self.best, "Somebody else's", 1, user=self.user_manager)
        self.plain.partner_id.activity_schedule(
            "mail.mail_activity_data_todo", summary="No account", user_id=self.user_sales.id
        )
        data = self.today()
        self.assertEqual((len(data["items"]), data["more"]), (5, 2))
        self.assertEqual(self.env["mail.activity"].with_user(self.user_sales).search_count(data["domain"]), 7)

    def test_done_and_later(self):
        first = self.to_do(self.best, "First", 18)
        second = self.to_do(self.best, "Second", 20)
        model = self.env["kam.account"].with_user(self.user_sales)
        data = model.today_later(first.id, 7)
        self.assertEqual([item["title"] for item in data["items"]], ["Second", "First"])
        self.assertEqual(first.date_deadline, date(2026, 11, 27))
        data = model.today_done(second.id)
        self.assertEqual([item["title"] for item in data["items"]], ["First"])
        with self.assertRaisesRegex(UserError, "1 to 90 days"):
            model.today_later(first.id, 0)

    def test_only_ones_own(self):
        theirs = self.to_do(self.best, "Theirs", 20)
        with self.assertRaisesRegex(UserError, "not yours any more"):
            self.env["kam.account"].with_user(self.user_manager).today_done(theirs.id)
        with self.assertRaises(AccessError):
            self.today(self.user_employee)

    def test_nothing_to_do(self):
        data = self.today(self.user_sales2)
        self.assertEqual((data["items"], data["more"]), ([], 0))

    def test_queries_do_not_grow(self):
        def count(number):
            for place in range(number):
                self.to_do(self.make_account(f"More {place}", user_id=self.user_sales.id), f"Call {place}", 18)
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["kam.account"].with_user(self.user_sales)
            before = self.cr.sql_log_count
            model.today_data()
            return self.cr.sql_log_count - before

        count(3)
        few = count(3)
        self.assertLessEqual(count(25), few + 2)
