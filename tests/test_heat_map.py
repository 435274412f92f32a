"""The grid of power × support and the heat map of their people × ours, as the server answers them."""

from odoo.exceptions import AccessError

from .stakeholder_case import StakeholderCase


class TestHeatMap(StakeholderCase):
    """``heat_data`` of one account."""

    def data(self, user=None, account=None):
        """What the heat map of an account shows to a user."""
        return (account or self.account).with_user(user or self.user_sales).heat_data()

    def counterpart(self, person, user, strength):
        return self.env["kam.stakeholder.counterpart"].create(
            {"stakeholder_id": person.id, "user_id": user.id, "strength": strength}
        )

    def crowd(self, size):
        """An account with ``size`` people, each with two of ours."""
        account = self.make_account(f"Crowd {size}", user_id=self.user_sales.id)
        people = self.people.create([{"account_id": account.id, "name": f"Person {number}"} for number in range(size)])
        users = (self.user_sales, self.user_team)
        self.env["kam.stakeholder.counterpart"].create(
            [{"stakeholder_id": one.id, "user_id": user.id, "strength": 2} for one in people for user in users]
        )
        return account

    def test_people_by_power_and_support(self):
        data = self.data()
        self.assertEqual(data["account"], {"id": self.account.id, "name": "Mapped Ltd", "readonly": False})
        self.assertEqual(
            [(one["name"], one["power"], one["support"], one["placeholder"]) for one in data["people"]],
            [
                ("Berta Boss", 5, "opponent", False),
                ("Bill Buyer", 3, "neutral", False),
                ("Head of finance", 3, "neutral", True),
                ("Cleo Clerk", 1, "neutral", False),
            ],
        )
        self.assertEqual(data["people"][0]["title"], "Chief executive")

    def test_who_talks_to_whom(self):
        first = self.buyer.counterpart_ids
        first.strength = 3
        team = [self.counterpart(self.boss, self.user_team, 0), self.counterpart(self.clerk, self.user_team, 4)]
        data = self.data()
        self.assertEqual([user["id"] for user in data["users"]], [self.user_team.id, self.user_sales.id])
        self.assertEqual(
            {(one["id"], one["stakeholder_id"], one["user_id"], one["strength"]) for one in data["lines"]},
            {
                (first.id, self.buyer.id, self.user_sales.id, 3),
                (team[0].id, self.boss.id, self.user_team.id, 0),
                (team[1].id, self.clerk.id, self.user_team.id, 4),
            },
        )
        self.assertTrue(all(line["is_primary"] for line in data["lines"]))

    def test_archived(self):
        """A person off the map is gone with their lines; one of ours who left us stays, and is told as such."""
        self.counterpart(self.clerk, self.user_team, 2)
        self.buyer.active = False
        self.user_team.active = False
        data = self.data()
        self.assertNotIn(self.buyer.id, [one["id"] for one in data["people"]])
        self.assertEqual([(user["id"], user["active"]) for user in data["users"]], [(self.user_team.id, False)])
        self.assertEqual([line["stakeholder_id"] for line in data["lines"]], self.clerk.ids)

    def test_nobody(self):
        account = self.make_account("Empty Ltd", user_id=self.user_sales.id)
        data = self.data(account=account)
        self.assertEqual((data["people"], data["users"], data["lines"]), ([], [], []))

    def test_access(self):
        for method in ("heat_data", "action_open_heat_map"):
            self.assertRaises(AccessError, getattr(self.account.with_user(self.user_sales2), method))
        self.assertEqual(len(self.data(self.user_manager)["people"]), 4)

    def test_button(self):
        action = self.account.with_user(self.user_sales).action_open_heat_map()
        self.assertEqual(
            (action["type"], action["tag"], action["params"]),
            ("ir.actions.client", "kam_heat_map", {"account_id": self.account.id}),
        )

    def test_queries_are_few_and_flat(self):
        counts = []
        for account in (self.crowd(3), self.crowd(150)):
            self.env.flush_all()
            self.data(account=account)  # fills the caches of access and configuration
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.data(account=account)["users"]), 2)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts), 6)
        self.assertEqual(*counts)
