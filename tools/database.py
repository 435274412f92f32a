"""Databases: made once as templates, cloned afterwards.

What a database was made from is written into its comment as the last step, so that one which was
interrupted, or is out of date, is recognised and made again.
"""

import ast
import contextlib
import os
import shutil

from . import files
from .errors import KamError
from .locks import exclusive
from .paths import ADDON, ADDON_NAME, DATA
from .run import output, quiet, say

BASE, TEMPLATE = "kam_base", "kam_test"


def manifest():
    """The addon's manifest."""
    path = ADDON / "__manifest__.py"
    if not path.exists():
        raise KamError(f"The addon is missing: there is no {ADDON_NAME}/__manifest__.py.")
    return ast.literal_eval(path.read_text())


def addon_digest():
    """What an installed database depends on in the addon: all but texts for people, and tests."""
    unread = ("readme/*", "README*", "static/description/*", "static/tests/*", "i18n/*.pot")
    ignored = {path for pattern in unread for path in ADDON.glob(pattern)}
    parts = [path for path in ADDON.glob("*") if path.name not in ("static", "i18n")]
    parts += [*ADDON.glob("static/*"), *ADDON.glob("i18n/*")]
    folders = {ADDON / "readme", ADDON / "static/description", ADDON / "static/tests"}
    return files.digest(*sorted(set(parts) - ignored - folders))


def query(env, sql, database="postgres"):
    """The result of ``sql`` as text, one row per line."""
    answer = output(["psql", "-X", "-d", database, "-v", "ON_ERROR_STOP=1", "-Atc", sql], env)
    if answer is None:
        raise KamError(f"PostgreSQL refused: {sql}")
    return answer.strip()


def stamp(env, name):
    """What the finished database ``name`` was made from; empty for a broken one, None if there is none."""
    comment = "coalesce(shobj_description(oid, 'pg_database'), '')"
    answer = query(env, f"select {comment} || '.' from pg_database where datname = '{name}'")
    return answer[:-1] if answer else None


def set_stamp(env, name, value):
    """Mark ``name`` as finished."""
    query(env, f"comment on database \"{name}\" is '{value}'")


def create(env, name, template="template0"):
    """A new database ``name``; a clone brings its files along."""
    drop(env, name)
    quiet(["createdb", "-T", template, "-E", "UTF8", name], f"making the database {name}", "createdb", env)
    source = _filestore(template)
    if source.is_dir():
        shutil.copytree(source, _filestore(name), copy_function=os.link)


def drop(env, name):
    """Remove the database ``name`` and its files."""
    quiet(["dropdb", "--if-exists", "--force", name], f"removing the database {name}", "dropdb", env)
    files.remove(_filestore(name))


def _filestore(name):
    return DATA / "filestore" / name


def ensure_template(environment, env):
    """The template of the tests: the addon installed without demo data. Returns its name.

    Its dependencies are installed in a template of their own, so that a change of the addon costs
    seconds.
    """
    depends = manifest().get("depends", ["base"])
    base = files.digest(extra=f"{environment.fingerprint} {sorted(depends)}")
    wanted = f"{base} {addon_digest()}"
    with exclusive("template", "Waiting for another kam that is making the test database …"):
        if stamp(env, BASE) != base:
            say(f"Installing {', '.join(depends)} into a template database …")
            create(env, BASE)
            environment.install(BASE, ["-i", ",".join(depends)], env, f"install-{BASE}", "installing Odoo")
            set_stamp(env, BASE, base)
        if stamp(env, TEMPLATE) != wanted:
            say("Installing the addon into the test database …")
            create(env, TEMPLATE, BASE)
            arguments = ["-i", ADDON_NAME]
            environment.install(TEMPLATE, arguments, env, f"install-{TEMPLATE}", "installing the addon")
            set_stamp(env, TEMPLATE, wanted)
    return TEMPLATE


@contextlib.contextmanager
def temporary(env, prefix, template=None):
    """A database of this process alone, gone afterwards; also removes those of processes that died."""
    name = f"{prefix}_{os.getpid()}"
    with exclusive("template"):
        _remove_orphans(env, prefix)
        if template:
            create(env, name, template)
    try:
        yield name
    finally:
        for left in _names_like(env, name):
            drop(env, left)


def _remove_orphans(env, prefix):
    """Databases are named after the process that uses them; on a server of others we cannot know."""
    if os.environ.get("PGHOST"):
        return
    for name in _names_like(env, prefix):
        pid = name.removeprefix(f"{prefix}_").split("-")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            drop(env, name)


def _names_like(env, prefix):
    sql = f"select datname from pg_database where starts_with(datname, '{prefix}')"
    return [name for name in query(env, sql).splitlines() if name == prefix or name[len(prefix)] in "_-"]
