"""Programs written in JavaScript: Node comes from PyPI into the virtual environments, the packages from npm."""

import shutil

from . import files
from .paths import LINT_VENV, NODE, ROOT, RTL, VENV
from .run import clean_environment, quiet, say
from .venv import on_path

CONFIGURATION = ROOT / "tools/lint"
RTL_CONFIGURATION = ROOT / "tools/rtl"


def ensure():
    """Install the checkers with their configuration beside them; returns the folder of programs."""
    programs = _ensure(NODE, CONFIGURATION, LINT_VENV, "the JavaScript checkers")
    for path in CONFIGURATION.glob("*.mjs"):  # there, because what they import is found there
        shutil.copy(path, NODE)
    return programs


def ensure_rtl():
    """Install rtlcss, which Odoo calls for languages written from right to left; returns the folder of programs."""
    return _ensure(RTL, RTL_CONFIGURATION, VENV, "the converter of stylesheets for right-to-left languages")


def _ensure(folder, configuration, venv, what):
    pinned = [configuration / name for name in ("package.json", "package-lock.json")]
    wanted = files.digest(*pinned, extra=str(venv))
    if files.read_stamp(folder) != wanted:
        say(f"Installing {what} …")
        files.require_space(folder.parent, 0.5, f"install {what}")
        with files.new_directory(folder) as made:
            for path in pinned:
                shutil.copy(path, made)
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            quiet(command, f"installing {what}", f"{folder.name}-npm", environment(venv), made)
            files.write_stamp(made, wanted)
    return folder / "node_modules/.bin"


def environment(venv=LINT_VENV):
    """The environment in which ``node`` and ``npm`` are the pinned ones."""
    return on_path(venv, clean_environment(npm_config_update_notifier="false"))
