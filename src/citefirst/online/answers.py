"""What a look at a cited address can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["found", "missing", "unsettled", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`found`; `missing`: it is not there for anybody who may see it; `unsettled`: it is there and is not what a
    record needs (a pull request that is not merged); `cannot tell`. `reason` is a sentence's end, `at` its own time
    in RFC 3339.
    """

    state: State
    reason: str = ""
    at: str = ""


FOUND = Answer("found")


def unknown(reason: str) -> Answer:
    return Answer("cannot tell", reason)
