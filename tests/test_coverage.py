"""Findings, gaps and the contact model: the engine by itself, and read off recorded people."""

import doctest
import random
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from odoo.addons.kam_management.engine import coverage

from .stakeholder_case import StakeholderCase

SUPPORTS = ("opponent", "sceptic", "neutral", "supporter", "champion")


@tagged("standard", "post_install", "-at_install")
class TestEngine(BaseCase):
    test_module = "kam_management"

    def test_examples(self):
        result = doctest.testmod(coverage)
        self.assertGreater(result.attempted, 20)
        self.assertFalse(result.failed)

    def people(self, chance):
        flags = (coverage.DECISION, coverage.BUDGET, coverage.CHAMPION)
        return [
            coverage.Person(
                number,
                chance.randint(1, 5),
                chance.choice(SUPPORTS),
                frozenset(flag for flag in flags if chance.random() < 0.3),
                tuple(
                    coverage.Contact(user, chance.randint(0, 4), False, chance.random() < 0.8)
                    for user in chance.sample(range(5), chance.randint(0, 3))
                ),
                chance.random() < 0.8,
                chance.random() < 0.1,
                chance.choice([None, date(2026, 1, 1) + timedelta(days=chance.randint(0, 300))]),
                date(2025, 1, 1),
            )
            for number in range(chance.randint(0, 12))
        ]

    def test_properties(self):
        """Order of the people does not matter; a person without a gap causes no finding; each code once."""
        frame = coverage.Frame(date(2026, 11, 20), 60, True, False)
        for seed in range(300):
            chance = random.Random(seed)
            people = self.people(chance)
            found = coverage.findings(frame, people)
            codes = [finding.code for finding in found]
            self.assertEqual(len(codes), len(set(codes)))
            ranks = [coverage.SEVERITIES.index(finding.severity) for finding in found]
            self.assertEqual(ranks, sorted(ranks), "worst first")
            self.assertIn("no_sponsor", codes)
            self.assertLessEqual({number for one in found for number in one.ids}, {one.id for one in people})
            mixed = chance.sample(people, len(people))
            again = coverage.findings(frame, mixed)
            self.assertEqual(
                {(one.code, frozenset(one.ids)) for one in found}, {(one.code, frozenset(one.ids)) for one in again}
            )
            self.assertEqual(coverage.contact_model(people), coverage.contact_model(mixed))
            for person in people:
                concerned = {one.code for one in found if person.id in one.ids}
                own = set(coverage.gaps(frame, person)) - {"no_counterpart"}
                self.assertLessEqual(own, concerned)
            model = coverage.contact_model(people)
            pairs = coverage.pairs_of(people)
            self.assertEqual(model == "none", not pairs)
            self.assertEqual(model == "bow_tie", len({person for _user, person in pairs}) == 1)

    def test_more_people_never_add_a_missing_role(self):
        frame = coverage.Frame(date(2026, 11, 20))
        for seed in range(100):
            people = self.people(random.Random(seed))
            missing = {"no_decision_maker", "no_budget_owner", "no_champion"}
            before = {one.code for one in coverage.findings(frame, people)} & missing
            extra = coverage.Person(99, flags=frozenset({coverage.DECISION}))
            after = {one.code for one in coverage.findings(frame, [*people, extra])} & missing
            self.assertEqual(after, before - {"no_decision_maker"})


