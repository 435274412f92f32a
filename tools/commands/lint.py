"""``./kam lint``: every check, one line each; findings above their line."""

import argparse

from .. import lint_steps, node, packages, venv
from ..errors import KamError
from ..locks import exclusive
from ..run import say


def main(arguments):
    """Run all checks, so that one run shows everything."""
    parser = argparse.ArgumentParser(prog="./kam lint", description="Check style and module rules.")
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired")
    options = parser.parse_args(arguments)
    with exclusive("setup", "Waiting for another kam that is setting up …"):
        venv.check_python()
        packages.ensure(["python3-venv"])
        venv.ensure_lint()
        programs = node.ensure()
    malformed = lint_steps.malformed_xml()
    if malformed:
        raise KamError("XML that cannot be read: " + "; ".join(malformed))
    env = lint_steps.environment()
    failed = []
    for step in lint_steps.steps(programs):
        passed = step.run(options.fix, env)
        say(f"{'ok    ' if passed else 'FAILED'}  {step.name}")
        if not passed:
            failed.append(step.name)
    if failed:
        raise KamError(f"These checks found something: {', '.join(failed)}; ./kam lint --fix repairs a part.")
    return 0
