"""A finding's identity across commits: what was found in which words of which section, not on which line."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from citefirst.model import Document, Finding
from citefirst.places import Span
from citefirst.rules.rule import Hit


def identify(document: Document, code: str, hit: Hit) -> str:
    """Sixteen hex digits that survive moved lines, re-wrapping and other findings coming and going."""
    from hashlib import sha256

    words = " ".join(document.text[hit.span.start : hit.span.end].split())
    parts = (code, _section(document, hit.span), words, hit.message)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _section(document: Document, span: Span) -> str:
    after = bisect_right(document.sections, span.start, key=lambda section: section.span.start)
    return document.sections[after - 1].slug if after else ""


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with the same identity are numbered in the order of the file: `…`, `…-2`."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        count = seen[finding.fingerprint]
        result.append(replace(finding, fingerprint=f"{finding.fingerprint}-{count}") if count > 1 else finding)
    return result