class TestFindings(StakeholderCase):
    def test_roles(self):
        self.assertIn("no_budget_owner", self.codes(), "a placeholder is not known yet")
        self.assertNotIn("no_decision_maker", self.codes())
        self.cfo.partner_id = self.contact("Fay Finance")
        self.assertNotIn("no_budget_owner", self.codes())
        self.boss.partner_id.active = False
        self.assertIn("no_decision_maker", self.codes(), "whoever left decides no more")
        self.clerk.role_ids += self.roles["champion"]
        self.assertNotIn("no_champion", self.codes())

    def test_sponsor(self):
        self.assertNotIn("no_sponsor", self.codes())
        self.account.with_user(self.user_manager).action_declare(self.env.ref("kam_management.segment_a"), "Important")
        self.assertIn("no_sponsor", self.codes())
        self.account.sponsor_id = self.user_manager
        self.assertNotIn("no_sponsor", self.codes())

    def test_threads_and_model(self):
        self.assertLessEqual({"single_threaded_ours", "single_threaded_theirs"}, self.codes())
        self.assertEqual(self.account.contact_model, "bow_tie")
        self.boss.user_id = self.user_sales
        self.assertNotIn("single_threaded_theirs", self.codes())
        self.assertEqual(self.account.contact_model, "one_to_many")
        self.clerk.user_id = self.user_team
        self.cfo.user_id = self.user_manager
        self.assertFalse({"single_threaded_ours", "single_threaded_theirs"} & self.codes())
        self.assertEqual(self.account.contact_model, "diamond")
        self.assertTrue(self.account.contact_risk)

    def test_power(self):
        self.assertLessEqual({"powerful_opponent", "powerful_without_counterpart"}, self.codes())
        self.boss.write({"support": "sceptic", "user_id": self.user_team.id})
        self.assertFalse({"powerful_opponent", "powerful_without_counterpart"} & self.codes())

    def test_those_who_left(self):
        self.boss.user_id = self.user_team
        self.assertFalse({"counterpart_left", "contact_left"} & self.codes())
        self.user_team.active = False
        self.assertIn("counterpart_left", self.codes())
        self.assertIn("counterpart has left us", self.boss.gap_text)
        other = self.env["res.partner"].create({"name": "Elsewhere", "is_company": True})
        self.buyer.partner_id.parent_id = other
        self.assertIn("contact_left", self.codes())
        self.buyer.invalidate_recordset()
        self.assertTrue(self.buyer.has_left)
        self.buyer.action_still_there()
        self.assertNotIn("contact_left", self.codes())
        self.clerk.partner_id.active = False
        self.assertIn("contact_left", self.codes())

    def test_last_contact_and_silence(self):
        tier = self.env.ref("kam_management.tier_strategic")
        self.assertEqual(tier.silence_days, 30)
        self.env.cr.execute("UPDATE kam_account SET tier_id = %s WHERE id = %s", [tier.id, self.account.id])
        self.account.invalidate_recordset()
        long_ago = fields.Date.today() - timedelta(days=200)
        everybody = self.boss | self.buyer | self.clerk
        everybody.since = long_ago
        self.assertFalse(self.boss.last_contact)
        self.assertIn("silent", self.codes())
        today = fields.Date.today()
        lead = self.make_lead(partner_id=self.buyer.partner_id.id)
        # written by the boss on an opportunity, a meeting with the buyer, a note about the clerk
        lead.message_post(body="Hello", author_id=self.boss.partner_id.id, message_type="email")
        self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": f"{today - timedelta(days=5)} 10:00:00",
                "stop": f"{today - timedelta(days=5)} 11:00:00",
                "partner_ids": [(6, 0, self.buyer.partner_id.ids)],
            }
        )
        self.clerk.message_post(body="Called", message_type="comment")
        everybody.invalidate_recordset()
        self.assertEqual(everybody.mapped("last_contact"), [today, today - timedelta(days=5), today])
        self.assertNotIn("silent", self.codes())
        found = self.people.search([("account_id", "=", self.account.id), ("last_contact", "<", today)])
        self.assertEqual(found, self.buyer)
        never = self.people.search([("account_id", "=", self.account.id), ("last_contact", "=", False)])
        self.assertEqual(never, self.cfo)

    def test_done_activity_is_a_contact(self):
        todo = self.boss.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_sales.id)
        self.assertFalse(self.boss.last_contact)
        todo.action_feedback(feedback="Done")
        self.boss.invalidate_recordset()
        self.assertEqual(self.boss.last_contact, fields.Date.today())

    def test_messages_of_another_account_do_not_count(self):
        other = self.make_account("Other Ltd")
        there = self.people.create({"account_id": other.id, "partner_id": self.boss.partner_id.id})
        lead = self.make_lead(partner_id=other.partner_id.id)
        lead.message_post(body="Hello", author_id=self.boss.partner_id.id, message_type="email")
        self.assertFalse(self.boss.last_contact)
        self.assertEqual(there.last_contact, fields.Date.today())

    def test_every_finding_has_a_fix(self):
        self.account.with_user(self.user_manager).action_declare(self.env.ref("kam_management.segment_a"), "Important")
        self.user_team.active = False
        self.clerk.user_id = self.user_team
        self.buyer.partner_id.active = False
        account = self.account.with_user(self.user_sales)
        data = account.map_data()
        self.assertGreater(len(data["findings"]), 6)
        for finding in data["findings"]:
            with self.subTest(finding["code"]):
                self.assertTrue(finding["text"])
                action = getattr(account, finding["fix"]["method"])(*finding["fix"]["args"])
                self.assertEqual(action["type"], "ir.actions.act_window")
                if action.get("target") == "new" and action["res_model"] != "mail.activity.schedule":
                    self.env[action["res_model"]].get_views(action["views"])


