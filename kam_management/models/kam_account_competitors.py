from odoo import fields, models


class KamAccount(models.Model):
    """The competitors of an account."""

    _inherit = "kam.account"

    competitor_ids = fields.One2many("kam.competitor", "account_id", string="Competitors")

    def _propose_competitors(self):
        """Names and companies met at the account that are not listed yet, the latest first.

        From lost opportunities and from what is known of the people on the map.

        :return: [{"account_id", "partner_id" or "name"}]
        """
        self.ensure_one()
        listed = (
            self.env["kam.competitor"].sudo().with_context(active_test=False).search([("account_id", "=", self.id)])
        )
        known = {(one.name or "").strip().lower() for one in listed}
        proposals = []
        lost = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("kam_account_id", "=", self.id),
                    ("won_status", "=", "lost"),
                    ("kam_competitor_ids", "!=", False),
                ],
                order="date_closed desc, id desc",
            )
        )
        for partner in lost.kam_competitor_ids - listed.partner_id:
            if partner.name.strip().lower() not in known:
                known.add(partner.name.strip().lower())
                proposals.append({"account_id": self.id, "partner_id": partner.id})
        standing = self.env["kam.stakeholder.competitor"].sudo().search([("account_id", "=", self.id)])
        for line in standing.filtered(lambda line: not line.competitor_id):
            if line.name.strip().lower() not in known:
                known.add(line.name.strip().lower())
                proposals.append({"account_id": self.id, "name": line.name.strip()})
        return proposals
