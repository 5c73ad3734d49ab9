"""What the verbs of a line do: what it tells or states outright, what it only asks for, and about whom.

A line is walked once over its tags. Each finite verb opens a clause; where that stands (main, relative, under a
condition) decides whether the clause is asserted. "If the cache fails, we will restart it" asserts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citefirst.facts.shape import Shape
from citefirst.facts.words import NOUNS
from citefirst.structs import frozen

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


@frozen
class Clauses:
    """What the verbs of a line do: `names` of signals, `assertion` and `mood`.

    `assertion` is the strongest thing that the line asserts: "past" before "present" before "aside" (only in a side
    clause), or "none". `mood` is "order", "modal", "ability" or "plain".
    """

    names: frozenset[str]
    assertion: str
    mood: str


@frozen(kw_only=True)
class _Clause:
    """One finite verb: what it says, where it stands, and the tags and words before it in its clause."""

    verb: str
    place: str
    tags: str
    heads: tuple[str, ...]
    at: int

    @property
    def is_ours(self) -> bool:
        """Whether "we" or "I" is the subject, directly before the verb."""
        return self.tags[-1:] == "r"


def clauses_of(shape: Shape) -> Clauses:
    """Read what the verbs of a line do."""
    found = _LineSignals()
    for clause in _Walk(shape).clauses():
        found.take(clause, shape)
    if _FORBIDS.match(shape.tags):
        found.order("order")
    if _PREAMBLE.match(shape.tags):
        found.order("order after a preamble")
    return Clauses(frozenset(found.names), found.assertion(), found.mood())


class _Walk:
    """One pass over the tags of a line, from verb to verb: the clause at hand, and what was read of it."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.tags = shape, shape.tags
        self.place = "main"
        """Where the clause stands: main, relative, condition, time or question."""
        self.start = 0
        """Index of the clause's first tag."""
        self.read = 0
        """Index of the first tag that the last verb did not take."""
        self.verbs = 0
        """Finite verbs of the clause so far."""
        self.last = ""
        """What the last verb of the line says."""

    def clauses(self) -> Iterator[_Clause]:
        """Yield the clause of each finite verb, in order."""
        for match in _FINITE.finditer(self.tags):
            at, verb = match.start(), match.lastgroup or ""
            self._go_to(at)
            if self._leaves_relative(at):
                self.place = "main"
            if verb == "done" and self._is_participle(at):
                continue
            self.read, self.verbs, self.last = at + 1, self.verbs + 1, verb
            before, heads = self.tags[self.start : at], self.shape.heads[self.start : self.read]
            yield _Clause(verb=verb, place=self.place, tags=before, heads=heads, at=self.read)

    def _go_to(self, verb: int) -> None:
        """Begin a new clause at each mark, and behind each word that opens one, up to a verb and its own tag."""
        for position in range(self.read, verb + 1):
            letter = self.tags[position]
            if letter in _ENDS:
                self._begin("main", position + 1)
            elif letter in _OPENS and (letter != "q" or position > 0):  # "what" opens a line as its subject
                self._begin(_OPENS[letter], position + 1)

    def _begin(self, place: str, start: int) -> None:
        self.place, self.start, self.verbs = place, start, 0

    def _leaves_relative(self, verb: int) -> bool:
        """Tell whether a verb is the sentence's own again: in "those who had been affected will be paid", the second.

        With an "and" between them, both verbs belong to the relative clause.
        """
        return self.place == "relative" and self.verbs > 0 and not self._joined(verb)

    def _joined(self, verb: int) -> bool:
        """Tell whether an "and" or "or" stands between the last verb and this one."""
        return "&" in self.tags[self.read : verb]

    def _is_participle(self, at: int) -> bool:
        """Tell whether what looks like a past event is a participle, which asserts nothing by itself.

        It may belong to a noun ("data sent to users is encrypted", "it holds the data sent to users") or stand beside
        another participle ("will be moved and removed").
        """
        if at <= self.start:
            return False  # nothing before it in the clause that it could belong to
        if self.tags[at - 1] == "&":
            return self.last not in _PAST  # it goes on with the last verb, and shares its tense
        if self.verbs and not self._joined(at) and "that" not in self.shape.heads[self.read : at]:
            return True  # the clause has its verb, and neither "and" nor "that" gives it another
        return _REDUCED.match(self.tags, at) is not None


class _LineSignals:
    """What was found so far in one line: names of signals, what main clauses assert, and moods."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.main: set[str] = set()
        self.aside = False
        self.moods: set[str] = set()

    def take(self, clause: _Clause, shape: Shape) -> None:
        """Add what a clause says."""
        main = clause.place == "main"
        if clause.verb == "order":
            self._command(clause, shape)
        elif clause.place in ("condition", "question"):
            self.names.add(f"{'past' if clause.verb in _PAST else 'present'} in a {clause.place}")
        elif clause.verb in _PAST:
            self._past(clause, main)
        elif clause.verb == "is_doing" and shape.heads[clause.at : clause.at + 2] == ("going", "to"):
            self._modal("will or shall", main)
        elif clause.verb == "perfect":
            self._assert("perfect", "event with present effect", main)
        elif clause.verb in _PRESENT:
            self._present(clause, main)
        else:
            self._modal(_MODAL[clause.verb], main)
            if main and clause.is_ours:
                self.names.add(f"{_MODAL[clause.verb]}: we")

    def order(self, name: str) -> None:
        """Add an order by the name of its signal."""
        self.names.add(name)
        self.moods.add("order")

    def _command(self, clause: _Clause, shape: Shape) -> None:
        """Add a verb in the place of an order, unless it may be a noun ("Release notes are sent")."""
        after = shape.tags[clause.at : clause.at + 1]
        if after not in _SURE and (clause.heads[-1] in _NOUNS or _VERB_LATER.match(shape.tags, clause.at)):
            self.names.add("order or noun")
            return
        self.order("order")
        if "q" in shape.tags[clause.at : clause.at + 2]:
            self.names.add("order to explain")

    def _past(self, clause: _Clause, main: bool) -> None:
        """Add a verb in the past; without a subject it is only a participle."""
        if clause.verb == "done" and not clause.tags:
            self.names.add("participle without a subject")
            self.main.add("participle")
            return
        self._assert("past", _PAST[clause.verb], main)
        if main and clause.is_ours:
            self.names.add("we did it")

    def _present(self, clause: _Clause, main: bool) -> None:
        """Add a verb in the present, and what its clause is about."""
        if not main:
            self.names.add(f"present in a {clause.place} clause")
            self.aside = True
            return
        self._assert("present", _PRESENT[clause.verb], main)
        subject = _subject(clause)
        if subject:
            self.names.add(subject)
        if clause.verb == "has" and clause.is_ours:
            self.names.add("we have")

    def _modal(self, name: str, main: bool) -> None:
        """Add what will, should, would or can be; only in a main clause it sets the mood of the line."""
        self.names.add(name if main else f"{name} aside")
        if main:
            self.moods.add("ability" if name == "can" else "modal")

    def _assert(self, what: str, name: str, main: bool) -> None:
        """Add an assertion, weaker in a side clause."""
        self.names.add(name if main else f"{name} aside")
        if main:
            self.main.add(what)
        else:
            self.aside = True

    def assertion(self) -> str:
        """Return the strongest thing that the line asserts."""
        for what in ("past", "perfect", "present"):
            if what in self.main:
                return what
        if self.aside:
            return "aside"
        return "participle" if "participle" in self.main else "none"

    def mood(self) -> str:
        """Return the strongest mood of the line."""
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
