"""Whether words assert something where nobody expects it: in a heading, a lead-in, a question, a caption, a log.

There the detector would say too much, for it weighs a line that is made to state something. Here only an event with
its subject counts, or a measured figure beside a verb. Names, topics, orders and plans assert nothing.
"""

from __future__ import annotations

import re
from functools import cache

from citefirst.facts import measured
from citefirst.facts.line import LIMIT
from citefirst.regex import lazy

_FEWEST = 4
"""Words below which an event is a topic: `Options considered`."""
_SUBJECTS = frozenset("DrRXipwy")
"""Tags with which a sentence begins that says who did it."""
_EVENTS = ("past", "perfect")
_TOPIC = lazy("[xXp]{0,3}p[EC]")
"""Tags of what is rather a topic with a participle than an event."""
_FIGURE = re.compile(r"\d")
_STAMPS = frozenset("jfmasondtwug")
"""First letters of days, months and zones."""

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
    if _is_short(text):
        return False
    from citefirst.facts.clauses import clauses_of
    from citefirst.facts.shape import shape_of

    read = shape_of(text, code)
    said = clauses_of(read).assertion
    if said not in ("past", "perfect", "present") or read.tags[:1] in ("q", "f", "u"):
        return False
    if measured.holds(read.text):
        return True
    long = len(read.words) - read.words.count(",") >= _FEWEST
    return long and said in _EVENTS and read.tags[:1] in _SUBJECTS and not _TOPIC.match(read.tags)


def _is_short(text: str) -> bool:
    """Tell at little cost that words are too few to assert anything."""
    return text.count(" ") < _FEWEST - 1 and not _FIGURE.search(text)


def happened(text: str) -> bool:
    """Tell whether words tell an event that is over."""
    if not asserts(text):
        return False
    from citefirst.facts.clauses import clauses_of
    from citefirst.facts.shape import shape_of

    return clauses_of(shape_of(text)).assertion in _EVENTS


def heads(title: str, is_record: bool) -> bool:
    """Tell whether a heading asserts something. A time at its beginning only places what follows, and the title of a
    whole record (`is_record`) may name its event; an amount is a fact there as well."""
    if _is_short(title):
        return False
    stamp = _stamp().match(title) if _begins_like_a_stamp(title) else None
    rest = title[stamp.end() :] if stamp else title
    return (not is_record or _holds_amount(rest)) and asserts(rest)


def _begins_like_a_stamp(title: str) -> bool:
    """Tell at little cost whether a time may begin a title: with a figure, a day, a month or a zone."""
    first = next((char for char in title if char.isalnum() or char == "_"), "")
    return first.isdigit() or first.casefold() in _STAMPS


def _holds_amount(text: str) -> bool:
    return measured.holds(text[:LIMIT], measured.AMOUNTS)


@cache
def _stamp() -> re.Pattern[str]:
    from citefirst.facts.sections import DAY

    return re.compile(rf"\W*(?:(?:{DAY}|\d{{1,2}}[:.]\d\d(?::\d\d)?(?:\s?[ap]m\b)?|UTC|GMT)(?:\W+|$))+", re.IGNORECASE)


def measures(text: str) -> bool:
    """Tell whether words hold a measured figure, a time or a date."""
    return measured.holds(text[:LIMIT])


def tells(lead: str) -> bool:
    """Tell whether a lead-in states more than that a list follows: an amount, or an event that the list is not."""
    lead = lead.rstrip("*_ ").removesuffix(":")
    plain = _AS_FOLLOWS.sub("", lead)
    if not asserts(plain):
        return False
    return _holds_amount(plain) or not (_LATER.search(plain) or _GOES_ON.search(plain))


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
