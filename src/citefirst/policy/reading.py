"""From the bytes of `.citefirst.yml` to a `Policy`, or to one sentence with the place of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from citefirst.document.text import decode
from citefirst.document.yaml import Loaded, YamlProblem, load
from citefirst.errors import PolicyError
from citefirst.evidence.ids import Form, fault
from citefirst.evidence.targets import malformed
from citefirst.model import Path
from citefirst.places import Lines, Span
from citefirst.policy import globs
from citefirst.policy.policy import AiPolicy, Ground, Level, Policy, Rule, Setting, Waiver
from citefirst.signing.people import identity, is_login, is_person, is_software, is_spelling

IsValid = Callable[[Any, Any], bool]
"""Does a value hold under a schema, as far as a quick test can tell."""


@dataclass(frozen=True, slots=True)
class Source:
    """A policy's file as it is shown, and where in it which value stands."""

    path: str
    text: str
    lines: Lines
    loaded: Loaded

    def place(self, *path: str | int) -> str:
        """`path:line:col` of a key, or of the nearest one above it."""
        at: Path = path
        while at and at not in self.loaded.keys and at not in self.loaded.values:
            at = at[:-1]
        return place(self.path, self.lines, self.loaded.keys.get(at) or self.loaded.values.get(at) or Span(0, 0))


def read(path: str, data: bytes, schema: str = "", is_valid: IsValid | None = None) -> Policy:
    """A policy from the bytes of its file. Raises PolicyError with the file's path, line and column.

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
    source, value = Source(path, text, lines, loaded), loaded.data or {}
    if not (schema and is_valid and is_valid(json.loads(schema), value)):
        _explain(source, value)
    return _policy(source, value)


def _policy(source: Source, value: Mapping[str, Any]) -> Policy:
    return Policy(
        records=tuple(_records(source, value.get("records", {}))),
        schemas=tuple(value.get("schemas", ())),
        settings=tuple(_settings(source, value)),
        approvals=value.get("approvals", "declared"),
        grounds=tuple(_grounds(value.get("sources", {}))),
        forms=tuple(_forms(source, value.get("ids", {}))),
        waivers=tuple(_waivers(source, value.get("exceptions", ()))),
        ai=_ai(source, value),
        roles=tuple(_roles(source, value, people := _people(source, value))),
        people=people,
        second_signer=value.get("second-signer", False),
        baseline=value.get("baseline", ""),
        shown=source.path,
        text=source.text,
        named=tuple((name, source.place("workflows", name)) for name in value.get("workflows", ())),
    )


def _records(source: Source, records: Mapping[str, str]) -> Iterator[Rule]:
    """Raises PolicyError for a glob that cannot be used."""
    for glob, name in records.items():
        where = source.place("records", glob)
        if reason := globs.fault(glob):
            raise PolicyError(f"{where}: `{glob}`: {reason}")
        yield Rule(glob, name, where)


def _ai(source: Source, value: Mapping[str, Any]) -> AiPolicy:
    """Raises PolicyError for a data class that is not listed."""
    ai = value.get("ai", {})
    classes = tuple(ai.get("data-classes", ()))
    tools = {name: (tool or {}).get("highest", "") for name, tool in ai.get("tools", {}).items()}
    for name, highest in tools.items():
        if highest and highest not in classes:
            where = source.place("ai", "tools", name, "highest")
            raise PolicyError(
                f"{where}: `{highest}` is not among `data-classes`: {', '.join(classes) or 'none is listed'}"
            )
    own = {name: inner["ai"] for name, inner in value.get("workflows", {}).items() if "ai" in inner}
    return AiPolicy(tools, classes, ai.get("boundary", "act"), own)


def _people(source: Source, value: Mapping[str, Any]) -> Mapping[str, str]:
    """Logins by spelling, their own among them. Raises PolicyError for what is no login or no one's alone."""
    found: dict[str, str] = {}
    for login, spellings in value.get("people", {}).items():
        if not is_login(login):
            raise PolicyError(f'{source.place("people", login)}: {login} is no login: write "@login"')
        for index, spelling in ((None, login), *enumerate(spellings)):
            where = source.place("people", login, *(() if index is None else (index,)))
            if not is_spelling(spelling):
                hint = 'write "Name <mail>", an address or "@login"'
                raise PolicyError(f"{where}: {spelling} does not say which person is meant: {hint}")
            if found.setdefault(spelt := identity(spelling), identity(login)) != identity(login):
                raise PolicyError(f"{where}: {spelling} is {found[spelt]} already: one person has a spelling")
    return found


