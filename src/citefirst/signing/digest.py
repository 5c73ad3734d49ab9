"""The digest of a record: what a signature is bound to.

It covers the front matter as data, without `approvals`, and the body as text. It does not change with line ends, blanks
at line ends, the order, quoting and wrapping of the front matter, or by a rebase.
"""

from __future__ import annotations

import json
from collections.abc import Container

from citefirst.model import Coverage, Document

UNSIGNED = "approvals"
"""The front matter's key that the digest leaves out, since it holds the signatures."""


def canonical(document: Document) -> str:
    """Return the front matter as JSON on one line, keys sorted, then the body without blanks at line ends and at its
    end."""
    front = document.frontmatter
    data = {key: value for key, value in front.data.items() if key != UNSIGNED} if front else None
    body = document.text[front.span.end if front else 0 :]
    lines = [line.rstrip() for line in body.split("\n")]
    fields = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{fields}\n{chr(10).join(lines).strip(chr(10))}\n"


def digest(document: Document) -> str:
    """Return `sha256:` and the 64 hex digits of the canonical form in UTF-8."""
    from hashlib import sha256

    return f"sha256:{sha256(canonical(document).encode('utf-8', 'surrogatepass')).hexdigest()}"


def coverage(bound: str, current: str, known: Container[str]) -> Coverage:
    """Tell what a signature covers that is bound to a digest: `current` is the record's, `known` those of its earlier
    states."""
    if not bound:
        return "unbound"
    return "this" if bound == current else "before" if bound in known else "unknown"
