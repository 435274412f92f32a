"""PostgreSQL: the caller's server when PGHOST is set, else a private cluster under ``.kam/pg``.

Unix socket only. Every kam process that uses the cluster holds a shared lock; the last to leave stops
it. Because the kernel drops the locks of a killed process, nothing has to be cleaned up after one.
"""

import contextlib
import hashlib
import os
import pwd
import signal
import stat
import tempfile
import time
from pathlib import Path

from . import files, locks
from .errors import KamError
from .packages import server_binaries
from .paths import KAM, PG, ROOT
from .run import clean_environment, output, quiet

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 107
USER = "kam"  # Odoo refuses a role called postgres

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": 5432,
    "max_connections": 200,
    "shared_buffers": "512MB",
    "max_locks_per_transaction": 256,
    "max_wal_size": "4GB",
    "log_min_messages": "warning",
}
# Data that can be made again need no flushing; benchmarks measure with PostgreSQL's defaults.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE = dict.fromkeys(FAST, "on")


def private():
    """Whether the server is ours."""
    return not os.environ.get("PGHOST")


@contextlib.contextmanager
def running(durable=False):
    """Hold a server; yields the environment in which libpq programs find it."""
    if not private():
        env = clean_environment()
        if output(["psql", "-d", "postgres", "-Atc", "select 1"], env) is None:
            raise KamError(
                f"No PostgreSQL answers at PGHOST={os.environ['PGHOST']}; start it and check PGPORT, PGUSER"
                " and PGPASSWORD, or unset PGHOST to use a private one."
            )
        yield env
        return
    cluster = Cluster()
    with locks.shared("postgres-users", when_last=cluster.stop):
        with locks.exclusive("postgres-start"):
            cluster.start(durable)
        yield cluster.env


