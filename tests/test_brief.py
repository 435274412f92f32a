"""The brief: what it says before a meeting, for whom, on one page."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from .common import KamCase


class TestBrief(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account("Briefed", user_id=cls.user_sales.id)
        cls.chief = cls.env["kam.stakeholder"].create(
            {"account_id": cls.account.id, "name": "Chief", "power": 5, "goals": "One hub\nand more"}
        )
        cls.env["kam.stakeholder"].create({"account_id": cls.account.id, "name": "Clerk", "power": 1})
        cls.env["kam.stakeholder.agenda"].with_user(cls.user_sales).create(
            {"stakeholder_id": cls.chief.id, "personal_agenda": "MARKER agenda"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Chairs",
                "type": "opportunity",
                "partner_id": cls.account.partner_id.id,
                "user_id": cls.user_sales.id,
                "expected_revenue": 5000,
            }
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(date(2026, 11, 20)))

    def brief(self, user=None):
        self.env.flush_all()
        return self.account.with_user(user or self.user_sales).brief_data()

    def test_people_by_power_with_what_they_want(self):
        people = self.brief()["people"]
        self.assertEqual([(one["name"], one["wants"]) for one in people], [("Chief", "One hub"), ("Clerk", "")])

    def test_points_promise_first_then_alert_then_goal(self):
        self.lead.activity_schedule(
            "mail.mail_activity_data_todo", date(2026, 11, 10), "Send the offer", user_id=self.user_sales.id
        )
        plan = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2026})
        plan.goal_ids.unlink()
        self.env["kam.plan.goal"].create({"plan_id": plan.id, "name": "Two hubs less"})
        brief = self.brief()
        self.assertEqual(
            brief["points"],
            [
                "We owe them: Send the offer (10 days late).",
                "Ask how far they are: Two hubs less",
                "Agree the next step for Chairs.",
            ],
        )
        self.assertEqual(brief["promises"][0]["late"], 10)
        self.assertEqual([one["name"] for one in brief["leads"]], ["Chairs"])

    def test_last_contacts_are_actions_done_and_meetings(self):
        self.env["kam.influencing.action"].create(
            [
                {"account_id": self.account.id, "name": "Workshop", "date": "2026-11-02", "state": "done"},
                {"account_id": self.account.id, "name": "Not yet", "date": "2026-12-02", "state": "planned"},
            ]
        )
        self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": "2026-11-05 11:00:00",
                "stop": "2026-11-05 12:00:00",
                "partner_ids": [(4, self.account.partner_id.id)],
            }
        )
        contacts = self.brief(self.user_manager)["contacts"]
        self.assertEqual([one["what"] for one in contacts][:2], ["Lunch", "Workshop"])
        self.assertNotIn("Not yet", str(contacts))

    def test_no_personal_agenda_and_no_access_for_others(self):
        for user in (self.user_sales, self.user_manager):
            self.assertNotIn("MARKER", str(self.brief(user)))
        for user in (self.user_sales2, self.user_employee):
            with self.assertRaises(AccessError):
                self.brief(user)

    def test_opened_from_a_meeting(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-11-25 11:00:00",
                "stop": "2026-11-25 12:00:00",
                "opportunity_id": self.lead.id,
            }
        )
        action = event.with_user(self.user_manager).action_kam_brief()
        self.assertEqual((action["tag"], action["params"]), ("kam_account_brief", {"account_id": self.account.id}))

    def test_an_empty_account(self):
        account = self.make_account("Empty")
        brief = account.with_user(self.user_manager).brief_data()
        self.assertEqual((brief["people"], brief["points"], brief["leads"]), ([], [], []))
        self.assertNotIn("None", str(brief).replace("'None'", ""))

    def test_one_page_with_long_text(self):
        long = "A very long sentence that does not end. " * 40
        self.chief.goals = long
        for number in range(12):
            self.env["kam.stakeholder"].create(
                {"account_id": self.account.id, "name": f"Person {number} {long}", "power": 4, "goals": long}
            )
            self.lead.copy({"name": f"{long} {number}"})
            self.account.activity_schedule("mail.mail_activity_data_todo", date(2026, 11, 1), long[:200])
        with self.allow_pdf_render():
            content, kind = (
                self.env["ir.actions.report"]
                .with_user(self.user_manager)
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf("kam_management.report_account_brief", self.account.ids)
            )
        self.assertEqual(kind, "pdf")
        self.assertEqual(content.count(b"/Type /Page\n") + content.count(b"/Type /Page "), 1)

    def test_queries_do_not_grow(self):
        def count(number):
            for place in range(number):
                self.env["kam.stakeholder"].create({"account_id": self.account.id, "name": f"More {place}", "power": 3})
                self.lead.copy({"name": f"Lead {place}"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.account.with_user(self.user_sales).brief_data()
            return self.cr.sql_log_count - before

        count(5)
        few = count(1)
        self.assertLessEqual(count(15), few + 2)

    def test_every_door_opens_the_same_brief(self):
        """From the badge, the meeting and the opportunity; for whom the account is, and nobody else."""
        self.account.sudo().action_declare(self.env.ref("kam_management.segment_a"))
        event = self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": "2026-11-25 11:00:00",
                "stop": "2026-11-25 12:00:00",
                "partner_ids": [(4, self.account.partner_id.id), (4, self.user_sales.partner_id.id)],
                "user_id": self.user_sales.id,
            }
        )
        for user in (self.user_sales, self.user_all, self.user_manager):
            doors = [
                self.lead.with_user(user).kam_badge["account_id"],
                event.with_user(user).action_kam_brief()["params"]["account_id"],
                self.lead.with_user(user).action_kam_brief()["params"]["account_id"],
            ]
            self.assertEqual(set(doors), {self.account.id}, user.login)
            self.assertEqual(self.brief(user)["account"]["name"], "Briefed")
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.lead.with_user(user).action_kam_brief()

    def test_an_opportunity_of_nobody_says_so(self):
        lead = self.env["crm.lead"].create({"name": "Stray", "type": "opportunity", "user_id": self.user_sales.id})
        with self.assertRaisesRegex(UserError, "belongs to no key account"):
            lead.with_user(self.user_sales).action_kam_brief()

    def test_whoever_owns_an_open_opportunity_reads_the_brief(self):
        lead = self.lead.copy({"user_id": self.user_sales2.id})
        self.assertEqual(lead.with_user(self.user_sales2).action_kam_brief()["params"]["account_id"], self.account.id)
        self.assertEqual([one["name"] for one in self.brief(self.user_sales2)["leads"]], [lead.name])
