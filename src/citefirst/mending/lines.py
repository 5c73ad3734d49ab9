"""Whole lines of a text, as mends take them away or add to them."""

from __future__ import annotations

import re

from citefirst.places import Span

_BEFORE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?[ \t|]*(?:\[\^[^\[\]\n]{1,200}\]:[ \t]*)?")
_BEHIND = re.compile(r"[ \t|]*")
_DEEPER = re.compile(r"\n(?:[ \t]*\n)*(?P<indent>[ \t]+)\S")


def start_of(text: str, offset: int) -> int:
    """Return where the line of a place begins."""
    return text.rfind("\n", 0, offset) + 1


def end_of(text: str, offset: int) -> int:
    """Return where the line of a place ends, before its line feed."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def block(text: str, span: Span) -> Span:
    """Return the lines of a place, without the last line feed."""
    return Span(start_of(text, span.start), end_of(text, span.end))


def is_alone(text: str, span: Span) -> bool:
    """Tell whether nothing stands on the lines of a place but what opens its block, and nothing belongs to it below."""
    lines = block(text, span)
    return _BEFORE.fullmatch(text, lines.start, span.start) is not None and not has_more(text, span)


def has_more(text: str, span: Span) -> bool:
    """Tell whether something stands behind a place on its line, or below it as a part of its block."""
    lines = block(text, span)
    if not _BEHIND.fullmatch(text, span.end, lines.end):
        return True
    below = _DEEPER.match(text, lines.end)
    margin = text[lines.start : span.start]
    return below is not None and len(below["indent"]) > len(margin) - len(margin.lstrip())


def removal(text: str, lines: Span) -> Span:
    """Return what to take away so that lines are gone: with their own line feed, at the end with the one above."""
    if lines.end < len(text):
        return Span(lines.start, lines.end + 1)
    return Span(max(lines.start - 1, 0), lines.end)
