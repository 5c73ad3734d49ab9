"""The policy as the rest of citefirst sees it: frozen, checked, without the file that it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from citefirst.evidence.ids import Form, IdMatch, find
from citefirst.evidence.targets import is_at, refused
from citefirst.model import Severity
from citefirst.places import Span
from citefirst.policy import globs
from citefirst.signing.people import identity

Route = Callable[[str], str | None]
"""The workflow that the policy gives to a path of the repository, None where it gives none."""

Approvals = Literal["declared", "review"]
Boundary = Literal["act", "advise-only", "prohibited"]
"""What assistants may do."""
Level = Literal["error", "warning", "off"]
"""How a finding of a rule counts; `off`: not at all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A glob and the workflow of the files that it matches; `place` is where the policy says so (`path:line:col`)."""

    glob: str
    workflow: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Routed:
    """A file and what makes it a record: a `glob` of the policy at `place`, its front matter, or nothing."""

    path: str
    workflow: str | None
    glob: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """The level of a rule, named by its code or its name, for all records or for those of one workflow."""

    rule: str
    level: Level
    workflow: str | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """A place on the web (`host/path`, as `evidence.targets.is_at` reads it) that is no source, or is one after all."""

    at: str
    reason: str
    admissible: bool


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception: findings of a rule in files that a glob matches do not count, until a day (`2027-01-31`, incl.).

    `span` is where the policy's text has it.
    """

    glob: str
    rule: str
    reason: str
    owner: str
    expires: str
    span: Span
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AiPolicy:
    """Assistants: `tools` that may be used, each with the highest class of data that it may have ("" for any);
    `classes` from lowest to highest; what they may do, in all and by workflow.
    """

    tools: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    boundary: Boundary = "act"
    boundaries: Mapping[str, Boundary] = field(default_factory=dict)

    def boundary_of(self, workflow: str) -> Boundary:
        return self.boundaries.get(workflow, self.boundary)


@dataclass(frozen=True, slots=True)
class Policy:
    """`records`: of the globs that match, the last one wins as in `.gitignore`; `schemas`: directories.

    `settings`: those of a workflow come last and win. `grounds`: what is admissible wins over what is refused. `forms`
    are IDs that need no definition. `approvals`: `declared` in the record, or a `review` on the pull
    request by each owner as well.
    """

    records: tuple[Rule, ...] = ()
    schemas: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    approvals: Approvals = "declared"
    grounds: tuple[Ground, ...] = ()
    forms: tuple[Form, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    ai: AiPolicy = field(default_factory=AiPolicy)
    roles: tuple[tuple[str, frozenset[str]], ...] = ()
    """Who may sign in a role, each as `people.identity` has them; other roles anybody may hold."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Logins by other spellings of the same person, both as `people.identity` has them."""
    second_signer: bool = False
    """Must somebody beside the author of a pull request sign."""
    baseline: str = ""
    """Path of the baseline, from the root, "" where there is none."""
    shown: str = field(default="", compare=False)
    """How reports name the policy's file."""
    text: str = field(default="", compare=False)
    named: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Workflows with settings of their own, and the place where the policy names each."""

    @property
    def named_people(self) -> frozenset[str]:
        """Everybody whom the policy names or lets sign in some role: people, whatever their names look like."""
        holders = (person for _, holders in self.roles for person in holders)
        return frozenset((*holders, *self.people, *self.people.values()))

    def match(self) -> Callable[[str], Rule | None]:
        """A function from path to the entry of `records` that governs it. Globs mean what they mean in `.gitignore`."""

        def matched(path: str) -> Rule | None:
            return next((rule for rule in reversed(self.records) if globs.matches(rule.glob, path)), None)

        return matched

    def route(self) -> Route:
        """A function from path to workflow."""
        match = self.match()

        def routed(path: str) -> str | None:
            rule = match(path)
            return rule.workflow if rule else None

        return routed

    def identity(self, value: str) -> str:
        """What makes two spellings the same person, as far as the policy knows its people."""
        spelt = identity(value)
        return self.people.get(spelt, spelt)

    def knows(self, person: str) -> bool:
        """Is an identity a login that the policy names: among its people or in a role."""
        named = person in self.people.values() or any(person in holders for _, holders in self.roles)
        return named and person.startswith("@")

    def find_ids(self, text: str, code: Sequence[tuple[int, int]] = ()) -> list[IdMatch]:
        """Known IDs of a text (`evidence.ids.find`), those of the policy's forms among them."""
        return find(text, code, self.forms)

    def refused(self, url: str) -> str | None:
        """Why an address is no evidence, as the end of "… is no source: "; None where it can be."""
        found = [ground for ground in self.grounds if is_at(url, ground.at)]
        if any(ground.admissible for ground in found):
            return None
        if found:
            return f"the policy refuses {found[0].at}: {found[0].reason}"
        reason = refused(url)
        return reason and f"it is {reason}"

    def waives(self, path: str, day: str) -> frozenset[str]:
        """Codes and names of rules whose findings in a file are excepted on a day."""
        valid = (waiver for waiver in self.waivers if waiver.expires >= day)
        return frozenset(waiver.rule for waiver in valid if globs.matches(waiver.glob, path))

    def levels(self, workflow: str | None) -> Mapping[str, Level]:
        """Levels by rule for records of a workflow, as far as the policy speaks of them."""
        return {setting.rule: setting.level for setting in self.settings if setting.workflow in (None, workflow)}


def severity(levels: Mapping[str, Level], code: str, name: str, default: Severity) -> Severity | None:
    """The severity of a rule's findings, None where they do not count."""
    level = levels.get(code, levels.get(name, default))
    return None if level == "off" else level
