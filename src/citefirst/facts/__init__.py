"""The detector: whether a line states a fact that a reader could check, and the signals that say so.

Every check imports this package; what it needs is loaded by the first line that is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.facts.line import Detection, Line
from citefirst.model import Signal, total

__all__ = ["Detection", "Line", "detect", "detect_by_structure", "foreign", "in_words", "is_prompt", "is_sure"]


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


def in_words(signals: Sequence[Signal]) -> str:
    """Describe the signals of a factual line in a few words."""
    from citefirst.facts.summary import in_words

    return in_words(signals)


def is_sure(signals: Sequence[Signal]) -> bool:
    """Tell whether the signals of a factual line leave little doubt."""
    from citefirst.facts.verdict import SURE

    return total(signals) >= SURE


def is_prompt(text: str) -> bool:
    """Tell whether a text is an instruction of a template."""
    from citefirst.facts.prompts import is_prompt

    return is_prompt(text)
