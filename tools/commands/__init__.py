"""One file per command of ``./kam``; each has ``main(arguments)`` and returns an exit code."""
