"""Whether words assert something where nobody expects it: in a heading, a lead-in, a question, a caption, a log.

There the detector would say too much, for it weighs a line that is made to state something. Here only an event with
its subject counts, or a measured figure beside a verb. Names, topics, orders and plans assert nothing.
"""

from __future__ import annotations

import re
from functools import cache

from citefirst.facts.clauses import clauses_of
from citefirst.facts.sections import DAY
from citefirst.facts.shape import Shape, shape_of
from citefirst.regex import lazy

MEASURED = ("clock time", "date", "duration", "figure with unit")
"""Signals of a figure that somebody measured or read off."""
_AMOUNTS = ("duration", "figure with unit")
_FEWEST = 4
"""Words below which an event is a topic: `Options considered`."""
_SUBJECTS = frozenset("DrRXipwy")
"""Tags with which a sentence begins that says who did it."""
_EVENTS = ("past", "perfect")
_TOPIC = lazy("[xXp]{0,3}p[EC]")
"""Tags of what is rather a topic with a participle than an event."""
_FIGURE = lazy(r"\d")

_LATER = lazy(
    r"\b(?:following|follows?|below|here|these|those|this|such|several|various|some|many|multiple|both|two|three|four"
    r"|five|six|seven|eight|nine|ten|\d{1,2}|number|example|e\.g|namely|includ(?:e|es|ed|ing)|consisted|options?"
    r"|alternatives?|steps?|reasons?|things?|ways?|factors?|causes?|effects?|events?|actions?|changes?|components?"
    r"|services?|parts?|areas?|points?|items?|lessons?|measures?|issues?|problems?|questions?|findings?)\b",
    re.IGNORECASE,
)
"""Words by which a lead-in says that the list below it tells the rest."""
_GOES_ON = lazy(
    r"\b(?:that|to|by|of|for|with|from|is|are|was|were|as|in|on|at|because|if|when|where|and|or|than)$", re.IGNORECASE
)
"""Words behind which the list goes on with the sentence."""
_AS_FOLLOWS = lazy(r"[,;]?\s+(?:as follows|like this|namely|for example|e\.g\.)\W{0,3}$", re.IGNORECASE)

_OPENERS = (
    r"(?:why|what|who|whom|whose|which|when|where|how|did|do|does|is|are|am|was|were|has|have|had|will|would|can|could"
    r"|shall|should|may|might|must|need|ought|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|haven't|hasn't|hadn't"
    r"|won't|wouldn't|can't|couldn't|shouldn't)\b"
)
_OPENS = lazy(rf"\W{{0,6}}(?:(?:and|but|so|or|then|well|ok|q\d{{0,2}})\b\W{{0,3}}){{0,2}}{_OPENERS}", re.IGNORECASE)
_OPENS_LATER = lazy(rf"(?:[,:;\u2013\u2014-]\s*|\s(?:and|but|so|or|then)\s+){_OPENERS}", re.IGNORECASE)
_TAG = lazy(
    r"[\s,;\u2013\u2014-]+(?:right|correct|no|yes|ok|okay|eh|huh|true|agreed|innit|or not|or what|don't you think"
    r"|(?:is|was|are|were|did|does|do|has|have|had|will|would|could|can|should)(?:n't)?\s+(?:it|we|they|he|she|you|i"
    r"|there|that|this)(?:\s+not)?)\s*$",
    re.IGNORECASE,
)
_TOLD = lazy(
    r"\b(?:know|knew|known|aware|remember|recall|notice|noticed|hear|heard|forget|forgot|forgotten|realise|realised"
    r"|realize|realized|mention|mentioned|shame|pity|fact|believe that|tell you|told you|learn|learned|learnt)\b"
    r"(?:\s+(?:that|how|of|about|when|the|fact)){0,3}\s+",
    re.IGNORECASE,
)
"""What a question takes for granted: `Did you know that …`."""
_WHY = lazy(r"\W{0,6}(?:why|how)\b", re.IGNORECASE)
_ASIDE = lazy(r"[\s*_]*[(\[\uff08][^()\[\]\uff08\uff09]{0,60}[?\uff1f][)\]\uff09]\W{0,4}$")
_SPEAKER = lazy(r"^\W{0,3}[^\s\[(]{1,40}(?: [^\s\[(]{1,40})?\s{1,4}[\[(]\d{1,2}:\d\d[^\[\]()]{0,12}[\])]:?\s*")
"""Who wrote a message of a chat, and when."""
_CLOSERS = "*_\"'\u201d\u2019)]\u00bb\uff09 "


