"""Where things are. Everything that ``./kam`` makes lies under ``.kam/`` or in the user's cache."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON_NAME = "kam_management"
ADDON = ROOT / ADDON_NAME

KAM = ROOT / ".kam"
LOCKS = KAM / "lock"
LOGS = KAM / "log"
DATA = KAM / "data"
ODOO = KAM / "odoo"
PG = KAM / "pg"
VENV = KAM / "venv"
LINT_VENV = KAM / "lint"
NODE = KAM / "node"
RTL = KAM / "rtl"
ODOO_RC = KAM / "odoo.conf"


def cache():
    """The user's cache: downloads that a second clone can use again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "kam-management"


def shown(path):
    """``path`` as a person in the repository would type it."""
    try:
        return str(Path(path).relative_to(ROOT))
    except ValueError:
        return str(path)
