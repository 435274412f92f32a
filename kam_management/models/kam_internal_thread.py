from odoo import models
from odoo.exceptions import UserError


class KamInternalThread(models.AbstractModel):
    """A chatter among those who work with key accounts: nothing in it reaches the customer, nor an employee
    without a key account role, however they got among the followers or recipients."""

    _name = "kam.internal.thread"
    _inherit = ["mail.thread"]
    _description = "Internal Discussion"

    def _insiders(self, partner_ids):
        """Those of the partners who have a user with a key account role, in the same order."""
        if not partner_ids:
            return []
        group = self.env.ref("kam_management.group_kam_user")
        users = (
            self.env["res.users"]
            .sudo()
            .search([("partner_id", "in", list(partner_ids)), ("all_group_ids", "in", group.ids)])
        )
        return [partner_id for partner_id in partner_ids if partner_id in users.partner_id.ids]

    def _mail_get_partner_fields(self, introspect_fields=False):
        return []

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        return {record.id: [] for record in self}

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        insiders = self._insiders(partner_ids or [])
        return super()._message_subscribe(insiders, subtype_ids, customer_ids) if insiders else True

    def message_post(self, *, partner_ids=None, outgoing_email_to=False, message_type="notification", **kwargs):
        """Refuse to address outsiders, rather than to drop them unnoticed."""
        if message_type == "comment":
            outsiders = set(partner_ids or []) - set(self._insiders(partner_ids or []))
            names = self.env["res.partner"].browse(outsiders).mapped("display_name")
            names += [outgoing_email_to] if outgoing_email_to else []
            if names:
                raise UserError(
                    self.env._(
                        "This conversation is internal and cannot go to %s, who has no access to key accounts. "
                        "Take them out, or write to them from their contact.",
                        ", ".join(names),
                    )
                )
        return super().message_post(partner_ids=partner_ids, message_type=message_type, **kwargs)

    def _message_create(self, values_list):
        # Whoever is a recipient of a message may read it, without access to the record.
        values_list = [
            {**values, "partner_ids": self._insiders(values.get("partner_ids") or []), "outgoing_email_to": False}
            for values in values_list
        ]
        return super()._message_create(values_list)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        insiders = self._insiders([one["id"] for one in recipients if one["id"]])
        return [one for one in recipients if one["id"] in insiders]
