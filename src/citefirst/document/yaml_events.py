"""YAML by the events of PyYAML's parser, which show anchors, tags and depth before anything is built.

They are walked once, without recursion. PyYAML's errors are put into sentences here, at a place that a person can look
at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from citefirst.document.scalars import resolve
from citefirst.document.yaml import MAX_DEPTH, MAX_NODES, Loaded, YamlProblem
from citefirst.model import Path
from citefirst.places import Span
from citefirst.structs import field, mutable

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it. Both loaders count `mark.index` in code points."""

_PROPERTY = re.compile(r"!<[^>\s]*>|[^\s,\[\]{}]+")

# What YAML 1.2 (production c-printable) does not allow, the three noncharacters used below, and the byte order mark,
# which libyaml leaves out at a line's start and the other loader reads.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdd2\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# PyYAML follows YAML 1.1, where these three end a line. Since 1.2 they are text, as they are in git and in editors:
# a key could otherwise hide within what everybody sees as one line. They are swapped for noncharacters while parsing.
_FOREIGN_BREAKS = re.compile("[\x85\u2028\u2029]")
_TO_STAND_IN = str.maketrans("\x85\u2028\u2029", "\ufdd0\ufdd1\ufdd2")
_FROM_STAND_IN = str.maketrans("\ufdd0\ufdd1\ufdd2", "\x85\u2028\u2029")

_ESCAPE = "this escape in a double-quoted value is not YAML: double the backslash or use single quotes"
# Part of PyYAML's own words (they differ between its two loaders) and the sentence shown instead. `{line}` is where
# the construct starts that the error stands in.
_SENTENCES = (
    ("mapping values are not allowed", 'a ":" is not expected here: quote a value that holds ": ", or indent the key'),
    ("sequence entries are not allowed", "a list starts on a line of its own below its key"),
    ("end of stream", "the quote opened on line {line} is never closed"),
    ("expected ',' or", 'the "[" or "{{" opened on line {line} needs a "," or its closing bracket here'),
    ("could not find expected ':'", 'this line is not "key: value"; check for a missing colon or quote'),
    ("hexdecimal", _ESCAPE),
    ("escape", _ESCAPE),
    ("expected", "this does not continue what starts on line {line}: check the indentation and the quotes"),
    ("directive", "directives (%) are not read: delete the line"),
)


def load(text: str, base: int, line: int) -> Loaded:
    """Read one YAML document, whatever is in it, as `yaml.load` promises."""
    walk = _Walk(text, base, line)
    for event in walk.events():
        walk.take(event)
    return Loaded(walk.data, walk.keys, walk.values)


@mutable
class _Open:
    """A mapping or sequence whose end is still to come; `key` waits for its value."""

    path: Path
    data: Any
    start: int
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.data, dict) and self.key is None


