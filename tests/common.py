"""Base classes and fixtures of all tests.

Users and what they may do::

    user_employee    nothing of CRM               user_sales, user_sales2   own documents
    user_portal      a customer                   user_all                  all documents
                                                  user_manager              decides
                                                  user_admin_kam            decides and configures
"""

import re
import time
from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

USERS = {
    "user_sales": "sales_team.group_sale_salesman",
    "user_sales2": "sales_team.group_sale_salesman",
    "user_all": "sales_team.group_sale_salesman_all_leads",
    "user_manager": "sales_team.group_sale_manager",
    "user_admin_kam": "sales_team.group_sale_manager,kam_management.group_kam_admin",
    "user_employee": "base.group_user",
    "user_portal": "base.group_portal",
}


@tagged("standard", "post_install", "-at_install")
class KamCase(TransactionCase):
    """Users of every role, and short ways to make and rate an account."""

    test_module = "kam_management"

    @classmethod
    def setUpClass(cls):
        """Make one user per role."""
        super().setUpClass()
        for name, groups in USERS.items():
            login = f"kam_{name}"
            user = new_test_user(cls.env, login=login, groups=groups, email=f"{login}@example.com")
            setattr(cls, name, user)

    @classmethod
    def _gc_filestore(cls):
        """Leave files alone: they go with the database.

        The processes of one run share a file store. Odoo clears it at the end of each class of what the own database
        does not name, and would take what a page or a print in the other process is about to load.
        """

    @classmethod
    def make_account(cls, name, **vals):
        """Make an account with a new company; ``partner_vals`` go to the company."""
        partner_vals = vals.pop("partner_vals", {})
        partner = cls.env["res.partner"].create({"name": name, "is_company": True, **partner_vals})
        return cls.env["kam.account"].create({"partner_id": partner.id, **vals})

    @classmethod
    def rate(cls, account, ratings):
        """Rate an account: {criterion code: 1-5}."""
        criteria = cls.env["kam.criterion"].with_context(active_test=False)
        rating_model = cls.env["kam.account.rating"]
        for code, value in ratings.items():
            criterion = criteria.search([("code", "=", code)])
            assert len(criterion) == 1, f"no criterion with the code {code}"
            pair = {"account_id": account.id, "criterion_id": criterion.id}
            rating = rating_model.search([(key, "=", number) for key, number in pair.items()])
            if rating:
                rating.value = value
            else:
                rating_model.create({**pair, "value": value})

    @contextmanager
    def at(self, moment):
        """Let the clock stand still at a moment, for Python and for what Odoo takes as the present."""
        with freeze_time(moment), patch.object(self.env.cr, "now", lambda: moment):
            yield

    def run_crons(self, *names):
        """Run scheduled actions as the server does: all active ones of the addon, or those whose id starts so."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "kam_management"), ("model", "=", "ir.cron"), ("name", "=like", "cron_%")], order="id"
        )
        ids = [one.res_id for one in data if not names or one.name.startswith(names)]
        order = {key: place for place, key in enumerate(ids)}
        crons = self.env["ir.cron"].search([("id", "in", ids)]).sorted(lambda cron: order[cron.id])
        with self.enter_registry_test_mode():
            for cron in crons:
                cron.method_direct_trigger()


def wait_ready(browser, ready_code=None, timeout=120):
    """Wait until a page says that it is ready; replaces Odoo's, which asks without a pause.

    Asking all the time takes the processor from the server that answers the page: on two cores it starves.
    """
    code = ready_code or "document.readyState === 'complete'"
    question = {"expression": f"try {{ {code} }} catch {{}}", "awaitPromise": True}
    for _poll in range(timeout * 4):
        try:
            result = browser._websocket_request("Runtime.evaluate", params=question)["result"]
        except (TimeoutError, ChromeBrowserException):  # the page before went away while it was asked
            result = None
        if result == {"type": "boolean", "value": True}:
            return True
        time.sleep(0.25)
    browser.take_screenshot(prefix="sc_failed_ready_")
    return False


class KamHttpCase(HttpCase, KamCase):
    """The same in a browser, with patience: on a busy machine an answer takes its time."""

    test_cursor_lock_timeout = 120

    def browser_js(self, *arguments, **kwargs):
        """Odoo's, with a pause between two questions whether the page is ready."""
        with patch.object(ChromeBrowser, "_wait_ready", wait_ready):
            return super().browser_js(*arguments, **kwargs)

    def start_tour(self, url_path, tour_name, **kwargs):
        """Run a tour once what its page loads is made: a browser waits ten seconds, a busy machine takes longer."""
        login = kwargs.get("login")
        if login:
            self.authenticate(login, login)
            page = self.url_open("/odoo", timeout=120).text
            for url in set(re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page)):
                self.url_open(url, timeout=120)
        kwargs["timeout"] = max(kwargs.get("timeout", 0), 300)
        return super().start_tour(url_path, tour_name, **kwargs)
