"""Which ranges of a text are citations: what the Markdown marks, and IDs in brackets, bare URLs and known IDs.

What may name evidence of the repository itself (`mentions`) is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from citefirst.document import mentions
from citefirst.document.labels import is_id, key
from citefirst.document.prose import IMAGE, Mark, Prose
from citefirst.document.sight import visible
from citefirst.model import Citation
from citefirst.places import Span
from citefirst.regex import lazy
from citefirst.structs import frozen

_BRACKETS = lazy(r"\[([^\[\]]{1,80})\]")
_URL = lazy(r"(?:https?://|\bwww\.)[^\s<>\"]+", re.IGNORECASE)
_LIST = lazy(r"\s*[,;]\s*")
_RANGE = lazy(r"(\d{1,3})\s?[-\u2013]\s?(\d{1,3})")
_NOT_EVIDENCE = ("#", "mailto:", "tel:")
OWN = ("path", "record")
"""Forms of what cites only where the repository has it."""


class KnownId(Protocol):
    """A known ID in a text: `text[start:end]` is an ID of the given kind, `url` where it leads or ""."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def url(self) -> str: ...


FindIds = Callable[[str, Sequence[tuple[int, int]]], Sequence[KnownId]]
"""Known IDs of a text, given the ranges that are code."""


@frozen
class Mention:
    """A citation and the range of the text that it takes; `words` if that range reads as words of the sentence."""

    citation: Citation
    start: int
    end: int
    words: bool


def find(prose: Prose, known: AbstractSet[str], find_ids: FindIds) -> list[Mention]:
    """Find the citations of a text, in order. `known` are the keys (`labels.key`) of all sources that the record
    defines."""
    seen: Sequence[Mark] = prose.marks
    if veils := [mark for mark in prose.marks if mark.kind == "hidden"]:
        hidden = _covered(veils, len(prose.text))
        seen = [mark for mark in prose.marks if not any(hidden[mark.start : mark.end])]
    pictures = frozenset(mark.start for mark in seen if mark.kind == "image")
    found = [mention for mark in seen if (mention := _marked(prose, mark, known, pictures))]
    taken = _covered(prose.marks, len(prose.text))
    for finder in (_bare_urls, _brackets):
        for mention in finder(prose, taken, known, find_ids):
            found.append(mention)
            _take(taken, mention.start, mention.end)
    code = sorted((mark.start, mark.end) for mark in prose.marks if mark.kind == "code")
    for start, end in code:
        taken[start:end] = bytes(end - start)
    for match in find_ids(prose.text, code):
        if not any(taken[match.start : match.end]):
            citation = Citation("id", match.id, match.url or None, prose.span(match.start, match.end), match.kind)
            found.append(Mention(citation, match.start, match.end, True))
            _take(taken, match.start, match.end)
    found += _own(prose, code, seen, taken)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def _covered(marks: Sequence[Mark], length: int) -> bytearray:
    """Return which characters of a text stand in one of the marks."""
    taken = bytearray(length)
    for mark in marks:
        _take(taken, mark.start, mark.end)
    return taken


def _own(prose: Prose, code: Sequence[tuple[int, int]], seen: Sequence[Mark], taken: bytearray) -> Iterator[Mention]:
    """Find what may name a file or a record of the repository; what stands in a link is the link's words."""
    if code:
        visible_code = [mark for mark in seen if mark.kind == "code"]
        linked = _covered([mark for mark in prose.marks if mark.kind != "code"], len(prose.text))
        for mark in visible_code:
            text = prose.text[mark.start : mark.end]
            if any(taken[mark.start : mark.end]) or any(linked[mark.start : mark.end]):
                continue
            if path := mentions.path(text):
                span = prose.content.span(*mark.at)
                yield Mention(Citation("path", text, path, span), mark.start, mark.end, True)
            elif mentions.is_name(text):
                span = prose.content.span(*mark.at)
                yield Mention(Citation("record", text, None, span), mark.start, mark.end, True)
        for start, end in code:
            _take(taken, start, end)
    for name, start, end in mentions.names(prose.text):
        if not any(taken[start:end]):
            yield Mention(Citation("record", name, None, prose.span(start, end)), start, end, True)


