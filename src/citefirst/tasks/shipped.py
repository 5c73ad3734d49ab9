"""One record's plan held against the history of its checkout and, where that is wanted, against GitHub."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from citefirst.errors import UsageError
from citefirst.record.build import Record
from citefirst.record.plan import Item, Name, beside, items
from citefirst.repository import messages
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.shipped.compare import Known, compare
from citefirst.shipped.landing import Landings
from citefirst.shipped.notes import Note, is_changelog, notes
from citefirst.shipped.outcome import Outcome
from citefirst.shipped.unplanned import planned_names, unplanned
from citefirst.tasks.checkout import CheckRequest, Run

if TYPE_CHECKING:
    from citefirst.evidence.answers import Answer, Target
    from citefirst.lookup.inquiry import Options

MAX_CHANGELOG = 4 * 1024 * 1024


def shipped(request: CheckRequest, options: Options | None = None) -> Outcome:
    """Compare the plan of the one record that is named. Raises GitError outside git, UsageError without a record."""
    run = Run.start(request, options)
    ((shown, record),) = _one(run)
    repository = Repository(run.tree.root)
    try:
        history = messages.read(repository)
    except GitError as error:
        raise GitError(f"{error}: `shipped` holds a plan against git's history, so there has to be one") from error
    landings, path = Landings(history), record.document.path
    own = repository_path(repository.origin())
    plan = [_own(item, own) for item in items(record)]
    versions = [commit for commit in messages.versions(repository, path) if commit in history.commits]
    files = list(dict.fromkeys(name.id for item in plan for name in item.names if name.kind == "file"))
    known = Known(
        landings,
        own,
        versions[-1] if versions else "",
        messages.touches(repository, files) if history.head else {},
        _changelogs(run),
        _answers(run, plan, own) if request.online else None,
    )
    lines = compare(plan, known)
    others = beside(record) - planned_names(plan)
    extra = unplanned(record, lines, others, known, lambda commits: messages.files(repository, commits))
    return Outcome(
        shown,
        record.document.title,
        record.header.text("id"),
        record.header.text("status"),
        history,
        known,
        lines,
        extra,
    )


def repository_path(origin: str) -> str:
    """Return what the origin of a checkout is called on its host (`acme/shop`), whichever host that is; "" for none."""
    host, sep, rest = origin.partition("://")
    place = rest.partition("/")[2] if sep else origin.partition(":")[2] if "@" in host and ":" in host else ""
    return place.strip("/").removesuffix(".git") if re.fullmatch(r"[\w./~-]{3,300}", place) else ""


def _one(run: Run) -> Sequence[tuple[str, Record]]:
    found = list(run.records(None))
    if len(found) != 1:
        raise UsageError("name one record: a Markdown file of this repository")
    return found


def _own(item: Item, own: str) -> Item:
    """Drop the repository from what is this one's, so that `#12` and its address are one thing."""
    names: dict[tuple[str, str, str], Name] = {}
    for name in item.names:
        mine = name._replace(repository="") if own and name.repository.casefold() == own.casefold() else name
        names.setdefault(mine.key, mine)
    return item._replace(names=tuple(names.values()))


def _changelogs(run: Run) -> list[Note]:
    """Return the lines of the changelogs of a checkout: at its top and in `docs`."""
    found: list[Note] = []
    for folder in ("", "docs", "doc"):
        for path in run.tree.children(folder) or ():
            if is_changelog(path) and (data := run.tree.content(path, MAX_CHANGELOG)):
                found += notes(path, data.decode("utf-8", "replace").replace("\r\n", "\n"))
    return found


def _answers(run: Run, plan: Iterable[Item], own: str) -> Mapping[Name, Answer]:
    """Ask GitHub for all that is named, at once."""
    from citefirst.evidence.answers import Target

    wanted: dict[Name, Target] = {}
    for item in plan:
        for name in item.names:
            slug = name.repository or own
            if slug and (target := _target(name, slug)):
                wanted[name] = Target(*target)
    lookups = run.lookups
    found = lookups.inquiry.answers(wanted.values()) if lookups and wanted else {}
    return {name: found[target] for name, target in wanted.items() if target in found}


def _target(name: Name, slug: str) -> tuple[str, str] | None:
    """Return the address and the kind by which GitHub is asked; None for what it does not have."""
    server = (os.environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")
    match name.kind:
        case "pull-request" | "issue" | "reference":
            return f"{server}/{slug}/issues/{name.id}", "ticket"
        case "commit":
            return f"{server}/{slug}/commit/{name.id}", "commit"
        case "version" if not name.loose or name.written.startswith("v"):
            return f"{server}/{slug}/releases/tag/{name.written}", "release"
    return None