class Cluster:
    """The private cluster, owned by the ``postgres`` user when the caller is root."""

    def __init__(self):
        self.bin = server_binaries()
        self.owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.home = self._home()
        self.data = self.home / "data"
        self.sockets = self._sockets()
        drop = ("PGPASSWORD", "PGDATABASE", "PGSERVICE", "PGDATA", "PGOPTIONS", "PGSSLMODE", "PGHOSTADDR")
        env = {key: value for key, value in clean_environment().items() if key not in drop}
        path = f"{self.bin}{os.pathsep}{env.get('PATH', os.defpath)}"
        self.env = {**env, "PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": USER, "PATH": path}

    def start(self, durable=False):
        """Make the cluster when there is none and have it answer."""
        self._initialise()
        answering = self._answers()
        if not answering or durable:
            self._configure(DURABLE if durable else FAST)
        if answering:
            if durable:
                self._pg_ctl("reload")
            return
        self._forget_dead_server()
        self._folder(self.sockets)
        log = self.home / "server.log"
        self._pg_ctl("start", "-w", "-t", "60", "-l", log)
        if not self._answers():
            raise KamError(f"PostgreSQL started but does not answer; see {log}.")

    def stop(self):
        """Stop the server, if it runs."""
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(KamError):
                self._pg_ctl("stop", "-m", "fast", "-w")

    def remove(self):
        """Stop the server and delete everything of it, what lies outside ``.kam`` included."""
        self.stop()
        home = self.home
        files.remove(PG)
        files.remove(home)
        if self.sockets.parent != home:
            files.remove(self.sockets)

    # How it is laid out

    def _home(self):
        """``.kam/pg``, or a link there to a folder that the ``postgres`` user can reach."""
        KAM.mkdir(exist_ok=True)
        if PG.is_symlink():
            target = Path(os.readlink(PG))
            if target.is_dir():
                return self._folder(target)
            PG.unlink()
        if self.owner and not PG.exists():
            reach = ["runuser", "-u", "postgres", "--", "test", "-x", KAM]
            if output(reach, cwd="/") is None:
                target = self._folder(Path("/var/tmp") / f"kam-{_short_name()}")
                PG.symlink_to(target)
                return target
        return self._folder(PG)

    def _sockets(self):
        """A folder for the socket; beside the data, unless its path is too long for the kernel."""
        folder = self.home / "run"
        if len(os.fsencode(folder / SOCKET)) > LONGEST_SOCKET:
            folder = Path(tempfile.gettempdir()) / f"kam-{_short_name()}"
        return self._folder(folder)

    def _folder(self, path):
        """A folder that is the server's alone; one that somebody else made first is refused."""
        uid = self.owner.pw_uid if self.owner else os.geteuid()
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            if self.owner:
                os.chown(path, uid, self.owner.pw_gid)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
            raise KamError(f"{path} belongs to somebody else; remove it and run the command again.")
        if found.st_uid != uid:
            os.chown(path, uid, self.owner.pw_gid)
        return path

    # What it does

    def _initialise(self):
        if files.read_stamp(self.home) and (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        files.require_space(KAM, 1, "make a database cluster")
        files.remove(self.data)
        options = ("-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        command = [f"{self.bin}/initdb", "-D", self.data, *options]
        self._as_owner(command, "making a database cluster", "initdb")
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("\ninclude 'kam.conf'\n")
        files.write_stamp(self.home, "initialised")

    def _check_version(self):
        """A cluster of another major version cannot be opened: take its programs, or say so."""
        version = (self.data / "PG_VERSION").read_text().strip()
        programs = Path(f"/usr/lib/postgresql/{version}/bin")
        if programs.is_dir():
            self.bin = str(programs)
        elif f"/{version}/" not in f"{self.bin}/":
            raise KamError(f"{PG} was made by PostgreSQL {version}, which is gone; run ./kam clean first.")

    def _configure(self, durability):
        values = {**SETTINGS, **durability, "unix_socket_directories": self.sockets}
        quoted = {key: str(value).replace("'", "''") for key, value in values.items()}
        path = self.data / "kam.conf"
        path.write_text("".join(f"{key} = '{value}'\n" for key, value in quoted.items()))
        path.chmod(0o644)
        if durability is DURABLE:
            os.sync()

    def _forget_dead_server(self):
        """Remove the pid file of a server that was killed, unless its process is really ours."""
        path = self.data / "postmaster.pid"
        try:
            pid = int(path.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            files.remove(path)
            return
        try:
            alive = os.readlink(f"/proc/{pid}/cwd") == str(self.data.resolve())
        except OSError:
            alive = False
        if not alive:
            files.remove(path)
            files.remove(self.sockets / f"{SOCKET}.lock")
            files.remove(self.sockets / SOCKET)
            return
        for _ in range(50):  # it may be starting up or recovering
            if self._answers():
                return
            time.sleep(0.2)
        os.kill(pid, signal.SIGINT)  # hung: a fast shutdown, then start afresh
        for _ in range(50):
            if not path.exists():
                return
            time.sleep(0.2)
        raise KamError(f"PostgreSQL (process {pid}) does not answer; end it and run the command again.")

    def _answers(self):
        command = [f"{self.bin}/psql", "-d", "postgres", "-Atc", "show data_directory"]
        answer = output(command, self.env) if (self.sockets / SOCKET).exists() else None
        return bool(answer) and Path(answer.strip()).resolve() == self.data.resolve()

    def _pg_ctl(self, action, *options):
        command = [f"{self.bin}/pg_ctl", action, "-s", "-D", self.data, *options]
        self._as_owner(command, f"{action} of PostgreSQL", f"pg-{action}")

    def _as_owner(self, command, doing, log):
        """Run a server program; as ``postgres`` when we are root, because it refuses root."""
        prefix = ["runuser", "-u", "postgres", "--"] if self.owner else []
        # The folder must be readable by the owner, and must not keep a mounted one busy.
        quiet([*prefix, *command], doing, log, self.env, cwd="/")


def _short_name():
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
