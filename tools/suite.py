"""The two test suites: ours through pytest, Odoo's own through Odoo."""

import os
import re
import socket

from . import database, files
from .errors import KamError
from .odoo import write_configuration
from .paths import ADDON_NAME, KAM, LOGS, shown
from .run import foreground, quiet, say

OUTPUT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def run_pytest(environment, env, arguments):
    """Run pytest on clones of the test template; returns its exit code."""
    template = database.ensure_template(environment, env)
    with database.temporary(env, f"{template}_run", template) as name:
        for left in KAM.glob("test-*.conf"):
            if not os.path.exists(f"/proc/{left.stem.removeprefix('test-')}"):
                files.remove(left)
        configuration = write_configuration(
            KAM / f"test-{os.getpid()}.conf",
            environment.odoo,
            db_name=name,
            dbfilter=f"^{name}$",
            workers=0,
            max_cron_threads=0,
        )
        variables = environment.variables(env, ODOO_RC=configuration)
        variables.setdefault("KAM_STRICT", "1")
        command = [environment.python, "-m", "pytest", "--odoo-http", "-rs", *_distribution(arguments)]
        try:
            return foreground([*command, *arguments], variables)
        finally:
            files.remove(configuration)


def _distribution(arguments):
    """Two processes, unless the caller decides about that or wants a debugger."""
    own = ("-n", "--numprocesses", "-p", "--dist", "--pdb", "--trace", "--collect-only", "--co")
    if any(argument.startswith(own[:2]) or argument.split("=")[0] in own for argument in arguments):
        return []
    return ["-n", "2", "--dist", "loadscope"]


def run_odoo(environment, env):
    """Run Odoo's own CRM tests in a fresh database with the addon installed."""
    say("Running Odoo's own tests of crm and sales_team with the addon installed (two minutes) …")
    log = "odoo-tests"
    with database.temporary(env, "kam_odoo") as name:
        database.create(env, name)
        arguments = ["-d", name, "-i", f"crm,{ADDON_NAME}", "--test-tags", "/crm,/sales_team"]
        arguments += ["--stop-after-init", "--http-port", str(free_port()), "--max-cron-threads=0"]
        command = environment.command("server", *arguments)
        output = quiet(command, "running Odoo's own tests", log, environment.variables(env))
    found = OUTPUT.search(output)
    if not found or int(found[3]) == 0:
        raise KamError(f"Odoo ran no tests; see {shown(LOGS / log)}.log.")
    failed, errors, total = map(int, found.groups())
    say(f"{total} tests of Odoo, {failed} failed, {errors} errors.")
    return 1 if failed or errors else 0


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
