"""Locks between ``./kam`` processes. The kernel drops them when a process dies, however it dies."""

import contextlib
import fcntl

from .paths import LOCKS


@contextlib.contextmanager
def exclusive(name, waiting=None, folder=LOCKS):
    """Hold the lock ``name`` alone; say ``waiting`` when another process has it."""
    with _open(name, folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                print(waiting, flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared(name, when_last):
    """Hold ``name`` together with others; the last one to leave calls ``when_last``."""
    with _open(name, LOCKS) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                when_last()


def _open(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / name).open("w")
