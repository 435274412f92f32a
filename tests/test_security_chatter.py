"""The discussions on accounts and assessments are internal: whatever happens, no outsider is told."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MailCase

from .security_case import SecurityCase


@tagged("standard", "post_install", "-at_install")
class TestInternalThread(MailCase, SecurityCase):
    test_module = "kam_management"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(
            cls.env, login="kam_buyer", groups="base.group_portal", email="buyer@example.net"
        ).partner_id
        cls.buyer.parent_id = cls.partner
        cls.outsiders = cls.partner | cls.buyer | cls.user_employee.partner_id
        cls.colleague = cls.user_team.partner_id
        cls.user_team.notification_type = "email"
        cls.assessment = cls.env["kam.assessment"].create({"account_id": cls.account.id})
        cls.env.flush_all()

    def threads(self):
        for record in (self.account, self.assessment):
            yield record, self.as_(self.user_sales, record)

    def test_customer_is_not_suggested(self):
        self.account.sudo().message_post(
            body="We would like to hear more", author_id=self.buyer.id, message_type="email", email_from="x@example.net"
        )
        for record, thread in self.threads():
            self.assertEqual(thread._mail_get_partners(introspect_fields=True)[record.id], self.env["res.partner"])
            self.assertFalse(thread._mail_get_customer())
            for reply in (False, True):
                self.assertEqual(thread._message_get_suggested_recipients(reply_discussion=reply), [])
            self.assertEqual(
                thread._message_get_suggested_recipients(additional_partners=self.buyer, primary_email="b@example.net"),
                [],
            )
        # the same on the lead: there the customer is meant
        self.assertTrue(self.as_(self.user_lead_owner, self.lead)._message_get_suggested_recipients())

    def test_outsiders_do_not_follow(self):
        for record, thread in self.threads():
            thread.message_subscribe(partner_ids=(self.outsiders | self.colleague).ids)
            self.assertIn(self.colleague, record.message_partner_ids)
            self.assertFalse(record.message_partner_ids & self.outsiders)
            record.message_partner_ids |= self.outsiders
            self.env.invalidate_all()
            self.assertFalse(record.message_partner_ids & self.outsiders)

    def test_followers_who_lost_their_role_are_not_told(self):
        for record, thread in self.threads():
            self.env["mail.followers"].sudo().create(
                [
                    {
                        "res_model": record._name,
                        "res_id": record.id,
                        "partner_id": partner.id,
                        "subtype_ids": [(6, 0, self.env["mail.message.subtype"].search([]).ids)],
                    }
                    for partner in self.outsiders
                ]
            )
            record.message_subscribe(partner_ids=self.colleague.ids)
            with self.mock_mail_gateway():
                message = thread.message_post(
                    body="They will never know", message_type="comment", subtype_xmlid="mail.mt_comment"
                )
                self.env.flush_all()
            self.assertEqual(message.sudo().notified_partner_ids, self.colleague)
            self.assertEqual(self._new_mails.recipient_ids, self.colleague)

    def test_tracked_values_stay_inside(self):
        self.env["mail.followers"].sudo().create(
            {
                "res_model": "kam.account",
                "res_id": self.account.id,
                "partner_id": self.buyer.id,
                "subtype_ids": [(6, 0, self.env["mail.message.subtype"].search([]).ids)],
            }
        )
        with self.mock_mail_gateway():
            self.as_(self.user_manager).action_declare(self.segment_a, "Important")
            self.flush_tracking()
        tracked = self.account.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertIn("segment_id", tracked)
        self.assertFalse(self.account.message_ids.sudo().notified_partner_ids & self.outsiders)
        self.assertFalse(self._new_mails.recipient_ids & self.outsiders)
        self.assertFalse([mail for mail in self._new_mails if mail.email_to])

    def test_moves_leave_no_trace_in_customer_threads(self):
        """What is shown on contact and lead is not tracked there: their followers may be customers."""
        before = {record: record.message_ids for record in (self.partner, self.contact, self.lead)}
        self.as_(self.user_manager).action_declare(self.segment_a, "Important")
        self.as_(self.user_manager, self.partner).kam_level_id = self.level
        self.flush_tracking()
        for record, messages in before.items():
            self.assertEqual(record.message_ids, messages, record)

    def test_addressing_outsiders_is_refused(self):
        for record, thread in self.threads():
            before = record.message_ids
            for recipients in (
                {"partner_ids": self.buyer.ids},
                {"partner_ids": (self.colleague | self.user_employee.partner_id).ids},
                {"outgoing_email_to": "boss@example.net"},
            ):
                with self.assertRaises(UserError) as caught, self.cr.savepoint():
                    thread.message_post(body="x", message_type="comment", **recipients)
                self.assertIn("internal", str(caught.exception))
            self.assertEqual(record.message_ids, before)
            message = thread.message_post(body="x", message_type="comment", partner_ids=self.colleague.ids)
            self.assertEqual(message.partner_ids, self.colleague)

    def test_automatic_messages_drop_outsiders(self):
        """A recipient of a message may read it; so they are not even that."""
        for _record, thread in self.threads():
            everybody = (self.outsiders | self.colleague).ids
            with self.mock_mail_gateway():
                posted = thread.message_post(body="Secret", partner_ids=everybody, outgoing_email_to="b@example.net")
                notified = thread.message_notify(body="Secret", partner_ids=everybody)
            for message in (posted, notified):
                self.assertEqual(message.sudo().partner_ids, self.colleague)
                self.assertEqual(message.sudo().notified_partner_ids, self.colleague)
            self.assertFalse(posted.sudo().outgoing_email_to)
            self.assertEqual(self._new_mails.recipient_ids, self.colleague)
            self.assert_no_access(self.as_(self.buyer.user_ids, posted).read, ["body"])

    def test_manager_without_role(self):
        """An account manager whose role was taken away is told nothing any more."""
        self.account.user_id = self.user_sales2
        self.flush_tracking()
        self.user_sales2.group_ids = self.env.ref("base.group_user")
        with self.mock_mail_gateway():
            self.account.message_post(body="News", message_type="comment", subtype_xmlid="mail.mt_comment")
            self.flush_tracking()
        self.assertFalse(self._new_mails)
        self.assertFalse(self.as_(self.user_sales2).has_access("read"))
