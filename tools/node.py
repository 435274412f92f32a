"""The JavaScript checkers: Node comes from PyPI with the other linters, the packages from npm."""

import shutil

from . import files
from .paths import LINT_VENV, NODE, ROOT
from .run import clean_environment, quiet, say
from .venv import on_path

CONFIGURATION = ROOT / "tools/lint"


def ensure():
    """Install the checkers with their configuration beside them; returns the folder of programs."""
    pinned = [CONFIGURATION / name for name in ("package.json", "package-lock.json")]
    wanted = files.digest(*pinned, extra=str(LINT_VENV))
    if files.read_stamp(NODE) != wanted:
        say("Installing the JavaScript checkers …")
        files.require_space(NODE.parent, 0.5, "install the JavaScript checkers")
        with files.new_directory(NODE) as folder:
            for path in pinned:
                shutil.copy(path, folder)
            env = environment()
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            quiet(command, "installing the JavaScript checkers", "npm", env, folder)
            files.write_stamp(folder, wanted)
    for path in CONFIGURATION.glob("*.mjs"):  # there, because what they import is found there
        shutil.copy(path, NODE)
    return NODE / "node_modules/.bin"


def environment():
    """The environment in which ``node`` and ``npm`` are the pinned ones."""
    return on_path(LINT_VENV, clean_environment(npm_config_update_notifier="false"))
