"""Suggestions on the lines of a pull request: one review of what is new, and what is settled is marked so.

A suggestion is ours by the marker on its first line *and* by its author, as the one comment is (`comment`). While it
stands it is not said again, whoever resolved it; nothing of a conversation is deleted but the double of two runs at
once. A run whose commit is no longer the newest one writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from citefirst.github.api import ApiError
from citefirst.github.comment import by_us, job_of
from citefirst.github.conversation import Line, Remark
from citefirst.github.suggestions import is_shown
from citefirst.model import Finding
from citefirst.report.outcome import RunPlace
from citefirst.report.pages.suggestion import Offer, render, settled, summary
from citefirst.report.summary import plural
from citefirst.structs import frozen

MOST = 10
"""Suggestions of one run; the next one goes on."""
_MARKER = re.compile(r"<!-- citefirst (suggestion|settled) ([0-9a-f]{12}) (CF\d{3}) ([0-9a-f]{16}) -->")


class Conversing(Protocol):
    """What this module needs of GitHub (`conversation.Conversation`)."""

    def head(self) -> str: ...
    def login(self) -> str: ...
    def patches(self) -> Mapping[str, str]: ...
    def remarks(self) -> Sequence[Remark]: ...
    def review(self, commit: str, body: str, lines: Sequence[Line]) -> None: ...
    def edit_remark(self, remark: int, body: str) -> None: ...
    def delete_remark(self, remark: int) -> None: ...


@frozen
class Ours:
    """A suggestion of this job that is not settled: the code and the key of its finding."""

    remark: Remark
    code: str
    key: str


def key_of(finding: Finding) -> str:
    """Return what stands for a finding in a marker."""
    from hashlib import sha256

    name = f"{finding.path}\0{finding.fingerprint}"
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@frozen
class Suggesting:
    """The suggestions of one job on one pull request."""

    api: Conversing
    place: RunPlace

    def bring(self, offers: Sequence[Offer], findings: Sequence[Finding]) -> str:
        """Suggest what is new and settle what is no longer found; return a sentence on it. Raises ApiError.

        `findings` are all that the run has; `offers` those of them that can be suggested, the worst first.
        """
        ours = list(self._ours())
        standing = {each.key for each in ours if each.remark.stands}
        new = [offer for offer in offers if key_of(offer.finding) not in standing]
        done = _settling(ours, {key_of(each) for each in findings}, {key_of(each.finding) for each in new})
        if not (new or done):
            return "The suggestions are up to date."
        if self.api.head() != self.place.head:
            return "No suggestion was written: the pull request has a newer commit."
        posted = self._post(new) if new else []
        done = [each for each in done if each[1] == "gone" or each[0].key in posted]
        for each, why in done:
            self.api.edit_remark(each.remark.id, self._settled(each, why))
        if posted:
            self._undouble()
        return f"{plural(len(posted), 'suggestion')} written, {len(done)} settled."

    def _post(self, new: Sequence[Offer]) -> list[str]:
        """Write one review of what GitHub can show, and return the keys of what it says."""
        patches = self.api.patches()
        shown = [offer for offer in new if is_shown(offer, patches.get(offer.finding.path, ""))][:MOST]
        if shown:
            self.api.review(self.place.head, summary(shown), [self._line(offer) for offer in shown])
        return [key_of(offer.finding) for offer in shown]

    def _line(self, offer: Offer) -> Line:
        marker = self._marker("suggestion", offer.finding.code, key_of(offer.finding))
        return Line(offer.finding.path, offer.first, offer.last, render(offer, marker))

    def _settled(self, each: Ours, why: str) -> str:
        return settled(each.code, why, self.place.head, self._marker("settled", each.code, each.key))

    def _marker(self, state: str, code: str, key: str) -> str:
        return f"<!-- citefirst {state} {job_of(self.place)} {code} {key} -->"

    def _undouble(self) -> None:
        """Delete of what was just said whatever another run, at the same time, said first."""
        first = set[str]()
        for each in sorted(self._ours(), key=lambda each: each.remark.id):
            if each.remark.stands and each.key in first:
                self._delete(each.remark)
            elif each.remark.stands:
                first.add(each.key)

    def _delete(self, remark: Remark) -> None:
        """Delete a double, which the other run may have done first."""
        try:
            self.api.delete_remark(remark.id)
        except ApiError as error:
            if error.status != 404:
                raise

    def _ours(self) -> Iterator[Ours]:
        """Yield those of this job that are not settled: with its marker, and by us."""
        markers = {remark: found for remark in self.api.remarks() if (found := _MARKER.match(remark.body))}
        marked = [each for each, found in markers.items() if found.group(1, 2) == ("suggestion", job_of(self.place))]
        for remark in by_us(marked, self.api.login):
            yield Ours(remark, markers[remark][3], markers[remark][4])


def _settling(ours: Sequence[Ours], found: Collection[str], new: Collection[str]) -> list[tuple[Ours, str]]:
    """Return the suggestions that are of no use any more, and why: nothing is found there, or another takes its
    place."""
    gone = [(each, "gone") for each in ours if each.key not in found]
    return gone + [(each, "moved") for each in ours if each.key in new and not each.remark.stands]
