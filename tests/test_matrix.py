"""The screen of the activity matrix, as the server answers it: who may do what, what is saved, and what follows."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import KamCase

NOW = datetime(2026, 3, 2, 9, 0)


class MatrixCase(KamCase):
    """Three A accounts and one B account in a company of its own, and a matrix of two rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.env["kam.account"].search([]).partner_id.active = False
        cls.matrix = cls.env["kam.influencing.activity"]
        cls.matrix.search([]).active = False
        cls.visits, cls.journal = cls.matrix.create(
            [
                {"name": "Visits", "kind": "personal", "owner_role": "account_manager", "hours": 2, "sequence": 10},
                {"name": "Journal", "kind": "mass", "owner_role": "marketing", "hours": 5, "cost": 70, "sequence": 20},
            ]
        )
        cls.rule = cls.env["kam.activity.rule"].create(
            {"activity_id": cls.visits.id, "segment_id": cls.segment_a.id, "times_per_year": 4}
        )
        cls.accounts = cls.env["kam.account"]
        for number in range(4):
            account = cls.make_account(f"Customer {number}", user_id=cls.user_sales.id)
            account.action_declare(cls.segment_a if number < 3 else cls.segment_b)
            cls.accounts |= account

    def as_admin(self):
        return self.matrix.with_user(self.user_admin_kam)

    def data(self, user=None):
        """The matrix as a user gets it."""
        return self.matrix.with_user(user or self.user_admin_kam).matrix_data()

    def cell(self, times, activity=None, segment=None, **values):
        """A changed cell; ``times`` 0 empties it."""
        rule = {"times": times, "mode": "scheduled", "quarters": [], "owner_role": False, "user_id": False, **values}
        return {
            "activity": (activity or self.visits).id if not isinstance(activity, str) else activity,
            "segment": (segment or self.segment_a).id,
            "rule": rule if times or values else False,
        }

    def save(self, cells=(), rows=(), order=(), version=None):
        """Save as the administrator does."""
        changes = {"cells": list(cells), "rows": list(rows), "order": list(order)}
        return self.as_admin().matrix_save(changes, version or self.data()["version"])

    def new_row(self, **values):
        values = {"name": "Fair", "kind": "personal", "owner_role": "sales", "hours": 3, "cost": 10, **values}
        return {"id": "new1", "values": values, "archived": False}


class TestMatrixData(MatrixCase):
    """What the screen gets."""

    def test_rows_columns_and_capacity(self):
        self.env.ref("kam_management.owner_role_account_manager").hours_per_month = 50
        self.env.ref("kam_management.owner_role_marketing").persons = 3
        data = self.data()
        self.assertEqual([row["name"] for row in data["activities"]], ["Visits", "Journal"])
        self.assertEqual(
            data["activities"][0]["cells"],
            {
                self.segment_a.id: {
                    "times": 4,
                    "mode": "scheduled",
                    "quarters": [],
                    "owner_role": False,
                    "user_id": False,
                }
            },
        )
        counts = {one["code"]: one["accounts"] for one in data["segments"]}
        self.assertEqual((counts["A"], counts["B"]), (3, 1))
        roles = {one["code"]: one for one in data["roles"]}
        self.assertEqual((roles["account_manager"]["persons"], roles["account_manager"]["capacity"]), (1, 50))
        self.assertEqual(roles["marketing"]["capacity"], 3 * roles["marketing"]["hours_per_month"])
        self.accounts[0].user_id = self.user_sales2
        self.assertEqual({one["code"]: one["persons"] for one in self.data()["roles"]}["account_manager"], 2)

    def test_months_of_the_fiscal_year(self):
        self.env.company.kam_fiscal_month = "4"
        with self.at(NOW):
            data = self.data()
        self.assertEqual(data["year"], 2025)
        self.assertEqual((data["months"][0]["start"], data["months"][11]["start"]), ("2025-04-01", "2026-03-01"))
        self.assertEqual([one["days"] for one in data["months"]], [30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31])

    def test_people_in_a_role(self):
        role = self.env.ref("kam_management.stakeholder_role_champion", raise_if_not_found=False)
        role = role or self.env["kam.stakeholder.role"].search([], limit=1)
        self.visits.stakeholder_role_ids = role
        partners = self.env["res.partner"].create([{"name": "Ann"}, {"name": "Bob"}, {"name": "Cy"}])
        self.env["kam.stakeholder"].create(
            [
                {"account_id": self.accounts[0].id, "partner_id": partners[0].id, "role_ids": role.ids},
                {"account_id": self.accounts[0].id, "partner_id": partners[1].id, "role_ids": role.ids},
                {"account_id": self.accounts[1].id, "partner_id": partners[2].id},
                {"account_id": self.accounts[1].id, "name": "Head of finance", "role_ids": role.ids},
            ]
        )
        data = self.data()
        self.assertEqual(data["activities"][0]["targets"], {self.segment_a.id: 2}, "a placeholder is nobody yet")
        self.assertEqual(data["activities"][1]["targets"], {})

    def test_who_may_look(self):
        for user in (self.user_sales, self.user_sales2, self.user_manager):
            data = self.data(user)
            self.assertTrue(data["readonly"])
            self.assertEqual({one["code"]: one["accounts"] for one in data["segments"]}["A"], 3, user.login)
        self.assertFalse(self.data()["readonly"])
        for user in (self.user_employee, self.user_portal):
            self.assertRaises(AccessError, self.data, user)

    def test_who_may_change(self):
        changes = {"cells": [self.cell(6)], "rows": [], "order": []}
        for user in (self.user_portal, self.user_employee, self.user_sales, self.user_all, self.user_manager):
            matrix = self.matrix.with_user(user)
            self.assertRaises(AccessError, matrix.matrix_preview, changes)
            self.assertRaises(AccessError, matrix.matrix_save, changes, self.data()["version"])
            self.assertRaises(AccessError, matrix.matrix_run)
        self.assertEqual(self.rule.times_per_year, 4)

    def test_queries_are_few_and_flat(self):
        counts = []
        for size in (5, 50):
            rows = self.matrix.create([{"name": f"Row {size} {n}", "kind": "personal"} for n in range(size)])
            segments = self.segment_a | self.segment_b
            self.env["kam.activity.rule"].create(
                [
                    {"activity_id": one.id, "segment_id": segment.id, "user_id": self.user_sales.id}
                    for one in rows
                    for segment in segments
                ]
            )
            self.data()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.data()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 20)


