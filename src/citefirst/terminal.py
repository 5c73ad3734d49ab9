"""What is known of the terminal that a run prints to."""

from __future__ import annotations

import os
import sys
from typing import TextIO

COLORS = ("auto", "always", "never")
"""What `--color` can say."""
_LINKING = frozenset(("iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "mintty"))
"""Terminals that show links, by what they set as TERM_PROGRAM."""


def has_color(color: str = "auto") -> bool:
    """Tell whether to use colour: as `color` says, else as the environment says (no-color.org, force-color.org and
    bixense.com/clicolors, in this order), else on a terminal that has it."""
    if color != "auto":
        return color == "always"
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return sys.stdout.isatty() and environ.get("CLICOLOR") != "0" and environ.get("TERM") != "dumb"


def has_links(color: str = "auto") -> bool:
    """Tell whether to print links (OSC 8): not with `--color never`, as FORCE_HYPERLINK says (1 or 0), not where
    NO_COLOR is set, else on a terminal that is known to show them; others may print their addresses."""
    environ = os.environ
    if color == "never" or (forced := environ.get("FORCE_HYPERLINK", "")) == "0":
        return False
    if forced:
        return True
    if environ.get("NO_COLOR") or not sys.stdout.isatty() or environ.get("TERM") == "dumb":
        return False
    vte = environ.get("VTE_VERSION", "")
    known = environ.get("TERM_PROGRAM") in _LINKING or "WT_SESSION" in environ or "KONSOLE_VERSION" in environ
    return known or "kitty" in environ.get("TERM", "") or (vte.isdecimal() and int(vte) >= 5000)


def width() -> int:
    """Return the columns of the terminal, or as many as fit a build log."""
    return _columns(sys.stdout)


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 100


def table_width() -> int:
    """Return the columns that a table has: those of the terminal, and as many as it needs where it goes elsewhere."""
    return width() if sys.stdout.isatty() else sys.maxsize


def laid_out(text: str, *, err: bool = False, deepest: int | None = None) -> str:
    """Return a text that is fit to print as a terminal shows it, its lines wrapped between words; as it is where it
    goes elsewhere. Lines that are indented by more than `deepest` columns stay as they are."""
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return text
    from citefirst.report.wrapping import fitted

    return fitted(text, _columns(stream), deepest)


def say(text: str, *, err: bool = False) -> None:
    """Print lines of our own, in which what cannot be seen is spelled out."""
    from citefirst.report.escape import visible

    echo(laid_out("".join(f"{visible(line)}\n" for line in text.split("\n")), err=err), err=err)


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
