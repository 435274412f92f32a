"""A test that is skipped proves nothing: where everything is installed, a skip is a failure."""

import os

ALLOWED = "shared data folder"  # a test may be skipped when the public example data are not there

unexpected = []


def _strict():
    return any(os.environ.get(name, "0") not in ("", "0", "false") for name in ("KAM_STRICT", "CI"))


def _note(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if ALLOWED not in reason:
            unexpected.append(f"{report.nodeid}: {reason}")


def pytest_runtest_logreport(report):
    """Remember tests that were skipped."""
    _note(report)


def pytest_collectreport(report):
    """Remember files that were skipped as a whole."""
    _note(report)


def pytest_sessionfinish(session, exitstatus):
    """Turn unexpected skips into a failure."""
    if unexpected and _strict() and exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    """Say which skips made the run fail."""
    if unexpected and _strict():
        terminalreporter.section("skipped although everything is installed", red=True)
        for line in dict.fromkeys(unexpected):
            terminalreporter.line(line)
