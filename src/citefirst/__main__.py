"""`citefirst` and `python -m citefirst`: the short way where it knows the answer, else a check, else click."""

from __future__ import annotations

import os
import sys

from citefirst import fast


def main() -> None:
    arguments = sys.argv[1:]
    if (found := fast.held(arguments, os.environ)) is not None:
        _print(found)
    elif said := fast.plain(arguments, os.environ):
        from citefirst.commands.check_run import plain

        plain(*said)
    else:
        from citefirst.cli import main

        main(prog_name="citefirst")


def _print(text: str) -> None:
    """Print a text. A reader that has gone ends the run as click ends it: with exit code 1 and without a word."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)  # the interpreter would try once more to print it, and complain


if __name__ == "__main__":
    main()
