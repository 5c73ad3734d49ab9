"""Which check a repository runs, by what its workflows and its pre-commit configuration say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Literal, NamedTuple

from citefirst.regex import lazy

How = Literal["action", "reusable", "command", "hook"]
Pinned = Literal["commit", "version", "moving", "none"]

HOOKS = ".pre-commit-config.yaml"
WORKFLOWS = ".github/workflows"
MAX_WORKFLOW = 256 * 1024
"""Bytes of a file that is read."""
_MOST = 10_000
"""Jobs and steps that are looked at in one file."""
_ACTION = lazy(r"[\w.-]+/citefirst@(?P<ref>.+)", re.I)
_REUSABLE = lazy(r"(?:\./|[\w.-]+/[\w.-]+/)\.github/workflows/citefirst\.ya?ml(?:@(?P<ref>.+))?", re.I)
_HOOK = lazy(r"(?:.*[/:])?citefirst(?:\.git)?/?", re.I)
_COMMAND = lazy(r"\bcitefirst(?:@\S+)? check\b")
_INSTALLED = lazy(r"\bcitefirst(?:\[[\w,-]+\])?(?:==|@)(?P<ref>\d[\w.+-]*)")
_COMMIT = lazy(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_VERSION = lazy(r"v?\d+\.\d+\.\d+(?:[.+-]?[0-9A-Za-z.+-]+)?")


class Use(NamedTuple):
    """One place that runs the check. `ref` is the commit, tag, branch or version that it names, "" for none."""

    how: How
    ref: str
    mode: str = ""
    """What findings do, where the place says it: `enforce`, `comment` or `observe`."""

    @property
    def pinned(self) -> Pinned:
        """How firmly `ref` stands: a commit never moves, a full version should not, all else does."""
        if not self.ref:
            return "none"
        if _COMMIT.fullmatch(self.ref):
            return "commit"
        return "version" if _VERSION.fullmatch(self.ref) else "moving"


class Unreadable(Exception):
    """A file of which nobody can tell whether it runs the check; the message says why."""


def uses(path: str, data: bytes) -> list[Use]:
    """Return each place of a workflow, or of the pre-commit configuration, that runs the check.

    Raises Unreadable where the file mentions citefirst and is too large, not UTF-8 or not YAML.
    """
    if len(data) > MAX_WORKFLOW:
        raise Unreadable(f"is larger than {MAX_WORKFLOW >> 10} KiB")
    if b"citefirst" not in data.lower():
        return []
    value = _loaded(data)
    return list(_hooks(value) if path == HOOKS else _workflow(value))


def _loaded(data: bytes) -> Any:
    """Read YAML as texts, lists and mappings alone: no value becomes a day or an object."""
    import yaml

    try:
        return yaml.load(data.decode("utf-8-sig"), yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Unreadable("is not YAML that can be read") from error


def _workflow(value: Any) -> Iterator[Use]:
    for job in islice(_mapping(_mapping(value).get("jobs")).values(), _MOST):
        called = _text(_mapping(job).get("uses"))
        if found := _REUSABLE.fullmatch(called):
            yield Use("reusable", found["ref"] or "", _mode(job))
    for step in islice(_steps(value), _MOST):
        script = _text(step.get("run"))
        if found := _ACTION.fullmatch(_text(step.get("uses"))):
            yield Use("action", found["ref"], _mode(step))
        elif _COMMAND.search(script):
            installed = _INSTALLED.search(script)
            yield Use("command", installed["ref"] if installed else "")


def _steps(value: Any) -> Iterator[Mapping[str, Any]]:
    for job in _mapping(_mapping(value).get("jobs")).values():
        yield from map(_mapping, _list(_mapping(job).get("steps")))


def _hooks(value: Any) -> Iterator[Use]:
    for each in islice(map(_mapping, _list(_mapping(value).get("repos"))), _MOST):
        ids = [_text(_mapping(hook).get("id")) for hook in _list(each.get("hooks"))]
        if "citefirst" in ids and _HOOK.fullmatch(_text(each.get("repo"))):
            yield Use("hook", _text(each.get("rev")))


def _mode(job: Mapping[str, Any]) -> str:
    return _text(_mapping(job.get("with")).get("mode"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
