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

_SAYS = (
    ("something that is not possible", {"not possible"}),
    ("something missing or failing", {"missing or failing"}),
    ("what is so at a time", {"state in time", "state in progress", "exists already"}),
    ("how often something happens", {"how often"}),
    ("something measured or observed", {"measured or observed", "measured field", "figure of a thing"}),
    ("what somebody said or did", {"somebody said or found", "others act"}),
    ("what we did or have", {"we did it", "we have"}),
    ("something released or supported", {"released or supported"}),
    ("a line about a named system", {"named system", "about a named system"}),
)
"""What is said where no verb tells: the first whose signal speaks for a fact."""
_FORMS = {"table row": "a row of a table", "list item": "an item of a list"}


def in_words(signals: Sequence[Signal]) -> str:
    """Describe signals, such as "a past event with a time". What the detector calls a place is no word of a reader."""
    names = {signal.name for signal in signals}
    what = next((words for start, words in _WHAT if any(name.startswith(start) for name in names)), "")
    beside = next((words for words, listed in _WITH if not names.isdisjoint(listed)), "")
    if what:
        return f"{what} with {beside}" if beside else what
    if beside:
        return f"a line with {beside}"
    speaking = {signal.name for signal in signals if signal.weight > 0}
    said = next((words for words, listed in _SAYS if not speaking.isdisjoint(listed)), "")
    if said:
        return said
    for name in sorted(speaking):
        family, _, rest = name.partition(" ")
        if rest == "section" and family != "no":
            return f"a line of {'an' if family[0] in 'aeiou' else 'a'} {name}"
    return next((words for name, words in _FORMS.items() if name in names), "a fact")
