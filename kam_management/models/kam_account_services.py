from odoo import api, fields, models


class KamAccount(models.Model):
    """What to promise to an account and what not: the service package of its segment (K8)."""

    _inherit = "kam.account"

    buying_orientation = fields.Selection(
        [("loyalty", "Loyalty-oriented"), ("price", "Price-oriented")],
        string="How They Buy",
        tracking=True,
        help="Loyalty-oriented customers value joint innovation, a contact per function and shared marketing. "
        "Price-oriented ones are served best with a minimal standard package.",
    )
    service_included_ids = fields.Many2many(
        "kam.service.package.line", compute="_compute_service_ids", string="To Promise: Included"
    )
    service_charged_ids = fields.Many2many(
        "kam.service.package.line", compute="_compute_service_ids", string="To Promise: Charged Separately"
    )
    service_none_ids = fields.Many2many(
        "kam.service.package.line", compute="_compute_service_ids", string="Not to Promise"
    )
    service_hint = fields.Char(compute="_compute_service_hint")

    @api.depends("segment_id")
    def _compute_service_ids(self):
        packages = self._service_packages()
        for account in self:
            for offer in ("included", "charged", "none"):
                account[f"service_{offer}_ids"] = packages.get((account.segment_id.id, offer))

    def _service_packages(self):
        """The package lines of the segments of these accounts, most important service first.

        :return: {(segment id, offer): lines}
        """
        lines = self.env["kam.service.package.line"].search(
            [("segment_id", "in", self.segment_id.ids), ("service_id.active", "=", True)]
        )
        return {
            (segment.id, offer): found
            for (segment, offer), found in lines.grouped(lambda line: (line.segment_id, line.offer)).items()
        }

    @api.depends_context("lang")
    @api.depends("buying_orientation", "level_id.price_sensitivity", "level_id.loyalty")
    def _compute_service_hint(self):
        hints = {
            "loyalty": self.env._(
                "Loyalty-oriented: offer joint innovation, a contact for each function and shared marketing. "
                "Defend the price with what is included."
            ),
            "price": self.env._(
                "Price-oriented: keep to a minimal standard package. Promise nothing beyond it unless it is paid for."
            ),
        }
        for account in self:
            level = account.level_id
            hint = hints.get(account.buying_orientation)
            if not hint and level.price_sensitivity:
                hint = self.env._(
                    "As %(level)s they see us with %(sensitivity)s price sensitivity and %(loyalty)s loyalty. "
                    "Say how they buy to see what that means for the promises.",
                    level=level.name,
                    sensitivity=level.price_sensitivity.lower(),
                    loyalty=(level.loyalty or self.env._("unknown")).lower(),
                )
            account.service_hint = hint
