from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    """Merging contacts keeps the key account of each: nothing is lost or doubled."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._kam_merge_accounts(src_partners, dst_partner)
        self.env["kam.stakeholder"]._absorb_partners(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _kam_merge_accounts(self, src_partners, dst_partner):
        """Move or merge the accounts of the contacts that are about to go, before Odoo deletes their rows."""
        accounts = self.env["kam.account"].sudo().with_context(active_test=False)
        sources = accounts.search([("partner_id", "in", src_partners.ids)], order="id")
        if sources and not dst_partner.is_company and any(src_partners.mapped("is_company")):
            # Odoo is about to do this, and then the contact is a company of its own.
            dst_partner.sudo().is_company = True
        company = dst_partner.sudo().commercial_partner_id
        for source in sources:
            target = accounts.search([("partner_id", "=", company.id)], limit=1)
            if target:
                target._absorb(source)
            else:
                source._move_to(company)
        self.env.flush_all()

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Odoo writes back every stored field, the protected account too: that one is left out."""
        return super()._update_values(src_partners, dst_partner.with_context(kam_account_kept=True))

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env["kam.account"].sudo()._reconcile()
        return result
