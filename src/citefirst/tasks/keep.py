"""A description that was merged or closed, written as a file, so that the record does not depend on GitHub.

It is asked for or read from an event's payload; whose review signs it is told by the first only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from citefirst.document.kept import file
from citefirst.errors import AlreadyThere, UsageError
from citefirst.github.api import Api
from citefirst.github.description_check import entries, file_of, reviews_of, told
from citefirst.github.descriptions import Kind, Told, from_payload
from citefirst.github.lookups import api_for, demand_home
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.repository.writing import write
from citefirst.structs import frozen
from citefirst.tasks.checkout import Run

DIRECTORY = Path("docs", "records")
_OWN = ("workflow", "id", "title", "date", "owner", "approvals", "sources", "kept")
"""Keys that are written in an order of their own."""


@frozen
class Kept:
    """Where a description is kept, and how many of its owners' approvals were told."""

    path: Path
    approvals: int
    already: bool


def from_github(run: Run, kind: Kind, number: int, environ: Mapping[str, str]) -> Told:
    """Ask GitHub for a description. Raises UsageError where the checkout is of no repository there, ApiError."""
    home = run.home
    demand_home(home)
    url, token = api_for(environ, home)
    return told(Api(url, home.repository, token), kind, number)


def from_event(path: Path, kind: Kind, repository: str) -> Told:
    """Read the description in an event's payload. Raises UsageError where there is none."""
    try:
        return from_payload(json.loads(path.read_bytes()), kind, repository)
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        noun = kind.replace("-", " ")
        raise UsageError(f"{path} is not the payload of an event about a {noun}: {type(error).__name__}") from error


def keep(run: Run, given: Told, out: Path | None) -> Kept:
    """Write a description as a file, whole or not at all. What is there already with these bytes is left.

    Raises UsageError where it may still change, where the policy makes it no record, or where another file is there.
    """
    kind = given.what.kind
    if not given.ended:
        done = "merged" if kind == "pull-request" else "closed"
        raise UsageError(f"{given.shown} is not {done} yet: its description is kept when it no longer changes")
    workflow = run.rulebook.policy.described_by(kind)
    if not workflow:
        raise UsageError(f"the policy names no workflow for it: `records:` with `{kind}: …` does")
    record = _record(run, given, workflow)
    front = _front(record, given, run.rulebook.policy)
    path = out or run.tree.root / DIRECTORY / f"{given.shown.replace(' #', '-').replace(' ', '-')}.md"
    data, approvals = file(front, given.body), len(front.get("approvals", ()))
    try:
        write(path, data, new=True, root=run.tree.root)
    except AlreadyThere:
        if path.is_file() and path.read_bytes() == data:
            return Kept(path, approvals, already=True)
        raise
    return Kept(path, approvals, already=False)


def _record(run: Run, given: Told, workflow: str) -> Record:
    """Return the description as its check reads it."""
    checker = run.checker
    found = checker.read(file_of(given, workflow, checker.catalogue, run.tree)).record
    if found is None:
        raise UsageError(f"the description of {given.shown} cannot be read")
    return found


def _front(record: Record, given: Told, policy: Policy) -> dict[str, Any]:
    """Return what stands above the body: the description's own fields, and what GitHub tells of it."""
    said = record.document.frontmatter.data if record.document.frontmatter else {}
    owner = {owner.role: owner.text for owner in record.header.owners if owner.text}
    reviews, address = reviews_of(given, policy), given.what.address
    change = f"{given.repository}#{given.number}"
    found = {
        "workflow": said["workflow"],
        "id": said["id"],
        "title": given.title,
        "date": said["date"],
        **{key: value for key, value in said.items() if key not in _OWN and value not in (None, "")},
        "owner": owner,
        "approvals": [
            {**entry, "change": change, "review": f"{address}#pullrequestreview-{entry['review']}"}
            for entry in (entries(record, reviews) if reviews else ())
        ],
        "sources": [{"kind": given.what.kind, "url": address}] if given.what.kind == "pull-request" else [],
        "kept": {
            "from": address,
            "by": given.author and f"@{given.author}",
            "edited": given.edited.at,
            "ended": given.ended,
        },
    }
    found["kept"] = {key: value for key, value in found["kept"].items() if value}
    return {key: value for key, value in found.items() if value not in ("", [], {})}
