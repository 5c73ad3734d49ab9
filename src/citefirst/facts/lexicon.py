"""The table of signals, compiled once: phrases in one index, patterns with the kinds of units that they are for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from citefirst.facts.shape import Shape
from citefirst.facts.signals import SIGNALS, SignalRule
from citefirst.model import LineKind

_Search = tuple[str, SignalRule, Callable[[str], object]]
_DIGIT = re.compile(r"\d")


class Lexicon:
    def __init__(self) -> None:
        self.phrases: dict[str, list[str]] = {}
        self.patterns: list[_Search] = []
        self.tags: list[_Search] = []
        for rule in SIGNALS:
            for phrase in filter(None, map(str.strip, rule.words.split("/"))):
                self.phrases.setdefault(phrase, []).append(rule.name)
            for source, target in ((rule.pattern, self.patterns), (rule.tags, self.tags)):
                if source:
                    target.append((rule.name, rule, re.compile(source).search))

    def fired(self, kind: LineKind, read: Shape) -> set[str]:
        found = {name for gram in self.phrases.keys() & read.grams() for name in self.phrases[gram]}
        for text, searches in ((read.text, self.patterns), (read.tags, self.tags)):
            digit = _DIGIT.search(text) is not None
            for name, rule, search in searches:
                if name in found or (rule.digit and not digit) or (rule.kinds and kind not in rule.kinds):
                    continue
                if search(text):
                    found.add(name)
        return found


@cache
def lexicon() -> Lexicon:
    return Lexicon()
