"""YAML to plain data with a place for every key and value, read so that nothing is guessed and nothing explodes.

Loaders made for configuration turn `no` into false, dates into objects and keep the last of two equal keys; their
errors carry no place that a person could look at. Here values are those of the YAML 1.2 core schema (chapter 10.3) as
far as JSON can hold them. Everything else that is plain stays the string that was written.
"""

from __future__ import annotations

from typing import Any

from citefirst.model import Path
from citefirst.places import Span
from citefirst.structs import frozen

MAX_DEPTH = 32
MAX_NODES = 10_000


class YamlProblem(Exception):
    """YAML that is refused: one sentence in `message`, the place in `span`."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span
        self.message = message


@frozen
class Loaded:
    """What `load` read: JSON-like data, the span of each mapping key and of each value by path.

    A scalar's span has its quotes; a block scalar's starts at its indicator and ends before its last line feed. A
    value that is left out (`key:`) stands at its key. An empty stream is None and has no spans.
    """

    data: Any
    keys: dict[Path, Span]
    values: dict[Path, Span]


def load(text: str, base: int = 0, line: int = 1) -> Loaded:
    """Read one YAML document. `base` and `line` (1-based) say where `text` starts in the file around it.

    Raises YamlProblem if the text is not YAML, holds more than one document, a directive, an anchor, an alias, a tag, a
    merge key, a duplicate key or a key that is not a plain word, nests deeper than 32 levels or has more than 10,000
    nodes.
    """
    from citefirst.document import yaml_plain

    found = yaml_plain.load(text, base)
    if found is None:
        from citefirst.document import yaml_events

        found = yaml_events.load(text, base, line)
    return found
