"""Rows of exports and of the checkout's history, printed or added to a record unless that changed meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from citefirst.document.splice import splice
from citefirst.errors import CitefirstError, UsageError
from citefirst.gather.history import entries, within
from citefirst.gather.readers import read
from citefirst.gather.row import Entries, ExportError, Found, Known, Row, collect
from citefirst.github.happened import Happened, Window
from citefirst.github.lookups import api_for, demand_home, home_of
from citefirst.limits import MAX_EXPORT
from citefirst.mending.events import add
from citefirst.mending.fixes import subject
from citefirst.report.summary import plural
from citefirst.repository import messages
from citefirst.repository.git import Repository
from citefirst.structs import frozen
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.mend_records import replaced


@frozen
class Wanted:
    """What is gathered: files of exports, git's history or not, within a window, and what the exports leave open.

    `ids` are those of artifacts, none for all. `repository` is the address of git's repository, "" for that of its
    origin, `base` of other tools. `online`: GitHub is asked for what happened there.
    """

    exports: tuple[Path, ...] = ()
    git: bool = False
    online: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ids: tuple[str, ...] = ()
    zone: tzinfo | None = None
    base: str = ""
    repository: str = ""


def gather(wanted: Wanted, root: Path, environ: Mapping[str, str] = {}) -> Found:
    """Return the rows in order of time, each once. `environ` names the token, where it is asked, and GitHub's server.

    Raises UsageError for a file that is no export, where git has no address, or where GitHub is to be asked without a
    repository there or without a beginning; GitError; ApiError.
    """
    known, rows, refused = Known(wanted.zone, wanted.base), list[Row](), list[str]()
    for path in wanted.exports:
        try:
            found = read(_bytes(path), known)
        except ExportError as error:
            raise UsageError(f"{path}: {error}") from error
        rows += found.rows
        refused += [f"{path}: {each}" for each in found.refused]
    if wanted.git:
        page = wanted.repository or _page(root, environ)
        if not page:
            raise UsageError("where git's commits have pages cannot be told: name the repository with --repository")
        told = collect(entries(messages.read(Repository(root)), Known(None, page)))
        rows += told.rows
        refused += told.refused
    if wanted.online:
        told = collect(_online(wanted, root, environ))
        rows += told.rows
        refused += [f"GitHub: {each}" for each in told.refused]
    kept = within(tuple(row for row in rows if not wanted.ids or row.id in wanted.ids), wanted.since, wanted.until)
    return Found(kept, tuple(refused))


def _page(root: Path, environ: Mapping[str, str]) -> str:
    """Return where the pages of the checkout's origin are, "" where that is not on this GitHub."""
    home = home_of(environ, Repository(root).origin())
    return f"{home.server}/{home.repository}" if home.repository else ""


def _online(wanted: Wanted, root: Path, environ: Mapping[str, str]) -> Entries:
    home = home_of(environ, Repository(root).origin())
    demand_home(home)
    if wanted.since is None:
        raise UsageError("say from when on GitHub is asked: add --since")
    url, token = api_for(environ, home)
    asked = Happened(url, home.repository, token, page=f"{home.server}/{home.repository}")
    return asked.entries(Window(wanted.since, wanted.until))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_EXPORT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MAX_EXPORT:
        raise UsageError(f"{path} is larger than {MAX_EXPORT >> 20} MiB: export a shorter time")
    return data


def add_to(request: CheckRequest, rows: Sequence[Row]) -> str:
    """Add rows to the timeline of the one record that is named, and say what was done.

    Raises UsageError where it has no timeline, CitefirstError where it changed meanwhile or where its check would find
    more errors than before: nothing is written then.
    """
    run = Run.start(request)
    checked = run.one()
    record, before = subject(checked), checked.file.data or b""
    added = add(record, rows) if record else None
    shown = checked.file.shown
    if added is None:
        raise UsageError(f"{shown}: there is no timeline to which events could be added: begin the section first")
    if added.rows:
        data = splice(before, added.edits)
        after = run.judge(checked.file._replace(data=data)).report.findings
        more = Counter(each.code for each in after if each.severity == "error")
        more.subtract(each.code for each in checked.report.findings if each.severity == "error")
        if worse := next((each for each in after if more[each.code] > 0), None):
            raise CitefirstError(
                f"{shown}: nothing was written, since the check would find {worse.code}: {worse.message}"
            )
        if not replaced(run, checked.file, data):
            raise CitefirstError(f"{shown} changed while rows were gathered: run it again")
    return f"{shown}: {plural(len(added.rows), 'event')} added, {added.there} there already"
