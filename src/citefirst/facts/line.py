"""What the detector is asked about and what it answers."""

from __future__ import annotations

from typing import NamedTuple

from citefirst.model import LineKind, Signal
from citefirst.structs import frozen

LIMIT = 4_000
"""Code points of a line that are read: the longest real units measured are a tenth of it."""


class Passage(NamedTuple):
    """A text and the ranges of it that are in code spans."""

    text: str
    code: tuple[tuple[int, int], ...] = ()


@frozen
class Line:
    """A unit as the detector sees it.

    `titles`: the section's heading and its ancestors', innermost first; `columns`: the slugs of a row's columns;
    `under`: the lead-in or list item directly above; `code`: ranges of `text` in code spans; `quoted`: it
    stands in a block quotation; `genre`: of its document, as `genre.genre_of` names it; `before` and `after`: the lines
    next to it in its section.
    """

    text: str
    kind: LineKind
    titles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    under: str = ""
    code: tuple[tuple[int, int], ...] = ()
    quoted: bool = False
    genre: str = ""
    before: Passage | None = None
    after: Passage | None = None


@frozen
class Detection:
    """`score` is the sum of the weights of `signals`; the strongest come first, and last what every line has. `sure`
    says that a factual line leaves little doubt."""

    factual: bool
    sure: bool
    score: float
    signals: tuple[Signal, ...]
