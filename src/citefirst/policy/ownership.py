"""Who may sign a record because its path is theirs: the file CODEOWNERS, with the policy's word on teams and people.

A role that the policy gives to `codeowners` is held by whoever owns the path of the record. Whatever cannot be told is
never a yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citefirst.model import Document
    from citefirst.policy.codeowners import Base, CodeOwners, Line
    from citefirst.policy.policy import Policy

_NAMED = 3
"""Skipped lines that a hint names."""
_OR_LIST = "or list who may sign under `roles` in the policy"


def path_of(document: Document) -> str:
    """Return the path that is somebody's, "" for a description, which has none."""
    return "" if document.described else document.path


def fault(policy: Policy, base: Base, path: str, role: str, name: str) -> tuple[str, str] | None:
    """Say why somebody may not sign at a path in a role that code owners hold, and what to do; None where they may.

    `name` is a person in any spelling, `path` is "" where the record is no file. Whom the policy lists for the role
    beside code owners may sign at any path.
    """
    is_listed = policy.identity(name) in dict(policy.roles).get(role, ())
    return None if is_listed else _unowned(policy, base, path, role, name)


def may_sign(policy: Policy, base: Base, document: Document, role: str, name: str) -> bool:
    """Tell whether the policy lets somebody sign a record in a role, nobody in one that it does not list."""
    if role in policy.owned_roles:
        return fault(policy, base, path_of(document), role, name) is None
    return policy.identity(name) in dict(policy.roles).get(role, ())


def _unowned(policy: Policy, base: Base, path: str, role: str, name: str) -> tuple[str, str] | None:
    """Say why a path is not somebody's, or why nobody can tell."""
    from citefirst.policy import codeowners

    wants = f"the policy lets code owners sign as {role}"
    if not path:
        return f"{wants}, and a description is at no path that somebody owns", f"sign a file instead, {_OR_LIST}"
    if (found := codeowners.find(base)) is None:
        return f"{wants}, and there is no CODEOWNERS that says whose {path} is", f"add one on the base, {_OR_LIST}"
    place, data = found
    if len(data) >= codeowners.MAX_BYTES:
        return f"{wants}, and {place} is too large: GitHub reads none of 3 MB or more", f"shorten it, {_OR_LIST}"
    file = codeowners.parse(data)
    line = file.of(path)
    skipped = _skipped(file)
    if line is None or not line.owners:
        said = f"line {line.number} of {place} gives it to nobody" if line else f"no line of {place} names it"
        return f"{wants}, and nobody owns {path}: {said}", f"name its owners there on the base, {_OR_LIST}{skipped}"
    if any(policy.identity(name) in members for _, members in _owners(policy, line) if members):
        return None
    at = f"line {line.number} of {place}"
    if unclear := _unclear(policy, line, name):
        reason, hint = unclear
        return f"nobody can tell whether {name}, who signs as {role}, owns {path}: {reason} ({at})", f"{hint}{skipped}"
    owners = ", ".join(line.owners)
    return f"{name} does not own {path} and may not sign as {role}", f"{at} gives it to {owners}{skipped}"


def _owners(policy: Policy, line: Line) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each owner with the identities that it stands for, none for a team whose members the policy does not
    list."""
    teams = {team.casefold(): members for team, members in policy.keys.teams.items()}
    for owner in line.owners:
        members = teams.get(owner.casefold(), ()) if "/" in owner else (owner,)
        yield owner, frozenset(map(policy.identity, members))


def _unclear(policy: Policy, line: Line, name: str) -> tuple[str, str] | None:
    """Say what the policy does not tell of the owners, so that one of them may be the person all the same."""
    is_known = policy.names(policy.identity(name))
    for owner, members in _owners(policy, line):
        if not members:
            reason = f"the policy does not say who belongs to {owner}"
            hint = f'list its members under `teams` in the policy: `"{owner}": ["@login"]`'
            return reason, f"{hint}, or give the Action a token that may read them"
        if any(policy.names(each) is not is_known for each in members):
            reason = f"the policy does not say whether that is {owner}"
            return reason, "list the mail address under `people` in the policy, below the login whose it is"
    return None


def _skipped(file: CodeOwners) -> str:
    """Name the lines that count for nothing, as the end of a hint."""
    if not file.skipped:
        return ""
    named = "; ".join(f"line {each.number} ({each.reason})" for each in file.skipped[:_NAMED])
    more = len(file.skipped) - _NAMED
    return f"; skipped, as GitHub does: {named}{f' and {more} more' if more > 0 else ''}"