@mutable
class _Walk:
    text: str
    base: int
    line: int
    data: Any = None
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    nodes: int = 0
    documents: int = 0
    end: int = 0  # of the last thing read, so that a block ends with its last child and not with the comment below
    foreign: bool = False

    def events(self) -> Iterator[Any]:
        if unreadable := _UNREADABLE.search(self.text):
            self.refuse(unreadable.start(), f"U+{ord(unreadable[0]):04X} is not allowed in YAML: delete it", 1)
        self.foreign = _FOREIGN_BREAKS.search(self.text) is not None
        source = self.text.translate(_TO_STAND_IN) if self.foreign else self.text
        try:
            yield from yaml.parse(source, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            self.explain(error)
        except (yaml.YAMLError, ValueError, OverflowError):  # an escape beyond Unicode, in the pure Python loader
            self.refuse(self.end, "the YAML after this place cannot be read: check its escapes")

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.NodeEvent):
            self.admit(event)
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            else:
                self.open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.document(event)

    def document(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if self.text.startswith("%", start):
            self.refuse(start, "directives (%) are not read: delete the line", 1)
        if self.documents:
            self.refuse(start, "a second YAML document starts here: keep one", end - start)
        self.documents += 1

    def admit(self, event: Any) -> None:
        """Refuse a node because of what stands before it, or because it is one too many."""
        start = event.start_mark.index
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(start, f"more than {MAX_NODES:,} values: split the file", 1)
        if event.anchor is None and getattr(event, "tag", None) is None:
            return
        mark = _PROPERTY.match(self.text, start)
        written = mark[0] if mark else ""
        what = {"&": "anchors (&)", "*": "aliases (*)"}.get(written[:1], "tags (!)")
        self.refuse(start, f"{what} are not read: write the value out, or quote it if it is text", len(written))

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, self.trimmed(event.start_mark.index, event.end_mark.index)
        plain = event.style in (None, "")
        text = event.value.translate(_FROM_STAND_IN) if self.foreign else event.value
        if _SURROGATE.search(text):
            self.refuse(start, "an escape in this value is half a character: write the character itself", end - start)
        self.end = end if end > start else self.trimmed(self.end, start)
        value = resolve(text) if plain else text
        if self.stack and self.stack[-1].wants_key:
            self.key(text, plain, value, start, end)
        elif plain and not text:
            self.put(None, self.place_of_nothing(start))
        else:
            self.put(value, self.span(start, end))

    def key(self, text: str, plain: bool, value: Any, start: int, end: int) -> None:
        frame = self.stack[-1]
        if value is None:
            self.refuse(start, "a key is empty or null: name it, or quote it if it is text", max(end - start, 1))
        if plain and text == "<<":
            self.refuse(start, 'merge keys ("<<") are not read: write the keys out', end - start)
        path = (*frame.path, text)
        if path in self.keys:
            first = self.line_of(self.keys[path].start - self.base)
            shown = json.dumps(text[:40], ensure_ascii=False)
            self.refuse(start, f"the key {shown} already stands on line {first}: keep one", end - start)
        self.keys[path] = self.span(start, end)
        frame.key = text

    def open(self, event: Any) -> None:
        start = event.start_mark.index
        if self.stack and self.stack[-1].wants_key:
            self.refuse(start, "a list or mapping cannot be a key: use a word", 1)
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(start, f"nested deeper than {MAX_DEPTH} levels: flatten it", 1)
        data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(self.path(), data, start))

    def close(self, event: Any) -> None:
        frame = self.stack.pop()
        if event.end_mark.index > event.start_mark.index:  # a closing bracket; the end of a block has no width
            self.end = event.end_mark.index
        self.put(frame.data, self.span(frame.start, max(self.end, frame.start)))

    def path(self) -> Path:
        """Return the path of the value that comes next."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        return (*frame.path, len(frame.data) if frame.key is None else frame.key)

    def put(self, value: Any, span: Span | None) -> None:
        if span is not None:
            self.values[self.path()] = span
        if not self.stack:
            self.data = value
        elif (frame := self.stack[-1]).key is None:
            frame.data.append(value)
        else:
            frame.data[frame.key] = value
            frame.key = None

    def place_of_nothing(self, start: int) -> Span | None:
        """Return where to show a value that is left out: at its key, or at the dash of its list item."""
        if not self.stack:
            return None
        return self.keys.get(self.path()) or self.span(max(start - 1, 0), start)

    def trimmed(self, start: int, end: int) -> int:
        return start + len(self.text[start:end].rstrip(" \t\r\n"))

    def span(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + end)

    def line_of(self, offset: int) -> int:
        return self.line + self.text.count("\n", 0, offset)

    def explain(self, error: Any) -> NoReturn:
        """Return PyYAML's error as one sentence at its place."""
        said = error.problem or "it does not parse"
        opened = (error.context_mark or error.problem_mark).index
        at = opened if "could not find" in said else error.problem_mark.index  # there the mark is on the line below
        if "cannot start any token" in said:
            tab = self.text[at] == "\t"
            said = "tabs do not indent: use blanks" if tab else f'quote a value that starts with "{self.text[at]}"'
        else:
            line = self.line_of(opened)
            said = next((text.format(line=line) for words, text in _SENTENCES if words in said), f"not YAML: {said}")
        self.refuse(at, said, int(self.text[at : at + 1] not in ("", "\n")))

    def refuse(self, start: int, message: str, length: int = 0) -> NoReturn:
        raise YamlProblem(self.span(start, min(start + length, len(self.text))), message)
