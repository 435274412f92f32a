"""References: what a customer agreed to, until when, how often; found from an opportunity, told in an action."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import KamCase

NOW = datetime(2027, 3, 1, 10)


class ReferenceCase(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.norway, cls.sweden = cls.env.ref("base.no"), cls.env.ref("base.se")
        cls.trade, cls.food = cls.env["res.partner.industry"].create([{"name": "Trade"}, {"name": "Food"}])
        cls.level = cls.env.ref("kam_management.level_partner")
        cls.account = cls.make_account(
            "Proud Ltd",
            user_id=cls.user_sales.id,
            level_id=cls.level.id,
            partner_vals={"country_id": cls.norway.id, "industry_id": cls.trade.id},
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))

    def reference(self, account=None, **vals):
        vals = {"name": "Story", "agreed_on": "2026-01-01", "limit_per_year": 2, **vals}
        return self.env["kam.reference"].create({"account_id": (account or self.account).id, **vals})

    def use(self, reference, **vals):
        return self.env["kam.reference.use"].create({"reference_id": reference.id, **vals})

    def states(self, reference):
        """What the field says, after the search was found to agree."""
        reference.invalidate_recordset()
        for state in ("usable", "spent", "expired"):
            found = reference.search_count([("id", "=", reference.id), ("state", "=", state)])
            self.assertEqual(bool(found), reference.state == state, state)
        return reference.state


class TestReference(ReferenceCase):
    def test_limit_of_a_year(self):
        reference = self.reference()
        self.use(reference, date="2026-03-01")  # a year ago to the day: no longer counts
        self.use(reference, date="2026-03-02")
        self.assertEqual((self.states(reference), reference.left_year, reference.use_count), ("usable", 1, 2))
        self.use(reference, date="2027-03-01")
        self.assertEqual((self.states(reference), reference.left_year), ("spent", 0))
        self.assertIn("Used 2 times", reference.warning)
        self.use(reference)  # warned of, not forbidden
        reference.limit_per_year = 0
        self.assertEqual(self.states(reference), "usable", "no limit")

    def test_expired(self):
        reference = self.reference(valid_until="2027-03-01")
        self.assertEqual(self.states(reference), "usable", "the last day still counts")
        reference.valid_until = "2027-02-28"
        self.assertEqual(self.states(reference), "expired")
        with self.assertRaisesRegex(ValidationError, "Proud Ltd agreed to “Story” until 2027-02-28 only"):
            self.use(reference)
        with self.assertRaisesRegex(UserError, "Ask the customer again"):
            reference.action_use()

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "before it was agreed"):
            self.reference(valid_until="2025-12-31")
        with self.assertRaisesRegex(ValidationError, "cannot have been used before"):
            self.use(self.reference(), date="2025-12-31")

    def test_shared_and_not(self):
        shared, kept = self.reference(), self.reference(shared=False, name="Kept")
        theirs = self.env["kam.reference"].with_user(self.user_sales2)
        self.assertEqual(theirs.search([("account_id", "=", self.account.id)]), shared)
        use = self.env["kam.reference.use"].with_user(self.user_sales2)
        own = use.create({"reference_id": shared.id})
        self.assertEqual(use.search([]), own)
        own.outcome = "helped"
        with self.assertRaises(AccessError):
            use.create({"reference_id": kept.id})
        with self.assertRaises(AccessError):
            shared.with_user(self.user_sales2).name = "Ours"
        with self.assertRaises(AccessError):
            self.use(shared).with_user(self.user_sales2).read(["note"])
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                shared.with_user(user).read(["name"])

    def test_nobody_uses_in_the_name_of_another(self):
        reference = self.reference()
        with self.assertRaises(AccessError):
            self.env["kam.reference.use"].with_user(self.user_sales2).create(
                {"reference_id": reference.id, "user_id": self.user_sales.id}
            )


class TestFinder(ReferenceCase):
    def test_best_first(self):
        near = self.make_account("Near Ltd", partner_vals={"country_id": self.norway.id, "industry_id": self.food.id})
        far = self.make_account("Far Ltd", partner_vals={"country_id": self.sweden.id})
        own = self.make_account(
            "Buyer Ltd",
            user_id=self.user_sales2.id,
            level_id=self.level.id,
            partner_vals={"country_id": self.norway.id, "industry_id": self.trade.id},
        )
        best, good, poor = (
            self.reference(name="Best"),
            self.reference(near, name="Good"),
            self.reference(far, name="Poor"),
        )
        expired = self.reference(near, name="Expired", valid_until="2027-02-01")
        mine, kept = self.reference(own, name="Own"), self.reference(near, name="Kept", shared=False)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": own.partner_id.id, "user_id": self.user_sales2.id}
        )
        finders = self.env["kam.reference.find"].with_user(self.user_sales2)
        finder = finders.browse(lead.with_user(self.user_sales2).action_kam_references()["res_id"])
        found = finder.line_ids.filtered(lambda line: line.reference_id in best | good | poor | expired | mine | kept)
        self.assertEqual(found.mapped("reference_id.name"), ["Best", "Good", "Poor"])
        self.assertEqual(found.mapped("fit_count"), [3, 1, 0])
        self.assertEqual(found[0].fit, f"Trade, Norway, same level: {self.level.name}")
        self.assertGreaterEqual(finder.left_out, 1)
        found[0].action_use()
        use = best.use_ids
        self.assertEqual((use.lead_id, use.user_id), (lead, self.user_sales2))
        lead.invalidate_recordset()
        self.assertEqual(lead.kam_reference_count, 1)
        with self.assertRaisesRegex(UserError, "used for this opportunity already"):
            found[0].action_use()

    def test_only_of_a_kind(self):
        self.reference(kind="call", name="Call"), self.reference(kind="visit", name="Visit")
        lead = self.env["crm.lead"].create({"name": "Deal", "type": "opportunity"})
        finder = self.env["kam.reference.find"].create({"lead_id": lead.id, "kind": "call"})
        self.assertEqual(set(finder.line_ids.mapped("kind")), {"call"})

    def test_queries_are_flat(self):
        def queries(number):
            self.env["kam.reference"].search([]).unlink()
            for place in range(number):
                self.reference(self.make_account(f"Customer {number} {place}"), name=f"Story {place}")
            lead = self.env["crm.lead"].create({"name": "Deal", "type": "opportunity"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.env["kam.reference.find"].new({"lead_id": lead.id})._lines()), number)
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(5), queries(20))


class TestInAction(ReferenceCase):
    def action(self, reference, **vals):
        other = self.make_account("Buyer Ltd", user_id=self.user_sales.id)
        return self.env["kam.influencing.action"].create(
            {"account_id": other.id, "name": "Tell them", "reference_id": reference.id, "date": "2027-03-01", **vals}
        )

    def test_told_is_used_once(self):
        reference = self.reference()
        action = self.action(reference)
        self.assertFalse(reference.use_ids)
        action.state = "done"
        action.write({"outcome": "reached", "state": "evaluated"})
        self.assertEqual(reference.use_ids.action_id, action)
        self.assertEqual(len(reference.use_ids), 1)

    def test_expired_cannot_be_planned(self):
        reference = self.reference(valid_until="2027-03-31")
        with self.assertRaisesRegex(ValidationError, "until 2027-03-31 only"):
            self.action(reference, date="2027-04-01")

    def test_story_becomes_the_message(self):
        reference = self.reference(text="<p>Twelve stores</p>")
        action = self.env["kam.influencing.action"].new({"reference_id": reference.id})
        action._onchange_reference_id()
        self.assertIn("Twelve stores", action.message)
        action.message = "<p>Mine</p>"
        action._onchange_reference_id()
        self.assertIn("Mine", action.message)
