"""Known IDs that need no definition: tickets, pull requests, commits, advisories, standards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from citefirst.evidence import patterns
from citefirst.regex import lazy
from citefirst.signing.people import ACCOUNT
from citefirst.structs import frozen


@frozen
class IdMatch:
    """A known ID: `text[start:end]` is `id`."""

    id: str
    kind: str
    start: int
    end: int
    url: str = ""
    """Where it leads, for forms whose policy says so."""


FORMS = {
    "INC-{number}": "incident",
    "CHG{number}": "ticket",
    "CHG-{number}": "ticket",
    "DEP-{number}": "deploy",
    "deploy-{number}": "deploy",
    "GH-{number}": "reference",
    "CVE-{year}-{number}": "advisory",
    "GHSA-{word}-{word}-{word}": "advisory",
    "RFC {number}": "standard",
    "RFC-{number}": "standard",
    "{owner}#{number}": "reference",
    "#{number}": "reference",
}
"""Forms of known IDs and what each is. `reference` is a ticket or a pull request; the form does not say which."""

_PARTS = {
    "number": r"\d{1,10}",
    "year": r"\d{4}",
    "word": r"[0-9A-Za-z]{4}",
    "owner": ACCOUNT + r"/[A-Za-z0-9._-]{1,100}",
}
_NAMES = lazy(r"\{(\w+)\}")
_SHA = lazy(r"(?=[0-9a-f]{0,39}[0-9])(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}")
_LONG_SHA = lazy(r"(?<![0-9A-Za-z])(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{40}(?![0-9A-Za-z])")
_BEFORE = lazy(r"([A-Za-z]+(?:[ -][Rr]equest)?)s?[ :]*\(?$")
_KINDS = {
    "pr": "pull-request", "mr": "pull-request", "pull": "pull-request", "pull request": "pull-request",
    "merge request": "pull-request", "issue": "ticket", "ticket": "ticket", "bug": "ticket", "case": "ticket",
}  # fmt: skip
"""What the word before `#123` says that it is."""
_COUNTED = frozenset(
    (
        "block slot epoch height step option item number no page line figure table chapter section part node shard"
        " rank attempt run round phase level tier priority version question point proposal batch row rule"
    ).split()
)
"""Words whose `#123` counts something: `Block #8647535`."""
_DIGIT = lazy(r"\d")
_LONGEST = 6
"""Digits of a bare `#123`; longer ones are heights, colours and counters unless a word before says otherwise."""


@frozen
class Form:
    """A form of IDs (`INC-{number}`), what they are, and the address that they stand for, built from the same parts."""

    form: str
    kind: str
    url: str = ""
    pattern: str = ""
    """A regular expression instead of the form, which is then only its name; its address has the part `{id}`."""


def fault(form: Form) -> str | None:
    """Return what is wrong with a form, as a sentence; None if it is sound."""
    if form.pattern:
        others = set(_NAMES.findall(form.url)) - {"id"}
        return f"the address has `{{{others.pop()}}}`, known is `{{id}}`" if others else patterns.fault(form.pattern)
    names = _NAMES.findall(form.form)
    if unknown := [name for name in (*names, *_NAMES.findall(form.url)) if name not in _PARTS]:
        return f"`{{{unknown[0]}}}` is no part of an ID: known are {', '.join(f'`{{{name}}}`' for name in _PARTS)}"
    if "number" not in names and "year" not in names:
        return "an ID needs a `{number}`, or any word could be one"
    if left := set(_NAMES.findall(form.url)) - set(names):
        return f"the address has `{{{left.pop()}}}`, which the ID has not"
    return None


@cache
def _pattern(own: tuple[Form, ...]) -> tuple[re.Pattern[str], dict[str, Form], tuple[str, ...]]:
    """Return one pattern for all forms, a repository's own first, the form of each of its groups, and pieces of text
    of which each ID has one."""
    known = [*own, *(Form(form, kind) for form, kind in FORMS.items())]
    groups = {f"f{index}": form for index, form in enumerate(known)}
    forms = "|".join(f"(?P<{name}>{form.pattern or _compile(form.form)})" for name, form in groups.items())
    pieces = tuple({"" if form.pattern else max(_NAMES.sub("\n", form.form).split("\n"), key=len) for form in known})
    return re.compile(rf"(?<![\w/#&.:=?-])(?:{forms})(?![\w-])(?!\.\d)"), groups, pieces


def _compile(form: str, opened: str = "", closed: str = "") -> str:
    """Compile the pattern of a form; `opened` and `closed` go around each of its parts."""
    return re.sub(r"\\\{(\w+)\\\}", lambda match: f"{opened}{_PARTS[match.group(1)]}{closed}", re.escape(form))


def find(text: str, code: Sequence[tuple[int, int]] = (), own: tuple[Form, ...] = ()) -> list[IdMatch]:
    """Find the known IDs of a text, in order. `code` are sorted ranges of code spans, in which only a commit's SHA
    counts.

    `own` are the forms of a repository's policy, in addition to the built-in ones.
    """
    if not _DIGIT.search(text) and not any(form.pattern for form in own):
        return []
    return sorted((*_forms(text, code, own), *_commits(text, code)), key=lambda match: match.start)


def _address(form: Form, text: str) -> str:
    """Return the address for an ID of a form, "" if the form has none."""
    if not form.url:
        return ""
    if form.pattern:
        from urllib.parse import quote

        return form.url.replace("{id}", quote(text, safe=""))
    parts = _NAMES.findall(form.form)
    found = re.fullmatch(_compile(form.form, "(", ")"), text)
    values = dict(zip(parts, found.groups(), strict=True)) if found else {}
    return _NAMES.sub(lambda match: values[match.group(1)], form.url) if values else ""


def _forms(text: str, code: Sequence[tuple[int, int]], own: tuple[Form, ...]) -> Iterator[IdMatch]:
    pattern, groups, pieces = _pattern(own)
    if not any(map(text.__contains__, pieces)):
        return
    for match in pattern.finditer(text):
        start, end = match.span()
        if _is_inside(code, start):
            continue
        form = groups[match.lastgroup or ""]
        kind = form.kind
        if match.group().startswith("#"):
            word = _BEFORE.search(text, max(0, start - 20), start)
            before = word.group(1).lower() if word else ""
            named = _KINDS.get(before) or _KINDS.get(before.removesuffix("s"))
            if before in _COUNTED or (named is None and end - start - 1 > _LONGEST):
                continue
            kind = named or kind
        yield IdMatch(match.group(), kind, start, end, _address(form, match.group()))


def _commits(text: str, code: Sequence[tuple[int, int]]) -> Iterator[IdMatch]:
    for start, end in code:
        if _SHA.fullmatch(text, start, end):
            yield IdMatch(text[start:end], "commit", start, end)
    for match in _LONG_SHA.finditer(text):
        if not _is_inside(code, match.start()):
            yield IdMatch(match.group(), "commit", match.start(), match.end())


def _is_inside(ranges: Sequence[tuple[int, int]], position: int) -> bool:
    """Tell whether one of the sorted ranges holds a position."""
    index = bisect_right(ranges, position, key=lambda place: place[0]) - 1
    return index >= 0 and position < ranges[index][1]
