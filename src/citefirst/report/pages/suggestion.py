"""A mend as a review comment of a pull request, which a person takes over with one click or leaves.

The new lines stand in a block that GitHub knows as a suggestion; everything else is told in our own words. A hidden
first line names the job and the finding, so that no run says it twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from citefirst.model import Finding
from citefirst.report.markdown import link, prose
from citefirst.report.summary import plural
from citefirst.structs import frozen

_TICKS = re.compile("`+")
_SETTLED = {
    "gone": "is no longer found here",
    "moved": "still is found, but the lines of this suggestion have changed since",
}
"""Why a suggestion is settled."""


@frozen
class Offer:
    """A mend as whole lines: those from `first` to `last` (1-based) of the file that was judged become `text`."""

    finding: Finding
    first: int
    last: int
    text: str
    title: str
    is_safe: bool


def fenced(text: str) -> str:
    """Return whole lines as a suggestion. The fence is longer than any run of backticks in them."""
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}suggestion\n{text}\n{fence}"


def render(offer: Offer, marker: str) -> str:
    """Render the body of a review comment."""
    finding = offer.finding
    hint = f"; {prose(finding.hint)}" if finding.hint else ""
    told = f"**{link(finding.code, finding.url)}** ({finding.severity}): {prose(finding.message)}{hint}."
    care = "" if offer.is_safe else " It changes what the record says: read it before you commit it."
    return f"{marker}\n{told}\n\nSuggested: {prose(offer.title)}.{care}\n\n{fenced(offer.text)}\n"


def summary(offers: Sequence[Offer]) -> str:
    """Render the body of the review."""
    count = len(offers)
    it = "it" if count == 1 else "each"
    return f"citefirst has {plural(count, 'suggestion')} for what it found. Read {it} before you commit it."


def settled(code: str, why: str, commit: str, marker: str) -> str:
    """Render what a suggestion becomes once it is of no use: `gone` or `moved` as of a commit."""
    return f"{marker}\nSettled: {code} {_SETTLED[why]}, as of {commit[:12]}.\n"
