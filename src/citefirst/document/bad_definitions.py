"""Link definitions that are not quite ones: what is wrong is said of the one at fault, and those below it are read.

By CommonMark a line that fails as a definition begins a paragraph, and the definitions directly below it become text of
that paragraph. One quote that is not closed would so be a finding for each of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock

from citefirst.document.text import INVISIBLE
from citefirst.model import Problem
from citefirst.places import Lines, Span
from citefirst.regex import lazy

BROKEN = "broken definitions"
"""Where the parser's environment holds lines (0-based) of bad definitions, and what is wrong with each."""
Rule = Callable[[StateBlock, int, int, bool], bool]

_BAD = lazy(
    r"\[?(?P<label>[^\[\]\n^:][^\[\]\n:]{0,200})(?P<mark>\]:|:|\][ \t]*:?)[ \t]*"
    r"(?P<target><?(?:(?:data|javascript|mailto|vbscript):|[A-Za-z][A-Za-z0-9+.-]{1,20}://|\.{0,2}/|www\.)\S+)"
    r"(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
"""A line that means to be a definition, by its address. `[Note]: this is text` does not."""
_AT_ONCE = lazy(r"\n[ \t>]{0,20}\[[^\[\]\n]{1,200}\]:[ \t]*\S")
UNMARKED = "it does not begin with an ID in brackets and a colon"
_NEXT = lazy(r"\n[ \t>]*\[[^\[\]\n]{1,200}\]:[ \t]")


def tolerant(rule: Rule) -> Rule:
    """Make a rule for link definitions out of the parser's own, which goes on below one that it refuses."""

    def read(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if rule(state, start, end, silent):
            _cut(state, start)
            return True
        if silent or state.is_code_block(start):
            return False
        at = state.bMarks[start] + state.tShift[start]
        line = state.src[at : state.eMarks[start]]
        if "]" not in line and not line.startswith("["):
            return False
        match = _BAD.match(line)
        label = normalizeReference(match["label"]) if match else ""
        if not match or not label:
            return False
        is_one = line.startswith("[") and match["mark"] == "]:"
        if not is_one and not (line.startswith("[") or "]" in match["mark"]):
            return False
        if not is_one and not _AT_ONCE.match(state.src, state.eMarks[start]):
            return False  # a line of text, unless definitions stand directly below
        title = INVISIBLE.sub("", match["rest"]).strip(" \t\"'()")
        entry = {"at": at, "href": match["target"].strip("<>"), "title": title, "map": [start, start + 1]}
        references: dict[str, Any] = state.env.setdefault("references", {})
        if label in references:
            state.env.setdefault("duplicate_refs", []).append({"label": label, **entry})
        else:
            references[label] = entry
        _note(state, start, _reason(match["target"], match["rest"].strip()) if is_one else UNMARKED)
        state.line = start + 1
        return True

    return read


def _cut(state: StateBlock, start: int) -> None:
    """Give back the definitions that a title without its closing quote has taken in."""
    newest = next(reversed(state.env.get("references", {}).values()), None)
    for entry in (*([newest] if newest else ()), *state.env.get("duplicate_refs", ())[-1:]):
        if entry["map"][0] == start and (taken := _NEXT.search(entry["title"])):
            entry["title"] = entry["title"][: taken.start()]
            entry["map"] = [start, start + 1]
            state.line = start + 1
            _note(state, start, "its title is not closed")


def _note(state: StateBlock, line: int, reason: str) -> None:
    state.env.setdefault(BROKEN, {})[line] = reason


def _reason(target: str, rest: str) -> str:
    """Say what keeps a line from being a definition; "" where that is its address, of which another rule speaks."""
    if target.startswith("<") and not target.endswith(">"):
        return "its address has `<` and no `>`, or a blank between them"
    if not rest:
        return ""
    if rest[0] in "\"'(":
        closing = ")" if rest[0] == "(" else rest[0]
        if not rest.endswith(closing) or len(rest) == 1:
            return "its title is not closed" if closing not in rest[1:] else "there is text behind its title"
        return "its title holds the mark that ends it: use other quotes, or write `\\` before it"
    return "there is text behind its address: write `%20` for a blank in it, and a title in quotes"


def problems(env: dict[str, Any], text: str, lines: Lines) -> list[Problem]:
    """List what is wrong with the definitions of a body."""
    found = []
    for line, reason in env.get(BROKEN, {}).items():
        start, end = lines.start(line), lines.end(line)
        line_text = text[start:end]
        first = start + len(line_text) - len(line_text.lstrip(" \t>-*+"))
        at = Span(first, start + len(line_text.rstrip()))
        message = f"this definition is none, since {reason}" if reason else ""
        if message:
            hint = 'write it as `[S1]: https://example.com/page "kind: label"`, alone on its line'
            found.append(Problem(at, message, hint, "CF302"))
    return found
