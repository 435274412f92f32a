"""People in one opportunity: what they are there, while the account's values stay untouched."""

from odoo.exceptions import ValidationError

from .stakeholder_case import StakeholderCase


class TestLeadStakeholders(StakeholderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_lead(user_id=cls.user_sales.id)
        cls.lines = cls.env["kam.lead.stakeholder"]
        cls.line = cls.lines.create({"lead_id": cls.lead.id, "stakeholder_id": cls.boss.id})

    def test_account_values_are_the_default(self):
        line = self.line
        self.assertEqual((line.effective_support, line.effective_power, line.effective_strength), ("opponent", 5, 0))
        self.assertEqual(line.effective_role_ids, self.roles["decision_maker"])
        line.write({"support": "champion", "power": 2, "role_ids": [(6, 0, self.roles["user"].ids)]})
        self.assertEqual((line.effective_support, line.effective_power), ("champion", 2))
        self.assertEqual(line.effective_role_ids, self.roles["user"])
        self.assertEqual((self.boss.support, self.boss.power), ("opponent", 5))
        self.assertEqual(self.boss.role_ids, self.roles["decision_maker"])
        self.assertFalse(self.boss.move_ids)
        line.support = False
        self.assertEqual(line.effective_support, "opponent")

    def test_bad_input(self):
        with self.refused("active in the opportunity already", "kam.lead.stakeholder"):
            self.line.copy()
        stranger = self.person("Stan Stranger", account=self.make_account("Other Ltd"))
        with self.assertRaisesRegex(ValidationError, "opportunity of Mapped Ltd"):
            self.lines.create({"lead_id": self.lead.id, "stakeholder_id": stranger.id})

    def test_map_of_the_opportunity(self):
        self.line.support = "neutral"
        self.lines.create(
            {"lead_id": self.lead.id, "stakeholder_id": self.clerk.id, "role_ids": [(6, 0, self.roles["champion"].ids)]}
        )
        data = self.account.with_user(self.user_sales).map_data(lead_id=self.lead.id)
        people = {one["id"]: one for one in data["people"]}
        self.assertEqual(set(people), {self.boss.id, self.clerk.id})
        self.assertEqual(people[self.boss.id]["support"], "neutral")
        self.assertEqual(people[self.clerk.id]["parent_id"], self.boss.id, "the next one above who is active here")
        self.assertEqual([role["name"] for role in people[self.clerk.id]["roles"]], ["Champion"])
        codes = {finding["code"] for finding in data["findings"]}
        self.assertNotIn("no_champion", codes)
        self.assertNotIn("powerful_opponent", codes)

    def test_merged_opportunities(self):
        other = self.make_lead(name="Same deal", user_id=self.user_sales.id)
        self.lines.create({"lead_id": other.id, "stakeholder_id": self.boss.id, "support": "sceptic", "note": "There"})
        self.lines.create({"lead_id": other.id, "stakeholder_id": self.buyer.id})
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(merged.kam_stakeholder_ids.stakeholder_id, self.boss | self.buyer)
        boss = merged.kam_stakeholder_ids.filtered(lambda line: line.stakeholder_id == self.boss)
        self.assertEqual((boss.support, boss.note), ("sceptic", "There"))

    def test_goes_with_opportunity_or_person(self):
        self.boss.unlink()
        self.assertFalse(self.line.exists())
        line = self.lines.create({"lead_id": self.lead.id, "stakeholder_id": self.buyer.id})
        self.lead.unlink()
        self.assertFalse(line.exists())
        self.assertTrue(self.buyer.exists())

    def test_button(self):
        action = self.lead.with_user(self.user_sales).action_kam_people()
        self.assertEqual(action["domain"], [("account_id", "=", self.account.id)])
