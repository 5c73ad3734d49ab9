"""Keys of tickets that nobody knows yet (`SHOP-123`), and the line of a policy that makes IDs of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citefirst.evidence.ids import find
from citefirst.evidence.targets import table

_KEY = re.compile(r"(?<![\w/#&.:=?-])(?P<prefix>[A-Z][A-Z0-9]{1,11})-\d{1,7}(?![\w-]|\.\d)", re.ASCII)
MOST = 10
"""Forms that are offered."""


class Seen(NamedTuple):
    """A form of keys, how often it was seen, and in how many files."""

    form: str
    times: int
    files: int


def keys(text: str) -> Iterator[tuple[str, str]]:
    """Yield each key of a text that looks like a ticket's and is no ID that is known everywhere, with its form."""
    names = table("naming.json")
    for match in _KEY.finditer(text):
        prefix = match["prefix"]
        if prefix not in names["standards"] and prefix not in names["records"] and not find(match.group()):
            yield match.group(), f"{prefix}-{{number}}"


def line(form: str) -> str:
    """Return the line of a policy that makes IDs of a form."""
    return f'ids: {{"{form}": {{kind: ticket}}}}'


def advice(text: str) -> str:
    """Say what makes a source of the first key in a text, "" without one."""
    found = next(keys(text), None)
    return f"if `{found[0]}` is a ticket, let the policy say so: {line(found[1])}" if found else ""


def seen(texts: Iterable[str]) -> list[Seen]:
    """Count the forms of keys in the texts of files, the most frequent first; one that was seen once is left out."""
    times, files = Counter[str](), Counter[str]()
    for text in texts:
        forms = [form for _, form in keys(text)]
        times.update(forms)
        files.update(set(forms))
    return [Seen(form, count, files[form]) for form, count in times.most_common(MOST) if count > 1]
