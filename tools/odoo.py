"""Run Odoo: its configuration file, its environment, its command line."""

import os
from pathlib import Path

from . import files, node, odoo_source, packages, venv
from .errors import KamError
from .locks import exclusive
from .paths import ADDON, DATA, ODOO_RC, ROOT, VENV, shown
from .run import LOGS, clean_environment, quiet

PROGRAMS = ["python3-venv", "wkhtmltopdf", "libmagic1"]
BROWSER = ["chromium", "poppler-utils"]


class Environment:
    """Everything needed to run Odoo, made when missing."""

    def __init__(self, *more_packages):
        with exclusive("setup", "Waiting for another kam that is setting up …"):
            venv.check_python()
            packages.ensure([*PROGRAMS, *packages.database_packages(), *more_packages])
            self.odoo = odoo_source.ensure()
            self.python = venv.ensure_runtime()
            self.programs = node.ensure_rtl()
            self.configuration = write_configuration(ODOO_RC, self.odoo)

    @property
    def fingerprint(self):
        """What a database made with this environment depends on, apart from the addon."""
        return files.digest(*venv.RUNTIME, extra=self.odoo.version)

    def variables(self, env=None, **values):
        """``env`` with what Odoo and its tests look for."""
        env = venv.on_path(VENV, env or clean_environment())
        env["PATH"] = f"{env['PATH']}{os.pathsep}{self.programs}"  # Odoo looks there for rtlcss
        env.update(PYTHONPATH=str(self.odoo.python_path), ODOO_RC=str(self.configuration))
        return {**env, **{key: str(value) for key, value in values.items()}}

    def command(self, *arguments):
        """The command line of Odoo."""
        return [self.python, "-m", "odoo", *arguments]

    def install(self, database, arguments, env, log, doing):
        """Run an installation that may log no WARNING and nothing worse."""
        command = self.command("server", "-d", database, "--stop-after-init", "--no-http", *arguments)
        output = quiet(command, doing, log, self.variables(env))
        complaints = complaints_in(output)
        if complaints:
            raise KamError(
                f"{doing[:1].upper()}{doing[1:]} logged {len(complaints)} warnings or errors"
                f" ({shown(LOGS / log)}.log), the first: {complaints[0]}"
            )
        return output


def complaints_in(log):
    """The lines of an Odoo log at level WARNING or above."""
    levels = (" WARNING ", " ERROR ", " CRITICAL ")
    return [line for line in log.splitlines() if any(level in line[:60] for level in levels)]


def write_configuration(path, odoo, **options):
    """Odoo's configuration file; the database server comes from the PG… variables."""
    # Odoo complains about a folder without addons, which this one is in a bare clone of the tools.
    addons = [*odoo.addons, *([ROOT] if ADDON.is_dir() else [])]
    options = {
        "addons_path": ",".join(map(str, addons)),
        "data_dir": DATA,
        "admin_passwd": "admin",
        "list_db": False,
        "http_interface": "127.0.0.1",
        "server_wide_modules": "base,rpc,web",
        **options,
    }
    for part in addons:
        if "," in str(part):
            raise KamError(f"Odoo cannot have a comma in an addons path; move the repository: {part}")
    text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in options.items())
    if not path.exists() or path.read_text() != text:
        files.write_atomically(path, text)
    DATA.mkdir(parents=True, exist_ok=True)
    return Path(path)
