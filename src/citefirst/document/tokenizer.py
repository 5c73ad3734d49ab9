"""Raw HTML to tokens as a browser reads it (HTML standard, 13.2.5 "Tokenization"), each with its exact place.

The standard library's parser follows another grammar, which differs between patch releases of Python. This one is
held against html5lib. GitHub escapes the tags whose content would be no markup (GFM 0.29, "Disallowed Raw HTML") before
a browser sees them: here they are text as well. A tag of that kind that GitHub does not escape (`<style/x>`) ends the
reading: all that follows is `raw`.

Every pattern is possessive or ends at the first of its stops, so that the time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citefirst.document.references import character, in_value
from citefirst.structs import frozen

_RAW = "title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext"
_ESCAPED = re.compile(rf"</?(?:{_RAW})(?=[ \t\n\v\f\r>]|/>)", re.IGNORECASE | re.ASCII)
_RAW_NAMES = frozenset(_RAW.split("|"))
_SPECIAL = re.compile(r"[<&]")
_NAME = re.compile(r"[A-Za-z][^\t\n\f />]*+")
_BETWEEN = re.compile(r"[\t\n\f /]*+")
_BLANK = re.compile(r"[\t\n\f ]*+")
_ATTRIBUTE = re.compile(r"=?[^\t\n\f />=]*+")
_VALUE = re.compile(r"[^\t\n\f >]++")
_COMMENT = re.compile(r"--!?>")


@frozen
class Text:
    """Characters as they stand in `text[start:end]`; if they are `decoded`, the place of what they were made from."""

    start: int
    end: int
    text: str
    decoded: bool = False
    raw: bool = False
    """It stands where no markup is read, and where nobody can say whether a reader sees it."""


@frozen
class Tag:
    """A start tag, or an end tag if `closing`. Of attributes with the same name the first one counts."""

    start: int
    end: int
    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...] = ()
    """Names in lower case and values with their character references resolved."""

    def get(self, name: str) -> str | None:
        """Return the value of an attribute, None if the tag lacks it."""
        return next((value for key, value in self.attributes if key == name), None)


@frozen
class Comment:
    """Markup that a reader does not see: a comment, what only a browser takes for a comment (`<?…>`), or a DOCTYPE.

    `data` is what it holds, from `begin` on.
    """

    start: int
    end: int
    begin: int
    data: str


@frozen
class Open:
    """The text ends in the middle of `what`: a browser takes what follows in the file for a part of it."""

    start: int
    what: str


Token = Text | Tag | Comment | Open


def tokens(text: str) -> Iterator[Token]:
    """Return the tokens of a piece of HTML without `\\r`, in order. Only the last one can be `Open`."""
    position = 0
    while position < len(text):
        match = _SPECIAL.search(text, position)
        stop = match.start() if match else len(text)
        if stop > position:
            yield Text(position, stop, text[position:stop])
        if not match:
            return
        token = _reference(text, stop) if text[stop] == "&" else _markup(text, stop)
        yield token
        if isinstance(token, Open):
            return
        position = token.end
        if isinstance(token, Tag) and not token.closing and token.name in _RAW_NAMES:
            yield from _raw(text, token)
            return


def _raw(text: str, tag: Tag) -> Iterator[Token]:
    if tag.end < len(text):
        yield Text(tag.end, len(text), text[tag.end :], raw=True)
    yield Open(tag.start, f"`<{tag.name}`")


def _reference(text: str, start: int) -> Text:
    found = character(text, start)
    if not found:
        return Text(start, start + 1, "&")
    return Text(start, found[1], found[0], decoded=True)


def _markup(text: str, start: int) -> Token:
    """Read what a `<` begins."""
    if _ESCAPED.match(text, start):
        return Text(start, start + 1, "<")
    after = text[start + 1 : start + 2]
    if after == "!":
        if text.startswith("--", start + 2):
            return _comment(text, start)
        return _until(text, start, start + 2)
    if after == "?":
        return _until(text, start, start + 1)
    if after == "/":
        return _end(text, start)
    if name := _NAME.match(text, start + 1):
        return _tag(text, start, name, closing=False)
    return Text(start, start + 1, "<")


def _end(text: str, start: int) -> Token:
    if name := _NAME.match(text, start + 2):
        return _tag(text, start, name, closing=True)
    if start + 2 >= len(text):
        return Text(start, start + 2, "</")
    if text[start + 2] == ">":
        return Comment(start, start + 3, start + 2, "")
    return _until(text, start, start + 2)


def _until(text: str, start: int, begin: int) -> Comment | Open:
    """Read what ends at the first `>`: a DOCTYPE or a bogus comment, including `<![CDATA[`."""
    end = text.find(">", begin)
    return Comment(start, end + 1, begin, text[begin:end]) if end >= 0 else Open(start, f"`{text[start : start + 2]}`")


def _comment(text: str, start: int) -> Comment | Open:
    begin = start + 4
    for abrupt in (">", "->"):
        if text.startswith(abrupt, begin):
            return Comment(start, begin + len(abrupt), begin, "")
    match = _COMMENT.search(text, begin)
    return Comment(start, match.end(), begin, text[begin : match.start()]) if match else Open(start, "the comment")


def _tag(text: str, start: int, name: re.Match[str], closing: bool) -> Tag | Open:
    attributes: dict[str, str] = {}
    position = name.end()
    while True:
        position = _skip(_BETWEEN, text, position)
        if text.startswith(">", position):
            break
        key = _ATTRIBUTE.match(text, position)
        if key is None or key.end() == position:  # the text is at its end
            return Open(start, f"the tag `<{'/' * closing}{_lower(name.group())[:20]}`")
        position, value = _value(text, key.end())
        if position < 0:
            return Open(start, f"the tag `<{'/' * closing}{_lower(name.group())[:20]}`")
        attributes.setdefault(_lower(key.group()), value)
    return Tag(start, position + 1, _lower(name.group()), closing, tuple(attributes.items()))


def _value(text: str, position: int) -> tuple[int, str]:
    """Return where the attribute ends whose name ends at a position, and its value; -1 if the text ends first."""
    place = _skip(_BLANK, text, position)
    if not text.startswith("=", place):
        return place, ""
    place = _skip(_BLANK, text, place + 1)
    quote = text[place : place + 1]
    if quote in ('"', "'"):
        end = text.find(quote, place + 1)
        return (end + 1, in_value(text[place + 1 : end])) if end >= 0 else (-1, "")
    if quote == ">":
        return place, ""
    match = _VALUE.match(text, place)
    return (match.end(), in_value(match.group())) if match else (-1, "")


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _lower(name: str) -> str:
    """Put the ASCII letters of a name into lower case; others have no case in HTML."""
    return name.lower() if name.isascii() else re.sub("[A-Z]+", lambda match: match.group().lower(), name)
