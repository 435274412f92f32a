"""How many accounts one manager can serve: overload shows before it happens, by every door."""

from odoo.tests import Form

from .common import KamCase


class TestCapacity(KamCase):
    """One A account per manager; the salesperson has one, the other none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("UPDATE kam_account SET segment_id = NULL, decided_segment_id = NULL, status = 'prospect'")
        cls.env.invalidate_all()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_b = cls.env.ref("kam_management.segment_b")
        cls.segment_a.slots_per_manager = 1
        cls.segment_b.slots_per_manager = 1
        cls.mine = cls.make_account("Mine", user_id=cls.user_sales.id)
        cls.next = cls.make_account("Next", user_id=cls.user_sales.id)
        cls.theirs = cls.make_account("Theirs", user_id=cls.user_sales2.id)
        cls.mine._decide(cls.segment_a, "declared")
        cls.theirs._decide(cls.segment_a, "declared")
        cls.sales, cls.other = cls.user_sales.name, cls.user_sales2.name

    def test_now(self):
        accounts = self.env["kam.account"].with_user(self.user_manager)
        self.assertEqual(accounts._overloads(), [])
        self.next._decide(self.segment_a, "declared")
        self.assertEqual(accounts._overloads(), [f"{self.sales} has 2 A accounts and can serve 1."])

    def wizard(self, model, **vals):
        """A wizard of the manager."""
        return Form(
            self.env[model].with_user(self.user_manager).with_context(**{f"default_{k}": v for k, v in vals.items()})
        )

    def test_declared_by_hand(self):
        with self.wizard("kam.decide", account_ids=self.next.ids, reason="Grows") as form:
            self.assertFalse(form.overload)
            form.segment_id = self.segment_b
            self.assertFalse(form.overload, "one B is no overload")
            form.segment_id = self.segment_a
            self.assertEqual(form.overload, f"{self.sales} would have 2 A accounts and can serve 1.")
            form.decision = "deselect"
            self.assertFalse(form.overload)

    def test_moved_within_a_manager(self):
        """From A to B: B is full only if another one is there."""
        with self.wizard("kam.decide", account_ids=self.mine.ids) as form:
            form.segment_id = self.segment_b
            self.assertFalse(form.overload)
            form.segment_id = self.segment_a
            self.assertFalse(form.overload, "it is there already")

    def test_handed_over(self):
        with self.wizard("kam.handover", account_ids=self.mine.ids) as form:
            form.to_user_id = self.user_sales
            self.assertFalse(form.overload, "it is theirs")
            form.to_user_id = self.user_sales2
            self.assertEqual(form.overload, f"{self.other} would have 2 A accounts and can serve 1.")
            form.kind = "away"
            self.assertFalse(form.overload, "a substitute manages nothing for good")
            form.until = "2099-01-01"

    def test_offered_to_a_farmer(self):
        offer = self.env["kam.account.handover"].with_user(self.user_sales)
        offer = offer.create({"account_id": self.mine.id, "to_user_id": self.user_sales2.id})
        self.assertEqual(
            offer.overload,
            f"{self.other} would have more A accounts than one manager can serve.",
            "no numbers of others",
        )
        offer.invalidate_recordset()
        theirs = offer.with_user(self.user_sales2)
        self.assertEqual(theirs.overload, f"{self.other} would have 2 A accounts and can serve 1.")

    def test_given_on_the_form(self):
        account = self.mine.with_user(self.user_manager)
        result = account.onchange({"user_id": self.user_sales2.id}, ["user_id"], {"user_id": {}})
        self.assertIn("would have 2 A accounts", result["warning"]["message"])
        result = account.onchange({"user_id": self.user_all.id}, ["user_id"], {"user_id": {}})
        self.assertFalse(result.get("warning"))

    def test_queries_do_not_grow(self):
        accounts = self.env["kam.account"].with_user(self.user_manager)
        many = accounts.browse([self.make_account(f"Many {n}", user_id=self.user_all.id).id for n in range(20)])
        for some in (many[:2], many):
            self.env.invalidate_all()
            with self.assertQueryCount(8):
                sentences = some._overloads_if(segment=self.segment_b)
        self.assertEqual(len(sentences), 1)