def _roles(source: Source, value: Mapping[str, Any], people: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Holders by role, teams by their members. Raises PolicyError for who is neither person nor known team."""
    teams = value.get("teams", {})
    for role, holders in value.get("roles", {}).items():
        found: set[str] = set()
        for index, holder in enumerate(holders):
            members = teams.get(holder, [holder]) if "/" not in holder or "<" in holder else teams.get(holder)
            if members is None:
                where = source.place("roles", role, index)
                raise PolicyError(f"{where}: the team {holder} has no members: name them under `teams`")
            for member in members:
                if is_software(member):
                    raise PolicyError(f"{source.place('roles', role, index)}: {member} is software and cannot sign")
                if not is_person(member):
                    raise PolicyError(
                        f'{source.place("roles", role, index)}: {member} is no person: write "@login" or "Name <mail>"'
                    )
                found.add(people.get(spelt := identity(member), spelt))
        yield role, frozenset(found)


def _settings(source: Source, value: Mapping[str, Any]) -> Iterator[Setting]:
    rules: Mapping[str, Level] = value.get("rules", {})
    for rule, level in rules.items():
        yield Setting(rule, level, None, source.place("rules", rule))
    for workflow, inner in value.get("workflows", {}).items():
        for rule, level in inner.get("rules", {}).items():
            yield Setting(rule, level, workflow, source.place("workflows", workflow, "rules", rule))


def _grounds(sources: Mapping[str, Any]) -> Iterator[Ground]:
    for name in ("admissible", "refused"):
        for entry in sources.get(name, ()):
            yield Ground(entry["at"].lower(), entry["reason"], name == "admissible")


def _forms(source: Source, ids: Mapping[str, Any]) -> Iterator[Form]:
    """Raises PolicyError for a form that no ID, or any word, could have."""
    for name, entry in ids.items():
        form = Form(name, entry["kind"], entry.get("url", ""), entry.get("pattern", ""))
        if reason := fault(form) or (form.url and malformed(form.url)):
            raise PolicyError(f"{source.place('ids', name)}: `{name}`: {reason}")
        yield form


def _waivers(source: Source, entries: Sequence[Mapping[str, str]]) -> Iterator[Waiver]:
    """Raises PolicyError for a day that the calendar does not have, and for an owner who is no person."""
    for index, entry in enumerate(entries):
        try:
            date.fromisoformat(entry["expires"])
        except ValueError as error:
            where = source.place("exceptions", index, "expires")
            raise PolicyError(f"{where}: `{entry['expires']}` is no day of the calendar") from error
        if not is_person(entry["owner"]) or is_software(entry["owner"]):
            where = source.place("exceptions", index, "owner")
            raise PolicyError(f'{where}: {entry["owner"]} is no person: write "@login" or "Name <mail>"')
        if reason := globs.fault(entry["path"]):
            raise PolicyError(f"{source.place('exceptions', index, 'path')}: `{entry['path']}`: {reason}")
        span = source.loaded.values["exceptions", index]
        where = source.place("exceptions", index, "rule")
        yield Waiver(entry["path"], entry["rule"], entry["reason"], entry["owner"], entry["expires"], span, where)


def _explain(source: Source, value: Any) -> None:
    """Raises PolicyError where the value has not the shape of a policy."""
    from pydantic import ValidationError

    from citefirst.policy.keys import model

    try:
        model().model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = tuple(first["loc"])
        raise PolicyError(f"{source.place(*at)}: {_sentence(at, first['type'], first['msg'])}") from error


def _sentence(at: Path, kind: str, message: str) -> str:
    name = ".".join(str(part) for part in at) or "the policy"
    if kind != "extra_forbidden":
        return f"`{name}`: {message[0].lower()}{message[1:]}"
    from difflib import get_close_matches

    known = _keys(at[:-1])
    near = get_close_matches(str(at[-1]), known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(f'`{key}`' for key in known)}"
    return f"`{name}` is not a key of the policy: {hint}"


def _keys(above: Path) -> list[str]:
    """Keys that a mapping of the policy may have."""
    from citefirst.policy.keys import schema

    shape = schema()
    node: Any = shape
    for part in above:
        node = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties") or {}
        if "$ref" in node:
            node = shape["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return list(node.get("properties", {}))


def place(path: str, lines: Lines, span: Span) -> str:
    line, column = lines.place(span.start)
    return f"{path}:{line}:{column}"
