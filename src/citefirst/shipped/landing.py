"""How each commit came into what is checked out: by which merge, into which tag first, and whether it was taken back.

Each question is answered for all commits at once by walking the history from its old end, where a commit that somebody
has claimed is not walked again; so all of them together take one walk, however long the history is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from citefirst.repository.messages import Commit, History, Ref
from citefirst.structs import frozen

Owner = TypeVar("Owner")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,64})")
_REVERTS_PULL = re.compile(r"(?m)^Reverts (?:[\w.-]{1,100}/[\w.-]{1,200})?[#!](\d{1,10})\b")
_REVERTED = re.compile(r'^(?:Revert|Reapply) "(.{1,400})"')
_QUOTED_PULL = re.compile(r"\(#(\d{1,10})\)$")
_PULLS = (
    re.compile(r"\((?:#|!)(\d{1,10})\)$"),
    re.compile(r"^Merge pull request #(\d{1,10})\b"),
    re.compile(r"^Merged in \S{1,200} \(pull request #(\d{1,10})\)"),
    re.compile(r"^Merged PR (\d{1,10}):"),
)
"""How GitHub, Bitbucket and Azure DevOps name the pull request in the first line of what merges it."""
_MERGE_REQUEST = re.compile(r"(?m)^See merge request \S{0,200}!(\d{1,10})$")


class Landed(NamedTuple):
    """A commit with what became of it: the commit of the main line that brought it, "" where none did; the first tag
    and the branch that have it; the commit that took it back."""

    commit: Commit
    brought: str = ""
    tag: Ref | None = None
    branch: str = ""
    reverted: str = ""


def pull_of(commit: Commit) -> str:
    """Return the number of the pull or merge request that a commit merges by its own words, "" for none."""
    found = next((match for form in _PULLS if (match := form.search(commit.subject))), None)
    found = found or _MERGE_REQUEST.search(commit.body)
    return found[1] if found else ""


def reverts(commit: Commit) -> bool:
    """Tell whether a commit takes another one back."""
    return bool(_REVERTED.match(commit.subject) or _REVERTS.search(commit.body) or _REVERTS_PULL.search(commit.body))


@frozen
class Landings:
    """What became of the commits of a history."""

    history: History

    def of(self, commit: str) -> Landed:
        found = self.history.commits[commit]
        tag, brought = self._tags.get(commit), self._brought.get(commit, "")
        branch = "" if tag or brought else self._branches.get(commit, "")
        return Landed(found, brought, tag, branch, self._reverted.get(commit) or self._reverted.get(brought, ""))

    def pull(self, commit: str) -> str:
        """Return the pull request by which a commit came into the main line, as far as messages say it."""
        own = pull_of(self.history.commits[commit])
        brought = self._brought.get(commit, "")
        return own or (pull_of(self.history.commits[brought]) if brought else "")

    def whole(self, start: str) -> list[str]:
        """List the commits whose hash begins with some digits."""
        at = bisect_left(self._sorted, start)
        found: list[str] = []
        while at < len(self._sorted) and self._sorted[at].startswith(start) and len(found) < 2:
            found.append(self._sorted[at])
            at += 1
        return found

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.history.commits)

    @cached_property
    def _brought(self) -> Mapping[str, str]:
        """The commit of the main line, first parents of what is checked out, that brought each commit."""
        line, at = [], self.history.head
        while at in self.history.commits:
            line.append(at)
            at = next(iter(self.history.commits[at].parents), "")
        return self._claimed(reversed([(each, each) for each in line]))

    @cached_property
    def _tags(self) -> Mapping[str, Ref]:
        """The first tag that has each commit: an older one claims its commits before those that come after it."""
        known = [tag for tag in self.history.tags if tag.commit in self.history.commits]
        known.sort(key=lambda tag: (-self._order[tag.commit], not any(map(str.isdigit, tag.name)), tag.name))
        return self._claimed((tag.commit, tag) for tag in known)

    @cached_property
    def _branches(self) -> Mapping[str, str]:
        return self._claimed((each.commit, each.name) for each in self.history.branches)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {commit: number for number, commit in enumerate(self.history.commits)}

    def _claimed(self, starts: Iterable[tuple[str, Owner]]) -> dict[str, Owner]:
        """Give each start the commits that lead to it and that no start before it has."""
        commits, found = self.history.commits, dict[str, Owner]()
        for start, owner in starts:
            todo = [start]
            while todo:
                commit = todo.pop()
                if commit in commits and commit not in found:
                    found[commit] = owner
                    todo += commits[commit].parents
        return found

    @cached_property
    def _reverted(self) -> Mapping[str, str]:
        """The commit that took each one back. A later one that takes that back again comes first and undoes it."""
        found: dict[str, str] = {}
        for commit in self.history.commits.values():
            if commit.commit in found or not (commit.commit in self._brought or commit.commit in self._tags):
                continue
            for target in self._targets(commit):
                found.setdefault(target, commit.commit)
        return found

    def _targets(self, commit: Commit) -> Iterable[str]:
        """Return the commits that a commit takes back, by the hash, the pull request or the words that it names."""
        named = [self.whole(start) for start in _REVERTS.findall(commit.body)]
        if any(named):
            return [hashes[0] for hashes in named if len(hashes) == 1]
        if pulls := _REVERTS_PULL.findall(commit.body):
            return [each for number in pulls for each in self._before(self._by_pull.get(number, ()), commit)]
        match = _REVERTED.match(commit.subject)
        if match is None or commit.subject.startswith("Reapply"):
            return ()
        quoted = _QUOTED_PULL.search(match[1])
        if quoted and quoted[1] in self._by_pull:
            return self._before(self._by_pull[quoted[1]], commit)
        return self._before(self._by_subject.get(match[1], ()), commit)[:1]

    def _before(self, commits: Iterable[str], commit: Commit) -> list[str]:
        own = self._order[commit.commit]
        return [each for each in commits if self._order[each] > own]

    @cached_property
    def _by_pull(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for commit in self.history.commits.values():
            if number := pull_of(commit):
                found.setdefault(number, []).append(commit.commit)
        return found

    @cached_property
    def _by_subject(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for commit in self.history.commits.values():
            found.setdefault(commit.subject, []).append(commit.commit)
        return found
