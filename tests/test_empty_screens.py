"""Every empty screen says what it is for and has the button that fills it."""

import re

from lxml import etree, html

from odoo.exceptions import AccessError

from odoo.addons.kam_management.models.kam_empty_screen import BUTTONS, COMPONENTS

from .common import KamCase

#: Nothing is made or started there: delivered with the app, or written by what happens elsewhere.
FILLED_BY_THEMSELVES = {
    "kam_health_part_action": "delivered, and nobody deletes a part",
    "kam_portfolio_quadrant_action": "delivered, four of them",
    "kam_setup_step_action": "delivered, ten of them",
    "kam_privacy_log_action": "written when a person is erased or handed their data",
}


class TestEmptyScreens(KamCase):
    """All window actions of the addon that open on a list of some kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [("module", "=", "kam_management"), ("model", "=", "ir.actions.act_window")]
        )
        actions = {one.name: cls.env["ir.actions.act_window"].browse(one.res_id) for one in data}
        cls.actions = {
            name: action
            for name, action in actions.items()
            if action.res_model.startswith("kam.")
            and not cls.env[action.res_model]._transient
            and action.target != "new"
        }

    def help_of(self, action, user):
        """What a user reads there."""
        text = action.with_user(user).sudo().read(["help", "res_model", "context"])[0]["help"] or ""
        return html.fromstring(f"<div>{text}</div>")

    def has_new(self, action, user):
        """Whether the first view of an action has New for the user."""
        model = self.env[action.res_model].with_user(user)
        first = action.view_mode.split(",")[0]
        view = action.view_ids.filtered(lambda one: one.view_mode == first)[:1].view_id or action.view_id
        if first in ("pivot", "graph") or not model.has_access("create"):
            return False
        arch = etree.fromstring(model.get_view(view.id if view.type == first else False, first)["arch"])
        return arch.get("create") not in ("0", "false", "False")

    def test_says_what_it_is_for(self):
        self.assertGreater(len(self.actions), 60)
        for name, action in self.actions.items():
            with self.subTest(screen=name):
                found = self.help_of(action, self.user_admin_kam)
                heading = found.xpath("//p[contains(@class, 'o_view_nocontent')]")
                self.assertTrue(heading and heading[0].text_content().strip())
                sentences = " ".join(p.text_content() for p in found.xpath("//p")[1:])
                self.assertRegex(re.sub(r"\s+", " ", sentences), r"\w+ \w+ \w+ .*[.…?:]")

    def test_has_the_button_that_fills_it(self):
        for name, action in self.actions.items():
            with self.subTest(screen=name):
                links = self.help_of(action, self.user_admin_kam).xpath("//a[@type='action']")
                if name in FILLED_BY_THEMSELVES:
                    self.assertFalse(self.has_new(action, self.user_admin_kam), "then it needs no exception")
                    continue
                self.assertTrue(links or self.has_new(action, self.user_admin_kam))

    def test_buttons_work_for_whoever_sees_them(self):
        for user in (self.user_sales, self.user_manager, self.user_admin_kam):
            for name in BUTTONS:
                for link in self.help_of(self.actions[name], user).xpath("//a[@type='action']"):
                    with self.subTest(screen=name, user=user.login, button=link.text_content()):
                        if link.get("data-model"):
                            self.assertTrue(
                                callable(getattr(self.env[link.get("data-model")], link.get("data-method")))
                            )
                            self.assertTrue(user.has_group("kam_management.group_kam_manager"))
                            continue
                        target = self.env.ref(link.get("name")).with_user(user)
                        target.sudo().read()
                        if target._name == "ir.actions.act_window":
                            self.assertTrue(self.env[target.res_model].with_user(user).has_access("read"))

    def test_salespeople_are_led_on_too(self):
        for name in ("kam_account_my_action", "kam_alert_action", "kam_plan_milestone_action", "kam_sales_plan_action"):
            self.assertTrue(self.help_of(self.actions[name], self.user_sales).xpath("//a[@type='action']"), name)

    def test_one_primary_button(self):
        for name in BUTTONS:
            links = self.help_of(self.actions[name], self.user_admin_kam).xpath("//a[contains(@class, 'btn-primary')]")
            self.assertLessEqual(len(links), 1, name)


class TestComponents(KamCase):
    """Screens drawn by components of our own ask for their buttons."""

    def test_every_role_has_one(self):
        for user in (self.user_sales, self.user_manager, self.user_admin_kam):
            starts = self.env["kam.start"].with_user(user)
            for screen in COMPONENTS:
                with self.subTest(screen=screen, user=user.login):
                    buttons = starts.screen_buttons(screen)
                    self.assertTrue(buttons)
                    for button in buttons:
                        self.assertTrue(button["label"])
                        if button["method"]:
                            self.assertTrue(callable(getattr(starts, button["method"])))
                            self.assertTrue(user.has_group("kam_management.group_kam_manager"))
                        else:
                            action = self.env.ref(button["action"])
                            self.assertTrue(self.env[action.res_model].with_user(user).has_access("read"))

    def test_by_role(self):
        first = [
            self.env["kam.start"].with_user(user).screen_buttons("kam_dashboard")[0]["label"]
            for user in (self.user_sales, self.user_manager, self.user_admin_kam)
        ]
        self.assertEqual(first, ["Open my key accounts", "Screen the customers now", "Open the set-up guide"])
        self.assertEqual(self.env["kam.start"].with_user(self.user_employee).screen_buttons("kam_dashboard"), [])
        self.assertEqual(self.env["kam.start"].with_user(self.user_sales).screen_buttons("nothing"), [])


class TestStarts(KamCase):
    """What managers start by hand."""

    def test_roles(self):
        starts = self.env["kam.start"]
        for name in ("warnings", "activities", "cadence", "health", "screening", "selection"):
            for user in (self.user_sales, self.user_employee):
                with self.assertRaises(AccessError):
                    getattr(starts.with_user(user), f"action_{name}")()

    def test_runs(self):
        account = self.make_account("Started", user_id=self.user_sales.id)
        account._decide(self.env.ref("kam_management.segment_a"), "declared")
        self.env.flush_all()
        starts = self.env["kam.start"].with_user(self.user_manager)
        with self.enter_registry_test_mode():
            for name in ("activities", "cadence", "health", "warnings"):
                result = getattr(starts, f"action_{name}")()
                self.assertEqual((result["tag"], result["params"]["type"]), ("display_notification", "success"))
                if name == "health":
                    self.assertRegex(result["params"]["message"], r"changed: [1-9]")
        account.invalidate_recordset()
        self.assertTrue(account.action_ids and account.milestone_ids)

    def test_selection_once(self):
        self.env.cr.execute("DELETE FROM kam_selection_review")
        account = self.make_account("Started", user_id=self.user_sales.id)
        account._decide(self.env.ref("kam_management.segment_a"), "declared")
        starts = self.env["kam.start"].with_user(self.user_manager)
        first, again = starts.action_selection(), starts.action_selection()
        self.assertEqual(first["res_id"], again["res_id"])
        review = self.env["kam.selection.review"].browse(first["res_id"])
        self.assertEqual(review.state, "open")
        self.assertIn(account, review.line_ids.account_id)
