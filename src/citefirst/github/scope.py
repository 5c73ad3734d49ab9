"""What a run checks: which commits are compared, and where their files come from. Git first, then GitHub's API.

What cannot be determined is an error and never an empty list: a check that saw nothing would pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from citefirst.ailog.commits import is_assisted
from citefirst.check.change import Comparison
from citefirst.errors import CitefirstError, UsageError
from citefirst.github.api import Api, ApiError
from citefirst.github.event import TEST_MERGE, Event
from citefirst.model import Change
from citefirst.report.outcome import Base
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.repository.snapshot import Snapshot
from citefirst.repository.written import Commit, written
from citefirst.structs import frozen, replace

Content = Callable[[str, str], bytes | None]
"""A file at a path and a commit; None where there is none. Raises ApiError or GitError where that cannot be told."""


Authors = Callable[[], Iterable[str]]
Written = Callable[[], "list[Commit] | None"]
"""Who wrote the commits that are compared with the base (`Name <mail>`), as far as that can be told."""


@frozen(kw_only=True)
class Scope:
    """`comparison` of `commit` with its base; where `whole`, with nothing, so that all is new. `source` says what
    told the difference."""

    comparison: Comparison
    commit: str
    base: Base | None
    whole: bool
    source: str
    content: Content
    authors: Authors = tuple
    repository: Repository | None = None
    """Where git can tell of commits."""
    written: Written = lambda: None
    """Commits that name an assistant; None where the history is not at hand or is cut off."""


def find(event: Event, base_ref: str, place: Repository, api: Api) -> Scope:
    """Find the scope of an event in what may be a checkout. Raises CitefirstError where what changed cannot be
    determined."""
    repository, missing = _checkout(place)
    compared = bool(base_ref or event.pull or event.group or event.issue)
    try:
        if repository is None:
            raise GitError(missing)
        if event.issue:
            commit = repository.commit("HEAD") or ""
            return _nothing(repository.snapshot(commit), commit, "git", _content(repository))
        return _by_git(event, base_ref, repository) if compared else _all_by_git(repository)
    except GitError as error:
        if not compared:
            hint = "run actions/checkout before citefirst"
            raise CitefirstError(f"the repository cannot be read: {error}: {hint}") from None
        return _by_api(event, base_ref, api, str(error))


def root_of(place: Repository) -> Path:
    """Return the top of the checkout around a directory, else the directory."""
    repository, _ = _checkout(place)
    return (repository or place).root


def narrowed(comparison: Comparison, paths: Sequence[str], below: PurePosixPath) -> Comparison:
    """Return a comparison of what is at or below one of the paths, which are relative to a directory of the repository;
    the whole one without paths. A file elsewhere still counts for the records there that depend on it."""
    places = [_inside(below, path) for path in paths]
    if not places:
        return comparison

    def concerns(name: str) -> bool:
        return any(place == "." or name == place or name.startswith(f"{place}/") for place in places)

    changes = [each for each in comparison.changes if concerns(each.path) or (each.old and concerns(each.old))]
    return replace(comparison, changes=changes, everything=comparison.changes, concerns=concerns)


def _inside(below: PurePosixPath, path: str) -> str:
    from posixpath import normpath

    place = normpath((below / path.replace("\\", "/")).as_posix())
    if place.startswith(("/", "../")) or place == "..":
        raise UsageError(f"the input paths names {path}, which is outside the repository")
    return place


def _checkout(place: Repository) -> tuple[Repository | None, str]:
    """Return the whole checkout around a directory, or None and why there is none."""
    try:
        repository = replace(place, root=place.checkout.top)
        repository.run("rev-parse", "--git-dir")  # were git not there, it would look as if no commit was
    except GitError as error:
        return None, str(error)
    return (repository, "") if repository.commit("HEAD") else (None, "the checkout has no commit")


def _all_by_git(repository: Repository) -> Scope:
    commit = repository.commit("HEAD") or ""
    head = repository.snapshot(commit)
    changes = [Change(path, "added") for path in sorted(head.entries)]
    nothing = replace(head, entries={})
    return Scope(
        comparison=Comparison(nothing, head, changes),
        commit=commit,
        base=None,
        whole=True,
        source="git",
        content=_content(repository),
        repository=repository,
        written=partial(written, repository, is_assisted, "", commit),
    )


def _by_git(event: Event, base_ref: str, repository: Repository) -> Scope:
    """Compare what is checked out where that is the head, else the head fetched beside it."""
    here = repository.commit("HEAD") or ""
    known = here == event.head or (here == event.sha and not event.safe)
    commit = here if known else repository.bring(event.head)
    if not base_ref and (merged := _test_merge(event, commit, repository)):
        base = start = repository.bring(merged)
    elif event.group and not base_ref:
        base = start = repository.bring(event.group.base)
    else:
        base = repository.bring(base_ref or (event.pull.base if event.pull else ""))
        start = repository.merge_base(base, commit) or ""
        if not start:
            raise GitError(f"{base[:12]} and {commit[:12]} have no common history")
    comparison = Comparison(repository.snapshot(base), repository.snapshot(commit), repository.changes(start, commit))
    return Scope(
        comparison=comparison,
        commit=commit,
        base=_base(event, base_ref, base),
        whole=False,
        source="git",
        content=_content(repository),
        authors=partial(_authors, repository, base, commit),
        repository=repository,
        written=partial(written, repository, is_assisted, base, commit),
    )


def _base(event: Event, base_ref: str, commit: str) -> Base:
    """Return the base by its commit, and by its name where the event or the inputs know one."""
    merged = event.pull or event.group
    name = base_ref or (merged.into if merged else "")
    return Base("" if name == commit else name, commit)


def _authors(repository: Repository, base: str, commit: str) -> list[str]:
    """List the authors; nobody where the history cannot be had, so that nobody is wrongly taken for a participant."""
    try:
        return repository.authors(base, commit)
    except GitError:
        return []


def _test_merge(event: Event, commit: str, repository: Repository) -> str | None:
    """Return the base of GitHub's own test merge. Its difference from the merge is exactly what would land."""
    if event.pull is None or event.name not in TEST_MERGE or commit != event.sha:
        return None
    match repository.parents(commit):
        case (base, head) if head == event.pull.head:
            return base
    return None


