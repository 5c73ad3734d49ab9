"""Sentences in front matter: GitHub shows it as a table above the record, so what its values tell is read as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from citefirst.document.citations import Mention
from citefirst.document.prose import Content, Prose
from citefirst.document.sentences import split
from citefirst.model import FrontMatter, Path, Unit, UnitKind
from citefirst.places import Span
from citefirst.structs import replace

OURS = frozenset("workflow owner ai approvals amendments sources id date status supersedes superseded-by".split())
"""Keys with a meaning of their own, which tell who, when and in which state."""
_FEWEST = 3
"""Blanks in the shortest value that may be a sentence."""


def units(front: FrontMatter, text: str, cite: Callable[[Prose], Sequence[Mention]]) -> Iterator[Unit]:
    """Yield the sentences of the values that are texts."""
    for path, span in front.values.items():
        value = _value(front, path) if path and path[0] not in OURS else None
        if value is not None and value.count(" ") >= _FEWEST:
            yield from _sentences(value, span, text, cite, "heading" if path == ("title",) else "front-matter")


def _value(front: FrontMatter, path: Path) -> str | None:
    found: object = front.data
    for key in path:
        if isinstance(found, dict):
            found = found.get(key)
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            return None
    return found if isinstance(found, str) else None


def _sentences(
    written: str, span: Span, text: str, cite: Callable[[Prose], Sequence[Mention]], kind: UnitKind
) -> Iterator[Unit]:
    """Yield the sentences of a value, each at its own place where the file has it letter by letter."""
    value = " ".join(written.split())
    prose = Prose(value, range(len(value)), Content(value, (0,), (0,)))
    mentions = cite(prose)
    cited = [(mention.start, mention.end) for mention in mentions]
    position = span.start
    for start, end in split(value, cited, cited):
        at = text.find(value[start:end], position, span.end)
        place = Span(at, at + end - start) if at >= 0 else span
        position = place.end if at >= 0 else position
        inside = tuple(replace(mention.citation, span=place) for mention in mentions if start <= mention.start < end)
        yield Unit(kind=kind, text=value[start:end], prose=value[start:end], span=place, section=0, citations=inside)