def _marked(prose: Prose, mark: Mark, known: AbstractSet[str], pictures: AbstractSet[int]) -> Mention | None:
    text = prose.text[mark.start : mark.end]
    span = prose.content.span(*mark.at)
    if mark.kind in ("reference", "link") and not (visible(text) or _shows(text, mark.start, pictures)):
        return None
    match mark.kind:
        case "reference":
            return Mention(
                Citation("reference", mark.label, None, span), mark.start, mark.end, not text.startswith("[")
            )
        case "footnote" if key(f"^{mark.label}") in known:  # any other one is a note, not a source
            return Mention(Citation("footnote", mark.label, None, span), mark.start, mark.end, False)
        case "image":
            return Mention(Citation("image", mark.label, mark.target, span), mark.start, mark.end, False)
        case "link" | "autolink" if not (mark.target or "#").startswith(_NOT_EVIDENCE):
            return Mention(Citation("link", text, mark.target, span), mark.start, mark.end, mark.kind == "link")
    return None


def _shows(text: str, start: int, pictures: AbstractSet[int]) -> bool:
    """Tell whether a text contains the place of one of the images."""
    return any(char == IMAGE and start + index in pictures for index, char in enumerate(text))


def _bare_urls(prose: Prose, taken: bytearray, *_: object) -> Iterator[Mention]:
    """Find URLs that GitHub turns into links by itself (GFM 0.29, "Autolinks (extension)")."""
    if "://" not in prose.text and "www." not in prose.text.lower():
        return
    for match in _URL.finditer(prose.text):
        start, end = match.start(), match.start() + len(_trimmed(match.group()))
        if not any(taken[start:end]):
            url = prose.content.text[prose.at[start] : prose.at[end - 1] + 1]
            target = url if "://" in url else f"http://{url}"
            yield Mention(Citation("link", url, target, prose.span(start, end)), start, end, False)


def _trimmed(url: str) -> str:
    """Strip a URL of the sentence's punctuation around it, and of brackets that the URL does not open itself."""
    end, unopened = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in "?!.,:;*_~'\"]" or (url[end - 1] == ")" and unopened > 0)):
        unopened -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _brackets(prose: Prose, taken: bytearray, known: AbstractSet[str], find_ids: FindIds) -> Iterator[Mention]:
    """Find `[S1]`, `[S1, S2]`, `[1-3]`, `[text][S9]` and `[^9]` that no link definition resolved, each bracket by
    itself: what stands behind one makes nothing else of it."""
    if "[" not in prose.text:
        return
    words = range(0)
    """The bracket before, where it cites nothing: the text of a link that leads nowhere, or an index."""
    for match in _BRACKETS.finditer(prose.text):
        start, end = match.span()
        if any(taken[start:end]):
            continue
        label, follows = match[1], words.stop == start
        if label.startswith("^"):
            yield Mention(Citation("footnote", label[1:], None, prose.span(start, end)), start, end, False)
            continue
        after_word = follows or (start > 0 and (prose.text[start - 1].isalnum() or prose.text[start - 1] in "_)"))
        labels = _cited(label, known, after_word)
        begin = words.start if follows and labels else start
        words = range(0) if labels else range(start, end)
        for each in labels:
            yield Mention(_reference(each, prose.span(begin, end), find_ids), begin, end, False)


def _cited(label: str, known: AbstractSet[str], after_word: bool) -> list[str]:
    """Return the IDs that a bracket cites, none where it is text. A number that nothing defines may as well be an
    index, a coordinate or the end of an interval: `list[0]`, `[0, 0]`, `[10, 20]`."""
    if key(label) in known:
        return [label]
    labels = _numbers(label, known) or _LIST.split(label)
    if not all(key(each) in known or is_id(each) for each in labels):
        return []
    loose = all(each.isdigit() and key(each) not in known for each in labels)
    return [] if loose and (after_word or len(labels) > 1 or label.startswith("0")) else labels


def _numbers(label: str, known: AbstractSet[str]) -> list[str]:
    """Return all numbers of `1-3` where the record defines both ends; [] for any other label."""
    ends = _RANGE.fullmatch(label)
    if not ends or not {ends[1], ends[2]} <= known:
        return []
    first, last = int(ends[1]), int(ends[2])
    return [str(number) for number in range(first, last + 1)]


def _reference(label: str, span: Span, find_ids: FindIds) -> Citation:
    """Return a bracketed ID as a reference, or as a known ID if the record does not define it:
    `[INC-2041]`, `[#123]`."""
    for match in find_ids(label, ()):
        if (match.start, match.end) == (0, len(label)):
            return Citation("reference", label, match.url or None, span, match.kind)
    return Citation("reference", label, None, span)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)