def _content(repository: Repository) -> Content:
    def content(path: str, commit: str) -> bytes | None:
        return repository.snapshot(repository.bring(commit)).read(path)[0]

    return content


def _nothing(tree: Snapshot, commit: str, source: str, content: Content) -> Scope:
    """Compare a commit with itself: an issue changes no file, and is judged by the policy that is there."""
    comparison = Comparison(tree, tree, ())
    return Scope(comparison=comparison, commit=commit, base=None, whole=False, source=source, content=content)


def _by_api(event: Event, base_ref: str, api: Api, reason: str) -> Scope:
    merged, head = event.pull or event.group, event.head
    told = f"GitHub's API, since git could not tell: {reason}"
    try:
        if event.issue:
            return _nothing(api.snapshot(head), head, told, api.content)
        base = api.commit(base_ref or (merged.base if merged else ""))
        pull = event.pull if not base_ref else None
        changes = api.changed_files(pull.number) if pull else api.compare(base, head)
        comparison = Comparison(api.snapshot(base), api.snapshot(head), changes)
    except ApiError as error:
        raise CitefirstError(
            f"what changed cannot be determined: by git, {reason}; by the API, {error}: "
            "give actions/checkout `fetch-depth: 0`, or run the job again"
        ) from None
    return Scope(
        comparison=comparison,
        commit=head,
        base=_base(event, base_ref, base),
        whole=False,
        source=told,
        content=api.content,
    )
