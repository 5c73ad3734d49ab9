"""The genre of a document, by its workflow's name, its title and its headings.

What a line means depends on it: "the queue is full" reports in a postmortem and describes in a specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

POSTMORTEM, DECISION, REQUEST, SPECIFICATION = "postmortem", "decision", "request", "specification"
RECORDS = frozenset({DECISION, REQUEST, SPECIFICATION})
"""Genres that decide, propose or define, where most lines stand by themselves."""

NAMED: dict[str, str] = {
    POSTMORTEM: r"post-?mortem|incident|outage|disclosure|\brca\b",
    SPECIFICATION: r"\b(?:kep|tep|vep|eip|bip|pep|jep|spec|specification|standard)s?\b",
    REQUEST: r"\brfcs?\b|request.for.comments|proposal|design.doc",
    DECISION: r"\bm?adrs?\b|decision|nygard",
}
"""What the name of a workflow says; the first that fits."""
TITLED: dict[str, str] = {
    POSTMORTEM: r"post-?mortem|incident(?! review| response| process| management)|outage|disclosure|security advisory"
    r"|downtime|root cause",
    SPECIFICATION: r"\b(?:kep|tep|vep|eip|bip|pep|jep)[ -]?#?\d|\bspecification\b|\bstandard\b",
    REQUEST: r"\brfc\b|request for comments|\bproposal\b",
    DECISION: r"\badr\b|^\W*\d{4}[.:)]? (?!\d)|architectur\w+ decision|decision record",
}
"""What a title says of its document, which counts as two headings."""
HEADED: dict[str, str] = {
    POSTMORTEM: """timeline / chronology / root cause / blameless root cause / cause / causes /
        contributing factor / causal factors / five why / 5 why / lessons learned / lessons learnt / what went well /
        what went wrong / what went poorly / what went badly / things that went / where we got lucky / we got lucky /
        what happened / action items / actions taken / action taken / follow-up / detection / resolution / recovery /
        impact / mitigation / remediation / leadup / lead-up / trigger / incident / postmortem / corrective / outage /
        issue summary / details of fix / details of issue / vulnerability / root of issue / future measures""",
    DECISION: """decision / decisions / decision outcome / consequences / considered options / options considered /
        context and problem statement / pros and cons / positive consequences / negative consequences / forces /
        context / problem context / decision drivers / status""",
    REQUEST: """motivation / drawbacks / unresolved questions / proposed solution / proposed design / detailed design /
        alternatives / prior art / proposal / adoption strategy / future possibilities / how we teach this /
        rationale and alternatives / what it is / abstract / detailed explanation / high-level design / internal details
        / trade-offs and mitigations / non-goals / non goals / pitfalls of the current solution / problem""",
    SPECIFICATION: """release signoff checklist / graduation criteria / version skew strategy / specification /
        normative / conformance / production readiness / design details / implementation history / test plan /
        definitions of users / reference implementation / version history / wire format""",
}
"""How headings of a genre begin."""
MANY = 8
"""Normative words in capitals from which a request is a specification."""
LEAST = 2
"""Headings of a genre from which a document is of it."""
_NORMATIVE = re.compile(r"\b(?:MUST|SHALL|SHOULD|REQUIRED)\b")
_OPENING = re.compile(r"^(?:[\W\d_]|:\w+:|\w+: (?=\w))+")
_LONGEST = 200


def genre_of(workflow: str, title: str, headings: Iterable[str], text: str = "") -> str:
    """Return the genre, "" where the document does not show it. The workflow's name decides before the document."""
    named = _first(NAMED, workflow)
    if named:
        return named
    plain = {_OPENING.sub("", heading[:_LONGEST].lower().replace("\u2019", "'")) for heading in headings}
    points = {genre: sum(_begins(heading, genre) for heading in plain) for genre in HEADED}
    titled = _first(TITLED, title)
    if titled:
        points[titled] += LEAST
    if points[REQUEST] and titled != REQUEST:
        points[SPECIFICATION] += LEAST * (len(_NORMATIVE.findall(text)) >= MANY)
        points[REQUEST] += points[SPECIFICATION]
    best = max(points, key=points.__getitem__)
    if points[best] < LEAST:
        return ""
    return SPECIFICATION if best == REQUEST and points[SPECIFICATION] >= LEAST else best


def _first(table: dict[str, str], text: str) -> str:
    text = text[:_LONGEST].lower()
    return next((genre for genre, pattern in table.items() if re.search(pattern, text)), "")


def _begins(heading: str, genre: str) -> bool:
    phrases = _phrases(genre)
    return heading.startswith(phrases) and any(
        heading.startswith(phrase) and not heading[len(phrase) : len(phrase) + 1].isalnum() for phrase in phrases
    )


@cache
def _phrases(genre: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in HEADED[genre].split("/"))
