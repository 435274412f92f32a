"""Run other programs: quietly into a log, or in the foreground."""

import os
import signal
import subprocess

from .errors import KamError
from .paths import LOGS, ROOT, shown


def say(text=""):
    """A line for the person at the keyboard."""
    print(text, flush=True)


def quiet(command, doing, log, env=None, cwd=ROOT):
    """Run ``command`` with its output in ``.kam/log/<log>.log``; explain a failure in a sentence."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("w") as file:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
        )
    output = path.read_text(errors="replace")
    if done.returncode:
        raise KamError(explain(doing, output, path))
    return output


def explain(doing, output, path):
    """One sentence for a program that failed: the likely cause, else its last words."""
    low = output.lower()
    if "no space left" in low:
        why = "the disk is full; free some space and run the command again"
    elif any(
        words in low
        for words in (
            "could not resolve",
            "temporary failure resolving",
            "temporary failure in name resolution",
            "name or service not known",
            "network is unreachable",
            "could not connect",
            "failed to establish a new connection",
            "eai_again",
            "enotfound",
            "connection timed out",
        )
    ):
        why = "the network cannot be reached; connect it and run the command again"
    else:
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        why = lines[-1].rstrip(".") if lines else "it said nothing"
    return f"{doing[:1].upper()}{doing[1:]} failed: {why} (details: {shown(path)})."


def output(command, env=None, **kwargs):
    """The output of ``command``, or None when it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=env,
        **kwargs,
    )
    return None if done.returncode else done.stdout


def foreground(command, env=None, cwd=ROOT):
    """Run ``command`` on the terminal and return its exit code; Ctrl-C goes to the command."""
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd)
    try:
        return wait(process)
    finally:
        stop(process)


def wait(process):
    """Wait for ``process``, letting it end by itself after Ctrl-C."""
    while True:
        try:
            code = process.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:
            # The terminal has sent the signal to the whole group, so the process has it too.
            continue


def stop(process, seconds=15):
    """End ``process`` that we started, politely first."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def clean_environment(**values):
    """The caller's environment without what would make our programs behave differently."""
    drop = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "ODOO_RC", "OPENERP_SERVER", "PIP_USER", "PIP_TARGET")
    env = {key: value for key, value in os.environ.items() if key not in drop}
    env.update(PYTHONDONTWRITEBYTECODE="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    env.update({key: str(value) for key, value in values.items()})
    return env
