"""A policy under its parents: which files are read, what may not be looser, what holds in the end.

A policy is held against each one above it, not only the nearest: what a parent lets its children loosen, it cannot let
them loosen of its own parents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import normpath
from typing import Any, NamedTuple

from citefirst.errors import ParentUnread, PolicyError
from citefirst.model import Path
from citefirst.policy.decoding import decode_keys, hints, written
from citefirst.policy.keys import PolicyKeys
from citefirst.policy.reading import PolicyFile, build
from citefirst.policy.tightening import tighten
from citefirst.structs import frozen, replace

MAX_DEPTH = 8
MAX_FILES = 32
APART = ("extends", "may-loosen")
"""Keys that each policy has for itself."""
OWN = ("exceptions",)
"""What does not reach the policies below: it excuses files of one repository."""
OWN_ABROAD = (*OWN, "baseline", "signers", "schemas")
"""The same of a policy in another repository; its schemas are read there."""
_ABROAD = re.compile(r"(?P<repository>[A-Za-z0-9-]+/(?!\.{1,2}@)[A-Za-z0-9._-]+)@(?P<commit>[^:]*):(?P<path>.+)")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Where(NamedTuple):
    """Where a policy's file is: its path from the root of a repository, `""` for the one that is checked."""

    path: str
    repository: str = ""
    commit: str = ""

    def __str__(self) -> str:
        return f"{self.repository}@{self.commit}:{self.path}" if self.repository else self.path


@frozen
class Above:
    """A policy that another one is held against: its name, what holds there, and the keys that may be loosened."""

    shown: str
    value: Mapping[str, Any]
    free: tuple[str, ...]


@frozen
class Resolved:
    """A policy with all above it: `file` says what holds, `files` are the parents' by place, `bounds` what counts for
    policies below."""

    file: PolicyFile
    files: Mapping[Where, PolicyFile]
    bounds: tuple[Above, ...]


Read = Callable[[Where], PolicyFile]
"""Reads the file of a parent. Raises PolicyError where it is wrong, ParentUnread where it cannot be read."""


def resolve(file: PolicyFile, where: Where, read: Read, way: tuple[Where, ...] = ()) -> Resolved:
    """Put a policy under its parents. Raise PolicyError where it would be looser, where parents contradict each other
    and where they form a circle; ParentUnread where one of them cannot be read."""
    way, said = (*way, where), decode_keys(PolicyKeys, file.value)
    parents = []
    for index, reference in enumerate(said.extends):
        at = file.place("extends", index)
        above = _where(reference, where, at)
        if above in way:
            raise PolicyError(
                f"{at}: these policies extend each other in a circle: {_chain((*way, above))}: remove one"
            )
        if len(way) > MAX_DEPTH:
            raise PolicyError(f"{at}: there are more than {MAX_DEPTH} policies one above the other: extend fewer")
        try:
            found = read(above)
        except ParentUnread as error:
            raise ParentUnread(f"{at}: {error}") from error
        parents.append((above, resolve(found, above, read, way)))
    _demand_keys(file, said.may_loosen)
    bounds = {above.shown: above for _, parent in parents for above in parent.bounds}
    files: dict[Where, PolicyFile] = {}
    for at_parent, parent in parents:
        files |= {**parent.files, at_parent: _plain(parent.file)}
    if len(files) > MAX_FILES:
        raise PolicyError(f"{file.place('extends')}: there are more than {MAX_FILES} policies above: extend fewer")
    value = _under(file, [parent for _, parent in parents], tuple(bounds.values()))
    held = replace(file, value={**value, **_own(file)}, above=tuple(files.values()))
    if way[1:]:
        build(held)  # by itself, or a policy below could give names of the parent a meaning
    own = Above(str(where), _handed_on(value, where), said.may_loosen)
    return Resolved(held, files, (*bounds.values(), own))


def _plain(file: PolicyFile) -> PolicyFile:
    return replace(file, above=())


def _own(file: PolicyFile) -> dict[str, Any]:
    return {key: file.value[key] for key in APART if key in file.value}


def _chain(way: Iterable[Where]) -> str:
    return " -> ".join(map(str, way))


def _handed_on(value: Mapping[str, Any], where: Where) -> Mapping[str, Any]:
    kept = OWN_ABROAD if where.repository else OWN
    return {key: inner for key, inner in value.items() if key not in kept}


def _under(file: PolicyFile, parents: list[Resolved], bounds: tuple[Above, ...]) -> Mapping[str, Any]:
    """Return what a file and its parents say together; raise PolicyError where it is looser than one of `bounds`."""
    said = {key: value for key, value in file.value.items() if key not in APART}
    if not parents:
        return said
    above: Mapping[str, Any] = {}
    for parent in parents:
        given = parent.bounds[-1].value
        above = tighten(above, given).value if above else given
    for bound in bounds:
        if (at := _looser(bound, above)) and len(parents) > 1:
            raise PolicyError(
                f"{file.place('extends')}: its parents contradict each other: {_key(at)} would be looser than "
                f"{bound.shown} says: let one of the parents extend the other"
            )
    free = {key for bound in bounds for key in bound.free}
    found = tighten(above, said, free)
    for bound in bounds:
        at = _looser(bound, found.value) or ()
        if at:
            raise _refused(file, bound.shown, at)
    if found.looser:
        raise _refused(file, parents[0].bounds[-1].shown, found.looser[0])
    return found.value


def _refused(file: PolicyFile, above: str, at: Path) -> PolicyError:
    key = ".".join(map(str, at))
    where = file.own_place(at)
    return PolicyError(
        f"{where}: `{key}` would be looser than {above} says: remove it, or let that policy say `may-loosen: [{key}]`"
    )


def _looser(above: Above, value: Mapping[str, Any]) -> Path | None:
    """Return the first key in which a value is looser than a policy above it."""
    held = tighten(above.value, value, above.free)
    if held.looser:
        return held.looser[0]
    order = _globs(held.value) == _globs(value)  # of those that match, the last wins
    return None if order or "records" in above.free else ("records",)


def _globs(value: Mapping[str, Any]) -> list[str]:
    return list(decode_keys(PolicyKeys, value).records)


def _key(at: Path) -> str:
    return f"`{'.'.join(map(str, at))}`"


def _where(reference: str, here: Where, at: str) -> Where:
    """Return where a parent is, seen from a policy. Raise PolicyError for what names no place that stays the same."""
    abroad = _ABROAD.fullmatch(reference)
    if abroad and not _COMMIT.fullmatch(abroad["commit"]):
        raise PolicyError(
            f"{at}: `{abroad['commit']}` is no full commit, and a branch or tag can be moved: write "
            f"`{abroad['repository']}@` and all 40 hex digits"
        )
    path = normpath((abroad.group("path") if abroad else reference).replace("\\", "/"))
    if path.startswith(("/", "../")) or path in ("..", ".") or "://" in reference or (not abroad and "@" in reference):
        raise PolicyError(
            f"{at}: `{reference}` names no policy: write a path from the root, or `owner/repository@COMMIT:path`"
        )
    return Where(path, abroad["repository"], abroad["commit"]) if abroad else here._replace(path=path)


def _demand_keys(file: PolicyFile, loosened: tuple[str, ...]) -> None:
    """Raise PolicyError where `may-loosen` names what is no key."""
    known = [written(name) for name in hints(PolicyKeys) if written(name) not in APART]
    for index, key in enumerate(loosened):
        if key.partition(".")[0] not in known:
            raise PolicyError(f"{file.place('may-loosen', index)}: `{key}` is no key that may be loosened")
