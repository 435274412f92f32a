"""Several companies: what belongs to one stays invisible and untouched in the other."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method

from .security_case import SecurityCase


class TestCompanies(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.make_account("Shared Customer", user_id=cls.user_elsewhere.id)
        cls.there = cls.make_account(
            "Customer Elsewhere", partner_vals={"company_id": cls.elsewhere.id}, user_id=cls.user_elsewhere.id
        )
        for account in cls.shared | cls.there:
            cls.rate(account, {"trust": 3})
        cls.assessments = cls.env["kam.assessment"].create(
            [{"account_id": account.id} for account in cls.account | cls.shared | cls.there]
        )
        cls.env["kam.account.member"].create(
            [{"account_id": account.id, "user_id": cls.user_manager_elsewhere.id} for account in cls.shared | cls.there]
        )
        cls.all = cls.account | cls.shared | cls.there
        cls.env.flush_all()

    def test_invisible_from_elsewhere(self):
        for model, path in (
            ("kam.account", "id"),
            ("kam.account.member", "account_id"),
            ("kam.account.rating", "account_id"),
            ("kam.account.change", "account_id"),
            ("kam.assessment", "account_id"),
            ("kam.assessment.line", "assessment_id.account_id"),
        ):
            for users, seen in (
                ((self.user_elsewhere, self.user_manager_elsewhere), self.shared | self.there),
                ((self.user_all, self.user_manager, self.user_admin_kam), self.account | self.shared),
            ):
                for user in users:
                    with self.subTest(model=model, user=user.login):
                        rows = self.as_(user, self.env[model]).search([(path, "in", self.all.ids)])
                        rows.read(["display_name"])
                        ids = set(rows.sudo().mapped(path)) if path == "id" else set(rows.sudo().mapped(path).ids)
                        self.assertEqual(ids, set(seen.ids))

    def test_company_follows_the_customer(self):
        self.assertEqual(self.there.company_id, self.elsewhere)
        self.assertFalse(self.shared.company_id)
        self.as_(self.env.ref("base.user_admin"), self.shared.partner_id).sudo().company_id = self.elsewhere
        self.assertEqual(self.shared.company_id, self.elsewhere)
        self.assertFalse(self.as_(self.user_manager, self.shared).has_access("read"))

    def test_nothing_is_done_to_the_other_company(self):
        for user in (self.user_manager, self.user_admin_kam, self.user_all):
            there = self.as_(user, self.there)
            self.assert_no_access(there.write, {"strategic_way": "expand"})
            self.assert_no_access(there.rate, self.trust.id, 5)
            self.assert_no_access(there.rating_sheet)
            self.assert_no_access(there.action_screen)
            self.assert_no_access(there.action_declare, self.segment_a)
            self.assert_no_access(there.action_deselect, "x")
            self.assert_no_access(there.action_override, self.segment_a, "x", self.today)
            self.assert_no_access(there.action_end_override)
            self.assert_no_access(self.as_(user, self.assessments[2]).action_approve)
            self.assert_no_access(self.as_(user, self.assessments[2]).action_refuse)
            self.assert_no_access(
                self.as_(user, self.env["kam.account.member"]).create,
                {"account_id": self.there.id, "user_id": user.id},
            )
            partner = self.new_partner(company_id=self.elsewhere.id)
            self.assert_no_access(
                self.as_(user, self.env["kam.account"]).create, {"partner_id": partner.id, "user_id": user.id}
            )
            self.assert_no_access(self.as_(user, partner).action_kam_account)

    def test_approving_in_bulk_stops_at_the_border(self):
        """One assessment of another company among many: nothing is approved."""
        mixed = self.assessments
        self.assert_no_access(self.as_(self.user_manager, mixed).action_approve)
        self.assertEqual(set(mixed.mapped("state")), {"draft"})

    def apply(self, user, model, **vals):
        """Use a wizard as the web client does: saved by one call, applied by the next."""
        wizard = self.as_(user, self.env[model]).create(vals)
        self.as_(user, wizard).action_apply()

    def test_wizards(self):
        accounts = {"account_ids": [(6, 0, self.there.ids)]}
        decide = {**accounts, "segment_id": self.segment_a.id, "reason": "x", "until": self.today}
        for user in (self.user_manager, self.user_admin_kam):
            for decision in ("declare", "deselect", "override"):
                with self.assertRaises(UserError), self.cr.savepoint():
                    self.apply(user, "kam.decide", decision=decision, **decide)
                self.assertFalse(self.there.segment_id)
            with self.assertRaises(UserError), self.cr.savepoint():
                self.apply(user, "kam.handover", to_user_id=self.user_sales.id, **accounts)
            with self.assertRaises(UserError), self.cr.savepoint():
                self.apply(
                    user, "kam.handover", to_user_id=self.user_sales.id, from_user_id=self.user_elsewhere.id, **accounts
                )
            self.assertEqual(self.there.user_id, self.user_elsewhere)
        self.apply(self.user_manager_elsewhere, "kam.decide", decision="declare", **decide)
        self.assertEqual(self.there.segment_id, self.segment_a)

    def test_wizard_belongs_to_its_user(self):
        wizard = self.as_(self.user_manager_elsewhere, self.env["kam.decide"]).create(
            {"account_ids": [(6, 0, self.there.ids)], "segment_id": self.segment_a.id}
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_(self.user_manager, wizard).action_apply()
        self.assertFalse(self.there.segment_id)
        for user in (self.user_sales, self.user_employee):
            for model in ("kam.decide", "kam.handover"):
                self.assert_no_access(self.as_(user, self.env[model]).create, {})
            self.assert_no_access(self.as_(user, wizard).action_apply)

    def test_shared_customer_is_everybodys(self):
        for user in (self.user_elsewhere, self.user_manager, self.user_all):
            self.assertEqual(self.as_(user, self.shared).rating_sheet()["account_id"], self.shared.id)
        self.as_(self.user_manager, self.shared).rate(self.trust.id, 5)
        self.assertEqual(self.shared.rating_ids.value, 5)

    def test_slots_are_no_window(self):
        """How full the other company's slots are is not to be had by RPC."""
        self.there.with_user(self.user_manager_elsewhere).sudo().action_declare(self.segment_a)
        values = {
            "account_ids": [(6, 0, self.there.ids)],
            "segment_id": self.segment_a.id,
            "decision": "declare",
        }
        spec = {"account_ids": {}, "segment_id": {}, "decision": {}, "effect": {}}
        for user, told in ((self.user_manager_elsewhere, True), (self.user_manager, False)):
            result = self.as_(user, self.env["kam.decide"]).onchange(dict(values), ["account_ids"], spec)
            self.assertEqual("A: 1 of" in result["value"].get("effect", ""), told, user.login)
        with self.assertRaises(AccessError):
            get_public_method(self.env["kam.account"], "slot_use")
