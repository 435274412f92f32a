"""Service packages: what each segment gets, and what the account shows to promise and what not."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import KamCase


class TestServices(KamCase):
    """``kam.service``, its packages, and the tab on the account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment_a = cls.env.ref("kam_management.segment_a")
        cls.segment_d = cls.env.ref("kam_management.segment_d")
        cls.account = cls.make_account("Served Ltd", user_id=cls.user_sales.id)
        cls.account.action_declare(cls.segment_a)
        cls.innovation = cls.env.ref("kam_management.service_innovation")

    def line(self, segment, service):
        return segment.package_line_ids.filtered(lambda one: one.service_id == service)

    def names(self, field, account=None, user=None):
        account = (account or self.account).with_user(user or self.user_sales)
        return account[field].service_id.mapped("code")

    def test_ten_services_in_every_segment(self):
        services = self.env["kam.service"].search([])
        self.assertEqual(len(services), 10)
        for letter in "abcd":
            segment = self.env.ref(f"kam_management.segment_{letter}")
            self.assertEqual(segment.package_line_ids.service_id, services, "each has its own package, complete")
        self.assertTrue(all(services.mapped("description")))

    def test_what_to_promise(self):
        lists = [self.names(f"service_{offer}_ids") for offer in ("included", "charged", "none")]
        self.assertEqual(sum(map(len, lists)), 10, "each service once")
        self.assertIn("innovation", lists[0])
        self.line(self.segment_a, self.innovation).offer = "none"
        self.env.invalidate_all()
        self.assertEqual(self.names("service_none_ids"), ["innovation"])

    def test_the_most_important_comes_first(self):
        importance = self.account.service_included_ids.mapped("importance")
        self.assertEqual(importance, sorted(importance, reverse=True))

    def test_the_package_follows_the_segment(self):
        self.account.action_deselect("Too small")
        self.account.screened_segment_id = self.segment_d
        self.assertEqual(self.account.segment_id, self.segment_d)
        self.assertIn("innovation", self.names("service_none_ids"))
        self.assertNotIn("innovation", self.names("service_included_ids"))

    def test_no_segment_no_promise(self):
        stranger = self.make_account("Stranger Ltd", user_id=self.user_sales.id)
        for offer in ("included", "charged", "none"):
            self.assertFalse(stranger[f"service_{offer}_ids"])

    def test_archived_services_and_lines_are_not_promised(self):
        self.innovation.active = False
        training = self.env.ref("kam_management.service_training")
        self.line(self.segment_a, training).active = False
        self.env.invalidate_all()
        promised = self.names("service_included_ids")
        self.assertNotIn("innovation", promised)
        self.assertNotIn("training", promised)

    def test_hint(self):
        self.account.level_id = self.env.ref("kam_management.level_vendor")
        self.assertIn("Product Vendor", self.account.service_hint)
        self.account.with_user(self.user_sales).buying_orientation = "price"
        self.assertIn("minimal standard package", self.account.service_hint)
        self.account.buying_orientation = "loyalty"
        self.assertIn("joint innovation", self.account.service_hint)

    def test_salesperson_looks_and_does_not_change(self):
        line = self.line(self.segment_a, self.innovation).with_user(self.user_sales)
        self.assertEqual(line.offer, "included")
        for user in (self.user_sales, self.user_manager):
            with self.assertRaises(AccessError):
                line.with_user(user).offer = "none"
            self.assertRaises(AccessError, line.with_user(user).unlink)
        line.with_user(self.user_admin_kam).offer = "charged"
        self.assertEqual(self.names("service_charged_ids")[0], "innovation")

    def test_form_of_the_account(self):
        with Form(self.account.with_user(self.user_sales)) as form:
            form.buying_orientation = "loyalty"
            self.assertIn("joint innovation", form.service_hint)

    def test_one_line_for_service_and_segment(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["kam.service.package.line"].create(
                {"segment_id": self.segment_a.id, "service_id": self.innovation.id}
            )

    def test_seeded_ones_stay(self):
        self.assertRaises(UserError, self.innovation.unlink)
        own = self.env["kam.service"].create({"name": "Repair on Sundays"})
        self.assertEqual(own.code, "repair_on_sundays")
        own.unlink()

    def test_queries_are_flat(self):
        counts = []
        for size in (5, 50):
            accounts = self.env["kam.account"]
            for number in range(size):
                accounts |= self.make_account(f"Many {size} {number}")
            accounts.screened_segment_id = self.segment_d
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accounts.mapped("service_none_ids")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