def asserts(text: str, code: tuple[tuple[int, int], ...] = ()) -> bool:
    """Tell whether words tell an event with its subject, or a state with a measured figure."""
    if text.count(" ") < _FEWEST - 1 and not _FIGURE.search(text):
        return False
    read = shape_of(text, code)
    said = clauses_of(read).assertion
    if said not in ("past", "perfect", "present") or read.tags[:1] in ("q", "f", "u"):
        return False
    if _FIGURE.search(text) and not _fired(read).isdisjoint(MEASURED):
        return True
    long = len(read.words) - read.words.count(",") >= _FEWEST
    return long and said in _EVENTS and read.tags[:1] in _SUBJECTS and not _TOPIC.match(read.tags)


def happened(text: str) -> bool:
    """Tell whether words tell an event that is over."""
    return asserts(text) and clauses_of(shape_of(text)).assertion in _EVENTS


def heads(title: str, is_record: bool) -> bool:
    """Tell whether a heading asserts something. A time at its beginning only places what follows, and the title of a
    whole record (`is_record`) may name its event; an amount is a fact there as well."""
    stamp = _stamp().match(title)
    rest = title[stamp.end() :] if stamp else title
    return asserts(rest) and (not is_record or not _fired(shape_of(rest)).isdisjoint(_AMOUNTS))


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:(?:{DAY}|\d{{1,2}}[:.]\d\d(?::\d\d)?(?:\s?[ap]m\b)?|UTC|GMT)(?:\W+|$))+", re.IGNORECASE)


def measures(text: str) -> bool:
    """Tell whether words hold a measured figure, a time or a date."""
    return _FIGURE.search(text) is not None and not _fired(shape_of(text)).isdisjoint(MEASURED)


def tells(lead: str) -> bool:
    """Tell whether a lead-in states more than that a list follows: an amount, or an event that the list is not."""
    lead = lead.rstrip("*_ ").removesuffix(":")
    plain = _AS_FOLLOWS.sub("", lead)
    if not asserts(plain):
        return False
    return not _fired(shape_of(plain)).isdisjoint(_AMOUNTS) or not (_LATER.search(plain) or _GOES_ON.search(plain))


def asked(text: str) -> str | None:
    """Return what a question states in passing, "" for a question that only asks, and None for what is no question."""
    text = _SPEAKER.sub("", text.rstrip(_CLOSERS), count=1)
    if not text.endswith(("?", "\uff1f")):
        return None
    text = text.replace("\u2019", "'").rstrip("?\uff1f!. ")
    if tag := _TAG.search(text, max(len(text) - 40, 0)):
        return _if_asserted(text[: tag.start()])
    if not _OPENS.match(text):
        later = _OPENS_LATER.search(text)
        return _if_asserted(text[: later.start()] if later else text)
    if told := _TOLD.search(text):
        return _if_asserted(text[told.end() :])
    return text if _WHY.match(text) and measures(text) else ""


def without_aside(text: str) -> str:
    """Return a statement without a remark in brackets that asks: `It was deleted. (?)`."""
    found = _ASIDE.search(text, max(len(text) - 80, 0))
    return text[: found.start()] if found and any(map(str.isalnum, text[: found.start()])) else text


def _if_asserted(text: str) -> str:
    return text if asserts(text) else ""


def _fired(read: Shape) -> set[str]:
    from citefirst.facts.lexicon import lexicon

    return lexicon().fired("sentence", read)
