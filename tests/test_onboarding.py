"""The set-up guide, the settings of the programme's administrators, and who is shown which tour."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import KamCase, KamHttpCase


class TestSetupGuide(KamCase):
    """Ten steps; what the data says decides whether one is done."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("UPDATE kam_account SET status = 'prospect', decided_segment_id = NULL, segment_id = NULL")
        for table in ("kam_target", "kam_programme_answer", "kam_selection_review", "kam_plan_milestone"):
            self.env.cr.execute(f"DELETE FROM {table}")  # pylint: disable=sql-injection
        self.env.invalidate_all()

    def step(self, code, company=None):
        """A step as the administrator sees it now."""
        self.env.flush_all()
        self.env.invalidate_all()
        steps = self.env["kam.setup.step"].with_user(self.user_admin_kam)
        return (steps.with_company(company) if company else steps).search([("code", "=", code)])

    def test_each_step_has_a_screen_and_a_figure(self):
        for step in self.env["kam.setup.step"].with_user(self.user_admin_kam).search([]):
            with self.subTest(step=step.code):
                self.assertTrue(step.figure)
                self.assertIn(step.action_open()["type"], ("ir.actions.act_window", "ir.actions.client"))
        codes = self.env["kam.setup.step"].search([]).mapped("code")
        wanted = "accounts capacity services matrix owners cadence alerts selection targets programme"
        self.assertEqual(codes, wanted.split())

    def test_accounts(self):
        self.assertEqual(self.step("accounts").state, "todo")
        account = self.make_account("Guide", user_id=self.user_sales.id)
        account._decide(self.env.ref("kam_management.segment_a"), "declared")
        step = self.step("accounts")
        self.assertEqual((step.state, step.figure), ("done", "1 key accounts, 1 account managers"))
        account.user_id = False
        step = self.step("accounts")
        self.assertEqual((step.state, step.figure.split("; ")[1]), ("todo", "1 accounts without a manager"))

    def test_capacity(self):
        segment = self.env.ref("kam_management.segment_a")
        segment.slots_per_manager = 1
        for name in ("One", "Two"):
            self.make_account(name, user_id=self.user_sales.id)._decide(segment, "declared")
        step = self.step("capacity")
        self.assertEqual(step.state, "todo")
        self.assertIn(f"{self.user_sales.name} has 2 A accounts and can serve 1.", step.figure)
        segment.with_user(self.user_admin_kam).slots_per_manager = 2
        self.assertEqual(self.step("capacity").state, "done")

    def test_as_delivered_until_somebody_touched_it(self):
        tables = "service_package_line", "service", "activity_rule", "influencing_activity", "alert_rule"
        for table in tables:
            self.env.cr.execute(f"UPDATE kam_{table} SET write_uid = 1")  # pylint: disable=sql-injection
        for model, code, vals in (
            ("kam.service.package.line", "services", {"note": "Twice a year"}),
            ("kam.activity.rule", "matrix", {"times_per_year": 3}),
            ("kam.alert.rule", "alerts", {"escalate_days": 5}),
        ):
            with self.subTest(step=code):
                self.assertEqual(self.step(code).state, "default")
                self.env[model].with_user(self.user_admin_kam).search([], limit=1).write(vals)
                self.assertEqual(self.step(code).state, "done")

    def test_owners(self):
        roles = self.env["kam.owner.role"].search([("code", "in", ("marketing", "service"))])
        roles.user_id = False
        step = self.step("owners")
        self.assertEqual(step.state, "todo")
        self.assertIn("Nobody stands for: ", step.figure)
        roles.with_user(self.user_admin_kam).write({"user_id": self.user_all.id})
        self.assertEqual(self.step("owners").state, "done")

    def test_targets_and_programme(self):
        year = self.env.company._kam_fiscal_year(self.env["kam.account"]._today())
        self.assertEqual((self.step("targets").state, self.step("programme").state), ("todo", "todo"))
        self.env["kam.target"].create(
            {"year": year, "measure": "won_revenue", "scope": "total", "company_id": self.env.company.id, "target": 10}
        )
        self.assertEqual(self.step("targets").state, "done")
        self.env["kam.programme"].with_user(self.user_admin_kam).programme_data()
        answer = self.env["kam.programme.answer"].search([("company_id", "=", self.env.company.id)], limit=1)
        self.assertEqual(self.step("programme").state, "todo", "figures alone are not an owner")
        answer.user_id = self.user_manager
        self.assertEqual(self.step("programme").state, "done")

    def test_resumed_and_left_company_by_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        self.user_admin_kam.company_ids |= other
        first = self.step("accounts")
        self.assertTrue(first.is_current)
        first.action_skip()
        self.assertEqual(self.step("accounts").state, "skipped")
        self.assertFalse(self.step("accounts").is_current)
        self.assertEqual(self.step("accounts", other).state, "todo")
        self.step("accounts").action_take_up()
        self.assertEqual(self.step("accounts").state, "todo")
        self.step("accounts").action_skip()
        account = self.make_account("Guide", user_id=self.user_sales.id)
        account._decide(self.env.ref("kam_management.segment_a"), "declared")
        self.assertEqual(self.step("accounts").state, "done", "the data outranks it")

    def test_administrators_only(self):
        step = self.step("accounts")
        for user in (self.user_manager, self.user_sales, self.user_employee):
            with mute_logger("odoo.addons.base.models.ir_model"):
                for door in ("action_skip", "action_take_up", "action_open"):
                    with self.assertRaises(AccessError):
                        getattr(step.with_user(user), door)()
                with self.assertRaises(AccessError):
                    step.with_user(user).read(["state"])

    def test_set_up_leads_on(self):
        setup = self.env["kam.setup"].with_user(self.user_admin_kam).create({"state": "check"})
        action = setup.action_apply()["params"]["next"]
        self.assertEqual(action["res_model"], "kam.setup.step")


