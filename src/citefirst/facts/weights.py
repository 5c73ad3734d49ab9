"""What each signal weighs in each genre, and from which sum on a line is a fact: `weights.json`.

`tools/train_facts.py` writes it: one table for postmortems, one for records that decide, propose or define, and one for
whatever shows no genre. The bounds are those of the genre itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from citefirst.facts.genre import RECORDS
from citefirst.model import Signal

Ranked = tuple[int, Signal]


class Scale(NamedTuple):
    """`always` is the signal that every line has, `table` has the others by name with their rank, the strongest first;
    from `fact` on a line is a fact, from `sure` on without much doubt."""

    always: Signal
    table: dict[str, Ranked]
    fact: float
    sure: float


def table_of(genre: str) -> str:
    """Name the table of a genre."""
    return "record" if genre in RECORDS else genre or "any"


@cache
def scale(genre: str) -> Scale:
    """Return what signals weigh in a genre."""
    data = _data()
    learned, bounds = data["tables"][table_of(genre)], data["bounds"][genre or "any"]
    return Scale(*_ranked(table_of(genre), learned["bias"]), bounds["fact"], bounds["sure"])


@cache
def _ranked(name: str, bias: float) -> tuple[Signal, dict[str, Ranked]]:
    strongest = sorted(_data()["tables"][name]["weights"].items(), key=lambda entry: (-abs(entry[1]), entry[0]))
    return Signal("any line", bias), {
        name: (rank, Signal(name, weight)) for rank, (name, weight) in enumerate(strongest)
    }


@cache
def _data() -> Any:
    import json
    from pathlib import Path

    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
