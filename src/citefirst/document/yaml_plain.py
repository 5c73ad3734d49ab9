"""The YAML that nearly all front matter and policies are written in, without a parser for all of YAML.

PyYAML takes longer to load than a short record to judge. What is read here: mappings and lists in blocks, plain and
quoted words on one line, lists of words in brackets, comments. Whatever else stands in a text, and every fault, is for
the parser (`yaml_events`); tests ensure that the two never disagree.
"""

from __future__ import annotations

from typing import Any, NoReturn

from citefirst.document.scalars import resolve
from citefirst.document.yaml import MAX_DEPTH, MAX_NODES, Loaded
from citefirst.model import Path
from citefirst.places import Span

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
"""What a plain word does not begin with (YAML 1.2, production ns-plain-first); `-1` is left to the parser."""
_QUOTES = ("'", '"')
_FLOW = frozenset(",[]{}:?#&*!|>'\"%@`\\")
"""What a word in brackets does not hold."""
_MAX_KEY = 128


class _NotPlain(Exception):
    """The parser must read it."""


def load(text: str, base: int) -> Loaded | None:
    """Read one YAML document that starts at an offset, None where it is not plain."""
    if len(text) >= MAX_NODES or not text.replace("\n", "").isprintable():  # a node takes a character at least
        return None
    try:
        return _Reader(text, base).read()
    except _NotPlain:
        return None


class _Reader:
    """`lines` are column, offset and content of those that say something, `at` is the number of the next one, `end` the
    end of the last thing read."""

    def __init__(self, text: str, base: int) -> None:
        self.base, self.at, self.end = base, 0, 0
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self.lines: list[tuple[int, int, str]] = []
        offset = 0
        for line in text.split("\n"):
            content = line.lstrip(" ")
            if content and content[0] != "#":
                column = len(line) - len(content)
                self.lines.append((column, offset + column, content.rstrip(" ")))
            offset += len(line) + 1

    def read(self) -> Loaded:
        if self.column != 0:
            _leave()
        data = self.block(0, ())
        if self.at < len(self.lines):
            _leave()
        return Loaded(data, self.keys, self.values)

    @property
    def column(self) -> int:
        """The column of the next line, -1 behind the last one."""
        return self.lines[self.at][0] if self.at < len(self.lines) else -1

    @property
    def is_item(self) -> bool:
        content = self.lines[self.at][2]
        return content.startswith("- ") or content == "-"

    def block(self, column: int, path: Path) -> Any:
        if len(path) >= MAX_DEPTH - 1:
            _leave()
        start = self.lines[self.at][1]
        data: Any = self.items(column, path) if self.is_item else self.mapping(column, path)
        if self.column > column:  # what stands deeper continues a word, or fits nowhere
            _leave()
        self.values[path] = self.span(start, self.end)
        return data

    def items(self, column: int, path: Path) -> list[Any]:
        found: list[Any] = []
        while self.column == column and self.is_item:
            _, offset, content = self.lines[self.at]
            content, place = content[2:], (*path, len(found))
            if not content or content[0] in " -":
                _leave()
            if _key(content):
                self.lines[self.at] = (column + 2, offset + 2, content)
                found.append(self.block(column + 2, place))
            else:
                self.at += 1
                found.append(self.value(offset + 2, content, place))
                if self.column > column:
                    _leave()
        return found

    def mapping(self, column: int, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.column == column and not self.is_item:
            _, offset, content = self.lines[self.at]
            name, length = _key(content) or _leave()
            place = (*path, name)
            if place in self.keys:
                _leave()
            self.keys[place] = self.span(offset, offset + length)
            self.at += 1
            rest = content[length + 1 :].lstrip(" ")
            if rest and rest[0] != "#":
                found[name] = self.value(offset + len(content) - len(rest), rest, place)
            elif self.column > column or (self.column == column and self.is_item):
                found[name] = self.block(self.column, place)
            else:
                self.end, found[name], self.values[place] = offset + length + 1, None, self.keys[place]
            if self.column > column:
                _leave()
        return found

    def value(self, start: int, content: str, path: Path) -> Any:
        """Read the word or the bracket that ends a line."""
        if content[0] in _QUOTES:
            word, length = _quoted(content)
            value: Any = word
            if (rest := content[length:]) and not (rest[0] == " " and rest.lstrip(" ")[0] == "#"):
                _leave()
        else:
            content = content.partition(" #")[0].rstrip(" ")
            length = len(content)
            value = self.words(start, content, path) if content[0] == "[" else _plain(content)
        self.end = start + length
        self.values[path] = self.span(start, self.end)
        return value

    def words(self, start: int, content: str, path: Path) -> list[Any]:
        """Read a list of words in brackets."""
        inside, found = content[1:-1], list[Any]()
        if content[-1] != "]" or len(content) < 2 or len(path) >= MAX_DEPTH - 1:
            _leave()
        at = start + 1
        for part in inside.split(",") if inside.strip(" ") else ():
            word = part.strip(" ")
            if not word or word[0] == "-" or _FLOW & set(word):
                _leave()
            first = at + len(part) - len(part.lstrip(" "))
            self.values[(*path, len(found))] = self.span(first, first + len(word))
            found.append(resolve(word))
            at += len(part) + 1
        return found

    def span(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + end)


def _leave() -> NoReturn:
    raise _NotPlain


def _key(content: str) -> tuple[str, int] | None:
    """Return the key that a line begins with, and its length as written; None where it begins with none."""
    if content[0] in _QUOTES:
        word, length = _quoted(content)
        return (word, length) if content[length : length + 2] in (":", ": ") else None
    length = content.find(": ")
    length = len(content) - 1 if length < 0 and content[-1] == ":" else length
    if length < 0 or -1 < content.find(" #") < length:
        return None
    word = content[:length]
    if not word or word[-1] == " " or word[0] == "." or word == "<<" or length > _MAX_KEY:
        _leave()
    if _plain(word) is None:
        _leave()
    return word, length


def _quoted(content: str) -> tuple[str, int]:
    """Return what the quotes at the start of a text hold, and the length with them."""
    end = content.find(content[0], 1)
    word = content[1:end]
    if end < 0 or "\\" in word or content[end + 1 : end + 2] == content[0] or end > 1000:
        _leave()
    return word, end + 1


def _plain(word: str) -> Any:
    if word[0] in _INDICATORS or ": " in word or word[-1] == ":":
        _leave()
    return resolve(word)
