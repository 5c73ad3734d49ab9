"""Files that citefirst brings along: in a checkout where they belong, in an installation inside the package."""

from __future__ import annotations

from pathlib import Path

from citefirst.errors import CitefirstError

_PACKAGE = Path(__file__).parent.parent


def place(path: str) -> Path:
    """Return where a file or directory of the repository (`schemas`) lies. Raises CitefirstError where it is
    missing."""
    for root in (_PACKAGE, _PACKAGE.parent.parent):
        if (found := root / path).exists():
            return found
    raise CitefirstError(f"{path} is missing: install citefirst again")


def text(path: str) -> str:
    """Return the text of such a file. Raises CitefirstError where it cannot be read."""
    try:
        return place(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CitefirstError(f"{path} cannot be read: install citefirst again") from error
