"""`.citefirst.yml`: which files are records of which workflow, and where the repository keeps its own schemas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from citefirst.document.text import Lines, decode
from citefirst.document.yaml import Loaded, YamlProblem, load
from citefirst.errors import PolicyError
from citefirst.model import Path, Span

Approvals = Literal["declared", "review"]
KEYS = ("records", "schemas", "approvals")

Route = Callable[[str], str | None]
"""The workflow that the policy gives to a path of the repository, None where it gives none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A glob and the workflow of the files that it matches; `place` is where the policy says so (`path:line:col`)."""

    glob: str
    workflow: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """`records`: of the globs that match, the last one wins as in `.gitignore`; `schemas`: directories.

    `approvals`: `declared` in the record, or a `review` on the pull request by each owner as well.
    """

    records: tuple[Rule, ...] = ()
    schemas: tuple[str, ...] = ()
    approvals: Approvals = "declared"

    def route(self) -> Route:
        """A function from path to workflow. Globs mean what they mean in `.gitignore`, from the root."""
        if not self.records:
            return lambda path: None
        from pathspec import PathSpec

        specs = [(PathSpec.from_lines("gitignore", [rule.glob]), rule.workflow) for rule in reversed(self.records)]

        def routed(path: str) -> str | None:
            return next((workflow for spec, workflow in specs if spec.match_file(path)), None)

        return routed


def read(path: str, data: bytes) -> Policy:
    """A policy from the bytes of its file. Raises PolicyError with the file's path, line and column."""
    from pydantic import BaseModel, ConfigDict, ValidationError

    class Model(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        records: dict[str, str] = {}
        schemas: list[str] = []
        approvals: Approvals = "declared"

    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: the policy is not UTF-8: save it as UTF-8") from error
    lines = Lines(text)
    try:
        loaded = load(text)
    except YamlProblem as problem:
        raise _error(path, lines, problem.span, problem.message) from problem
    try:
        model = Model.model_validate(loaded.data or {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = tuple(first["loc"])
        raise _error(path, lines, _span(loaded, place), _sentence(place, first["type"], first["msg"])) from error
    rules = (
        Rule(glob, workflow, _place(path, lines, _span(loaded, ("records", glob))))
        for glob, workflow in model.records.items()
    )
    return Policy(tuple(rules), tuple(model.schemas), model.approvals)


def _sentence(place: Path, kind: str, message: str) -> str:
    name = ".".join(str(part) for part in place) or "the policy"
    if kind == "extra_forbidden":
        from difflib import get_close_matches

        near = get_close_matches(name, KEYS, 1)
        known = ", ".join(f"`{key}`" for key in KEYS)
        return f"`{name}` is not a key of the policy: " + (
            f"did you mean `{near[0]}`?" if near else f"known are {known}"
        )
    return f"`{name}`: {message[0].lower()}{message[1:]}"


def _span(loaded: Loaded, place: Path) -> Span:
    while place and place not in loaded.keys and place not in loaded.values:
        place = place[:-1]
    return loaded.keys.get(place) or loaded.values.get(place) or Span(0, 0)


def _error(path: str, lines: Lines, span: Span, message: str) -> PolicyError:
    return PolicyError(f"{_place(path, lines, span)}: {message}")


def _place(path: str, lines: Lines, span: Span) -> str:
    line, column = lines.place(span.start)
    return f"{path}:{line}:{column}"
