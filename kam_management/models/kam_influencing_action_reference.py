from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamReferenceUse(models.Model):
    """A reference told in an action is used."""

    _inherit = "kam.reference.use"

    action_id = fields.Many2one(
        "kam.influencing.action", string="In Action", index="btree_not_null", ondelete="set null", copy=False
    )


class KamInfluencingAction(models.Model):
    """A customer's story as the message of an action (K7)."""

    _inherit = "kam.influencing.action"

    reference_id = fields.Many2one(
        "kam.reference",
        string="Reference Story",
        index="btree_not_null",
        ondelete="set null",
        domain="[('state', '!=', 'expired'), ('account_id', '!=', account_id)]",
        help="A customer whose story is the message. Once the action is done, it counts as a use.",
    )
    reference_warning = fields.Char(related="reference_id.warning", string="About the Reference")

    @api.onchange("reference_id")
    def _onchange_reference_id(self):
        """The story is the message, unless somebody wrote one."""
        if self.reference_id.text and not self.message:
            self.message = self.reference_id.text

    @api.constrains("reference_id", "date")
    def _check_reference(self):
        for action in self.filtered(lambda one: one.state in ("planned", "todo")):
            reference = action.reference_id
            if reference.valid_until and reference.valid_until < action.date:
                raise ValidationError(
                    self.env._(
                        "%(customer)s agreed to “%(reference)s” until %(until)s only, and the action is on %(date)s. "
                        "Take another reference, or ask them again.",
                        customer=reference.customer_id.name,
                        reference=reference.name,
                        until=reference.valid_until,
                        date=action.date,
                    )
                )

    def write(self, vals):
        """Write; a story that was told counts as used, once."""
        result = super().write(vals)
        if {"state", "reference_id"} & vals.keys():
            self.filtered(lambda one: one.reference_id and one.state in ("done", "evaluated"))._record_use()
        return result

    def _record_use(self):
        uses = self.env["kam.reference.use"].sudo()
        told = uses.search([("action_id", "in", self.ids)]).action_id
        uses.create(
            [
                {
                    "reference_id": action.reference_id.id,
                    "action_id": action.id,
                    "user_id": (action.user_id or self.env.user).id,
                    "date": max(
                        min(action.date, fields.Date.context_today(self)), action.reference_id.sudo().agreed_on
                    ),
                    "lead_id": action.lead_ids[:1].id,
                }
                for action in self - told
                if not action._reference_expired()
            ]
        )

    def _reference_expired(self):
        """Whether the story may not be told any more; then no use is recorded, whatever was done."""
        reference = self.sudo().reference_id
        return bool(reference.valid_until and reference.valid_until < min(self.date, fields.Date.context_today(self)))
