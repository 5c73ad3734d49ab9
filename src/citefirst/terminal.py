"""What is known of the terminal that a run prints to."""

from __future__ import annotations

import os
import sys


def has_color() -> bool:
    """Tell whether to use colour: only on a terminal, and not against the user's word (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns of the terminal, or as many as fit a build log."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 100


def echo(text: str, *, err: bool = False, color: bool | None = None) -> None:
    """Print a text as it is. click prints it where a console or an encoding needs more than that.

    Control sequences are left out where nobody asked for colour and no terminal shows them, as click does it.
    """
    stream = sys.stderr if err else sys.stdout
    plain = stream is not None and os.name != "nt" and (stream.encoding or "").lower() in ("utf-8", "utf8")
    if plain and (color or "\x1b" not in text):
        stream.write(text)
        stream.flush()
    else:
        import click

        click.echo(text, nl=False, err=err, color=color)
