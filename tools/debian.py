"""Download Debian packages of other suites through a private apt state.

The machine's own sources stay as they are. Their address is asked from apt, so none is written here.
"""

import re
from pathlib import Path

from .errors import KamError
from .run import clean_environment, output, quiet

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def machine_source():
    """The address from which this machine gets Debian's main packages."""
    lines = output(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    )
    for line in (lines or "").splitlines():
        uri, release, component = line.rsplit(" ", 2)
        uri = uri.rstrip("/")
        if component == "main" and not re.search(r"-(security|updates|backports)", f"{uri} {release}"):
            return uri
    raise KamError(
        "apt knows no Debian source on this machine, so Odoo cannot be fetched;"
        " add one to /etc/apt/sources.list, or set KAM_ODOO to an Odoo 19 that you have."
    )


class PrivateApt:
    """An apt of our own, in ``folder``, that sees the given suites of the machine's Debian source."""

    def __init__(self, folder, suites):
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial", "empty"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        source = machine_source()
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        (folder / "sources.list").write_text("".join(f"deb {signed}{source} {suite} main\n" for suite in suites))
        settings = {
            "Dir::State": folder,
            "Dir::State::lists": folder / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": folder / "cache",
            "Dir::Etc::sourcelist": folder / "sources.list",
            "Dir::Etc::sourceparts": folder / "empty",
            "Dir::Etc::preferences": folder / "no-preferences",
            "Dir::Etc::preferencesparts": folder / "empty",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
        }
        config = folder / "apt.conf"
        config.write_text("".join(f'{key} "{value}";\n' for key, value in settings.items()))
        self.env = clean_environment(APT_CONFIG=config, LC_ALL="C")

    def update(self):
        """Fetch the package lists."""
        quiet(["apt-get", "update"], "fetching the Debian package lists", "apt-lists", self.env, self.folder)

    def version(self, package, suite):
        """The version of ``package`` in ``suite``, or None."""
        table = output(["apt-cache", "madison", package], self.env) or ""
        for line in table.splitlines():
            _name, version, source = (part.strip() for part in line.split("|"))
            if f" {suite}/" in source:
                return version
        return None

    def download(self, packages, folder):
        """Fetch ``packages`` (``name/suite``) into ``folder``; apt checks their hashes and resumes."""
        quiet(["apt-get", "download", *packages], "downloading Odoo", "apt-download", self.env, folder)
