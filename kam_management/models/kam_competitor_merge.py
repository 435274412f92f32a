from odoo import models


class KamAccount(models.Model):
    """Competitors when accounts are merged: one listed at both stays once, with the higher threat."""

    _inherit = "kam.account"

    def _absorb_rows(self, source):
        everything = self.env["kam.competitor"].sudo().with_context(active_test=False)
        mine = everything.search([("account_id", "=", self.id)])
        by_name = {one.name.strip().lower(): one for one in mine}
        for theirs in everything.search([("account_id", "=", source.id)]):
            own = by_name.get(theirs.name.strip().lower()) or (
                mine.filtered(lambda one, theirs=theirs: theirs.partner_id and one.partner_id == theirs.partner_id)
            )
            if own:
                own[0]._absorb(theirs)
            else:
                theirs.account_id = self
        self.env.flush_all()
        return super()._absorb_rows(source)


class KamCompetitor(models.Model):
    """One competitor takes over another one of the same account."""

    _inherit = "kam.competitor"

    def _absorb(self, source):
        """Texts that differ are kept one below the other; the higher threat stays, and both histories."""
        vals = {
            name: "\n".join(dict.fromkeys(filter(None, (self[name], source[name]))))
            for name in ("strengths", "weaknesses", "response")
        }
        vals["active"] = self.active or source.active
        if source.threat > self.threat:
            vals["threat"] = source.threat
        source.threat_ids.competitor_id = self
        partner = source.partner_id
        source.unlink()
        if partner and not self.partner_id:
            vals["partner_id"] = partner.id
        self.write(vals)
