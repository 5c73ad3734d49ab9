"""Ask each of the parser's rules only where it can begin: at its first character.

markdown-it-py asks all rules at every place, and nearly all of them look at one character and say no. Here one rule
stands for all of a chain and knows which of them to ask. The rules, their order and what they do stay the parser's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BLOCKS: Mapping[str, str] = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "html_block": "<",
    "heading": "#",
}
"""Block rules and the characters with which the first line of what they read begins. The others may begin anywhere."""
INLINE: Mapping[str, str] = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
"""Inline rules likewise. `text` reads what stands between these characters."""

Rule = Callable[..., bool]


def ask_by_first_character(parser: MarkdownIt) -> None:
    """Put one rule in the place of each chain of a parser that has all its rules."""
    blocks = parser.block.ruler
    blocks.__compile__()
    for chain in list(blocks.__cache__ or ()):
        rules = [(each.name, each.fn) for each in blocks.__rules__ if each.enabled and (not chain or chain in each.alt)]
        (blocks.__cache__ or {})[chain] = [_block_rule(rules)]
    inline = parser.inline.ruler
    known = [(each.name, each.fn) for each in inline.__rules__ if each.enabled and each.name != "text"]
    inline.__cache__ = {"": [_inline_rule(known, parser.inline.terminator_re.search)]}


def by_first(rules: Sequence[tuple[str, Any]], first: Mapping[str, str]) -> dict[str, tuple[Any, ...]]:
    """Return the rules to be asked at each character, and under "" those for any other one."""
    chars = {"", *(char for name, _ in rules for char in first.get(name, ""))}
    return {
        char: tuple(rule for name, rule in rules if name not in first or (char and char in first[name]))
        for char in chars
    }


def _block_rule(rules: Sequence[tuple[str, Any]]) -> Rule:
    chosen = by_first(rules, BLOCKS)
    others = chosen[""]

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        char = state.src[(at := state.bMarks[start] + state.tShift[start]) : at + 1]
        for rule in chosen.get(char, others):  # noqa: SIM110 - a generator would take longer than the rules
            if rule(state, start, end, silent):
                return True
        return False

    return block


def _inline_rule(rules: Sequence[tuple[str, Any]], search: Callable[[str, int], Any]) -> Rule:
    chosen = by_first(rules, INLINE)

    def inline(state: StateInline, silent: bool) -> bool:
        pos, source = state.pos, state.src
        found = search(source, pos)
        stop = found.start() if found else state.posMax
        if stop != pos:
            if not silent:
                state.append_pending(source[pos:stop])
            state.pos = stop
            return True
        for rule in chosen.get(source[pos], ()):  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    return inline
