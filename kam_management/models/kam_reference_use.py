from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamReferenceUse(models.Model):
    """One use of a reference: when, for which opportunity, by whom, and whether it helped."""

    _name = "kam.reference.use"
    _description = "Use of a Reference"
    _inherit = ["kam.move.mixin"]
    _order = "date desc, id desc"
    _parents = ("reference_id",)
    _rec_name = "reference_id"

    reference_id = fields.Many2one("kam.reference", required=True, ondelete="cascade", index=True)
    account_id = fields.Many2one(
        related="reference_id.account_id", string="Reference of", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="account_id.company_id", string="Company", store=True, precompute=True)
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    lead_id = fields.Many2one("crm.lead", string="For Opportunity", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user, index=True, readonly=True
    )
    outcome = fields.Selection(
        [("open", "Not known yet"), ("helped", "Helped"), ("neutral", "Made no difference"), ("harmed", "Did harm")],
        default="open",
        required=True,
    )
    note = fields.Char()
    conditions = fields.Text(related="reference_id.conditions")
    warning = fields.Char(related="reference_id.warning")

    @api.constrains("date", "reference_id")
    def _check_date(self):
        for use in self.sudo():
            reference = use.reference_id
            if reference.valid_until and use.date > reference.valid_until:
                raise ValidationError(
                    self.env._(
                        "%(customer)s agreed to “%(reference)s” until %(until)s only. Ask them again and change the "
                        "date there, or take another reference.",
                        customer=reference.customer_id.name,
                        reference=reference.name,
                        until=reference.valid_until,
                    )
                )
            if use.date < reference.agreed_on:
                raise ValidationError(
                    self.env._(
                        "“%(reference)s” was agreed on %(agreed)s; it cannot have been used before.",
                        reference=reference.name,
                        agreed=reference.agreed_on,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Only references that one may read can be used."""
        references = self.env["kam.reference"].browse(
            {vals["reference_id"] for vals in vals_list if vals.get("reference_id")}
        )
        references.check_access("read")
        return super().create(vals_list)
