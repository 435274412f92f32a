"""The components' own tests (hoot, in ``kam_management/static/tests``), run in a browser."""

import logging
import re

from odoo.addons.web.tests import test_js as web_test_js

from .common import KamHttpCase

SUITE = "@kam_management"
FILES = [
    "activity_matrix",
    "badge",
    "brief",
    "comparison",
    "debrief",
    "development_plan",
    "dashboard",
    "health",
    "heat_map",
    "plan_fields",
    "plan_page",
    "selection_review",
    "portfolio",
    "programme",
    "rating_sheet",
    "satisfaction",
    "segment_effect",
    "service_packages",
    "stakeholder_map",
    "target_table",
    "today",
    "top_accounts",
    "xlsx",
    "year_timeline",
]


class Lines(logging.Handler):
    """Keeps what is logged, and lets it through."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        """Keep one line."""
        self.lines.append(record.getMessage())


class HootCase(KamHttpCase):
    """Runs the suite of the addon and counts what ran: hoot reports success when nothing matched."""

    def run_hoot(self, preset):
        """Run all tests of the addon and return how many passed, by file."""
        suite_id = web_test_js.HOOTCommon._generate_hash(None, SUITE)
        handler = Lines()
        logger = self._logger.getChild("browser")
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000&id={suite_id}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_test_js.unit_test_error_checker,
        )
        ended = re.compile(rf'"{SUITE}/(\w+)" ended.*passed: (\d+)', re.DOTALL)
        found = (ended.search(line) for line in handler.lines)
        return {match[1]: int(match[2]) for match in found if match}


class TestDesktop(HootCase):
    """On a large screen."""

    def test_components(self):
        """Every file of tests ran and passed."""
        self.assertCountEqual(self.run_hoot("desktop"), FILES)


class TestPhone(HootCase):
    """On a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_components(self):
        """Every file of tests ran and passed."""
        self.assertCountEqual(self.run_hoot("mobile"), FILES)
