"""What a rule is: one value that says what it finds, why and how it is mended, with a good and a bad example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import CodeType
from typing import Literal, NamedTuple

from citefirst.model import Problem, Severity
from citefirst.structs import field, frozen

DOCUMENTATION = "https://github.com/citefirst/citefirst/blob/main/docs/rules.md"


Check = Callable[..., Iterable[Problem]]
"""Problems of what it is given by the names of its parameters (`rules.context.Context`). Pure."""


Safety = Literal["safe", "unsafe", "choice"]
"""Whether a mend leaves what the record says as it is, asks for a look at it, or is one of several that only a person
chooses from."""


class Mend(NamedTuple):
    """A way to mend what a rule finds: what it does, whether that is safe, and its function of `citefirst.mending`.

    `leaves` are the codes of what may be found where it was made. The function is named and not imported, since few
    checks mend anything.
    """

    title: str
    safety: Safety
    how: str
    leaves: str = ""


@frozen
class Example:
    """A record under the workflow `example` (`rules.examples`).

    `front` adds to or replaces lines of its front matter, `body` its body.

    `whole` is a file as it is, in the place of both; `before` is the same file as it was before a change.
    `answers` are what looking up an address tells: its state (`missing`, or a system's own word) and its time.
    `author` opened the pull request that makes the change. `added` are the addresses of who wrote the commit that added
    the approvals, and of whose signature on it verifies. `beside` are other records by path, as additions to their
    front matter. `audit`: the policy is judged after a look at the whole repository, in which nothing was excused.
    `under` is a policy that the example stands under; `policy` is one, where the example is one of a policy; `baseline`
    is one, of a repository whose one record (`record.md`) holds. `breaks`: it stands for a record that breaks a check
    off; no such record is known. `co_author` is an assistant that the commit of the record names as one.
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
    added: tuple[str, str] | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    audit: bool = False
    co_author: str = ""


@frozen(kw_only=True)
class Rule:
    """One thing that can be wrong. `summary` fits a line, `why` a paragraph.

    Each of its `checks` is asked where everything that it names is at hand. A rule without checks reports what is
    noticed while a file is read (`Document.problems`).
    """

    code: str
    name: str
    summary: str
    why: str
    checks: tuple[Check, ...] = ()
    good: Example
    bad: Example
    severity: Severity = "error"
    mends: tuple[Mend, ...] = ()
    """How it can be mended, the first way that fits a finding before others."""

    @property
    def url(self) -> str:
        return f"{DOCUMENTATION}#{self.code.lower()}"


def needs(check: Check) -> tuple[str, ...]:
    """Return the names of what a check asks for."""
    code: CodeType = check.__code__  # `inspect` would be a third of the start-up
    return code.co_varnames[: code.co_argcount]


def demanded(code: str) -> Check:
    """Make a check that passes on what the workflow's schema demands under a code, in its own words."""

    def check(demands: tuple[Problem, ...]) -> Iterable[Problem]:
        return (problem for problem in demands if problem.code == code)

    return check
