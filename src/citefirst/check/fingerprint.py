"""A finding's identity across commits: what was found in which words of which section, not on which line."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from citefirst.model import Finding, Problem, Section
from citefirst.places import Span
from citefirst.structs import replace


def identify(text: str, sections: Sequence[Section], code: str, problem: Problem) -> str:
    """Return sixteen hex digits that survive moved lines, re-wrapping and other findings coming and going."""
    from hashlib import sha256

    words = " ".join(text[problem.span.start : problem.span.end].split())
    parts = (code, _section(sections, problem.span), words, problem.message)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _section(sections: Sequence[Section], span: Span) -> str:
    after = bisect_right(sections, span.start, key=lambda section: section.span.start)
    return sections[after - 1].slug if after else ""


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Number findings with the same identity in the order of the file: `…`, `…-2`."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        count = seen[finding.fingerprint]
        result.append(replace(finding, fingerprint=f"{finding.fingerprint}-{count}") if count > 1 else finding)
    return result
