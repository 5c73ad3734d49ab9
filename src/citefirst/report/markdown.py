"""Text of a record in GitHub's Markdown: it is shown as it stands, and it creates no links, mentions, drawings or
closing references.

GitHub ignores mentions, references, addresses, emoji names and formulas in code, so whatever could be one stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape as html
from itertools import groupby
from operator import itemgetter

from citefirst.report.escape import cut, fragments

_BLANKS = re.compile("( +)")
_BEFORE, _AFTER = "(\"'", ")\"',.;:?"
"""Punctuation around a word."""
# Words, short names and numbers, in which GitHub finds no commit: that is seven digits or more, a to f included. Some
# readers of Markdown take `www.` for an address, even with nothing behind it.
_COMMIT = r".*(?<![^\W_])[0-9a-fA-F]{7,40}(?![^\W_])"
_PLAIN = re.compile(rf"(?!{_COMMIT}|(?i:www)\b)(?:[^\W\d_]+(?:['/-][^\W\d_]+)*|[^\W_]{{1,6}}|\d{{1,6}}\.\d{{1,6}})?")
_ORDER = re.compile(r"(?<=\d)[.)](?!\d)")
"""What turns a number at the start of a line into an ordered list."""
_ADDRESS = re.compile(r"https?://[\w.~:@%/?#=+-]{1,2000}", re.ASCII)


def code(text: str, length: int = 400) -> str:
    """Return a code span of one line. Text beyond `length` code points is cut."""
    return span(cut(text, length))


def span(shown: str) -> str:
    """Return a code span of text that is fit to print."""
    shown = shown or " "
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    # Markdown takes one blank off either end where both have one.
    pad = " " if shown.strip(" ") and (shown[0] in "` " or shown[-1] in "` ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def html_code(text: str, length: int = 200) -> str:
    """Return the same for where Markdown is not read: in a block of HTML, such as a table or a summary."""
    return f"<code>{html(cut(text, length))}</code>"


def prose(text: str, length: int = 600) -> str:
    """Return a sentence of ours in which a record's words stand in code: those in backticks, and unusual ones."""
    parts = fragments(cut(text, length).strip(" "))
    pieces = [piece for n, part in enumerate(parts) for piece in ([(True, part)] if n % 2 else _words(part))]
    # Two code spans side by side would be read as one.
    runs = groupby(filter(itemgetter(1), pieces), key=itemgetter(0))
    joined = ((marked, "".join(words for _, words in run)) for marked, run in runs)
    return "".join(span(words) if marked else _ORDER.sub(r"\\\g<0>", words) for marked, words in joined)


def link(label: str, url: str) -> str:
    """Return a link; `label` is Markdown. Only the label where the address is not fit for a link."""
    return f"[{label}]({url})" if _ADDRESS.fullmatch(url) else label


def details(summary: str, body: str) -> str:
    """Return a part that is folded away. `summary` is HTML, `body` Markdown."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def row(cells: Iterable[str], tag: str = "td") -> str:
    """Return a row of a table. Cells are HTML, since no escape keeps a text from ending a cell of a Markdown table."""
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


def table(rows: Iterable[str]) -> str:
    return "\n".join(("<table>", *rows, "</table>"))


def size(text: str) -> int:
    """Count the bytes of UTF-8, never fewer than characters or UTF-16 units, whichever GitHub counts."""
    return len(text.encode("utf-8"))


def fitting(pieces: Iterable[str], room: int) -> list[str]:
    """Return the first pieces, as many as fit the room on a line each."""
    kept = []
    for piece in pieces:
        room -= size(piece) + 1
        if room < 0:
            break
        kept.append(piece)
    return kept


def _words(text: str) -> Iterator[tuple[bool, str]]:
    """Yield blanks, words and the punctuation around them, with whether they must stand in code."""
    for run in _BLANKS.split(text):
        tail = run.lstrip(_BEFORE)
        word = tail.rstrip(_AFTER)
        yield False, run[: len(run) - len(tail)]
        yield not (_BLANKS.fullmatch(word) or _PLAIN.fullmatch(word)), word
        yield False, tail[len(word) :]
