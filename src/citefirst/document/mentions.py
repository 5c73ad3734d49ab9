"""What may name evidence in the repository itself: a path in a code span, the name of another record.

Only the form is read here. Whether there is such a file or record is known where citations become sources
(`record.own`); what is not there is no citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citefirst.regex import lazy

_WORDS = "ADR|MADR|LADR|DR|PDR|TDR|RFC|KEP|PEP|OEP|TEP|OTEP|EIP|BIP|CEP|SEP|PM|RCA|PIR|DEC"
"""What records are called before their number, also where no hyphen joins the two: `ADR 42`, `RFC #4`."""
_CALLED = _WORDS.split("|")
STANDARDS = frozenset(
    "AES AMD ARM ASCII BASE CRC CVE CWE COVID DIN DSA EC ECMA EN ES FIPS GHSA GPT HTTP IEC IEEE IP IPV ISBN ISO JIS LLM"
    " MD MIPS MP PCI PKCS RSA SHA SOC SSL TLS UCS USB UTF WCAG".split()
)
"""Prefixes of what is no record, so that nobody looks for one: `UTF-8`, `ISO-27001`."""

_DIGIT = lazy(r"\d")
_NAME = lazy(
    r"(?<![\w/#&.:=?@-])(?:"
    rf"(?P<id>(?:(?P<word>{_WORDS})[ -]?\#?|(?P<prefix>[A-Z][A-Z0-9]{{1,11}})-)\d{{1,6}}(?:-\d{{1,6}})?)"
    r"|(?P<file>(?:[A-Za-z]{2,12}[-_])?\d{3,6}(?:[-_][A-Za-z][A-Za-z0-9]{0,40}){2,20}(?:\.md)?)"
    r")(?![\w/#@=-]|\.\w)"
)
_TITLE = lazy(
    r"\b(?:ADRs?|RFCs?|records?|decisions?|post-?mortems?|proposals?|[Ss]ee|[Pp]er)[ :,(]{1,3}"
    r"(?:\"(?P<plain>[^\"]{8,120})\"|\u201c(?P<curly>[^\u201c\u201d]{8,120})\u201d)"
)
_PLACE = lazy(
    r"(?P<path>[^\s:#?*<>|\"'`$(){};,=!&%\\]{2,200}?)"
    r"(?::(?P<line>\d{1,7})(?:-(?P<to>\d{1,7}))?(?::\d{1,7}(?:[:-]\d{1,7})?)?"
    r"|#L(?P<at>\d{1,7})(?:C\d{1,5})?(?:-L?(?P<until>\d{1,7})(?:C\d{1,5})?)?"
    r"|(?:::?|\#)(?P<symbol>[A-Za-z_][\w.:-]{0,120})(?:\(\)|\[[^\]]{0,80}\])?)?"
)
_FILE = lazy(r".*[^/.]\.[A-Za-z][A-Za-z0-9]{0,9}|(?:.*/)?[A-Z][a-z]+file|(?:.*/)?(?:CODEOWNERS|LICENSE|README)")


def names(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what may be the name of a record in a text, with its place: its ID, its file's name, its quoted title."""
    if _DIGIT.search(text) and ("-" in text or "_" in text or any(map(text.__contains__, _CALLED))):
        for match in _NAME.finditer(text):
            if match["prefix"] not in STANDARDS:
                yield match.group(), *match.span()
    if '"' in text or "\u201c" in text:
        for match in _TITLE.finditer(text):
            group = "plain" if match["plain"] else "curly"
            yield match[group], match.start(group), match.end(group)


def is_name(text: str) -> bool:
    """Tell whether a whole text has the form of a record's name."""
    return any(name == text for name, *_ in names(text))


def path(code: str) -> str | None:
    """Return the path that a code span may be, without a line or a symbol behind it: `src/cart.py:12`; None for what
    has no such form."""
    place = _PLACE.fullmatch(code)
    if place is None or "://" in code or place["path"].endswith(".."):
        return None
    return place["path"] if "/" in place["path"].strip("/") or is_file(place["path"]) or code.endswith("/") else None


def is_file(place: str) -> bool:
    """Tell whether a path has the form of a file: `src/cart.py`, `Makefile`."""
    return bool(_FILE.fullmatch(place))


def detail(code: str) -> tuple[int, str]:
    """Return the last line (0 for none) and the symbol that a code span names behind its path."""
    place = _PLACE.fullmatch(code)
    line = max(int(place[name] or 0) for name in ("line", "to", "at", "until")) if place else 0
    symbol = (place["symbol"] or "") if place else ""
    return line, re.split(r"[.:]+", symbol.rstrip(".:-"))[-1]
