"""A scratch database, cloned from the one under test, and processes that work on it."""

import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg2

from odoo.tests.common import get_db_name
from odoo.tools import config

WORKER = Path(__file__).with_name("worker.py")
NOW = "2026-11-20 12:00:00"
#: Seconds after which a process that should be done counts as hung.
PATIENCE = 120


def connection_options(database):
    """Where Odoo's own connection goes, for libpq programs and psycopg2."""
    values = {"host": config["db_host"], "port": config["db_port"], "user": config["db_user"]}
    values["password"] = config["db_password"]
    return {"dbname": database, **{key: value for key, value in values.items() if value}}


class Scratch:
    """A copy of the database under test, which has open sessions and so cannot be a template."""

    def __init__(self):
        source = get_db_name()
        self.name = f"{source[:40]}-scratch-{uuid.uuid4().hex[:8]}"
        self._admin(f"CREATE DATABASE \"{self.name}\" TEMPLATE template0 ENCODING 'UTF8'")
        env = self._environment()
        dump = subprocess.Popen(["pg_dump", "--no-owner", "-d", source], stdout=subprocess.PIPE, env=env)
        restore = ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-1", "-o", os.devnull, "-d", self.name]
        subprocess.run(restore, stdin=dump.stdout, env=env, check=True)
        assert dump.wait() == 0
        self.connection = psycopg2.connect(**connection_options(self.name))
        self.connection.autocommit = True
        self.processes = []

    def drop(self):
        """End what still runs and remove the database."""
        for process in self.processes:
            process.kill()
            process.communicate()
        self.connection.close()
        self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def query(self, sql, *parameters):
        """Rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, *parameters):
        """The single value of a query."""
        return self.query(sql, *parameters)[0][0]

    def worker(self, method, **job):
        """Start a process and wait until it is ready to work (see ``worker.py``)."""
        job = {"database": self.name, "method": method, "now": NOW, **job}
        process = subprocess.Popen(
            [sys.executable, str(WORKER), json.dumps(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
        )
        self.processes.append(process)
        line = process.stdout.readline()
        assert line == "ready\n", process.communicate()[1]
        return process

    def go(self, *processes):
        """Let processes work at the same time."""
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()

    def finish(self, *processes):
        """Wait for processes; returns the seconds each of them worked."""
        seconds = []
        for process in processes:
            out, err = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0 and out.startswith("done "), err or out
            assert " ERROR " not in err, err
            seconds.append(float(out.split()[1]))
        return seconds

    def run(self, method, **job):
        """Start a process and wait for its end."""
        process = self.worker(method, **job)
        self.go(process)
        return self.finish(process)[0]

    def kill(self, process):
        """End a process as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def _environment(self):
        options = connection_options(self.name)
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        given = {names[key]: str(value) for key, value in options.items() if key in names}
        path = os.pathsep.join(filter(None, [str(Path(p).resolve()) for p in sys.path if p]))
        return {**os.environ, **given, "PYTHONPATH": path}

    def _admin(self, sql):
        connection = psycopg2.connect(**connection_options("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()
