"""The detector: whether a line states a fact that a reader could check, and the signals that say so."""

from __future__ import annotations

from citefirst.facts.detect import Line, Reading, detect

__all__ = ["Line", "Reading", "detect"]
