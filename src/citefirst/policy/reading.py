"""From the bytes of `.citefirst.yml` to a `Policy`, or to one sentence with the place of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from citefirst.document.text import decode
from citefirst.document.yaml import Loaded, YamlProblem, load
from citefirst.errors import PolicyError
from citefirst.evidence.ids import Form, fault
from citefirst.evidence.targets import malformed
from citefirst.model import Path
from citefirst.places import Lines, Span
from citefirst.policy import globs
from citefirst.policy.decoding import decode_keys
from citefirst.policy.keys import (
    CODE_OWNERS,
    DESCRIPTIONS,
    OUT,
    AssistantsKeys,
    ExceptionKeys,
    IdKeys,
    PlaceKeys,
    PolicyKeys,
    SourcesKeys,
)
from citefirst.policy.policy import Policy, Route, Setting, Waiver
from citefirst.signing.people import identity, is_login, is_person, is_software, is_spelling
from citefirst.structs import frozen

IsValid = Callable[[Any, Any], bool]
"""Does a value hold under a schema, as far as a quick test can tell."""


@frozen
class PolicyFile:
    """A policy's file as it is shown, and where in it which value stands."""

    path: str
    text: str
    lines: Lines
    loaded: Loaded
    value: Mapping[str, Any]
    """What holds: what the file says, and what it says together with those `above`."""
    above: tuple[PolicyFile, ...] = ()
    """The files of its parents, and theirs before them."""

    def place(self, *path: str | int) -> str:
        """`path:line:col` of a key, or of the nearest one above it, in the first of the files that say so."""
        file: PolicyFile
        for file in (*self.above, *((self,) if self.above else ())):
            if found := file._saying(path, self.value):
                return file.own_place(found)
        return self.own_place(path)

    def _saying(self, path: Path, whole: Any) -> Path:
        """Where this file itself says what the whole has at a path, () where it does not."""
        own, found = cast(Any, self.loaded.data), list[str | int]()
        part: Any
        for part in path:
            inside = part in whole if isinstance(whole, dict) else isinstance(part, int) and part < len(whole or ())
            if not inside:
                return ()
            whole = whole[part]
            if isinstance(own, list):
                part = own.index(whole) if whole in own else -1
            if part == -1 or not isinstance(own, dict | list) or (isinstance(own, dict) and part not in own):
                return ()
            own = own[part]
            found.append(part)
        return tuple(found) if isinstance(whole, dict) or own == whole else ()

    def own_place(self, at: Path) -> str:
        """`path:line:col` of a key in this file, or of the nearest one above it."""
        while at and at not in self.loaded.keys and at not in self.loaded.values:
            at = at[:-1]
        return place(self.path, self.lines, self.loaded.keys.get(at) or self.loaded.values.get(at) or Span(0, 0))


def read(path: str, data: bytes, schema: str = "", is_valid: IsValid | None = None) -> Policy:
    """Read a policy without parents from the bytes of its file, as `parse` and `build` do."""
    return build(parse(path, data, schema, is_valid))


def parse(path: str, data: bytes, schema: str = "", is_valid: IsValid | None = None) -> PolicyFile:
    """Read the bytes of a policy's file. Raise PolicyError with the file's path, line and column.

    `schema` is the text of `config.schema.json`: what holds under it needs no explanation.
    """
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: the policy is not UTF-8: save it as UTF-8") from error
    lines = Lines(text)
    try:
        loaded = load(text)
    except YamlProblem as problem:
        raise PolicyError(f"{place(path, lines, problem.span)}: {problem.message}") from problem
    value = loaded.data or {}
    file = PolicyFile(path, text, lines, loaded, value)
    if not (schema and is_valid and is_valid(json.loads(schema), value)):
        _demand_shape(file, value)
    return file


def build(file: PolicyFile) -> Policy:
    """Make the policy of what a file says. Raise PolicyError with the place of what makes no sense."""
    return _policy(file, decode_keys(PolicyKeys, file.value))


