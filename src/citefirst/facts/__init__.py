"""The detector: whether a line states a fact that a reader could check, and the signals that say so."""

from __future__ import annotations

from citefirst.facts.detect import detect, detect_by_structure
from citefirst.facts.language import foreign
from citefirst.facts.line import Line, Reading
from citefirst.facts.prompts import is_prompt
from citefirst.facts.summary import in_words

__all__ = ["Line", "Reading", "detect", "detect_by_structure", "foreign", "in_words", "is_prompt"]
