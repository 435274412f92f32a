"""Virtual environments from pinned requirements files."""

import os
import sys

from . import files
from .errors import KamError
from .paths import LINT_VENV, ROOT, VENV
from .run import clean_environment, quiet, say

PYTHONS = ((3, 11), (3, 12))
RUNTIME = (ROOT / "requirements.txt", ROOT / "requirements-test.txt")
LINT = (ROOT / "requirements-lint.txt",)


def check_python():
    """Refuse a Python for which the pinned packages do not exist."""
    low, high = PYTHONS
    if not low <= sys.version_info[:2] <= high:
        raise KamError(
            f"Odoo 19 runs on Python {low[0]}.{low[1]} to {high[0]}.{high[1]}, this is"
            f" {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable});"
            f" run for example: python3.11 {sys.argv[0]}"
        )


def ensure_runtime():
    """The environment in which Odoo and its tests run; returns its Python."""
    return _ensure(VENV, RUNTIME, "Odoo's Python packages")


def ensure_lint():
    """The environment of the linters, apart because they need other versions; returns its Python."""
    return _ensure(LINT_VENV, LINT, "the linters")


def _ensure(folder, requirements, what):
    python = folder / "bin/python"
    wanted = files.digest(*requirements, extra=f"{sys.version_info[:2]} {folder}")
    if files.read_stamp(folder) == wanted and python.exists():
        return python
    files.require_space(folder.parent, 1, f"install {what}")
    say(f"Installing {what} …")
    # An environment cannot be renamed, so an unfinished one is known by its missing stamp.
    files.remove(folder)
    quiet([sys.executable, "-m", "venv", folder], f"making a virtual environment for {what}", folder.name)
    listed = [part for path in requirements for part in ("-r", path)]
    env = clean_environment(PIP_NO_INPUT="1")
    quiet([python, "-m", "pip", "install", *listed], f"installing {what}", f"{folder.name}-pip", env)
    files.write_stamp(folder, wanted)
    return python


def on_path(folder, env):
    """``env`` with the programs of the environment ``folder`` first."""
    return {**env, "PATH": f"{folder / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"}
