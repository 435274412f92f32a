"""Decided fields and results by every door: write, create, defaults, import, forms, commands, buttons."""

from odoo.tests import Form

from odoo.addons.kam_management.models.kam_account_access import DECIDED_FIELDS, RESULT_FIELDS

from .security_case import SecurityCase


class TestDecidedFields(SecurityCase):
    def test_every_stored_result_is_guarded(self):
        """A stored computed field that anybody may write would be a result that anybody can forge."""
        computed = {
            name
            for name, field in self.env["kam.account"]._fields.items()
            if field.store and field.compute and "kam_management" in field._modules
        }
        self.assertEqual(computed - DECIDED_FIELDS - RESULT_FIELDS, set())

    def test_write(self):
        for user, names in (
            (self.user_sales, DECIDED_FIELDS | RESULT_FIELDS),
            (self.user_all, DECIDED_FIELDS | RESULT_FIELDS),
            (self.user_admin_kam, RESULT_FIELDS),
        ):
            for name in sorted(names):
                with self.subTest(user=user.login, field=name):
                    value = self.value_for(self.account, name)
                    self.assert_no_access(self.as_(user).write, {name: value})

    def test_manager_may(self):
        self.as_(self.user_manager).write({"segment_id": self.segment_a.id})
        self.assertEqual(self.account.status, "key")
        self.assertEqual(self.account.decision_basis, "declared")

    def test_create(self):
        partner = self.new_partner()
        model = self.as_(self.user_sales, self.env["kam.account"])
        vals = {"partner_id": partner.id, "user_id": self.user_sales.id}
        for name in sorted(DECIDED_FIELDS | RESULT_FIELDS):
            value = self.value_for(self.account, name)
            with self.subTest(field=name):
                self.assert_no_access(model.create, {**vals, name: value})
                self.assert_no_access(model.with_context(**{f"default_{name}": value}).create, vals)
        self.assertEqual(model.create(vals).sudo().status, "prospect")

    def test_own_default_values(self):
        """Everybody may set default values of their own; those of decided fields do not count."""
        model = self.as_(self.user_sales, self.env["kam.account"])
        for name, value in (
            ("status", "key"),
            ("decided_segment_id", self.segment_a.id),
            ("segment_id", self.segment_a.id),
            ("score", 99),
            ("override_reason", "x"),
        ):
            self.as_(self.user_sales, self.env["ir.default"]).set("kam.account", name, value, user_id=True)
        for model_name, name in (("crm.lead", "kam_account_id"), ("res.partner", "kam_account_id")):
            self.as_(self.user_sales, self.env["ir.default"]).set(model_name, name, self.account.id, user_id=True)
        account = model.create({"partner_id": self.new_partner().id, "user_id": self.user_sales.id}).sudo()
        self.assertEqual((account.status, account.score, account.override_reason), ("prospect", 0, False))
        self.assertFalse(account.segment_id or account.decided_segment_id)
        lead = self.as_(self.user_sales, self.env["crm.lead"]).create({"name": "Mine"})
        self.assertFalse(lead.sudo().kam_account_id)
        self.assertNotIn(
            "kam_account_id", self.as_(self.user_sales, self.env["res.partner"]).default_get(["kam_account_id"])
        )

    def test_import(self):
        model = self.as_(self.user_sales, self.env["kam.account"])
        before = self.stored(self.account)
        for name, value in (("status", "key"), ("segment_id/.id", str(self.segment_a.id)), ("score", "99")):
            result = model.load([".id", name], [[str(self.account.id), value]])
            self.assertFalse(result["ids"], name)
            self.assertTrue(result["messages"], name)
            partner = self.new_partner()
            result = model.load(
                ["partner_id/.id", "user_id/.id", name], [[str(partner.id), str(self.user_sales.id), value]]
            )
            self.assertFalse(result["ids"], name)
        self.assertEqual(self.stored(self.account), before)
        good = model.load([".id", "strategic_way"], [[str(self.account.id), "expand"]])
        self.assertEqual(good["ids"], self.account.ids)

    def test_web_save_and_onchange(self):
        account = self.as_(self.user_sales)
        self.assert_no_access(account.web_save, {"status": "key"}, {"status": {}})
        account.onchange({"segment_id": self.segment_a.id}, ["segment_id"], {"segment_id": {}, "tier_id": {}})
        self.env.flush_all()
        self.assertFalse(self.account.segment_id)
        foreign = self.as_(self.user_sales2)
        self.assert_no_access(foreign.onchange, {}, [], {"score": {}, "override_reason": {}})
        ratings = self.as_(self.user_sales2, self.env["kam.account.rating"])
        spec = {"account_id": {"fields": {"score": {}, "override_reason": {}, "rating_ids": {"fields": {"value": {}}}}}}
        values = {"account_id": self.account.id}
        self.assertNotIn("account_id", ratings.onchange(dict(values), ["account_id"], spec).get("value", {}))
        self.assert_no_access(ratings.onchange, dict(values), [], spec)
        self.assert_no_access(ratings.with_context(default_account_id=self.account.id).onchange, {}, [], spec)

    def test_form_shows_them_as_readonly(self):
        description = self.as_(self.user_sales).fields_get(["segment_id", "status", "score", "user_id"], ["readonly"])
        self.assertEqual(
            {name: one["readonly"] for name, one in description.items()},
            {"segment_id": True, "status": True, "score": True, "user_id": False},
        )
        with Form(self.as_(self.user_sales)) as form:
            form.level_id = self.level

    def test_partner_and_lead(self):
        other = self.make_account("Other Customer", user_id=self.user_sales.id)
        for user in (self.user_sales, self.user_manager, self.user_admin_kam):
            leads = self.as_(user, self.env["crm.lead"])
            self.assert_no_access(self.as_(user, self.partner).write, {"kam_account_id": other.id})
            partners = self.as_(user, self.env["res.partner"])
            self.assert_no_access(partners.create, {"name": "P", "kam_account_id": other.id})
            self.assert_no_access(partners.with_context(default_kam_account_id=other.id).create, {"name": "P"})
            for name in ("kam_account_id", "kam_segment_id", "kam_tier_id"):
                value = self.value_for(self.lead, name)
                self.assert_no_access(self.as_(user, self.lead).write, {name: value})
                self.assert_no_access(leads.create, {"name": "L", name: value})
                self.assert_no_access(leads.with_context(**{f"default_{name}": value}).create, {"name": "L"})

    def test_level_through_the_contact(self):
        """The level on the contact's tab is the account's: who may not write that may not write this."""
        self.user_sales2.group_ids += self.env.ref("base.group_partner_manager")
        self.user_sales.group_ids += self.env.ref("base.group_partner_manager")
        for record in (self.partner, self.contact):
            self.assert_no_access(self.as_(self.user_sales2, record).write, {"kam_level_id": self.level.id})
            self.assertFalse(self.account.level_id)
        self.as_(self.user_sales, self.contact).write({"kam_level_id": self.level.id})
        self.assertEqual(self.account.level_id, self.level)

    def test_read_only_results_beside_the_contact(self):
        """Writing through fields that only show the account does not reach it."""
        self.user_sales.group_ids += self.env.ref("base.group_partner_manager")
        before = self.stored(self.account)
        shown = {"kam_score": 99, "kam_status": "key", "kam_segment_id": self.segment_a.id, "kam_override_reason": "x"}
        for name, value in shown.items():
            self.as_(self.user_sales, self.partner).write({name: value})
        self.as_(self.user_sales, self.lead).sudo().flush_recordset()
        self.assertEqual(self.stored(self.account), before)
