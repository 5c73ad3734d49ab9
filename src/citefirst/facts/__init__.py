"""The detector: whether a line states a fact that a reader could check, and the signals that say so.

Every check imports this package; what it needs is loaded by the first line that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citefirst.facts.line import Detection, Line, Passage
from citefirst.model import Signal

__all__ = [
    "Detection",
    "Line",
    "Passage",
    "asked",
    "asserts",
    "detect",
    "detect_by_structure",
    "foreign",
    "genre_of",
    "happened",
    "heads",
    "in_words",
    "is_prompt",
    "measures",
    "tells",
    "without_aside",
]


def detect(line: Line) -> Detection:
    """Read one line of English."""
    from citefirst.facts.verdict import detect

    return detect(line)


def detect_by_structure(line: Line, language: str) -> Detection:
    """Read one line of another language."""
    from citefirst.facts.verdict import detect_by_structure

    return detect_by_structure(line, language)


def foreign(text: str) -> str:
    """Name the language of a text that is not English; "" for English."""
    from citefirst.facts.language import foreign

    return foreign(text)


def asserts(text: str, code: tuple[tuple[int, int], ...] = ()) -> bool:
    """Tell whether words assert something where nobody expects it."""
    from citefirst.facts.assertion import asserts

    return asserts(text, code)


def happened(text: str) -> bool:
    """Tell whether words tell an event that is over."""
    from citefirst.facts.assertion import happened

    return happened(text)


def heads(title: str, is_record: bool) -> bool:
    """Tell whether a heading asserts something; `is_record`: it is the title of a whole record."""
    from citefirst.facts.assertion import heads

    return heads(title, is_record)


def measures(text: str) -> bool:
    """Tell whether words hold a measured figure, a time or a date."""
    from citefirst.facts.assertion import measures

    return measures(text)


def tells(lead: str) -> bool:
    """Tell whether a lead-in states more than that a list follows."""
    from citefirst.facts.assertion import tells

    return tells(lead)


def asked(text: str) -> str | None:
    """Return what a question states in passing; None for what is no question."""
    from citefirst.facts.assertion import asked

    return asked(text)


def without_aside(text: str) -> str:
    """Return a statement without a remark in brackets that asks."""
    from citefirst.facts.assertion import without_aside

    return without_aside(text)


def in_words(signals: Sequence[Signal]) -> str:
    """Describe the signals of a factual line in a few words."""
    from citefirst.facts.summary import in_words

    return in_words(signals)


def genre_of(workflow: str, title: str, headings: Iterable[str], text: str = "") -> str:
    """Return the genre of a document, "" where it does not show it."""
    from citefirst.facts.genre import genre_of

    return genre_of(workflow, title, headings, text)


def is_prompt(text: str) -> bool:
    """Tell whether a text is an instruction of a template."""
    from citefirst.facts.prompts import is_prompt

    return is_prompt(text)