def _demand_shape(file: PolicyFile, value: Any) -> None:
    """Raise PolicyError where the value has not the shape of a policy."""
    from citefirst.policy.shape import explain

    if wrong := explain(value):
        at, sentence = wrong
        raise PolicyError(f"{file.place(*at)}: {sentence}")


def _policy(file: PolicyFile, keys: PolicyKeys) -> Policy:
    files = {glob: name for glob, name in keys.records.items() if glob not in DESCRIPTIONS}
    described = ((kind, keys.records.get(kind, OUT)) for kind in DESCRIPTIONS)
    routes, settings = tuple(_routes(file, files)), tuple(_settings(file, keys))
    forms, waivers = tuple(_forms(file, keys.ids)), tuple(_waivers(file, keys.exceptions))
    _demand_known_classes(file, keys.ai)
    people = _people(file, keys.people)
    _demand_signers(file, keys.signers.gpg)
    return Policy(
        keys=keys._replace(sources=SourcesKeys(*map(_lower, keys.sources))),
        routes=routes,
        settings=settings,
        descriptions=tuple(Route(kind, name, file.place("records", kind)) for kind, name in described if name != OUT),
        forms=forms,
        waivers=waivers,
        roles=tuple(_roles(file, keys, people)),
        owned_roles=frozenset(role for role, holders in keys.roles.items() if CODE_OWNERS in holders),
        people=people,
        shown=file.path,
        text=file.text,
        origins=dict(_origins(file, file.value, ())) if file.above else {},
        named=tuple((name, file.place("workflows", name)) for name in keys.workflows),
    )


def _routes(file: PolicyFile, records: Mapping[str, str]) -> Iterator[Route]:
    """Raise PolicyError for a glob that cannot be used, and for one that takes files out and names a workflow."""
    for glob, name in records.items():
        where, out = file.place("records", glob), glob.startswith(globs.NOT)
        if reason := globs.fault(glob.removeprefix(globs.NOT)):
            raise PolicyError(f"{where}: `{glob}`: {reason}")
        if out != (name == OUT):
            hint = f'write `"{glob if out else globs.NOT + glob}": {OUT}`'
            reason = "a glob with `!` takes files out and names no workflow" if out else "this names no workflow"
            raise PolicyError(f"{where}: `{glob}`: {reason}: {hint} where these files are no records")
        yield Route(glob, "" if out else name, where)


def _lower(places: tuple[PlaceKeys, ...]) -> tuple[PlaceKeys, ...]:
    """Write places as `evidence.targets.is_at` reads them."""
    return tuple(place._replace(at=place.at.lower()) for place in places)


def _demand_known_classes(file: PolicyFile, ai: AssistantsKeys) -> None:
    """Raise PolicyError for a data class that is not listed."""
    for name, tool in ai.tools.items():
        if tool.highest and tool.highest not in ai.data_classes:
            where = file.place("ai", "tools", name, "highest")
            known = ", ".join(ai.data_classes) or "none is listed"
            raise PolicyError(f"{where}: `{tool.highest}` is not among `data-classes`: {known}")


