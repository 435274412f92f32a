from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Opens nothing but the plans one is asked to sign; follows the membership of business areas by itself.
SIGNER_GROUP = "kam_management.group_kam_signer"


class KamBusinessArea(models.Model):
    """A department that puts its signature to account plans (K9): sales, marketing, finance, service, operations."""

    _name = "kam.business.area"
    _description = "Business Area"
    _inherit = ["kam.configuration.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(compute="_compute_code", store=True, readonly=False, required=True, precompute=True)
    sequence = fields.Integer(default=10)
    member_ids = fields.Many2many(
        "res.users",
        "kam_business_area_member_rel",
        "area_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
        help="Any one of them signs for the area. They need no role in sales: a member opens the plans the area is "
        "asked to sign, and no other. An area without members is skipped.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "There is a business area with this code already.")

    @api.constrains("member_ids")
    def _check_members(self):
        for area in self:
            outsiders = area.sudo().member_ids.filtered("share")
            if outsiders:
                raise ValidationError(
                    self.env._(
                        "%(user)s is not an employee and cannot sign for %(area)s.",
                        user=outsiders[0].name,
                        area=area.name,
                    )
                )

    def _configuration_changed(self, names=None):
        result = super()._configuration_changed(names)
        if names is None or {"member_ids", "active"} & names:
            self._sync_signers()
        return result

    @api.model
    def _sync_signers(self):
        """Members of active areas are signers, and nobody else is: the group follows the membership."""
        members = self.sudo().search([("member_ids", "!=", False)]).member_ids
        group = self.env.ref(SIGNER_GROUP).sudo()
        if group.user_ids != members:
            group.user_ids = [fields.Command.set(members.ids)]
