"""What a unit states, whatever its form: a question, a lead-in, a label, a heading or a log may carry a fact.

A form that is exempt from citing, such as a question, stays exempt only as long as it does what the form is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

from citefirst.document import labels
from citefirst.document.sentences import split
from citefirst.document.slugs import slug
from citefirst.facts import asked, asserts, happened, heads, measures, tells, without_aside
from citefirst.model import Cell, LineKind, Mode, Section, Unit
from citefirst.regex import lazy

EXPECTED = frozenset(get_args(LineKind))
"""Kinds of units that are claims whether they assert something or not."""
_TURN = (
    r"(?:but|yet|however|though|although|still|nevertheless|nonetheless|whereas|except that|besides|also|in fact|indeed"
    r"|certainly|surely|clearly|definitely|obviously|undoubtedly|of course|we know|it is (?:known|clear|certain)"
    r"|aber|jedoch|sicher|mais|cependant|pero|sin embargo|mas|por\u00e9m|ma|per\u00f2|maar|echter|ale|jednak)"
)
_TURNS = lazy(rf"[\s,.;:*_\u2013\u2014-]*{_TURN}\b", re.IGNORECASE)
_TURNS_LATER = lazy(rf"[\s,;\u2013\u2014-]\s*{_TURN}\b,?\s+|[;\u2013\u2014]\s*|\s-{{1,2}}\s", re.IGNORECASE)
_GOES_ON = lazy(r"[\s*_]*[,;]\s*(?=\S)")
_TIMES = frozenset("time when date at start started begin end ended until duration".split())
_POINTERS = frozenset("source sources evidence link links reference references ref proof ticket tickets".split())
_ATTRIBUTES = _TIMES | _POINTERS | frozenset("who by owner person actor author".split())
"""First words of columns that say when, who and whence."""
_CLOSERS = "*_\"'\u201d\u2019)] "
_WIKI = lazy(r"!?\[\[[^\[\]\n]{1,200}\]\]")


def is_claim(unit: Unit, mode: Mode, is_title: bool) -> bool:
    """Tell whether a unit of any other kind states something, where nobody expects it.

    `is_title`: it stands in the section that the title of the record opens.
    """
    if mode == "none":
        return False
    if unit.kind == "heading":
        return heads(unit.text, is_title)
    if unit.kind == "code" and unit.code:
        return mode == "every"  # a log or a result, which is evidence or nothing
    if unit.kind == "code" and mode == "detected" and not measures(unit.text):
        return False  # comments tell what code does
    if unit.kind == "table-head":
        texts = [cell.text for cell in unit.cells]
        return any(map(asserts, texts)) or (not unit.lead_in and any(map(measures, texts)))
    return asserts(unit.text)


def is_exempt(unit: Unit) -> bool:
    """Tell whether a unit states nothing: a question, a lead-in, or a line that holds only citations."""
    if unit.kind not in EXPECTED:
        return False
    if unit.lead_in:
        return not tells(unit.prose)
    if _asks(unit):
        return not _carried(unit)
    return not any(char.isalnum() for char in _beyond_citations(unit))


def lists(unit: Unit, sections: Iterable[Section]) -> bool:
    """Tell whether a unit is an entry of a table of contents: words of a heading, which is judged where it stands."""
    if unit.kind != "item" or not (name := slug(unit.text)):
        return False
    return any(name in section.names for section in sections if section.level)


def is_translated(words: str) -> bool:
    """Tell whether words are the label UNKNOWN in another language."""
    return labels.is_translated(words)


def kind_of_line(unit: Unit) -> LineKind:
    """Return what a unit is to the detector, which knows sentences, items and rows."""
    return unit.kind if unit.kind in ("sentence", "item", "row") else "sentence"


def said(unit: Unit) -> str:
    """Return what a unit states, as the detector shall read it."""
    return _carried(unit) or unit.text if _asks(unit) else unit.text


def _asks(unit: Unit) -> bool:
    text = unit.text
    return ("?" in text or "\uff1f" in text) and text.rstrip(_CLOSERS).endswith(("?", "\uff1f"))


def words_in_code(unit: Unit) -> tuple[tuple[int, int], ...]:
    """Return the ranges of code in a unit that are names, and no sentences set in code."""
    return tuple(
        (start, end)
        for start, end in unit.code
        if unit.text.count(" ", start, end) < 3 or not asserts(unit.text[start:end])
    )


def label_stands(unit: Unit) -> bool:
    """Tell whether the label UNKNOWN says of a unit that it is not known, and not of a part while the rest asserts."""
    if unit.unknown is None:
        return False
    if unit.kind == "row":
        return _excuses_row(unit)
    found = labels.unknown(unit.text)
    rest = unit.text[found[0] :] if found else ""
    if turn := _TURNS.match(rest):
        return not any(map(str.isalnum, rest[turn.end() :]))
    if begins := _GOES_ON.match(rest):
        return not asserts(rest[begins.end() :])
    return not any(asserts(rest[turn.end() :]) for turn in _TURNS_LATER.finditer(rest))


def _excuses_row(unit: Unit) -> bool:
    """Tell whether the label in one cell of a row says that nobody knows what the row states.

    Before words in the first cell it speaks of all of it. Alone it speaks of its column: where only the time is
    unknown, the rest is known; where only person or source are, an event that is over is.
    """
    cells = [cell for cell in unit.cells if cell.text]
    found = labels.unknown(cells[0].text) if cells else None
    if found and any(map(str.isalnum, cells[0].text[found[0] :])):
        return True
    unknown = [cell.column for cell in cells if labels.unknown(cell.text)]
    others = [cell.text for cell in cells if not labels.unknown(cell.text)]
    if all(_starts(column, _TIMES) for column in unknown):
        return not any(text.count(" ") > 1 for text in others)
    if all(_starts(column, _ATTRIBUTES) for column in unknown):
        return not any(map(happened, others))
    return not any(map(asserts, others))


def points(column: str) -> bool:
    """Tell whether a column says whence its row is known."""
    return _starts(column, _POINTERS)


def main_cell(unit: Unit) -> Cell:
    """Return the cell of a row that says most of what the row states, rather than when, who and whence."""
    stating = [cell for cell in unit.cells if not _starts(cell.column, _ATTRIBUTES)]
    return max(stating or unit.cells, key=lambda cell: len(cell.text))


def _starts(column: str, words: frozenset[str]) -> bool:
    return column.split("-", 1)[0] in words


def _carried(unit: Unit) -> str:
    """Return what a unit with a question mark states: all of it where its last sentence is no question; else what its
    questions take for granted, and its other sentences."""
    if unit.kind == "row":
        return _carried_in_row(unit)
    text = without_aside(unit.prose)
    if text != unit.prose:
        return text
    sentences = [text[start:end] for start, end in split(text)] if any(map(text.rstrip("?").count, ".!?")) else [text]
    questions = [(sentence, asked(sentence)) for sentence in sentences]
    stated = [sentence if question is None else question for sentence, question in questions]
    return " ".join(part for part in stated if any(map(str.isalnum, part)))


def _carried_in_row(unit: Unit) -> str:
    """Return what the cells of a row state that are no questions, if they state anything but when, who and whence."""
    others = [cell for cell in unit.cells if asked(cell.text) != ""]
    stating = [cell for cell in others if not _starts(cell.column, _ATTRIBUTES) and any(map(str.isalnum, cell.text))]
    if len(others) == len(unit.cells) or any(asserts(cell.text) or cell.text.count(" ") > 1 for cell in stating):
        return unit.text
    return ""


def _beyond_citations(unit: Unit) -> str:
    """Return what a unit says besides its citations, without the words of links and of links of wikis."""
    text = unit.prose
    for citation in unit.citations:
        text = text.replace(citation.label, "", 1)
    return _without_names(text) if "[[" in text else text


def _without_names(text: str) -> str:
    """Return a text without the links of wikis in it that are only names."""
    return _WIKI.sub(lambda match: match.group() if asserts(match.group().strip("![]")) else "", text)
