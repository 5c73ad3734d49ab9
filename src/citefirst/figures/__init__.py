"""Figures in plain text: numbers, percentages, money, sizes, durations, dates and clock times, in one normal form."""

from __future__ import annotations

from citefirst.figures.find import find
from citefirst.figures.place import locate
from citefirst.figures.reading import Figure, Reading, asks, offers
from citefirst.figures.support import Fact, Facts, figures_of, gather

__all__ = ["Fact", "Facts", "Figure", "Reading", "asks", "figures_of", "find", "gather", "locate", "offers"]
