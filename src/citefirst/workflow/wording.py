"""Values and places in a reader's words: `text ("5")`, row 3 of section Timeline. Nothing of Python shows through."""

from __future__ import annotations

from typing import Any

from citefirst.model import Path

MAX_SHOWN = 60
"""Characters of a value that a message shows."""

KINDS = {
    "null": "nothing",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "number": "a number",
    "integer": "a whole number",
    "string": "text",
}
"""What the types of JSON Schema are called."""

_UNITS = {"rows": "row", "claims": "claim", "sources": "source", "kinds": "kind of source"}


def one_line(text: str) -> str:
    """Put a text on one line: line breaks and other white space as one blank, unprintable characters as escapes."""
    return "".join(char if char.isprintable() else _escape(char) for char in " ".join(text.split()))


def shown(text: str) -> str:
    """Cut somebody else's text to `MAX_SHOWN` characters and escape what does not print."""
    cut = "".join(char if char.isprintable() else _escape(char) for char in text[:MAX_SHOWN])
    return cut + "\u2026" if len(text) > MAX_SHOWN else cut


def _escape(char: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"


def literal(value: Any) -> str:
    """Write a value as in YAML, shortened; a text without quotes."""
    import json

    if isinstance(value, str):
        return shown(value) or '""'
    if isinstance(value, dict) and len(value) > 3:
        return "{\u2026}"
    return shown(json.dumps(value[:8] if isinstance(value, list) else value, ensure_ascii=False, default=str))


def quoted(value: Any) -> str:
    return f"`{literal(value)}`"


def found(value: Any) -> str:
    """Describe what was found, with its kind: `a number (5)`, `text ("abc")`, `nothing`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{literal(value)}`"
    if isinstance(value, str):
        return f'text ("{shown(value)}")'
    if isinstance(value, list):
        return f"a list of {count(len(value), 'entry')}"
    return "a mapping" if isinstance(value, dict) else f"a number ({literal(value)})"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: `1 row`, `2 entries`, `0 kinds of source`."""
    if number == 1:
        return f"1 {noun}"
    head, *rest = noun.split(" ", 1)
    plural = head[:-1] + "ies" if head.endswith("y") and head[-2:-1] not in "aeiou" else head + "s"
    return " ".join((str(number), plural, *rest))


def either(options: list[str]) -> str:
    """Join options: `a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(options[:-1]), *options[-1:])))


class Names:
    """The names of the parts of one instance. `titles` are the workflow's own titles of its sections, by slug."""

    def __init__(self, instance: dict[str, Any], titles: dict[str, str]) -> None:
        self._instance = instance
        self._titles = titles

    def section(self, slug: str) -> str:
        """Return a section's heading in the record, or its title if it is absent."""
        section = self._instance.get("sections", {}).get(slug)
        heading = section.get("heading") if isinstance(section, dict) else None
        return shown(heading if isinstance(heading, str) and heading else self._titles.get(slug, "")) or shown(
            slug.replace("-", " ").capitalize()
        )

    def place(self, path: Path) -> str:
        """Describe a place of the instance, as the subject of a sentence."""
        match path:
            case ():
                return "the record"
            case ("frontmatter",):
                return "front matter"
            case ("frontmatter", *rest):
                return _keys(rest)
            case ("sections", slug):
                return f"section {self.section(str(slug))}"
            case ("sections", slug, *rest):
                return self._in_section(str(slug), rest)
            case ("sources", int(index), *rest):
                return self._of(rest, f"source {self._source(index)}")
            case ("sections",) | ("sources",):
                return "the record"
        return f"the {shown('.'.join(map(str, path)))}"

    def _in_section(self, slug: str, rest: list[str | int]) -> str:
        section = f"section {self.section(slug)}"
        match rest:
            case [("rows" | "claims") as part, int(index), *more]:
                return self._of(more, f"{_UNITS[part]} {index + 1} of {section}")
            case [("rows" | "claims")]:
                return section
        return f"the {shown('.'.join(map(str, rest)))} of {section}"

    def _of(self, rest: list[str | int], whole: str) -> str:
        return f"{_keys(rest)} of {whole}" if rest and rest[-1] not in _UNITS else whole

    def _source(self, index: int) -> str:
        source = self._instance["sources"][index]
        name = source.get("id") or source.get("target") if isinstance(source, dict) else None
        return shown(name) if isinstance(name, str) else str(index + 1)

    def unit(self, path: Path) -> str:
        """Return the noun for the entries of a list."""
        return _UNITS.get(str(path[-1]), "entry") if path and path[0] != "frontmatter" else "entry"


def _keys(path: list[str | int]) -> str:
    """Describe a path: `owner.author`; inside lists `tool` in entry 2 of `ai.log`."""
    words, keys = "", []
    for part in (*path, None):
        if isinstance(part, str):
            keys.append(part)
            continue
        if keys:
            words = f"`{shown('.'.join(keys))}`" + (f" in {words}" if words else "")
            keys = []
        if part is not None:
            words = f"entry {part + 1} of {words}" if words else f"entry {part + 1}"
    return words
