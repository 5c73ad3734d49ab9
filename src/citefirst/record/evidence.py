"""What was found at the places that sources name: their lines, their heading, the words that they are said to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from citefirst.evidence import readable, wording
from citefirst.evidence.readable import Readable
from citefirst.evidence.wording import Near, Wording
from citefirst.model import Quote, Source
from citefirst.record.origin import Origin
from citefirst.record.paths import At, Exists, Load, Then
from citefirst.record.pointers import Pointer, has_anchor, pointer
from citefirst.structs import field, mutable

MAX_FILE = 8 * 1024 * 1024
"""Bytes of a file that is read."""
MAX_SEARCHED = 1 << 29
"""Characters in which the quotes of one record are looked for, taken together."""
MAX_NEAREST = 50
"""Quotes of a record for which the nearest words are looked for."""
LOG = (".json",)

State = Literal["held", "short", "differs", "untold"]


class Compared(NamedTuple):
    """A quote and what became of it.

    `held`: its words stand there; `short`: they do, and are too few to show anything; `differs`: they do not, `near`
    is what stands there instead, and `elsewhere` the line of the file on which they stand outside of the lines that are
    named; `untold`: they were not compared, for a reason that ends a sentence.
    """

    quote: Quote
    state: State
    line: int = 0
    near: Near | None = None
    elsewhere: int = 0
    reason: str = ""


class Evidence(NamedTuple):
    """What was found of a source. `lack` and `since` are ends of sentences: what is not there of what it names, and
    what became of it after the commit that it names; `untold` why nobody can tell."""

    place: Pointer | None = None
    quotes: tuple[Compared, ...] = ()
    lack: str = ""
    since: str = ""
    untold: str = ""

    @property
    def holds(self) -> bool:
        """Whether there are quotes that show something, and all of them stand there."""
        states = {each.state for each in self.quotes}
        return not self.lack and "held" in states and states <= {"held", "short"}


Found = Mapping[tuple[str, str, str], Evidence]
"""Evidence by the key of its source."""
NONE: Found = {}


@mutable
class Comparer:
    """Looks at the places of one record's sources; each file is read once."""

    record: str
    exists: Exists
    load: Load
    origin: Origin
    at: At
    searched: int = 0
    looked: int = 0
    _files: dict[tuple[str, str], Then | None] = field(default_factory=dict)
    _texts: dict[Pointer, Readable] = field(default_factory=dict)

    def found(self, sources: Sequence[Source]) -> Found:
        """Return what was found of each source that names more than a file of the repository."""
        told = ((source.key, self.evidence(source)) for source in sources)
        return {key: evidence for key, evidence in told if evidence}

    def evidence(self, source: Source) -> Evidence | None:
        place = pointer(source, self.record, self.exists, self.origin)
        if place is None or (not source.quotes and place == Pointer(place.path)):
            away = "it is not in this repository: `--online` looks for them in text that anybody may read"
            return Evidence(quotes=untold(source.quotes, away)) if source.quotes else None
        file = self._file(place)
        if file is None:
            reason = f"the commit {place.commit[:12]} is not in the history that is here"
            return Evidence(place, untold(source.quotes, reason), untold=reason)
        if file.data is None:
            lack = f"is not there at {place.commit[:12]}" if place.commit else ""  # else CF302 says so
            return Evidence(place, untold(source.quotes, "it is not there"), lack)
        if lack := _lack(place, file.data):
            return Evidence(place, untold(source.quotes, "what it names is not there"), lack)
        return Evidence(place, tuple(self.compared(place, file.data, source.quotes)), since=self._since(place, file))

    def _file(self, place: Pointer) -> Then | None:
        key = place.path, place.commit
        if key not in self._files:
            if place.commit:
                self._files[key] = self.at(place.commit, place.path, MAX_FILE)
            else:
                self._files[key] = Then(self.load(place.path, MAX_FILE), place.path)
        return self._files[key]

    def _since(self, place: Pointer, then: Then) -> str:
        """Say what became of a place after the commit that it names."""
        if not place.commit:
            return ""
        if not then.current:
            return "is not there any more"
        moved = f"was moved to `{then.current}`" if then.current != place.path else ""
        now = self.load(then.current, MAX_FILE)
        changed = now is not None and then.data is not None and _part(place, now) != _part(place, then.data)
        said = f"{place.lines if place.first else 'its text'} {'have' if place.first != place.last else 'has'} changed"
        return " and ".join(filter(None, (moved, said if changed else "")))

    def compared(self, place: Pointer, data: bytes, quotes: Sequence[Quote]) -> Iterator[Compared]:
        """Yield what became of the quotes that a file is said to hold."""
        if not quotes:
            return
        if len(data) > MAX_FILE:
            yield from untold(quotes, f"it is larger than {MAX_FILE >> 20} MiB")
            return
        text = self._text(place, data)
        for quote in quotes:
            one = self.compare(quote, text, place.path)
            if one.state == "differs" and place.first:
                whole = self.compare(quote, self._text(Pointer(place.path, place.commit), data), place.path)
                one = one._replace(elsewhere=whole.line)
            yield one

    def _text(self, place: Pointer, data: bytes) -> Readable:
        place = place._replace(anchor="")
        if place not in self._texts:
            results = _tool_results(data) if place.path.endswith(LOG) and b'"messages"' in data else None
            self._texts[place] = results or readable.read(place.path, data, place.first, place.last)
        return self._texts[place]

    def compare(self, quote: Quote, text: Readable, name: str) -> Compared:
        """Hold a quote against a text."""
        if text.untold:
            return Compared(quote, "untold", reason=text.untold)
        self.searched += sum(len(form.text) for form in text.forms)
        if self.searched > MAX_SEARCHED:
            return Compared(quote, "untold", reason="the sources of this record are too long to look through")
        spelt = _spelt(quote.text, name)
        lines = [form.find(words) for form in text.forms for words in spelt if words]
        if line := next((line for line in lines if line > 0), 0):
            return Compared(quote, "short" if wording.is_short(spelt[0]) else "held", line)
        if -1 in lines:
            return Compared(quote, "untold", reason="its words stand there too often as a part of longer ones")
        self.looked += 1
        return Compared(quote, "differs", near=_nearest(text.forms, spelt) if self.looked <= MAX_NEAREST else None)


