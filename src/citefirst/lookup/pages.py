"""Text that the web shows under the address of a quoted source: which address is asked, and what of its answer is
read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from citefirst.evidence.answers import CannotTell
from citefirst.evidence.readable import Readable, read
from citefirst.lookup.connection import Reply
from citefirst.record.build import Record

MAX_PAGE = 2 * 1024 * 1024
"""Bytes of a page that are read; of a longer one nobody can say what does not stand in it."""
MOST = 50
"""Pages that one run reads."""
_BLOB = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:blob|raw)/([^?#]+)")
_LINES = re.compile(r"L(\d{1,7})(?:C\d{1,5})?(?:-L(\d{1,7})(?:C\d{1,5})?)?")
_NAMES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md"}


def wanted(record: Record) -> Iterable[str]:
    """Yield the addresses of quoted sources that are no files of the repository."""
    for source in record.sources:
        found = record.evidence.get(source.key)
        if (
            source.quotes
            and (found is None or found.place is None)
            and source.target.startswith(("https://", "http://"))
        ):
            yield source.target


def address(target: str) -> str:
    """Return where the text of an address is: GitHub shows files in pages, and hands them out elsewhere."""
    match = _BLOB.match(target)
    return f"https://raw.githubusercontent.com/{match[1]}/{match[2]}" if match else urldefrag(target).url


def text(target: str, reply: Reply | CannotTell) -> Readable:
    """Return what words can be held against, or why there is nothing."""
    if isinstance(reply, CannotTell):
        return Readable(untold=reply.reason)
    if not 200 <= reply.status < 300:
        return Readable(untold=f"its server answers {reply.status}")
    if len(reply.body) > MAX_PAGE:
        return Readable(untold=f"it is longer than {MAX_PAGE >> 20} MiB")
    kind, _, rest = reply.kind.lower().partition(";")
    kind, path = kind.strip(), urlsplit(target).path
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "yaml", "javascript"))
    if reply.encoding not in ("", "identity") or not is_text:
        return Readable(untold=f"its server sends {kind or 'something'}, which is not read")
    charset = re.search(r"charset=[\"']?([\w.:-]{1,40})", rest)
    try:
        data = reply.body.decode(charset[1] if charset else "utf-8").encode()
    except (LookupError, UnicodeError):
        return Readable(untold="its text cannot be decoded")
    lines = _LINES.fullmatch(target.partition("#")[2]) if _BLOB.match(target) else None
    first, last = (int(lines[1]), int(lines[2] or lines[1])) if lines else (0, 0)
    name = f"page{_NAMES[kind]}" if kind in _NAMES else "page.json" if kind.endswith("json") else path
    return read(name, data, first, last)._replace(drawn=name.endswith(".html"))
