"""The words with a meaning of their own: IDs of sources, the label UNKNOWN, and what people write in its place."""

from __future__ import annotations

import re

_ID = re.compile(
    r"[A-Z](?=[^\s\[\]]{0,63}\d)[A-Za-z0-9._#/-]{0,62}[A-Za-z0-9]"  # S1, DEP-8123, ADR-0012, RFC2119
    r"|[a-z]{1,20}[-_.]?\d{1,12}"  # s1, deploy-8123
    r"|[A-Za-z0-9._/-]{0,60}#\d{1,12}|\d{1,12}"  # #123, acme/shop#12, 1
)
_NO_ID = re.compile(r"[vV]\d+(?:[./]\d+)*|(?:19|20)\d\d|.*(?:A-Z|a-z|0-9).*")  # a version, a year, a regular expression

_UNKNOWN = re.compile(r"\[?UNKNOWN\b(?![-_/])\]?(?: ?\(([^()]{0,200})\))?")
_WHO = re.compile(r"[^,;@]*\w@\w[\w.-]*>?|@[\w-]+(?:/[\w-]+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REST = re.compile(r"[\s.:;,\]-]*")
_PLACEHOLDER = re.compile(
    r"\[?(?:TBD|TBC|TODO|FIXME|tbd|tbc|todo)\b\]?|\?{3,}|\?\?:\?\?"
    r"|[Tt]o be (?:determined|confirmed|decided|defined|announced)\b"
    r"|unknown\b(?!-)|Unknown(?=\s*(?:$|[.:;,()]|at this|yet\b))"
)

_ABROAD = (
    "UNBEKANNT UNKLAR OFFEN INCONNU INCONNUE DESCONOCIDO DESCONOCIDA DESCONHECIDO DESCONHECIDA SCONOSCIUTO SCONOSCIUTA"
    " IGNOTO ONBEKEND NIEZNANE NIEZNANY NIEZNANA OK\u00c4ND UKJENT UKENDT TUNTEMATON NEZN\u00c1M\u00c9 ISMERETLEN"
    " NECUNOSCUT B\u0130L\u0130NM\u0130YOR \u041d\u0415\u0418\u0417\u0412\u0415\u0421\u0422\u041d\u041e"
    " \u041d\u0415\u0412\u0406\u0414\u041e\u041c\u041e \u0386\u0393\u039d\u03a9\u03a3\u03a4\u039f"
).split()
_WIDE = "\u4e0d\u660e \u672a\u77e5 \u672a\u5b9a \u4e0d\u8a73 \u672a\u8a73 \ubbf8\uc815 \ubd88\uba85".split()
_UNTRANSLATED = re.compile(
    rf"\[?(?:(?:{'|'.join(_ABROAD)})\b(?![-_/])|(?:{'|'.join(_WIDE)})(?=\s|$|[\]:\uff1a(\uff08.\u3002,\u3001]))\]?"
)
"""The label in other languages, in which nobody looks for it."""


def is_translated(text: str) -> bool:
    """Tell whether a text begins with the word for UNKNOWN in another language, written as the label is."""
    return _UNTRANSLATED.match(text) is not None


def is_id(label: str) -> bool:
    """Tell whether a bracketed word looks like a source's ID (`S1`, `DEP-8123`, `1`) and not like a date
    or a version."""
    return bool(_ID.fullmatch(label)) and not _NO_ID.fullmatch(label)


def key(label: str) -> str:
    """Return the form in which two labels name the same source: case folded, blanks collapsed (CommonMark,
    "matches")."""
    return " ".join(label.casefold().split())


def unknown(text: str) -> tuple[int, str | None, str | None] | None:
    """Read the label UNKNOWN at the start of a text: its length, who finds out and by when (`YYYY-MM-DD`).

    Where the label itself does not say so, a person and a day in parentheses may close the text, as in action items.
    """
    match = _UNKNOWN.match(text) if text.startswith(("UNKNOWN", "[UNKNOWN")) else None
    if not match:
        return None
    note = match.group(1) or _closing(text)
    who, until = _WHO.search(note), _DAY.search(note)
    return match.end(), who.group().strip() if who else None, until.group() if until else None


def _closing(text: str) -> str:
    """Return the note in parentheses that closes a text, "" where that does not hold a person and a day."""
    end = text.rstrip(" .")
    note = end[end.rfind("(") + 1 : -1] if end.endswith(")") else ""
    return note if _WHO.match(note) and _DAY.search(note) else ""


def placeholder(text: str) -> int:
    """Return the length of a placeholder (TBD, TODO, ???, lower-case unknown) at the start of a text, otherwise 0."""
    if "a" <= text[:1] <= "s" or "0" <= text[:1] <= "9":
        return 0  # most texts begin with a letter or a digit with which no placeholder does
    match = _PLACEHOLDER.match(text) or _UNTRANSLATED.match(text)
    return match.end() if match else 0


def is_alone(text: str, length: int) -> bool:
    """Tell whether only punctuation follows the first `length` characters."""
    return bool(_REST.fullmatch(text, length))
