"""Odoo 19 itself: Debian's package unpacked under ``.kam/odoo/``, or the tree in ``KAM_ODOO``."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import files
from .debian import PrivateApt
from .errors import KamError
from .locks import exclusive
from .paths import ODOO, cache
from .run import quiet, say

SERIES = "19.0"
PACKAGE = "odoo-19"
SUITE, OLD_SUITE = "sid", "bookworm"
# Odoo's symlinks point into these. Sid's Font Awesome (7) and Inconsolata no longer hold the files
# that Odoo 19 links to, so these two come from the suite that still does.
COMPANIONS = {
    "libjs-jquery": SUITE,
    "libjs-jquery-form": SUITE,
    "libjs-underscore": SUITE,
    "fonts-roboto-unhinted": SUITE,
    "fonts-montserrat": SUITE,
    "fonts-ocr-b": SUITE,
    "fonts-glyphicons-halflings": SUITE,
    "fonts-font-awesome": OLD_SUITE,
    "fonts-inconsolata": OLD_SUITE,
}
# Debian leaves this file out (camera blur in calls); without it every page logs a console error.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SHA = "SHA256SUMS"


@dataclass(frozen=True)
class Odoo:
    """Where an Odoo is: the folder to import it from, its addon folders, its version."""

    python_path: Path
    addons: tuple
    version: str


def ensure():
    """The Odoo to use, fetched and unpacked when there is none yet."""
    own = os.environ.get("KAM_ODOO")
    if own:
        return _inspect(Path(own).expanduser().resolve(), f"KAM_ODOO={own}")
    ready = _newest(folder for folder in _folders(ODOO) if files.read_stamp(folder))
    return _inspect(ready or _unpack(_downloaded()), "the unpacked Debian package")


def _inspect(root, source):
    """Recognise a source checkout or an unpacked package; refuse what is not Odoo 19."""
    for python_path in (root, root / "usr/lib/python3/dist-packages", root / "lib/python3/dist-packages"):
        release = python_path / "odoo/release.py"
        if release.is_file():
            break
    else:
        raise KamError(
            f"{source} is not an Odoo: it has no odoo/release.py; name a folder with odoo-bin, odoo/ and addons/."
        )
    found = re.search(r"^version_info\s*=\s*\(([^,]+),\s*([^,]+),", release.read_text(), re.MULTILINE)
    series = ".".join(part.strip(" '\"") for part in found.groups()) if found else "unknown"
    if series != SERIES:
        raise KamError(f"{source} is Odoo {series}; this addon needs Odoo {SERIES}.")
    addons = tuple(filter(Path.is_dir, (python_path / "odoo/addons", python_path / "addons")))
    if not any((folder / "crm").is_dir() for folder in addons):
        raise KamError(f"{source} has no crm addon; name a complete Odoo {SERIES}.")
    version = files.read_stamp(root) or files.digest(release, extra=str(root))
    return Odoo(python_path, addons, version)


def _downloaded():
    """A folder with verified packages: from the user's cache, else fetched into it."""
    folder = cache()
    with exclusive("lock", "Waiting for another kam that is downloading …", folder):
        complete = _newest(path for path in _folders(folder) if _verified(path))
        return complete or _download(folder)


def _download(folder):
    files.require_space(folder, 0.5, "download Odoo")
    say("Fetching Odoo 19 from Debian (130 MB, once) …")
    part = folder / "download.part"
    part.mkdir(parents=True, exist_ok=True)
    apt = PrivateApt(folder / "apt", (SUITE, OLD_SUITE))
    apt.update()
    version = apt.version(PACKAGE, SUITE)
    if not version:
        raise KamError(f"Debian {SUITE} no longer has {PACKAGE}; set KAM_ODOO to an Odoo {SERIES}.")
    if not version.startswith(SERIES + "."):
        raise KamError(f"Debian's {PACKAGE} is now {version}; this addon needs Odoo {SERIES}: set KAM_ODOO.")
    wanted = {PACKAGE: SUITE, **COMPANIONS}
    apt.download([f"{name}/{suite}" for name, suite in wanted.items()], part)
    debs = []
    for name, suite in wanted.items():
        number = apt.version(name, suite).replace(":", "%3a")
        found = list(part.glob(f"{name}_{number}_*.deb"))
        if not found:
            raise KamError(f"The download of {name} {number} is not complete; run the command again.")
        debs += found
    for stale in set(part.glob("*.deb")) - set(debs):
        stale.unlink()
    (part / SHA).write_text("".join(f"{_sha(deb)}  {deb.name}\n" for deb in sorted(debs)))
    target = folder / version
    files.remove(target)
    part.rename(target)
    files.remove(folder / "apt")
    return target


def _verified(folder):
    """Whether every package in ``folder`` is there and unharmed."""
    try:
        lines = (folder / SHA).read_text().splitlines()
        return bool(lines) and all(_sha(folder / name) == sha for sha, name in map(str.split, lines))
    except (OSError, ValueError):
        return False


def _sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _unpack(source):
    """Unpack the packages of ``source`` into one root that appears under its name when complete."""
    version = source.name
    files.require_space(ODOO, 4, "unpack Odoo")
    say(f"Unpacking Odoo {version} …")
    target = ODOO / version
    with files.new_directory(target) as root:
        for deb in sorted(source.glob("*.deb")):
            quiet(["dpkg", "-x", deb, root], f"unpacking {deb.name}", "unpack")
        script = root / "usr/lib/python3/dist-packages/odoo/addons" / MISSING_SCRIPT
        if not script.exists():
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text("// Left out by Debian: camera blur in calls is not available.\n")
        _refuse_dangling(root)
        files.write_stamp(root, version)
    return target


def _refuse_dangling(root):
    dangling = [path for path in root.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        raise KamError(
            f"{len(dangling)} files of Odoo point into packages that no longer hold them"
            f" (first: {dangling[0].relative_to(root)});"
            " COMPANIONS in tools/odoo_source.py needs another suite."
        )


def _folders(folder):
    return [path for path in folder.glob(f"{SERIES}.*") if path.is_dir() and path.suffix != ".part"]


def _newest(folders):
    return max(folders, key=lambda path: path.stat().st_mtime, default=None)
