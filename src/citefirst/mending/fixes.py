"""A finding to the edits that mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple, TypeVar, get_args

from citefirst.check.pipeline import Checked
from citefirst.document.splice import Edit
from citefirst.model import Claim, Definition, Finding
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.citing import CitationFault
from citefirst.rules import RULES
from citefirst.rules.rule import Mend, Safety
from citefirst.structs import frozen

T = TypeVar("T")
_BRACKETED = re.compile(r"\[\^?([^\[\]\n]{1,40})\]")
ALL: tuple[Safety, ...] = get_args(Safety)
"""How safe a mend may be, the safest first."""
MENDS: Mapping[str, tuple[Mend, ...]] = {rule.code: rule.mends for rule in RULES if rule.mends}
"""How findings are mended, by code."""


class Proposal(NamedTuple):
    """Edits that mend something, and what they do in this place, "" for what the mend is called."""

    edits: tuple[Edit, ...]
    title: str = ""


@frozen(eq=False)
class Subject:
    """A record that is mended, with its parts by place, since there may be many findings."""

    checked: Checked
    record: Record

    @property
    def text(self) -> str:
        return self.record.document.text

    @cached_property
    def _known(self) -> dict[Any, Any]:
        return {}

    def once(self, make: Callable[[Subject], T]) -> T:
        """Return what a function makes of this record, which it does once for all findings."""
        if make not in self._known:
            self._known[make] = make(self)
        found: T = self._known[make]
        return found

    @cached_property
    def claims(self) -> Mapping[int, Claim]:
        return {claim.unit.span.start: claim for claim in reversed(self.record.claims)}

    @cached_property
    def placeholders(self) -> Mapping[int, Claim]:
        return {claim.placeholder.start: claim for claim in reversed(self.record.claims) if claim.placeholder}

    @cached_property
    def definitions(self) -> Mapping[Span, Definition]:
        return {definition.span: definition for definition in reversed(self.record.document.definitions)}

    @cached_property
    def faults(self) -> Mapping[Span, CitationFault]:
        return {fault.span: fault for fault in reversed(self.record.faults)}

    @cached_property
    def bracketed(self) -> frozenset[str]:
        """Whatever stands in brackets, case folded."""
        return frozenset(_BRACKETED.findall(self.text.casefold()))

    @cached_property
    def references(self) -> Sequence[Span]:
        """The places of link definitions, in the order of the file."""
        return sorted(each.span for each in self.record.document.definitions if each.origin == "reference")


Make = Callable[[Subject, Finding, Span], Iterator[Proposal]]
"""Makes a mend for a finding at a place: nothing where it does not fit, one proposal, or several to choose from."""


@frozen
class Fix:
    """A mend of one finding, made for its place: its edits, its title, and the identity of the finding."""

    code: str
    fingerprint: str
    title: str
    safety: Safety
    edits: tuple[Edit, ...]
    leaves: str = ""


def subject(checked: Checked) -> Subject | None:
    """Return a checked record as one to be mended, None where it has no text."""
    return Subject(checked, checked.record) if checked.record else None


def fixes(subject: Subject, finding: Finding, allowed: Collection[Safety] = ALL) -> Iterator[Fix]:
    """Yield what may mend a finding, in the order in which its rule names them. Nothing is tried out yet."""
    place = subject.record.document.lines.span(finding.region)
    for mend in (each for each in MENDS.get(finding.code, ()) if each.safety in allowed):
        for edits, title in maker(mend)(subject, finding, place):
            yield Fix(finding.code, finding.fingerprint, title or mend.title, mend.safety, edits, mend.leaves)


def maker(mend: Mend) -> Make:
    """Return the function that makes a mend."""
    module, _, name = mend.how.partition(".")
    found: Make = getattr(import_module(f"{__package__}.{module}"), name)
    return found
