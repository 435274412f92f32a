from odoo import models
from odoo.exceptions import UserError


class KamAccount(models.Model):
    """Four eyes, where the settings ask for them: nobody lifts an account that is their own."""

    _inherit = "kam.account"

    def _check_four_eyes(self, segment, proposers=None):
        """Refuse to lift accounts that the user manages or proposed, where their company's settings forbid it.

        :param segment: ``kam.segment`` that is decided; one that is not better than the present one is no promotion
        :param proposers: {account: ``res.users`` who proposed it}
        :raise UserError: names the accounts and says who may decide instead
        """
        main = self._main_company()
        order = self.env["kam.segment"].sudo().search([("mode", "=", "selected")]).ids
        own = self.browse()
        for account in self.sudo():
            if not (account.company_id or main).kam_forbid_own_approval or segment.id not in order:
                continue
            now = account.decided_segment_id.id if account.status == "key" else None
            rises = now not in order or order.index(segment.id) < order.index(now)
            people = account.user_id | (proposers or {}).get(account.id, self.env["res.users"])
            if rises and self.env.user in people:
                own |= account
        if own:
            names = ", ".join(own[:5].mapped("display_name"))
            raise UserError(
                self.env._(
                    "You manage or proposed %s yourself, and the settings ask for four eyes: let another "
                    "manager decide.",
                    names,
                )
            )
