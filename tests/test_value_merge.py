"""Merges and deletions: contracts, references and value are neither lost nor doubled nor left behind."""

from odoo import Command

from .common import KamCase


class TestMerges(KamCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.twin = (cls.make_account(name, user_id=cls.user_sales.id) for name in ("One Ltd", "Two Ltd"))

    def offer(self, account):
        offers = self.env["kam.account.handover"].with_user(self.user_sales)
        return offers.create({"account_id": account.id, "to_user_id": self.user_sales2.id}).sudo()

    def test_two_open_offers(self):
        kept, given_up = self.offer(self.account), self.offer(self.twin)
        self.account._absorb(self.twin)
        self.assertEqual((kept.state, given_up.state), ("offered", "withdrawn"))
        self.assertEqual(self.account.handover_ids, kept | given_up)

    def test_two_entries_of_one_person(self):
        boss, double = self.env["kam.stakeholder"].create(
            [{"account_id": self.account.id, "name": name} for name in ("Boss", "Head")]
        )
        reference = self.env["kam.reference"].create(
            {"account_id": self.account.id, "name": "Story", "stakeholder_id": double.id}
        )
        proposition = self.env["kam.value.proposition"].create(
            {"account_id": self.account.id, "name": "Worth", "stakeholder_ids": [Command.set([boss.id, double.id])]}
        )
        research = self.env["kam.value.research"].create(
            {"account_id": self.account.id, "name": "Interview", "stakeholder_ids": [Command.set([double.id])]}
        )
        boss._absorb(double)
        self.env.invalidate_all()
        self.assertEqual(reference.stakeholder_id, boss)
        self.assertEqual((proposition.stakeholder_ids, research.stakeholder_ids), (boss, boss))

    def test_merged_opportunities(self):
        stays, goes = self.env["crm.lead"].create(
            [
                {"name": name, "type": "opportunity", "partner_id": self.account.partner_id.id, "priority": priority}
                for name, priority in (("Stays", "3"), ("Goes", "0"))
            ]
        )
        references = self.env["kam.reference"].create(
            [{"account_id": self.twin.id, "name": name} for name in ("Both", "Only theirs")]
        )
        uses = self.env["kam.reference.use"]
        for lead, reference in ((stays, references[0]), (goes, references[0]), (goes, references[1])):
            uses.create({"lead_id": lead.id, "reference_id": reference.id})
        contract = self.env["kam.contract"].create({"account_id": self.account.id, "name": "Frame", "lead_id": goes.id})
        merged = (stays | goes).merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(contract.lead_id, merged)
        self.assertEqual(merged.kam_reference_use_ids.reference_id, references)
        self.assertEqual(len(merged.kam_reference_use_ids), 2)

    def test_nothing_is_left_behind(self):
        paper = self.env["ir.attachment"].create({"name": "x", "raw": b"x", "res_model": "kam.contract", "res_id": 0})
        contract = self.env["kam.contract"].create(
            {"account_id": self.account.id, "name": "Frame", "document_ids": [(4, paper.id)]}
        )
        contract.message_post(body="Signed")
        self.env.flush_all()
        self.account.unlink()
        self.assertFalse(paper.exists())
        self.assertFalse(
            self.env["mail.message"].search_count([("model", "=", "kam.contract"), ("res_id", "=", contract.id)])
        )