def _spelt(words: str, name: str) -> list[str]:
    """Return a quote in the forms in which it may stand in a file."""
    spelt = [wording.plain(words)]
    if name.lower().endswith(readable.MARKDOWN):
        spelt.append(" ".join(filter(None, map(wording.unmarked, words.split("\n")))))
    return list(dict.fromkeys(spelt))


def _nearest(forms: Sequence[Wording], spelt: Sequence[str]) -> Near | None:
    found = (form.near(words) for form, words in zip(forms, (*spelt, *spelt), strict=False))
    return next(filter(None, found), None)


def _tool_results(data: bytes) -> Readable | None:
    """Return what tools gave back in a stored conversation, None where a file is none: what anybody said shows
    nothing. Lines are numbers of messages."""
    from citefirst.ailog.errors import AiLogError
    from citefirst.ailog.stored import load

    try:
        log = load(data)
    except AiLogError:
        return None
    results = [each.text if each.role == "tool" and each.part != "call" else "" for each in log.messages]
    if not any(results):
        return Readable(untold="no tool's result is stored in this conversation, and what was said shows nothing")
    return Readable((Wording.of(results, wording.plain),))


def untold(quotes: Sequence[Quote], reason: str) -> tuple[Compared, ...]:
    return tuple(Compared(quote, "untold", reason=reason) for quote in quotes)


def _lack(place: Pointer, data: bytes) -> str:
    """Say what a file does not have of what is named of it, "" where nothing is missing."""
    at = f" at {place.commit[:12]}" if place.commit else ""
    if len(data) > MAX_FILE:
        return ""
    if place.first:
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        few = f"has {count} line{'' if count == 1 else 's'}{at}" if data else f"is empty{at}"
        return f"{few}, and not {place.lines}" if place.last > count or not data else ""
    if place.anchor and not has_anchor(place.anchor, data):
        return f"has no heading `{place.anchor}`{at}"
    return ""


def _part(place: Pointer, data: bytes) -> list[bytes]:
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    return lines[place.first - 1 : place.last] if place.first else lines


def held_against(found: Found, sources: Sequence[Source], texts: Mapping[str, Readable]) -> Found:
    """Return evidence with the quotes of sources that the web answered held against what it said."""
    told = dict(found)
    for source in sources:
        if source.quotes and (text := texts.get(source.target)):
            comparer = Comparer("", lambda path: False, lambda path, limit: None, Origin(), lambda *given: None)
            name = "page.md" if len(text.forms) > 1 else ""
            compared = tuple(_of_page(comparer.compare(quote, text, name), text) for quote in source.quotes)
            told[source.key] = Evidence(quotes=compared)
    return told


def _of_page(one: Compared, text: Readable) -> Compared:
    """Return a quote of a page: what programs make of it nobody sees, so it is wrong only where the page nearly says
    it."""
    if text.drawn and one.state == "differs" and one.near is None:
        return one._replace(state="untold", reason="the page as it is sent holds no words like these")
    return one
