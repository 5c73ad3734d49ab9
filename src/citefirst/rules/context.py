"""What rules may ask for, each by the name of a parameter: the record, the day, and what was looked up beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from citefirst.model import Approved, Document, Problem
from citefirst.policy.baseline import Baseline
from citefirst.policy.policy import Policy, Waiver
from citefirst.record import instance
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.record.paths import Exists, Load
from citefirst.record.registry import Registry
from citefirst.rules.rule import Rule, needs
from citefirst.structs import frozen
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.quick import is_plainly_valid

if TYPE_CHECKING:
    from citefirst.ailog.commits import Assistance
    from citefirst.evidence.answers import Answer, Target
    from citefirst.signing.reviews import Reviews

Earlier = Callable[[str, str], Document | None]
"""The state of a file that had a digest, where its history is at hand and holds one."""


Assisted = Callable[[str], "Sequence[Assistance] | None"]
"""What the commits that wrote a file say of assistants; None where their history is not at hand."""


class Routing(NamedTuple):
    """Which workflow a record is judged by: the one that the policy gives to its path, and the one that it names."""

    routed: str | None
    named: str | None
    known: tuple[str, ...]
    suggest: Callable[[str], str]
    """What to do about an unknown name."""


class Displacement(NamedTuple):
    """What a change did to a record: was it deleted, is it no longer a record, which workflow governed it before.

    `old` is its former path where it was moved; `was` the state that may hold signatures; `arrived` are the records
    that the change brings, into which signatures may have gone.
    """

    deleted: bool = False
    escaped: bool = False
    before: str | None = None
    after: str | None = None
    old: str | None = None
    was: Document | None = None
    arrived: Callable[[], Sequence[Document]] = tuple


class Broke(NamedTuple):
    """Why the check of a record broke off, and what to do."""

    reason: str
    hint: str


@frozen(kw_only=True, eq=False)
class Context:
    """Everything that is known of one subject. A value of None is not at hand, and checks that name it are not run.

    `today` is the day, not at hand where nobody touched the record; `registry` knows the other records; `exists` and
    `load` answer for paths of the repository; `answers` are those of look-ups; `author` opened the pull
    request, `present` are those who took part in it; `before` is the record's earlier state, `known` are all states
    whose signatures are not new; `rests` tells which records cite only one another; `assisted` what commits say of
    assistants; `broke` and `unread` say why a file was not judged or has no text. `waivers` and `baseline` are those of
    the policy where that is the subject, `unused` the waivers that excused nothing in the whole repository, `met` the
    fingerprints that the baseline excused, by record. `approvals` are those of the record, as they were verified.
    """

    record: Record | None = None
    catalogue: Catalogue | None = None
    routing: Routing | None = None
    policy: Policy | None = None
    day: str | None = None
    today: str | None = None
    registry: Registry | None = None
    exists: Exists | None = None
    load: Load | None = None
    earlier: Earlier | None = None
    answers: Mapping[Target, Answer] | None = None
    reviews: Reviews | None = None
    author: str | None = None
    displacement: Displacement | None = None
    before: Document | None = None
    known: Sequence[Document] | None = None
    present: Callable[[], frozenset[str]] | None = None
    rests: Callable[[Record], Sequence[str]] | None = None
    assisted: Assisted | None = None
    broke: Broke | None = None
    unread: str | None = None
    waivers: Sequence[Waiver] | None = None
    unused: Sequence[Waiver] | None = None
    baseline: Baseline | None = None
    met: Mapping[str, Iterable[str]] | None = None
    approvals: Sequence[Approved] | None = None
    base: Load = lambda path, limit: None
    """Files of the state that judges, the base's in a change; without an answer nobody is an owner."""

    @cached_property
    def conversations(self) -> Conversations | None:
        """What assistants contributed."""
        return self.record.conversations if self.record else None

    @property
    def settled(self) -> Sequence[Document]:
        """All states whose signatures are not new: none outside of a change, where each is judged by itself."""
        return self.known or ()

    @cached_property
    def assistance(self) -> Sequence[Assistance] | None:
        """What the commits that wrote a record say of assistants, where the record says that there was none."""
        silent = self.record is not None and self.record.header.get("ai") == "none"
        return self.assisted(self.record.document.path) if silent and self.record and self.assisted else None

    @cached_property
    def circle(self) -> Sequence[str] | None:
        """The other records of a circle that cite only one another; () without one."""
        return self.rests(self.record) if self.record and self.rests else None

    @cached_property
    def demands(self) -> tuple[Problem, ...] | None:
        """What the workflow's schema demands and the record lacks, under the code of the rule that speaks of it."""
        record, catalogue = self.record, self.catalogue
        if record is None or catalogue is None:
            return None
        if record.workflow is None:
            return ()
        value = instance.build(record)
        if is_plainly_valid(record.workflow, value, catalogue):
            return ()
        from citefirst.workflow.validate import validate

        found = validate(record.workflow, value, lambda path: instance.locate(record, path), catalogue)
        # Front matter that is absent or unreadable is one fault, not one for each key that it lacks.
        return tuple(each for each in found if record.document.frontmatter or each.path[:1] != ("frontmatter",))

    def ask(self, rule: Rule) -> Iterator[Problem]:
        """Yield the problems found by those checks of a rule for which everything is at hand."""
        for check in rule.checks:
            given = [getattr(self, name) for name in needs(check)]
            if None not in given:
                yield from check(*given)
