"""Commits, merged pull requests and tags of a git history as rows. A merge is told by its subject, as on GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Row, address, moment, title, under
from citefirst.repository.messages import Commit, History, Ref

_MERGE = re.compile(r"Merge pull request #(\d{1,9}) from ")
_SQUASH = re.compile(r" \(#(\d{1,9})\)$")


def entries(history: History, known: Known) -> Entries:
    """Yield the commits, then the tags. `known.base` is the address of the repository."""
    for commit in history.commits.values():
        yield f"commit {commit.commit[:10]}", partial(_commit, commit, known)
    for tag in history.tags:
        yield f"tag {tag.name}", partial(_tag, tag, known)


def _tag(tag: Ref, known: Known) -> Row:
    link = address(under(known, f"releases/tag/{quote(tag.name, safe='')}"))
    return Row(moment(tag.at, known), title(tag.name), link, "release", "git tag", tag.name)


def _commit(commit: Commit, known: Known) -> Row:
    merge, squash = _MERGE.match(commit.subject), _SQUASH.search(commit.subject)
    at = moment(commit.at, known)
    if found := merge or squash:
        told = commit.body.partition("\n")[0] if merge else commit.subject
        link = address(under(known, f"pull/{found[1]}"))
        return Row(at, title(told or commit.subject), link, "pull-request", "git merge", f"#{found[1]}")
    link = address(under(known, f"commit/{commit.commit}"))
    return Row(at, title(commit.subject), link, "commit", "git", commit.commit)


def within(rows: tuple[Row, ...], since: datetime | None, until: datetime | None) -> tuple[Row, ...]:
    """Return the rows of a window, both ends included, in order of time and each once."""
    wanted: Mapping[Row, None] = dict.fromkeys(
        row for row in rows if (since is None or row.at >= since) and (until is None or row.at <= until)
    )
    return tuple(sorted(wanted, key=lambda row: (row.at, row.reader, row.id, row.title, row.link)))
