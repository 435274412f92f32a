"""Companies that become contacts, contacts that become companies, groups that change: accounts follow."""

from .test_merge import MergeCase


class TestMoves(MergeCase):
    """Companies that move to another company."""

    def test_company_becomes_a_contact(self):
        """Its account is merged into that of the company by the next run."""
        self.rate(self.gone, {"price": 4})
        self.gone_partner.write({"is_company": False, "parent_id": self.keep_partner.id})
        self.env["kam.account"]._reconcile()
        self.assert_sound()
        self.assertFalse(self.gone.exists())
        self.assertEqual(self.value("price"), 4)

    def test_company_becomes_a_contact_of_one_without_account(self):
        """Its account moves to the company."""
        company = self.env["res.partner"].create({"name": "Parent", "is_company": True})
        self.gone_partner.write({"is_company": False, "parent_id": company.id})
        self.env["kam.account"]._reconcile()
        self.assert_sound()
        self.assertEqual(self.gone.partner_id, company)

    def test_two_become_contacts(self):
        """Two accounts that end up at one company without an account become one."""
        company = self.env["res.partner"].create({"name": "Parent", "is_company": True})
        self.rate(self.keep, {"price": 2})
        self.rate(self.gone, {"trust": 4})
        (self.keep_partner | self.gone_partner).write({"is_company": False, "parent_id": company.id})
        self.env["kam.account"]._reconcile()
        self.assert_sound()
        self.assertEqual(company.kam_account_id, self.keep)
        self.assertEqual((self.value("price"), self.value("trust")), (2, 4))

    def test_contact_becomes_a_company(self):
        """It leaves the account of its old company, and gets one of its own from the next run."""
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.keep_partner.id})
        lead = self.make_lead(contact)
        self.assertEqual(lead.kam_account_id, self.keep)
        contact.write({"is_company": True, "parent_id": False})
        self.run_crons("cron_make_accounts")
        self.assert_sound()
        self.assertEqual(lead.kam_account_id.partner_id, contact)
        self.assertEqual(lead.kam_segment_id.code, "C")

    def test_group_follows(self):
        """A company under another one stays an account of its own, below that of its parent company."""
        other = self.make_account("Other")
        for parent in (self.keep, other, self.env["kam.account"]):
            self.gone_partner.parent_id = parent.partner_id
            self.env["kam.account"]._reconcile()
            self.assert_sound()
            self.assertEqual(self.gone.parent_id, parent)
            self.assertEqual(self.gone.partner_id, self.gone_partner)

    def test_group_set_by_hand(self):
        """A parent account that a person chose is left alone."""
        other = self.make_account("Other")
        self.gone.parent_id = other
        self.gone_partner.parent_id = self.keep_partner
        self.env["kam.account"]._reconcile()
        self.assertEqual(self.gone.parent_id, other)

    def test_nothing_to_repair(self):
        """A run over sound data writes nothing."""
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin::text FROM kam_account UNION ALL SELECT xmin::text FROM crm_lead")
        before = self.env.cr.fetchall()
        self.env["kam.account"]._reconcile()
        self.env.cr.execute("SELECT xmin::text FROM kam_account UNION ALL SELECT xmin::text FROM crm_lead")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_what_was_broken_outside_is_repaired(self):
        """Columns that somebody changed in the database are right again."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET kam_account_id = NULL, kam_tier_id = NULL")
        self.env.cr.execute("UPDATE res_partner SET kam_account_id = NULL WHERE id = %s", [self.keep_partner.id])
        self.env.cr.execute(
            "UPDATE res_partner SET kam_account_id = %s WHERE id = %s", [self.keep.id, self.gone_partner.id]
        )
        self.env.invalidate_all()
        self.env["kam.account"]._reconcile()
        self.assert_sound()
        self.assertEqual(self.lead.kam_account_id, self.gone)
