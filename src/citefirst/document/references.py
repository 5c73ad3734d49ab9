"""Character references of HTML (HTML standard, 13.2.5.72 "Character reference state"): `&lt;`, `&#60;`, `&amp`."""

from __future__ import annotations

import re
from html.entities import html5

_NAMED = re.compile(r"&([A-Za-z0-9]{1,40}+;?)")
_NUMBER = re.compile(r"&#(?:[xX]([0-9A-Fa-f]++)|([0-9]++));?")
_REPLACEMENT = "\ufffd"
_C1 = range(0x80, 0xA0)
"""Control characters that are read as windows-1252."""


def character(text: str, start: int) -> tuple[str, int] | None:
    """Return the character that the `&` at a place begins, and where it ends; None for a plain `&`."""
    if number := _NUMBER.match(text, start):
        return _numbered(number), number.end()
    named = _NAMED.match(text, start)
    if not named:
        return None
    name = named.group(1)
    for length in range(len(name), 1, -1):  # the longest name wins: `&notit;` is `¬it;`
        if name[:length] in html5:
            return html5[name[:length]], start + 1 + length
    return None


def in_value(text: str) -> str:
    """Decode an attribute's value. For the sake of old addresses, `&copy=1` is no reference there."""
    parts: list[str] = []
    position = 0
    while (start := text.find("&", position)) >= 0:
        found = character(text, start)
        if found and text[found[1] - 1] != ";" and text[start + 1] != "#" and _goes_on(text, found[1]):
            found = None
        parts += [text[position:start], found[0] if found else "&"]
        position = found[1] if found else start + 1
    return "".join((*parts, text[position:]))


def _goes_on(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return after == "=" or (after.isascii() and after.isalnum())


def _numbered(match: re.Match[str]) -> str:
    hexadecimal, decimal = match.groups()
    digits = (hexadecimal or decimal).lstrip("0")
    if len(digits) > 7:
        return _REPLACEMENT
    code = int(digits or "0", 16 if hexadecimal else 10)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return _REPLACEMENT
    if code in _C1:
        try:
            return bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            return chr(code)
    return chr(code)
