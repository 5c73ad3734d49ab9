"""What comes of a comparison: the record, the history that it was held against, each line, and what was not planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from citefirst.repository.messages import History
from citefirst.shipped.compare import STATES, Known, Line
from citefirst.shipped.unplanned import Unplanned
from citefirst.structs import frozen


@frozen
class Outcome:
    """A plan beside its history."""

    path: str
    title: str
    id: str
    status: str
    history: History
    known: Known
    lines: Sequence[Line]
    unplanned: Sequence[Unplanned]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things are in which state."""
        found = Counter(named.state for line in self.lines for named in line.names)
        return {state: found[state] for state in STATES}

    @property
    def nameless(self) -> int:
        """How many lines name nothing that a history could show."""
        return sum(not line.names for line in self.lines)
