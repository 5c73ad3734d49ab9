"""Whether a file claims to be a record: the quick look that every Markdown file gets.

A file that no glob routes is a record because its front matter names a `workflow`. What that look is not sure about is
read by `unread_front`, which few files need.
"""

from __future__ import annotations

import re

from citefirst.regex import lazy

KEY = "workflow"
HEAD = 66 * 1024
"""Bytes, and then characters, that are looked at: the most that front matter may have, and its fences."""

_OPENING = lazy(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_CLOSING = lazy(rb"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_PLAIN = lazy(rb"^[\"']?workflow[\"']?[ \t]*:", re.MULTILINE)
_SPELT_ODDLY = lazy(rb"[\\\x80-\xff]")
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def names_workflow(data: bytes) -> bool:
    """Tell whether a file claims to be a record: its front matter holds a `workflow` key, or would if it were read.

    Broken YAML may well hold one.
    """
    opening = _OPENING.match(data)
    if opening:
        closing = _CLOSING.search(data, opening.end(), HEAD)
        if _PLAIN.search(data, opening.end(), closing.start() if closing else HEAD):
            return True
    head = data[:HEAD]
    coding = _UTF16.get(head[:2])
    if coding is None and KEY.encode() not in head.lower() and not (opening and _SPELT_ODDLY.search(head)):
        return False
    from citefirst.document.unread_front import claims

    text = head.decode(coding or "utf-8", "replace").removeprefix("\ufeff")
    return claims(text.replace("\r\n", "\n").replace("\r", "\n"))
