"""Text in which ranges are wrapped, each once, however its markup and the ranges cross.

Ranges are outside, markup is inside: where a range begins or ends in the middle of a link, the link is parted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from citefirst.report.escape import html


class Frame(NamedTuple):
    """An element: what opens and what closes it. Two frames are the same only if they are one value."""

    opening: str
    closing: str


class Piece(NamedTuple):
    """Some text or markup, where it stands, and the elements around it, the outermost first.

    `step` is 1 where each further character stands one further, else 0. `raw` is HTML and cannot be parted.
    """

    text: str
    place: int
    step: int = 1
    around: tuple[Frame, ...] = ()
    raw: bool = False


class Range(NamedTuple):
    """A range of places that stands in a frame."""

    start: int
    end: int
    frame: Frame


def nested(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges of which each lies in another one or beside it: what would cross begins later."""
    found: list[Range] = []
    open_: list[Range] = []
    for each in sorted(ranges, key=lambda one: (one.start, -one.end)):
        while open_ and open_[-1].end <= each.start:
            open_.pop()
        if open_ and each.end > open_[-1].end:
            each = each._replace(start=open_[-1].end)
            while open_ and open_[-1].end <= each.start:
                open_.pop()
        if each.start < each.end:
            open_.append(each)
            found.append(each)
    return sorted(found, key=lambda one: (one.start, -one.end))


def weave(pieces: Iterable[Piece], ranges: Sequence[Range], tail: str = "") -> tuple[str, list[Frame]]:
    """Return pieces as HTML, and the frames that were met. `ranges` are `nested`, `tail` follows the last piece."""
    out: list[str] = []
    standing: list[Frame] = []
    met: list[Frame] = []
    active: list[Range] = []
    following = iter((*ranges, None))
    ahead = next(following)
    at = 0
    for piece in _parted(pieces, ranges):
        at = max(at, piece.place)
        while active and active[-1].end <= at:
            active.pop()
        while ahead is not None and ahead.start <= at:
            if ahead.end > at:
                active.append(ahead)
                met.append(ahead.frame)
            ahead = next(following)
        _move(out, standing, [*(each.frame for each in active), *piece.around])
        out.append(piece.text if piece.raw else html(piece.text))
    _move(out, standing, [])
    return "".join((*out, tail)), met


def _move(out: list[str], standing: list[Frame], wanted: Sequence[Frame]) -> None:
    """Close and open elements so that those that are wanted stand open."""
    same = 0
    while same < min(len(standing), len(wanted)) and standing[same] is wanted[same]:
        same += 1
    while len(standing) > same:
        out.append(standing.pop().closing)
    for frame in wanted[same:]:
        out.append(frame.opening)
        standing.append(frame)


def _parted(pieces: Iterable[Piece], ranges: Sequence[Range]) -> Iterable[Piece]:
    """Yield pieces, parted where a range begins or ends."""
    cuts = sorted({place for each in ranges for place in (each.start, each.end)})
    number = 0
    for piece in pieces:
        while number < len(cuts) and cuts[number] <= piece.place:
            number += 1
        while number < len(cuts) and piece.step and not piece.raw and cuts[number] < piece.place + len(piece.text):
            size = cuts[number] - piece.place
            yield piece._replace(text=piece.text[:size])
            piece = piece._replace(text=piece.text[size:], place=cuts[number])
            number += 1
        if piece.text:
            yield piece
