"""The development plan as the board draws it: for whom, and in how many queries."""

from odoo.exceptions import AccessError, UserError

from .development_case import NOW, DevelopmentCase


class TestBoard(DevelopmentCase):
    """What the board draws, for whom, and in how many queries."""

    def lay_out(self, plan, objectives, tactics):
        for number in range(objectives):
            goal = self.objective(f"Objective {number}", plan, user_id=self.user_sales.id)
            self.tactics(self.strategy(goal), done=1, of=tactics)

    def test_rows(self):
        goal = self.objective("Grow", measure="Stores", unit="stores", baseline=2, target=6, current=3, quarter="3")
        step = self.strategy(goal, "Planners first")
        work = self.tactic(step, "Workshop", quarter="1", user_id=self.user_sales.id)
        data = self.plan.with_user(self.user_sales).development_data()
        self.assertEqual(
            [(one["code"], one["now"], one["past"]) for one in data["quarters"]],
            [("1", False, True), ("2", False, True), ("3", True, False), ("4", False, False)],
        )
        self.assertEqual((data["plan"]["readonly"], data["plan"]["frozen"], data["plan"]["closed"]), (False,) * 3)
        [row] = data["objectives"]
        self.assertEqual((row["progress"], row["work"], row["measure"]), (25.0, 0.0, "Stores"))
        self.assertEqual((row["baseline"], row["current"], row["target"]), (2, 3, 6))
        self.assertEqual([flag["code"] for flag in data["flags"]], ["no_owner", "tactic_late"])
        [lines] = row["strategies"]
        self.assertEqual(lines["name"], "Planners first")
        [card] = lines["tactics"]
        self.assertEqual((card["id"], card["quarter"], card["late"], card["done"]), (work.id, "1", True, False))
        self.assertEqual(card["user"]["name"], self.user_sales.name)

    def test_by_role(self):
        for user in (self.user_sales, self.user_all, self.user_manager):
            self.assertFalse(self.plan.with_user(user).development_data()["plan"]["readonly"], user.login)
        for user in (self.user_sales2, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self.plan.with_user(user).development_data()
            with self.assertRaises(AccessError):
                self.plan.with_user(user).refresh_measures()

    def test_whoever_does_a_tactic_ticks_it(self):
        """A salesperson with an open opportunity reads the account, and writes nothing of it but their own tick."""
        self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.account.partner_id.id,
                "user_id": self.user_sales2.id,
            }
        )
        steps = self.strategy(self.objective())
        mine = self.tactic(steps, "Mine", user_id=self.user_sales2.id).with_user(self.user_sales2)
        theirs = self.tactic(steps, "Theirs", user_id=self.user_sales.id).with_user(self.user_sales2)
        self.assertTrue(self.plan.with_user(self.user_sales2).development_data()["plan"]["readonly"])
        mine.write({"done": True})
        self.assertTrue(mine.done)
        self.assertEqual(mine.sudo().done_on, NOW.date())
        mine.write({"done": False})
        self.assertFalse(mine.done)
        for attempt in (
            lambda: mine.write({"done": True, "name": "Other"}),
            lambda: mine.write({"user_id": self.user_manager.id}),
            lambda: mine.write({"quarter": "4"}),
            lambda: theirs.write({"done": True}),
            lambda: (mine | theirs).write({"done": True}),
            lambda: mine.with_user(self.user_employee).write({"done": True}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        self.assertFalse(mine.done)
        self.close()
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.write({"done": True})

    def test_who_may_not_read_does_not_tick(self):
        mine = self.tactic(self.strategy(self.objective()), user_id=self.user_sales2.id).with_user(self.user_sales2)
        with self.assertRaises(AccessError):
            mine.write({"done": True})

    def count(self, plan):
        self.env.flush_all()
        self.env.invalidate_all()
        plan = plan.with_user(self.user_sales)
        before = self.cr.sql_log_count
        plan.development_data()
        return self.cr.sql_log_count - before

    def test_queries_are_flat(self):
        self.lay_out(self.plan, 2, 3)
        many = self.env["kam.account.plan"].create({"account_id": self.account.id, "year": 2031})
        self.lay_out(many, 20, 15)
        self.count(self.plan)  # what is read once per process
        few, full = self.count(self.plan), self.count(many)
        self.assertEqual(few, full)
        self.assertLess(full, 10)
