"""The rules for readers: a page on the terminal and `docs/rules.md`, both from the rule's own value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from citefirst.rules.examples import text
from citefirst.rules.rule import Example, Rule, Safety

_MENDED: Mapping[Safety, str] = {
    "safe": "Mended by `citefirst check --fix`",
    "unsafe": "Mended by `citefirst check --fix --unsafe-fixes`",
    "choice": "Offered in an editor",
}
"""How a mend is made, by how safe it is."""


CODE = 4
"""Columns by which an example is indented on a page."""


def index(rules: Sequence[Rule]) -> str:
    """Render one line per rule."""
    width = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.code}  {rule.name.ljust(width)}  {rule.summary}\n" for rule in rules)


def page(rule: Rule) -> str:
    """Render a rule for a terminal."""
    parts = (
        f"{rule.code} {rule.name} ({rule.severity})",
        rule.summary,
        rule.why,
        *mended(rule),
        *(f"{title}:\n\n{_indented(body)}" for title, body in examples(rule)),
        rule.url,
    )
    return "\n\n".join(parts) + "\n"


def mended(rule: Rule) -> list[str]:
    """Return a paragraph on how a rule's findings can be mended, none where they cannot."""
    by_safety = {safety: [mend.title for mend in rule.mends if mend.safety == safety] for safety in _MENDED}
    lines = [f"{_MENDED[safety]}: {_sentence(titles)}." for safety, titles in by_safety.items() if titles]
    return [" ".join(lines)] if lines else []


def _sentence(titles: Sequence[str]) -> str:
    return "; ".join(title[:1].lower() + title[1:] for title in titles)


def examples(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield title and file of what is flagged and of what passes, where it matters with the file as it was before."""
    for title, example in (("Flagged", rule.bad), ("Passes", rule.good)):
        if example.before:
            opened = f"{example.author} opened the pull request and " if example.author else ""
            yield f"{title}, where {opened}this was in the base", shown(example.before)
            yield "and this is in the head", shown(example)
        else:
            named = f", where the commit of it names {example.co_author} as a co-author" if example.co_author else ""
            yield f"{title}{named}", shown(example)


def shown(example: Example) -> str:
    """Return an example's file as text; bytes that are not UTF-8 are shown as such."""
    return text(example).decode("utf-8", "backslashreplace").rstrip("\n")


def _indented(block: str) -> str:
    return "\n".join(f"{' ' * CODE}{line}".rstrip() for line in block.split("\n"))


def document(rules: Sequence[Rule]) -> str:
    """Render `docs/rules.md`: all rules, each with its examples."""
    parts = [
        "# Rules",
        "Generated from `src/citefirst/rules/` by `make generate`. Codes are never reused.",
        "Where a mend is named, [fixing.md](fixing.md) says what it does.",
        "| code | name | severity | mended | finds |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(
            f"| [{rule.code}](#{rule.code.lower()}) | {rule.name} | {rule.severity} | {_safest(rule)} "
            f"| {rule.summary} |"
            for rule in rules
        ),
    ]
    for rule in rules:
        parts += [
            f'<a id="{rule.code.lower()}"></a>\n\n## {rule.code} {rule.name}',
            rule.summary,
            rule.why,
            *mended(rule),
            *(f"{title}:\n\n````markdown\n{body}\n````" for title, body in examples(rule)),
        ]
    return "\n\n".join(parts) + "\n"


def _safest(rule: Rule) -> str:
    """Return the safest way in which a rule's findings can be mended, in a word."""
    words: Mapping[Safety, str] = {"safe": "safely", "unsafe": "unsafely", "choice": "by choice"}
    return next((words[safety] for safety in _MENDED if any(mend.safety == safety for mend in rule.mends)), "")
