"""`citefirst` and `python -m citefirst`: the short way where it knows the answer, else the command line."""

from __future__ import annotations

import os
import sys

from citefirst.fast import held


def main() -> None:
    found = held(sys.argv[1:], os.environ)
    if found is None:
        from citefirst.cli import main

        main(prog_name="citefirst")
    else:
        _print(found)


def _print(text: str) -> None:
    """Print a text. A reader that has gone ends the run as click ends it: with exit code 1 and without a word."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)  # the interpreter would try once more to print it, and complain


if __name__ == "__main__":
    main()
