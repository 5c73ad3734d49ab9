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
