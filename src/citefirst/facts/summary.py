"""The signals of a factual line in a few words, for the hint of a finding."""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.model import Signal

_WHAT = (
    ("past tense", "a past event"),
    ("perfect tense", "something that has happened"),
    ("present tense", "a statement of what is so"),
)
_WITH = (
    ("a time", {"clock time", "date", "time past", "duration"}),
    ("a figure", {"figure with unit", "quantity", "version"}),
    ("a cause", {"cause"}),
    ("a negative", {"no such thing", "negation of an event"}),
)


def in_words(signals: Sequence[Signal]) -> str:
    """Describe signals, such as "a past event with a time"; name the strongest if no verb says more."""
    names = {signal.name for signal in signals}
    what = next((words for start, words in _WHAT if any(name.startswith(start) for name in names)), "")
    beside = next((words for words, listed in _WITH if not names.isdisjoint(listed)), "")
    if what:
        return f"{what} with {beside}" if beside else what
    if beside:
        return f"a line with {beside}"
    strongest = max(signals, key=lambda signal: signal.weight, default=None)
    if strongest is None or strongest.weight <= 0:
        return "a fact"
    return f"a line of a {strongest.name}" if strongest.name.endswith("section") else strongest.name
