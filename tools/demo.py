"""The demo database and the server on it."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import database
from .errors import KamError
from .locks import exclusive
from .paths import ADDON_NAME, LOGS, ROOT, shown
from .run import say, stop, wait

NAME = "kam_demo"
LOG = LOGS / "demo.log"
LOGINS = (("salesperson", "sam", "sam"), ("manager", "mia", "mia"), ("administrator", "admin", "admin"))
LOOK_AT = (
    "CRM → Pipeline: the badge on each card says how important the account is and who is responsible;",
    "group it by tier. Then Key Accounts → My key accounts: what to do today.",
)


def require_port(port):
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise KamError(f"Port {port} is reserved for administrators; choose one above 1023.") from None
        except OSError:
            raise KamError(
                f"Port {port} is in use, perhaps by another demo; end that,"
                f" or choose another: ./kam demo --port {port + 1}"
            ) from None


def ensure_database(environment, env, fresh=False):
    """Make the demo database, or bring it up to date when the addon has changed since."""
    version, addon = environment.odoo.version, database.addon_digest()
    wanted = f"{version} {addon}"
    with exclusive("demo-database", "Waiting for another kam that is making the demo database …"):
        found = database.stamp(env, NAME)
        if fresh or not found:
            say("Making the demo database (about a minute, once) …")
            database.create(env, NAME)
            arguments, doing = ["--with-demo", "-i", ADDON_NAME], "installing the demo"
        elif found != wanted:
            say("The addon has changed: updating the demo database …")
            same_odoo = found.split()[0] == version
            arguments, doing = ["-u", ADDON_NAME if same_odoo else "base"], "updating the demo"
        else:
            return
        environment.install(NAME, arguments, env, f"install-{NAME}", doing)
        database.set_stamp(env, NAME, wanted)


def serve(environment, env, port):
    """Run Odoo on the demo database until Ctrl-C; returns its exit code."""
    arguments = ["-d", NAME, "--db-filter", f"^{NAME}$", "--http-port", str(port)]
    arguments += ["--workers=0", "--max-cron-threads=1"]
    with LOG.open("w") as log:
        process = subprocess.Popen(
            [str(part) for part in environment.command("server", *arguments)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment.variables(env),
            cwd=ROOT,
        )
        try:
            _await_ready(process, f"http://localhost:{port}")
            _greet(port)
            code = wait(process)
        except KeyboardInterrupt:
            code = wait(process)
        finally:
            stop(process)
    return code


def _await_ready(process, address, seconds=120):
    """Wait until the login page appears; that also has Odoo prepare its stylesheets."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise KamError(f"Odoo ended while starting; {shown(LOG)} says why.")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{address}/web/health", timeout=5).close()
            break
        time.sleep(0.2)
    try:
        urllib.request.urlopen(f"{address}/web/login", timeout=seconds).close()
    except OSError as error:
        raise KamError(f"Odoo runs but its login page does not come ({error}); see {shown(LOG)}.") from None


def _greet(port):
    say(f"\n  Ready: http://localhost:{port}\n")
    for role, login, password in LOGINS:
        say(f"    {role:<14} login {login:<6} password {password}")
    say()
    for line in LOOK_AT:
        say(f"  {line}")
    say(f"\n  Ctrl-C stops it. Odoo's messages are in {shown(LOG)}.\n")