class TestSettings(KamCase):
    """Administrators of the programme, who are no system administrators."""

    def settings(self, user=None, **vals):
        """The settings as they are, but for some."""
        return self.env["kam.settings"].with_user(user or self.user_admin_kam).create(vals)

    def test_every_setting_is_there(self):
        meant = {name[4:] for name in self.env["res.config.settings"]._fields if name.startswith("kam_")}
        self.assertFalse(self.user_admin_kam.has_group("base.group_system"))
        self.assertEqual(meant - set(self.env["kam.settings"]._fields), set())

    def test_stored(self):
        company = self.env.company
        version = self.env["kam.account"]._scoring_version()
        settings = self.settings(notice_days=0, key_share=25, forbid_own_approval=True, selection_month=3)
        settings.action_save()
        get = self.env["res.config.settings"]._kam_get
        self.assertEqual((get("notice_days"), get("key_share")), (0, 25))
        self.assertEqual((company.kam_forbid_own_approval, company.kam_selection_month), (True, 3))
        self.assertNotEqual(self.env["kam.account"]._scoring_version(), version, "the accounts follow")
        again = self.settings()
        self.assertEqual((again.notice_days, again.key_share, again.selection_month), (0, 25, 3))
        self.assertEqual(self.env["res.config.settings"].create({}).kam_notice_days, 0, "one truth")

    def test_of_the_company_one_works_in(self):
        other = self.env["res.company"].create({"name": "Second"})
        self.user_admin_kam.company_ids |= other
        settings = self.env["kam.settings"].with_user(self.user_admin_kam).with_company(other)
        settings.create({"fiscal_month": "7"}).action_save()
        self.assertEqual((other.kam_fiscal_month, self.env.company.kam_fiscal_month), ("7", "1"))

    def test_bad_input(self):
        for vals in ({"key_share": 101}, {"todo_limit": 0}, {"selection_month": 13}, {"assessment_days": -1}):
            with self.assertRaisesRegex(ValidationError, "enter a number from"):
                self.settings(**vals)

    def test_nobody_else(self):
        for user in (self.user_manager, self.user_sales, self.user_employee):
            with self.assertRaises(AccessError):
                self.settings(user)
        settings = self.settings()
        with self.assertRaises(AccessError):
            settings.with_user(self.user_manager).action_save()


class TestTourChoice(KamCase):
    """Each role has its tour."""

    def names(self, user):
        """What a user is offered."""
        return [
            one["name"].removeprefix("kam_morning_") for one in self.env["web_tour.tour"].with_user(user).kam_tours()
        ]

    def test_offered(self):
        self.assertEqual(self.names(self.user_sales), ["salesperson"])
        self.assertEqual(self.names(self.user_manager), ["manager", "salesperson"])
        self.assertEqual(self.names(self.user_admin_kam), ["administrator", "manager", "salesperson"])
        self.assertEqual(self.names(self.user_employee), [])

    def test_starts_by_itself_for_its_role_only(self):
        tours = self.env["web_tour.tour"]
        for user, name in (
            (self.user_sales, "kam_morning_salesperson"),
            (self.user_manager, "kam_morning_manager"),
            (self.user_admin_kam, "kam_morning_administrator"),
        ):
            user.tour_enabled = True
            others = tours.search([("kam_role", "=", False)])
            others.user_consumed_ids |= user
            current = tours.with_user(user).get_current_tour()
            self.assertEqual((current["name"], current["url"][:6]), (name, "/odoo/"))
            self.assertFalse(tours.with_user(user).consume(name), "none of another role follows")
            self.assertTrue(tours.with_user(user).kam_tours()[0]["seen"])


class TestTours(KamHttpCase):
    """The tours in the browser, on a database where nothing is planned yet."""

    def test_salesperson(self):
        self.start_tour("/odoo/key-accounts", "kam_morning_salesperson", login=self.user_sales.login)

    def test_manager(self):
        self.start_tour("/odoo/kam-dashboard", "kam_morning_manager", login=self.user_manager.login)

    def test_administrator(self):
        self.start_tour("/odoo/kam-setup-guide", "kam_morning_administrator", login=self.user_admin_kam.login)
