"""Programs from the machine's own Debian packages: found, or installed, or named exactly."""

import glob
import importlib.util
import os
import shutil
import sys
from ctypes.util import find_library

from .errors import KamError
from .run import clean_environment, output, quiet, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def server_binaries():
    """The folder of the newest PostgreSQL server on this machine (13 or later), or None."""

    def version(folder):
        part = folder.split("/")[-2]
        return int(part) if part.isdigit() else 0

    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version, reverse=True)
    for folder in found:
        if version(folder) >= 13 and os.path.exists(f"{folder}/initdb"):
            return folder
    initdb = shutil.which("initdb")
    return os.path.dirname(os.path.realpath(initdb)) if initdb else None


PRESENT = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "postgresql": server_binaries,
    "postgresql-client": lambda: shutil.which("psql") and shutil.which("createdb"),
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
    "chromium": lambda: any(map(shutil.which, BROWSERS)),
    "poppler-utils": lambda: shutil.which("pdftotext"),
    "libmagic1": lambda: find_library("magic"),
}


def database_packages():
    """With PGHOST set only the client is needed: the server is somewhere else."""
    return ["postgresql-client"] if os.environ.get("PGHOST") else ["postgresql"]


def ensure(names):
    """Install those Debian packages of ``names`` that the machine lacks."""
    missing = [name for name in names if not PRESENT[name]()]
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    by_hand = "apt-get update && " + " ".join(command)
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and (output(["sudo", "-n", "true"]) is not None or sys.stdin.isatty()):
        prefix = ["sudo"]
        by_hand = "sudo apt-get update && sudo " + " ".join(command)
    else:
        raise KamError(f"Debian packages are missing and you may not install them; ask an administrator for: {by_hand}")
    if not shutil.which("apt-get"):
        raise KamError(f"This is not Debian; install by hand what these packages hold: {' '.join(missing)}")
    say(f"Installing Debian packages: {' '.join(missing)}")
    env = clean_environment(DEBIAN_FRONTEND="noninteractive")
    if prefix and output(["sudo", "-n", "true"]) is None:
        os.system("sudo -v")
    options = ["-o", "DPkg::Lock::Timeout=120", "-o", "APT::Update::Error-Mode=any"]
    quiet([*prefix, "apt-get", *options, "update"], "fetching the Debian package lists", "apt-update", env)
    quiet(
        [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", command[0], *options, *command[1:]],
        f"installing Debian packages ({by_hand})",
        "apt-install",
        env,
    )
    absent = [name for name in missing if not PRESENT[name]()]
    if absent:
        raise KamError(f"After installing, this Python or PATH still lacks what is in: {' '.join(absent)}.")
