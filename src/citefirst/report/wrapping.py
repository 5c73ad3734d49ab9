"""Text cut at words into lines of a terminal. A word that is longer than a line, such as an address, stays whole."""

from __future__ import annotations

from citefirst.report.excerpt import measured


def after(before: str, text: str, width: int, *, indent: int = 0, wraps: bool = True) -> list[str]:
    """Return a text cut at words into lines of a width in terminal columns: the first behind what stands `before` it,
    and empty where no word fits there, the others behind `indent` columns, neither of which is part of the result."""
    if not wraps:
        return [text]
    lines, at = [""], measured(before)
    for word in filter(None, text.split(" ")):
        taken = measured(word)
        at += taken + bool(lines[-1])
        if at > width and (lines[-1] or (before.strip() and len(lines) == 1)):
            lines.append("")
            at = indent + taken
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