class TestMatrixSave(MatrixCase):
    """What is written, all of it or nothing."""

    def test_a_cell(self):
        data = self.save([self.cell(2, quarters=[1, 3], owner_role="sponsor", user_id=self.user_sales2.id)])
        self.assertEqual((self.rule.times_per_year, self.rule.owner_role), (2, "sponsor"))
        self.assertEqual((self.rule.q1, self.rule.q2, self.rule.q3, self.rule.q4), (True, False, True, False))
        self.assertEqual(self.rule.user_id, self.user_sales2)
        self.assertEqual(data["activities"][0]["cells"][self.segment_a.id]["quarters"], [1, 3])

    def test_an_emptied_cell_keeps_its_rule(self):
        self.save([self.cell(0)])
        self.assertFalse(self.rule.active)
        self.save([self.cell(6)])
        self.assertTrue(self.rule.active, "the same rule again, not a second one")
        self.assertEqual(self.rule.times_per_year, 6)

    def test_a_new_row_with_its_cells(self):
        data = self.save(
            [self.cell(3, "new1", self.segment_b)], [self.new_row()], [self.journal.id, "new1", self.visits.id]
        )
        self.assertEqual([row["name"] for row in data["activities"]], ["Journal", "Fair", "Visits"])
        row = data["activities"][1]
        self.assertEqual((row["hours"], row["cost"], row["cells"][self.segment_b.id]["times"]), (3, 10, 3))

    def test_a_row_changed_and_one_removed(self):
        data = self.save(
            rows=[
                {"id": self.visits.id, "values": {"name": "Plant visits", "hours": 4}, "archived": False},
                {"id": self.journal.id, "values": {}, "archived": True},
            ]
        )
        self.assertEqual([row["name"] for row in data["activities"]], ["Plant visits"])
        self.assertEqual((self.visits.hours, self.journal.active), (4, False))

    def test_only_what_the_screen_edits(self):
        self.save(rows=[{"id": self.visits.id, "values": {"hours": 1, "notice_days": 99}, "archived": False}])
        self.assertEqual((self.visits.hours, self.visits.notice_days), (1, 0))

    def test_standing(self):
        row = self.new_row(kind="standing")
        data = self.save([self.cell(0, "new1", mode="standing")], [row])
        self.assertEqual(data["activities"][2]["cells"][self.segment_a.id]["mode"], "standing")

    def refused(self, sentence, cells=(), rows=()):
        """Neither shown nor saved, with a sentence; and nothing else of the same save is written either."""
        good = self.cell(9, self.journal, self.segment_b)
        changes = {"cells": [good, *cells], "rows": list(rows), "order": []}
        version = self.data()["version"]
        with self.assertRaisesRegex(ValidationError, sentence):
            self.as_admin().matrix_preview(changes)
        with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
            self.as_admin().matrix_save(changes, version)
        self.env.invalidate_all()
        self.assertEqual(self.data()["version"], version)

    def test_bad_cells(self):
        self.refused("“Visits” for A: 400 times a year is not possible. Enter 1 to 260", [self.cell(400)])
        self.refused("-3 times a year is not possible", [self.cell(-3)])
        self.refused("1.5 times a year is not possible", [self.cell(1.5)])
        self.refused("66 times a year is not possible. Enter 1 to 65", [self.cell(66, quarters=[2])])
        self.refused("quarters are 1 to 4", [self.cell(4, quarters=[5])])
        self.refused("only a standing activity", [self.cell(1, mode="standing")])
        self.refused("does not work here", [self.cell(4, user_id=self.user_portal.id)])

    def test_bad_rows(self):
        self.refused("-2.*Enter 0 or more", rows=[self.new_row(hours=-2)])
        self.refused("-1.*Enter 0 or more", rows=[{"id": self.visits.id, "values": {"cost": -1}, "archived": False}])
        self.refused("has no name", rows=[self.new_row(name="  ")])
        self.refused("“Fair” has no owner", rows=[self.new_row(owner_role=False)])
        self.refused("“Visits” has no owner", rows=[{"id": self.visits.id, "values": {"owner_role": ""}}])
        self.refused("mass, personal or standing", rows=[self.new_row(kind="other")])

    def test_somebody_else_saved_meanwhile(self):
        version = self.data()["version"]
        self.save([self.cell(7)])
        with self.assertRaisesRegex(UserError, "Somebody else saved the matrix meanwhile"):
            self.save([self.cell(8)], version=version)
        self.assertEqual(self.rule.times_per_year, 7)
        self.save([self.cell(8)])
        self.assertEqual(self.rule.times_per_year, 8)

    def test_a_change_elsewhere_counts_as_well(self):
        version = self.data()["version"]
        self.visits.hours = 11
        self.assertRaises(UserError, self.save, [self.cell(8)], version=version)

    def test_what_was_deleted_meanwhile(self):
        gone = self.matrix.create({"name": "Gone"})
        cell = self.cell(4, gone)
        gone.unlink()
        self.assertRaisesRegex(UserError, "deleted meanwhile", self.save, [cell])


