"""The policy as the rest of citefirst sees it: frozen, checked, without the file that it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from citefirst.evidence.ids import Form, IdMatch, find
from citefirst.evidence.targets import is_at, refused
from citefirst.model import Path, Severity
from citefirst.places import Span
from citefirst.policy import globs
from citefirst.policy.keys import NO_KEYS, Boundary, Level, PolicyKeys
from citefirst.signing.people import identity
from citefirst.structs import field, frozen

Router = Callable[[str], str | None]
"""The workflow that the policy gives to a path of the repository, None where it gives none."""


@frozen
class Route:
    """A glob and the workflow of the files that it matches, "" where it takes them out (`!docs/README.md`); `place` is
    where the policy says so (`path:line:col`)."""

    glob: str
    workflow: str
    place: str = field(default="", compare=False)

    def matches(self, path: str) -> bool:
        """Tell whether the route decides on a path."""
        return globs.matches(self.glob.removeprefix(globs.NOT), path)


@frozen
class Routed:
    """A file and what makes it a record: a `glob` of the policy at `place`, its front matter, or nothing. A `glob` that
    takes the file out is named as well."""

    path: str
    workflow: str | None
    glob: str = ""
    place: str = ""


@frozen
class Setting:
    """The level of a rule, named by its code or its name, for all records or for those of one workflow."""

    rule: str
    level: Level
    workflow: str | None = None
    place: str = field(default="", compare=False)


@frozen
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


@frozen(kw_only=True)
class Policy:
    """What the policy's file says (`keys`), and what follows from keys that need more than their value.

    `routes`: of the globs that match, the last one wins as in `.gitignore`. `settings`: those of a workflow come last
    and win. `forms` are IDs that need no definition.
    """

    keys: PolicyKeys = NO_KEYS
    routes: tuple[Route, ...] = ()
    settings: tuple[Setting, ...] = ()
    descriptions: tuple[Route, ...] = ()
    """Workflows of the descriptions of pull requests and of issues."""
    forms: tuple[Form, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    roles: tuple[tuple[str, frozenset[str]], ...] = ()
    """Who may sign in a role, each as `people.identity` has them; other roles anybody may hold."""
    owned_roles: frozenset[str] = frozenset()
    """Roles that the owners of a record's path may hold as well (`policy.ownership`)."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Logins by other spellings of the same person, both as `people.identity` has them."""
    shown: str = field(default="", compare=False)
    """How reports name the policy's file."""
    text: str = field(default="", compare=False)
    origins: Mapping[Path, str] = field(default_factory=dict, compare=False)
    """Under parents: where each value is said (`path:line:col`)."""
    named: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Workflows with settings of their own, and the place where the policy names each."""

    @property
    def named_people(self) -> frozenset[str]:
        """Everybody whom the policy names or lets sign in some role: people, whatever their names look like."""
        holders = (person for _, holders in self.roles for person in holders)
        return frozenset((*holders, *self.people, *self.people.values()))

    def match(self) -> Callable[[str], Route | None]:
        """Make the function from a path to the route that decides on it: the last one that matches, as in
        `.gitignore`."""

        def matched(path: str) -> Route | None:
            return next((route for route in reversed(self.routes) if route.matches(path)), None)

        return matched

    def router(self) -> Router:
        """Make the function from a path to its workflow."""
        match = self.match()

        def routed(path: str) -> str | None:
            route = match(path)
            return (route.workflow or None) if route else None

        return routed

    def described_by(self, kind: str) -> str:
        """Return the workflow of the descriptions of a kind (`pull-request`), "" where they are no records."""
        return next((route.workflow for route in self.descriptions if route.glob == kind), "")

    def identity(self, value: str) -> str:
        """What makes two spellings the same person, as far as the policy knows its people."""
        spelt = identity(value)
        return self.people.get(spelt, spelt)

    def names(self, person: str) -> bool:
        """Is an identity a login, or an address that the policy says whose it is."""
        return person.startswith("@") or person in self.named_people

    def knows(self, person: str) -> bool:
        """Is an identity a login that the policy names: among its people or in a role."""
        named = person in self.people.values() or any(person in holders for _, holders in self.roles)
        return named and person.startswith("@")

    def find_ids(self, text: str, code: Sequence[tuple[int, int]] = ()) -> list[IdMatch]:
        """Known IDs of a text (`evidence.ids.find`), those of the policy's forms among them."""
        return find(text, code, self.forms)

    def refused(self, url: str) -> str | None:
        """Why an address is no evidence, as the end of "… is no source: "; None where it can be."""
        sources = self.keys.sources
        if any(is_at(url, place.at) for place in sources.admissible):
            return None
        if found := next((place for place in sources.refused if is_at(url, place.at)), None):
            return f"the policy refuses {found.at}: {found.reason}"
        reason = refused(url)
        return reason and f"it is {reason}"

    def waiving(self, path: str, day: str) -> list[int]:
        """Numbers of the exceptions that hold for a file on a day."""
        valid = ((index, waiver) for index, waiver in enumerate(self.waivers) if waiver.expires >= day)
        return [index for index, waiver in valid if globs.matches(waiver.glob, path)]

    @property
    def boundaries(self) -> Mapping[str, Boundary]:
        """What assistants may do, by workflow that says so itself."""
        return {name: inner.ai for name, inner in self.keys.workflows.items() if inner.ai}

    def boundary(self, workflow: str) -> Boundary:
        """What assistants may do for records of a workflow."""
        return self.boundaries.get(workflow, self.keys.ai.boundary)

    def levels(self, workflow: str | None) -> Mapping[str, Level]:
        """Levels by rule, and by key of `facts`, for records of a workflow, as far as the policy speaks of them."""
        levels = {setting.rule: setting.level for setting in self.settings if setting.workflow in (None, workflow)}
        inner = self.keys.workflows.get(workflow or "")
        for facts in (self.keys.facts, inner.facts if inner else self.keys.facts):
            said = {"facts.sure": facts.sure, "facts.doubtful": facts.doubtful}
            levels |= {name: level for name, level in said.items() if level}
        return levels


def severity(levels: Mapping[str, Level], code: str, name: str, default: Severity) -> Severity | None:
    """The severity of a rule's findings, None where they do not count."""
    level = levels.get(code, levels.get(name, default))
    return None if level == "off" else level
