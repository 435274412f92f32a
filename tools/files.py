"""Hashes, stamps and directories that appear whole or not at all."""

import contextlib
import errno
import hashlib
import os
import shutil
from pathlib import Path

from .errors import KamError
from .paths import shown

IGNORED = {"__pycache__", ".pytest_cache", "node_modules"}


def digest(*paths, extra=""):
    """A hash of the names and contents of files and folders; a missing one counts as empty."""
    hasher = hashlib.sha256(extra.encode())
    for path in map(Path, paths):
        for file in _files(path):
            hasher.update(f"\0{file.relative_to(path.parent)}\0".encode())
            hasher.update(file.read_bytes())
    return hasher.hexdigest()[:16]


def _files(path):
    if path.is_file():
        return [path]
    return sorted(
        file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc" and not IGNORED & set(file.parts)
    )


def read_stamp(folder):
    """The stamp of a finished ``folder``, or None when the work on it was never completed."""
    try:
        return (folder / ".kam-stamp").read_text().strip()
    except OSError:
        return None


def write_stamp(folder, value):
    """Mark ``folder`` as finished. Always the last step of making it."""
    write_atomically(folder / ".kam-stamp", value + "\n")


def write_atomically(path, text):
    """Write a small file so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text)
    part.replace(path)


@contextlib.contextmanager
def new_directory(target):
    """Yield an empty directory beside ``target`` that takes its place when the block succeeds."""
    part = target.with_name(target.name + ".part")
    remove(part)
    part.mkdir(parents=True)
    yield part
    remove(target)
    part.rename(target)


def remove(path):
    """Remove a file, a link, a socket or a whole folder, if it is there."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def require_space(folder, gigabytes, purpose):
    """Refuse before starting what the disk cannot hold."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise KamError(
            f"The disk is too full to {purpose}: {folder} has {free:.1f} GB free and"
            f" {gigabytes:g} GB are needed; free some space and run the command again."
        )


def explain(error):
    """The sentence for an operating-system error that nothing nearer has explained."""
    where = f" ({shown(error.filename)})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}; free some space and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Not allowed to write{where}; check who owns the folder and run the command again."
    return f"{error.strerror or error}{where}."
