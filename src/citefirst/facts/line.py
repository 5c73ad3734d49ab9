"""What the detector is asked about and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from citefirst.model import LineKind, Signal


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as the detector sees it.

    `titles`: the section's heading and its ancestors', innermost first; `columns`: the slugs of a row's columns;
    `under`: the lead-in or list item directly above; `code`: ranges of `text` in code spans; `quoted`: it
    stands in a block quotation.
    """

    text: str
    kind: LineKind
    titles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    under: str = ""
    code: tuple[tuple[int, int], ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Detection:
    """`score` is the sum of the weights of `signals`; the strongest come first, and last what every line has."""

    factual: bool
    score: float
    signals: tuple[Signal, ...]
