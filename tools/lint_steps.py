"""The checks of ``./kam lint``, each a command line."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from . import node
from .paths import ADDON_NAME, LINT_VENV, NODE, ROOT
from .run import foreground, output


@dataclass(frozen=True)
class Step:
    """One check: its name, what it runs, and what repairs its findings."""

    name: str
    check: tuple
    fix: tuple = ()

    def run(self, fix, env):
        """Whether nothing is wrong, after repairing when asked to."""
        if fix and self.fix:
            foreground(self.fix, env)
        return foreground(self.check, env) == 0


def tracked(*suffixes, folders=("",)):
    """The repository's files with these suffixes, those not yet committed included."""
    listed = output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    names = sorted({name for name in (listed or "").split("\0") if name})
    if listed is None:  # not a git checkout: an archive
        names = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if ".kam" not in path.parts)
    return [
        name
        for name in names
        if name.endswith(suffixes) and name.startswith(tuple(folders)) and (ROOT / name).is_file()
    ]


def steps(programs):
    """The steps that apply to the files that are there."""
    python = LINT_VENV / "bin"
    addons = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
    folders = tuple(f"{name}/" for name in addons) or (f"{ADDON_NAME}/",)
    xml, js = tracked(".xml", folders=folders), tracked(".js", folders=folders)
    po = tracked(".po", ".pot", folders=folders)
    style = ("--config", NODE / "prettier.config.mjs", "--log-level", "warn")
    rules = ("--config", NODE / "eslint.config.mjs", "--max-warnings", "0")
    ruff = python / "ruff"
    yield Step("ruff", (ruff, "check", "--quiet", "."), (ruff, "check", "--quiet", "--fix-only", "."))
    yield Step("ruff format", (ruff, "format", "--quiet", "--check", "."), (ruff, "format", "--quiet", "."))
    if addons:
        yield Step("pylint-odoo", (python / "pylint", "--rcfile", ROOT / ".pylintrc", *addons))
        yield Step("oca module checks", (python / "oca-checks-odoo-module", *addons))
    if po:
        yield Step("oca translation checks", (python / "oca-checks-po", *po))
    if xml or js:
        prettier = (programs / "prettier", *style)
        yield Step("prettier", (*prettier, "--check", *xml, *js), (*prettier, "--write", *xml, *js))
    if js:
        eslint = (programs / "eslint", *rules)
        yield Step("eslint", (*eslint, *js), (*eslint, "--fix", *js))


def malformed_xml():
    """The XML files that no parser accepts; the other checkers say less clearly where."""
    problems = []
    for name in tracked(".xml", ".svg"):
        try:
            ET.parse(ROOT / name)
        except ET.ParseError as error:
            problems.append(f"{Path(name)}: {error}")
    return problems


def environment():
    """The environment of the steps."""
    return node.environment()