class TestMatrixEffect(MatrixCase):
    """What saving is said to do is what the run then does."""

    def actions(self, states=("planned", "todo")):
        return self.env["kam.influencing.action"].search_count(
            [("activity_id", "in", (self.visits | self.journal).ids), ("state", "in", states)]
        )

    def generate(self):
        """A run as the scheduled action does it."""
        self.env["kam.account"].search([])._generate()
        self.env["kam.account"]._generate_mass()

    def both(self, cells=(), rows=()):
        """What is announced, and what a run then does: (added, cancelled)."""
        self.generate()
        changes = {"cells": list(cells), "rows": list(rows), "order": []}
        before, cancelled = self.actions(), self.actions(["cancelled"])
        preview = self.as_admin().matrix_preview(changes)
        self.assertEqual((self.actions(), self.actions(["cancelled"])), (before, cancelled), "only looked at")
        self.save(cells, rows)
        self.generate()
        gone = self.actions(["cancelled"]) - cancelled
        done = self.actions() - before + gone, gone
        self.assertEqual((preview["add"], preview["cancel"]), done)
        return preview

    def test_more_often(self):
        with self.at(NOW):
            preview = self.both([self.cell(12)])
        self.assertGreater(preview["add"], 0)
        self.assertEqual(preview["rows"][0]["name"], "Visits")
        self.assertEqual(preview["hours"], 2 * (preview["add"] - preview["cancel"]))

    def test_less_often(self):
        with self.at(NOW):
            preview = self.both([self.cell(1)])
        self.assertGreater(preview["cancel"], 0)

    def test_not_at_all(self):
        with self.at(NOW):
            self.generate()
            planned = self.actions()
            preview = self.both([self.cell(0)])
        self.assertGreater(planned, 0)
        self.assertEqual((preview["add"], preview["cancel"]), (0, planned))

    def test_a_row_that_goes(self):
        with self.at(NOW):
            preview = self.both(rows=[{"id": self.visits.id, "values": {}, "archived": True}])
        self.assertGreater(preview["cancel"], 0)

    def test_another_segment(self):
        with self.at(NOW):
            preview = self.both([self.cell(2, segment=self.segment_b)])
        self.assertEqual(preview["cancel"], 0)
        self.assertGreater(preview["add"], 0)

    def test_mass(self):
        with self.at(NOW):
            preview = self.both([self.cell(4, self.journal), self.cell(2, self.journal, self.segment_b)])
        self.assertGreater(preview["add"], 0)
        self.assertLessEqual(preview["add"], 6, "one action for all accounts")

    def test_nothing_of_a_look_stays(self):
        names = {row["name"] for row in self.data()["activities"]}
        rows = [self.new_row(), {"id": self.visits.id, "values": {"hours": 9}}]
        self.as_admin().matrix_preview({"cells": [self.cell(3, "new1")], "rows": rows, "order": []})
        self.assertEqual({row["name"] for row in self.data()["activities"]}, names)
        self.assertEqual(self.visits.hours, 2)
        self.assertFalse(self.matrix.with_context(active_test=False).search([("name", "=", "Fair")]))
