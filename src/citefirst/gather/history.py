"""Commits, merged pull requests and tags of a git history as rows. A merge is told by its subject, as on GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Row, address, moment, title, under
from citefirst.repository.messages import Commit, History

_MERGE = re.compile(r"Merge pull request #(\d{1,9}) from ")
_SQUASH = re.compile(r" \(#(\d{1,9})\)$")


def entries(history: History, known: Known) -> Entries:
    """Yield the commits, then the tags. `known.base` is the address of the repository."""
    for commit in history.commits.values():
        yield f"commit {commit.commit[:10]}", lambda commit=commit: _commit(commit, known)  # type: ignore[misc]
    for tag in history.tags:

        def row(name: str = tag.name, at: str = tag.at) -> Row:
            link = address(under(known, f"releases/tag/{quote(name, safe='')}"))
            return Row(moment(at, known), title(name), link, "release", "git tag", name)

        yield f"tag {tag.name}", row


def _commit(commit: Commit, known: Known) -> Row:
    merge, squash = _MERGE.match(commit.subject), _SQUASH.search(commit.subject)
    at, hash = moment(commit.at, known), commit.commit
    if merge or squash:
        number = (merge or squash)[1]  # type: ignore[index]
        told = commit.body.partition("\n")[0] if merge else commit.subject
        link = address(under(known, f"pull/{number}"))
        return Row(at, title(told or commit.subject), link, "pull-request", "git merge", f"#{number}")
    return Row(at, title(commit.subject), address(under(known, f"commit/{hash}")), "commit", "git", hash)


def within(rows: tuple[Row, ...], since: datetime | None, until: datetime | None) -> tuple[Row, ...]:
    """Return the rows of a window, both ends included, in order of time and each once."""
    wanted: Mapping[Row, None] = dict.fromkeys(
        row for row in rows if (since is None or row.at >= since) and (until is None or row.at <= until)
    )
    return tuple(sorted(wanted, key=lambda row: (row.at, row.reader, row.id, row.title, row.link)))
