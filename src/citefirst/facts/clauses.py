"""What the verbs of a line do: what it tells or states outright, what it only asks for, and about whom.

A line is walked once over its tags. Each finite verb opens a clause; where that stands (main, relative, under a
condition) decides whether the clause is asserted. "If the cache fails, we will restart it" asserts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citefirst.facts.shape import Shape
from citefirst.facts.words import NOUNS

# The finite verb and, looked at but not taken, what follows it. The group's name is what it says.
_FINITE = re.compile(
    r"""(?P<will>F) | (?P<should>O|[Hh](?=t[vb])) | (?P<would>Q) | (?P<can>A)
    | (?P<perfect>(?<![FOQA])(?<![FOQA]-)(?<![FOQA][rRxXp])H(?=-?b?-?[ECG])) | (?P<had_done>h(?=-?b?-?[EC]))
    | (?P<has>H) | (?P<had>h)
    | (?P<was_done>W(?=-?b?-?[EC])) | (?P<was_doing>W(?=-?G)) | (?P<was>W)
    | (?P<is_done>B(?=-?b?-?[EC])) | (?P<is_doing>B(?=-?G)) | (?P<is>B) | (?P<did>d) | (?P<does>(?<=.)o) | (?P<told>I)
    | (?P<done>(?:^|(?<=[rRyweXxinpVS&,|:.)(]))[EC](?=[DrRXxinpGtP&,.:|)-]|$))
    | (?P<acts>(?:^(?=S[DPXxinpGE])|(?<=[rRweXxinp&,)|:.(V]))S(?=[DPrRXxinpVECGtwq,.(|:)-]|$))
    | (?P<act>(?<=[rRyp])V(?=[DPrRXxinpGtwq(,.]|$))
    | (?P<order>(?:^|(?<=[:.|]))V(?=[DPXxinpGV(&twrRyqfu]|[EC](?![DPRrtn,.]|$)))""",
    re.VERBOSE,
)
_PAST = {
    "told": "past event",
    "did": "past event",
    "done": "past event",
    "was": "past state",
    "had": "past state",
    "was_done": "past passive",
    "was_doing": "past in progress",
    "had_done": "past perfect",
}
_PRESENT = {
    "acts": "state of a system",
    "act": "state of a system",
    "does": "does or does not",
    "is": "present state",
    "is_done": "present passive",
    "is_doing": "state in progress",
    "has": "it has",
}
_MODAL = {"will": "will or shall", "should": "should or must", "would": "would or might", "can": "can"}
ASSERTING = frozenset({*_PAST.values(), *_PRESENT.values(), "event with present effect", "we did it", "we have"})
"""Names that speak for a fact."""
ASKING = frozenset({*_MODAL.values(), "order", "order or noun", "order to explain", "order after a preamble"})
"""Names that speak against one."""
_OPENS = {"f": "condition", "c": "main", "u": "time", "w": "relative", "q": "question"}
_ENDS = frozenset(".:?|,")
_NOUNS = frozenset(NOUNS.split())
_PREAMBLE = re.compile(r"^[PufGt][^.:|]*?,V[DXxinpGqtRrw]")
_VERB_LATER = re.compile(r"[^.,:|?&fuwcq]*[WHhBFOQAdoI]")
_REDUCED = re.compile(r"[EC][Pt][^.,:|?&fuwcq]*[WHhBFOQAdo]")
_FORBIDS = re.compile(r"^[,(]?(?:o-?v|-V)")
_SURE = frozenset("DyrRwqfu")
"""What stands after an order even where the verb could be a noun."""
_ITSELF = frozenset(
    """adr aim alternative approach article decision design document feature goal goals guide intent issue option
    options page pitch plan policy post proposal proposals purpose recommendation record report rfc section solution
    table tep template ticket change""".split()
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """What the verbs of a line do: `names` of signals, `assertion` and `mood`.

    `assertion` is the strongest thing that the line asserts: "past" before "present" before "aside" (only in a side
    clause), or "none". `mood` is "order", "modal", "ability" or "plain".
    """

    names: frozenset[str]
    assertion: str
    mood: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """One finite verb: what it says, where it stands, and the tags and words before it in its clause."""

    verb: str
    place: str
    tags: str
    heads: tuple[str, ...]
    at: int


def clauses_of(shape: Shape) -> Clauses:
    found = _Found()
    for clause in _clauses(shape):
        found.take(clause, shape)
    if _FORBIDS.match(shape.tags):
        found.names.add("order")
        found.moods.add("order")
    if _PREAMBLE.match(shape.tags):
        found.names.add("order after a preamble")
        found.moods.add("order")
    return Clauses(frozenset(found.names), found.assertion(), found.mood())


def _clauses(shape: Shape) -> Iterator[_Clause]:
    tags, place, start, read, verbs, last = shape.tags, "main", 0, 0, 0, ""
    for match in _FINITE.finditer(tags):
        at, verb = match.start(), match.lastgroup or ""
        for position in range(read, at + 1):
            letter = tags[position]
            if letter in _ENDS:
                place, start, verbs = "main", position + 1, 0
            elif letter in _OPENS and (position or letter != "q"):
                place, start, verbs = _OPENS[letter], position + 1, 0
        if place == "relative" and verbs and "&" not in tags[read:at]:
            place = "main"  # who had been affected will be paid: the second verb is the sentence's own
        if verb == "done" and tags[start:at] and _is_no_verb(shape, read, at, verbs, last):
            continue
        read, verbs, last = at + 1, verbs + 1, verb
        yield _Clause(verb, place, tags[start:at], shape.heads[start:read], read)


def _is_no_verb(shape: Shape, read: int, at: int, verbs: int, last: str) -> bool:
    """Tell whether what looks like a past event is a participle.

    It may belong to a noun ("data sent to users is encrypted", "it holds the data sent to users") or stand beside
    another participle ("will be moved and removed").
    """
    tags = shape.tags
    if tags[at - 1] == "&":
        return last not in _PAST
    if verbs and "&" not in tags[read:at] and "that" not in shape.heads[read:at]:
        return True
    return _REDUCED.match(tags, at) is not None


class _Found:
    """What was found so far in one line."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.main: set[str] = set()
        self.aside = False
        self.moods: set[str] = set()

    def take(self, clause: _Clause, shape: Shape) -> None:
        main = clause.place == "main"
        if clause.verb == "order":
            self.order(clause, shape)
        elif clause.place in ("condition", "question"):
            self.names.add(f"{'past' if clause.verb in _PAST else 'present'} in a {clause.place}")
        elif clause.verb in _PAST:
            self.past(clause, main)
        elif clause.verb == "is_doing" and shape.heads[clause.at : clause.at + 2] == ("going", "to"):
            self.modal("will or shall", main)
        elif clause.verb == "perfect":
            self.found("perfect", "event with present effect", main)
        elif clause.verb in _PRESENT:
            self.present(clause, main)
        else:
            self.modal(_MODAL[clause.verb], main)
            if main and clause.tags[-1:] == "r":
                self.names.add(f"{_MODAL[clause.verb]}: we")

    def order(self, clause: _Clause, shape: Shape) -> None:
        after = shape.tags[clause.at : clause.at + 1]
        if after not in _SURE and (clause.heads[-1] in _NOUNS or _VERB_LATER.match(shape.tags, clause.at)):
            self.names.add("order or noun")
            return
        self.names.add("order")
        self.moods.add("order")
        if "q" in shape.tags[clause.at : clause.at + 2]:
            self.names.add("order to explain")

    def past(self, clause: _Clause, main: bool) -> None:
        if clause.verb == "done" and not clause.tags:
            self.names.add("participle without a subject")
            self.main.add("participle")
            return
        self.found("past", _PAST[clause.verb], main)
        if main and clause.tags[-1:] == "r":
            self.names.add("we did it")

    def present(self, clause: _Clause, main: bool) -> None:
        if not main:
            self.names.add(f"present in a {clause.place} clause")
            self.aside = True
            return
        self.found("present", _PRESENT[clause.verb], main)
        subject = _subject(clause)
        if subject:
            self.names.add(subject)
        if clause.verb == "has" and clause.tags[-1:] == "r":
            self.names.add("we have")

    def modal(self, name: str, main: bool) -> None:
        self.names.add(name if main else f"{name} aside")
        if main:
            self.moods.add("ability" if name == "can" else "modal")

    def found(self, what: str, name: str, main: bool) -> None:
        self.names.add(name if main else f"{name} aside")
        if main:
            self.main.add(what)
        else:
            self.aside = True

    def assertion(self) -> str:
        for what in ("past", "perfect", "present"):
            if what in self.main:
                return what
        if self.aside:
            return "aside"
        return "participle" if "participle" in self.main else "none"

    def mood(self) -> str:
        return next((mood for mood in ("order", "modal", "ability") if mood in self.moods), "plain")


def _subject(clause: _Clause) -> str:
    """Name the signal for who or what a statement in the present is about; "" if nothing special."""
    tags, heads = clause.tags, clause.heads[:-1]
    last = tags[-1:]
    if not tags:
        return "no subject"
    if last in "ry":
        return "about us" if last == "r" else "about the reader"
    if "e" in tags[-2:]:
        return "there is"
    if not _ITSELF.isdisjoint(heads):
        return "about the proposal"
    if heads[0] in ("this", "that", "it", "these") and len(tags) <= 2:
        return "about this"
    if "X" in tags or "i" in tags:
        return "about a named system"
    return "about several things" if last == "p" else ""
