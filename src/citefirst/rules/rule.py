"""What a rule is: one value that says what it finds, why, and shows a good and a bad example of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from citefirst.model import Problem, Severity
from citefirst.places import Span
from citefirst.record.build import Record

DOCUMENTATION = "https://github.com/citefirst/citefirst/blob/main/docs/rules.md"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule is broken, what is wrong there and what to do about it."""

    span: Span
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A record under the workflow `example` (`rules.examples`).

    `front` adds to or replaces lines of its front matter, `body` its body.

    `whole` is a file as it is, in the place of both; `before` is the same file as it was before a change.
    `answers` are what looking up an address tells: its state (`missing`, or a system's own word) and its time.
    `author` opened the pull request that makes the change.
    `under` is a policy that the example stands under; `policy` is one, where the example is one of a policy; `baseline`
    is one, of a repository whose one record (`record.md`) holds. `breaks`: it stands for a record that breaks a check
    off, of which none is known.
    """

    body: str | None = None
    front: str | None = None
    whole: bytes | None = None
    before: Example | None = None
    policy: str = ""
    under: str = ""
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    baseline: str = ""
    breaks: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` yields hits, pure: the runner adds code, path, place and severity.

    `summary` fits a line, `why` a paragraph.
    """

    code: str
    name: str
    summary: str
    why: str
    check: Callable[[Record], Iterable[Hit]]
    good: Example
    bad: Example
    severity: Severity = "error"

    @property
    def url(self) -> str:
        return f"{DOCUMENTATION}#{self.code.lower()}"


def problems(code: str) -> Callable[[Record], Iterable[Hit]]:
    """A check that passes on what reading and resolving the record found under this code."""

    def check(record: Record) -> Iterable[Hit]:
        for problem in (*record.document.problems, *record.faults):
            if problem.code == code:
                yield hit(problem)

    return check


def hit(problem: Problem) -> Hit:
    return Hit(problem.span, problem.message, problem.hint)


def violations(code: str) -> Callable[[Record], Iterable[Hit]]:
    """A check that passes on what the workflow's schema found under this code."""

    def check(record: Record) -> Iterable[Hit]:
        for violation in record.violations:
            if violation.code == code:
                yield Hit(violation.span, violation.message, violation.hint)

    return check
