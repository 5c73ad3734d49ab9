"""Text of a record made fit to print: what a reader cannot see, a terminal obeys or a log executes is spelled out.

Escapes are those of a Python string (`\\x1b`, `\\u202e`), one for one code point.
"""

from __future__ import annotations

import re
from functools import cache

from citefirst.document.text import IGNORABLE

# Control characters of either set, bidirectional controls, surrogates, which have no encoding.
_ACTIVE = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# GitHub's runner reads a command out of `##[error]` anywhere in a line (actions/runner, ActionCommand.TryParse).
_COMMAND = r"(?<=#)#(?=\[)"
_SYMBOL = r"[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


@cache
def _unsafe() -> re.Pattern[str]:
    """Return what a terminal or a log obeys. It is compiled at first use: a report without findings escapes nothing."""
    return re.compile(rf"[{_ACTIVE}]|{_COMMAND}")


@cache
def _unseen() -> re.Pattern[str]:
    """Return what a reader does not see. A variation selector after a symbol says only how the symbol is drawn."""
    style = rf"(?P<style>(?<={_SYMBOL})[\ufe0e\ufe0f])"
    return re.compile(rf"{style}|[{_ACTIVE}\u2028\u2029]|[{IGNORABLE}]|{_COMMAND}")


def visible(text: str) -> str:
    """Escape control, bidirectional and invisible characters and the marks of a workflow command in a text."""
    shown = _unseen().sub(_shown, text)
    # The runner also reads `::error::` at the start of a line, after white space (TryParseV2).
    return shown.replace(":", escape(":"), 1) if shown.lstrip().startswith("::") else shown


def html(text: str) -> str:
    """Return a text as HTML shows it, in an element as in a quoted attribute. Lines stay lines, tabs stay tabs."""
    from html import escape as quoted  # its table of entities would be loaded by a hook that prints no page

    return quoted(_unseen().sub(_laid_out, text))


def _laid_out(match: re.Match[str]) -> str:
    return match.group() if match.group() in ("\n", "\t") else _shown(match)


def cut(text: str, length: int) -> str:
    """Return the visible form of a text, with an ellipsis where it is longer than `length` code points."""
    shown = visible(text[: length + 1])
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def fragments(sentence: str) -> list[str]:
    """Split a sentence of ours into words and, at every second place, what stands in it between backticks."""
    return re.split(r"`([^`]+)`", sentence)


def glyphs(text: str) -> list[str]:
    """Return what `visible` makes of each code point of a text."""
    shown = list(text)
    for match in _unseen().finditer(text):
        shown[match.start()] = _shown(match)
    return shown


def harmless(text: str) -> str:
    """Return a text that still names its file, invisible characters included, but controls no terminal or build log."""
    return _unsafe().sub(lambda match: escape(match.group()), text)


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: surrogates, as in a path that is not UTF-8, are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(match: re.Match[str]) -> str:
    return "" if match["style"] else escape(match.group())


def escape(character: str) -> str:
    """Return the escape of one code point."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
