"""Where front matter ends and the body starts, and what the front matter says.

The body's offset is right even where the front matter is not: a fault above must never hide the claims below.
"""

from __future__ import annotations

import re

from citefirst.document.yaml import YamlProblem, load
from citefirst.model import FrontMatter, Problem
from citefirst.places import Span
from citefirst.regex import lazy

MAX_BYTES = 64 * 1024
"""Of front matter in UTF-8, its `---` lines left out."""

Split = tuple[FrontMatter | None, int, tuple[Problem, ...]]

_OPEN = lazy(r"(---|\+\+\+)[ \t]*(?:\n|\Z)")
_CLOSE = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": re.compile(r"^\+\+\+[ \t]*$", re.M)}
_KEY = lazy(r"[\"']?\w[\w.-]*[\"']?[ \t]*:(?:[ \t\n]|\Z)")
_EMPTY_LINE = lazy(r"^[ \t]*$", re.M)


def split(text: str) -> Split:
    """Return the front matter, the offset at which the body starts, and what is wrong (CF002).

    Front matter stands between a first line `---` and the next line `---` or `...`. It is None if the file has none or
    if it cannot be read; an empty one is an empty mapping. `text` is decoded: no byte order mark, LF only.
    """
    opening = _OPEN.match(text)
    if opening is None:
        return None, 0, ()
    closing = _CLOSE[opening[1]].search(text, opening.end())
    fence = Span(0, len(opening[1]))
    if closing is None:
        return _unclosed(text, opening.end(), fence)
    body = min(closing.end() + 1, len(text))
    if opening[1] == "+++":
        return None, body, _problem(fence, "TOML front matter is not read; rewrite it as YAML between two --- lines")
    return _read(text[opening.end() : closing.start()], opening.end(), Span(0, closing.end()), body)


def _unclosed(text: str, start: int, fence: Span) -> Split:
    """Judge a first line `---` that nothing closes: front matter only if a key follows, otherwise a thematic break.

    The body then starts at the first empty line, or right below the fence if no line is empty: no line of it may be
    lost.
    """
    if text.startswith("+") or not _KEY.match(text, start):
        return None, 0, ()
    gap = _EMPTY_LINE.search(text, start)
    body = gap.start() if gap and gap.start() < len(text) else start
    return None, body, _problem(fence, "front matter opened on line 1 is never closed: add a line --- below it")


def _read(source: str, start: int, span: Span, body: int) -> Split:
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return None, body, _problem(Span(0, 3), f"front matter is larger than {MAX_BYTES // 1024} KiB: shorten it")
    try:
        loaded = load(source, base=start, line=2)
    except YamlProblem as problem:
        return None, body, _problem(problem.span, problem.message)
    if not loaded.values:
        return FrontMatter({}, {}, {(): span}, span), body, ()
    if not isinstance(loaded.data, dict):
        return None, body, _problem(loaded.values[()], "front matter is not a mapping: write it as lines of key: value")
    return FrontMatter(loaded.data, loaded.keys, loaded.values, span), body, ()


def _problem(span: Span, message: str) -> tuple[Problem, ...]:
    return (Problem(span, message, code="CF002"),)
