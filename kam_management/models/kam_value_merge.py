from odoo import models

#: Children of an account that have a discussion, to-dos or files, which the database alone would leave behind.
WITH_THREADS = (
    "kam.account.handover",
    "kam.contract",
    "kam.reference",
    "kam.value.proposition",
    "kam.value.research",
)


class KamAccount(models.Model):
    """Contracts, references and value go with their account: to another one, or away."""

    _inherit = "kam.account"

    def _absorb_rows(self, source):
        """Of two open offers to a farmer ours stays open."""
        if self.handover_ids.filtered(lambda one: one.state == "offered"):
            theirs = source.sudo().handover_ids.filtered(lambda one: one.state == "offered")
            theirs._answer("withdrawn", "")
        return super()._absorb_rows(source)

    def unlink(self):
        for name in WITH_THREADS:
            self.env[name].sudo().with_context(active_test=False).search([("account_id", "in", self.ids)]).unlink()
        return super().unlink()


class KamStakeholder(models.Model):
    """Two entries of one person become one: what names them names the one who stays."""

    _inherit = "kam.stakeholder"

    def _absorb_rows(self, source):
        result = super()._absorb_rows(source)
        all_rows = self.env["kam.reference"].sudo().with_context(active_test=False)
        all_rows.search([("stakeholder_id", "=", source.id)]).stakeholder_id = self
        for name in ("kam.value.proposition", "kam.value.research"):
            rows = self.env[name].sudo().with_context(active_test=False)
            for row in rows.search([("stakeholder_ids", "in", source.ids)]):
                row.stakeholder_ids = row.stakeholder_ids - source | self
        return result


class CrmLead(models.Model):
    """Merged opportunities: the one that stays has the contracts and uses of all."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        uses = opportunities.sudo().kam_reference_use_ids
        present = self.sudo().kam_reference_use_ids.reference_id
        uses.filtered(lambda use: use.reference_id not in present).lead_id = self
        contracts = self.env["kam.contract"].sudo().with_context(active_test=False)
        for contract in contracts.search([("lead_id", "in", opportunities.ids)]):
            if contract.account_id == self.sudo().kam_account_id:
                contract.lead_id = self
        return result