class TestMapData(StakeholderCase):
    def crowd(self, size):
        """An account with a tree of ``size`` people, with roles, counterparts and lines."""
        account = self.make_account(f"Crowd {size}", user_id=self.user_sales.id)
        roles = list(self.roles.values())
        partners = self.env["res.partner"].create(
            [{"name": f"Person {number}", "parent_id": account.partner_id.id} for number in range(size)]
        )
        people = self.people.create(
            [
                {
                    "account_id": account.id,
                    "partner_id": partner.id,
                    "role_ids": [(6, 0, roles[number % len(roles)].ids)],
                    "power": number % 5 + 1,
                    "user_id": (self.user_sales, self.user_team)[number % 2].id,
                }
                for number, partner in enumerate(partners)
            ]
        )
        for number, person in enumerate(people[1:], start=1):
            person.parent_id = people[number // 5]
        self.env["kam.stakeholder.link"].create(
            [{"source_id": one.id, "target_id": people[0].id} for one in people[1:10]]
        )
        self.env.flush_all()
        return account

    def queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        function()  # fills the caches of access and configuration
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_payload(self):
        self.env["kam.stakeholder.link"].create(
            {"source_id": self.clerk.id, "target_id": self.boss.id, "strength": 3, "note": "Cousins"}
        )
        data = self.account.with_user(self.user_sales).map_data()
        self.assertEqual(data["account"], {"id": self.account.id, "name": "Mapped Ltd", "readonly": False})
        people = {one["id"]: one for one in data["people"]}
        boss, buyer, cfo = people[self.boss.id], people[self.buyer.id], people[self.cfo.id]
        self.assertEqual((boss["initials"], boss["power"], boss["support"]), ("BB", 5, "opponent"))
        self.assertEqual([role["name"] for role in boss["roles"]], ["Decision maker"])
        self.assertIn("powerful_opponent", boss["gaps"])
        self.assertEqual(
            (buyer["parent_id"], buyer["user"]["id"], buyer["strength"]), (self.boss.id, self.user_sales.id, 3)
        )
        self.assertEqual((cfo["placeholder"], cfo["partner_id"], cfo["avatar"]), (True, False, False))
        self.assertEqual(data["links"][0]["note"], "Cousins")
        self.assertEqual(data["contact_model"]["code"], "bow_tie")

    def test_access(self):
        self.assertRaises(AccessError, self.account.with_user(self.user_sales2).map_data)
        self.assertRaises(AccessError, self.account.with_user(self.user_sales2).stakeholder_proposals)
        self.assertRaises(AccessError, self.account.with_user(self.user_sales2).action_fix, "silent", self.boss.ids)
        self.assertFalse(self.account.with_user(self.user_manager).map_data()["account"]["readonly"])

    def test_queries_are_few_and_flat(self):
        small, large = self.crowd(5), self.crowd(300)
        counts = [self.queries(account.with_user(self.user_sales).map_data) for account in (small, large)]
        self.assertEqual(len(large.map_data()["people"]), 300)
        self.assertLess(max(counts), 10)
        self.assertEqual(*counts)

    def test_coverage_of_many_accounts_in_one_pass(self):
        accounts = self.account
        for number in range(20):
            account = self.make_account(f"Many {number}")
            self.people.create([{"account_id": account.id, "name": f"Place {place}"} for place in range(5)])
            accounts |= account
        one = self.queries(lambda: self.account._coverage())
        many = self.queries(lambda: accounts._coverage())
        self.assertEqual(one, many)
        self.assertLess(many, 6)
        lists = [
            self.queries(lambda records=records: records.mapped("finding_text")) for records in (accounts[:1], accounts)
        ]
        self.assertEqual(*lists)

    def test_list_of_people_is_flat(self):
        large = self.people.browse(self.crowd(60).stakeholder_ids.ids).with_user(self.user_sales)
        names = ["name", "title", "support", "last_contact", "gap_text", "user_id", "role_ids", "power_stars"]
        spec = {name: {"fields": {"display_name": {}}} if name in ("user_id", "role_ids") else {} for name in names}
        counts = [self.queries(lambda part=part: part.web_read(spec)) for part in (large[:5], large)]
        self.assertEqual(*counts)