def _people(file: PolicyFile, people: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """List logins by spelling, their own among them. Raise PolicyError for what is no login or not one person's."""
    found: dict[str, str] = {}
    for login, spellings in people.items():
        if not is_login(login):
            raise PolicyError(f'{file.place("people", login)}: {login} is no login: write "@login"')
        for index, spelling in ((None, login), *enumerate(spellings)):
            where = file.place("people", login, *(() if index is None else (index,)))
            if not is_spelling(spelling):
                hint = 'write "Name <mail>", an address or "@login"'
                raise PolicyError(f"{where}: {spelling} does not say which person is meant: {hint}")
            if found.setdefault(spelt := identity(spelling), identity(login)) != identity(login):
                raise PolicyError(f"{where}: {spelling} is {found[spelt]} already: one person has a spelling")
    return found


def _roles(file: PolicyFile, keys: PolicyKeys, people: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """List holders by role, teams by their members. Raise PolicyError for who is neither person nor known team."""
    for role, holders in keys.roles.items():
        found: set[str] = set()
        for index, holder in enumerate(holders):
            if holder == CODE_OWNERS:
                continue
            is_team = "/" in holder and "<" not in holder
            members = keys.teams.get(holder, None if is_team else (holder,))
            if members is None:
                where = file.place("roles", role, index)
                raise PolicyError(f"{where}: the team {holder} has no members: name them under `teams`")
            for member in members:
                if is_software(member):
                    raise PolicyError(f"{file.place('roles', role, index)}: {member} is software and cannot sign")
                if not is_person(member):
                    raise PolicyError(
                        f'{file.place("roles", role, index)}: {member} is no person: write "@login" or "Name <mail>"'
                    )
                found.add(people.get(spelt := identity(member), spelt))
        yield role, frozenset(found)


def _demand_signers(file: PolicyFile, keys: Mapping[str, tuple[str, ...]]) -> None:
    """Raise PolicyError where keys are not those of one person."""
    for person in keys:
        if not is_person(person) or is_software(person):
            where = file.place("signers", "gpg", person)
            raise PolicyError(f'{where}: {person} is no person: write "@login" or "Name <mail>"')


def _settings(file: PolicyFile, keys: PolicyKeys) -> Iterator[Setting]:
    for rule, level in keys.rules.items():
        yield Setting(rule, level, None, file.place("rules", rule))
    for workflow, inner in keys.workflows.items():
        for rule, level in inner.rules.items():
            yield Setting(rule, level, workflow, file.place("workflows", workflow, "rules", rule))


def _forms(file: PolicyFile, ids: Mapping[str, IdKeys]) -> Iterator[Form]:
    """Raise PolicyError for a form that no ID, or any word, could have."""
    for name, entry in ids.items():
        form = Form(name, entry.kind, entry.url, entry.pattern)
        if reason := fault(form) or (form.url and malformed(form.url)):
            raise PolicyError(f"{file.place('ids', name)}: `{name}`: {reason}")
        yield form


def _waivers(file: PolicyFile, entries: Sequence[ExceptionKeys]) -> Iterator[Waiver]:
    """Raise PolicyError for a day that the calendar does not have, and for an owner who is no person."""
    for index, entry in enumerate(entries):
        try:
            date.fromisoformat(entry.expires)
        except ValueError as error:
            where = file.place("exceptions", index, "expires")
            raise PolicyError(f"{where}: `{entry.expires}` is no day of the calendar") from error
        if not is_person(entry.owner) or is_software(entry.owner):
            where = file.place("exceptions", index, "owner")
            raise PolicyError(f'{where}: {entry.owner} is no person: write "@login" or "Name <mail>"')
        if reason := globs.fault(entry.path):
            raise PolicyError(f"{file.place('exceptions', index, 'path')}: `{entry.path}`: {reason}")
        span = file.loaded.values["exceptions", index]
        where = file.place("exceptions", index, "rule")
        yield Waiver(entry.path, entry.rule, entry.reason, entry.owner, entry.expires, span, where)


def _origins(file: PolicyFile, value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    """Yield each single value of a policy with the place that says it; what counts as one has one place."""
    if isinstance(value, dict) and at[:1] != ("ids",):
        for key, inner in value.items():
            yield from _origins(file, inner, (*at, key))
    elif isinstance(value, list) and at[:1] not in (("roles",), ("teams",)):
        for index, _ in enumerate(value):
            yield (*at, index), file.place(*at, index)
    else:
        yield at, file.place(*at)


def place(path: str, lines: Lines, span: Span) -> str:
    """Write a place as `path:line:col`."""
    line, column = lines.place(span.start)
    return f"{path}:{line}:{column}"
