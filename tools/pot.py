"""The translation template of the addon."""

import re
import tempfile
from pathlib import Path

from . import database
from .paths import ADDON, ADDON_NAME
from .run import quiet

POT = ADDON / f"i18n/{ADDON_NAME}.pot"
# These change with every export and would make an unchanged template look stale.
VOLATILE = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date): .*\n', re.MULTILINE)


def exported(environment, env):
    """The template as the addon's terms are now."""
    template = database.ensure_template(environment, env)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / POT.name
        options = ("-c", environment.configuration, "-d", template, "-l", "pot", "-o", path)
        command = environment.command("i18n", "export", *options, ADDON_NAME)
        quiet(command, "exporting the terms", "pot", environment.variables(env))
        return VOLATILE.sub("", path.read_text())
