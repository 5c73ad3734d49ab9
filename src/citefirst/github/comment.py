"""The one comment of a pull request: which it is, whether to write it, and that no older run overwrites a newer one.

It is found by the marker on its first line *and* by its author: a marker can be copied by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from citefirst.github.api import ApiError, Comment
from citefirst.report.outcome import RunPlace
from citefirst.structs import frozen

_MARKER = re.compile(r"<!-- citefirst ([0-9a-f]{12}) run=(\d{1,20})\.(\d{1,9}) -->")
ATTEMPTS = 3
PAUSE = 2
"""Seconds before a comment is looked for and tried again."""


class Comments(Protocol):
    """What this module needs of GitHub (`api.Api`)."""

    def comments(self, number: int) -> list[Comment]: ...
    def create_comment(self, number: int, body: str) -> None: ...
    def edit_comment(self, number: int, comment: int, body: str) -> None: ...
    def delete_comment(self, number: int, comment: int) -> None: ...
    def login(self) -> str: ...


@frozen
class Plan:
    """What to do: `edit` a comment or create one, and `delete` its doubles; else the `reason` why nothing is done."""

    write: bool
    reason: str = ""
    edit: int | None = None
    delete: tuple[int, ...] = ()


def marker(place: RunPlace) -> str:
    """Return the first line of a comment, which nobody sees: it names the job and the run."""
    return f"<!-- citefirst {job_of(place)} run={place.run}.{place.attempt} -->"


def job_of(place: RunPlace) -> str:
    """Return what stands for a job in a marker."""
    from hashlib import sha256

    return sha256(place.job.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def plan(place: RunPlace, ours: Sequence[Comment], when: str, *, failed: bool) -> Plan:
    """Decide what to do with this job's existing comments. `when`: `always`, `on-failure` or `never`."""
    if when == "never":
        return Plan(False, "comments are switched off")
    if not ours:
        wanted = failed or when == "always"
        return Plan(wanted, "" if wanted else "there is nothing to say, and no earlier comment to update")
    newest = max(ours, key=lambda comment: (_run(comment), -comment.id))
    if _run(newest) > (place.run, place.attempt):
        return Plan(False, "a newer run has written it")
    return Plan(True, "", newest.id, tuple(comment.id for comment in ours if comment is not newest))


def of_job(place: RunPlace, comments: Sequence[Comment], login: Callable[[], str]) -> list[Comment]:
    """List a job's comments: with its marker, and by us."""
    marked = [comment for comment in comments if (found := _MARKER.match(comment.body)) and found[1] == job_of(place)]
    return by_us(marked, login)


class Said(Protocol):
    """Something that was said on a pull request: by whom, and whether that is software."""

    @property
    def bot(self) -> bool: ...
    @property
    def login(self) -> str: ...


Words = TypeVar("Words", bound=Said)


def by_us(marked: Sequence[Words], login: Callable[[], str]) -> list[Words]:
    """Return of what carries our marker that by a bot or by the token's owner, who is asked for only where it
    matters: a marker alone can be copied."""
    if all(each.bot for each in marked):
        return list(marked)
    owner = login()
    return [each for each in marked if each.bot or (owner and each.login == owner)]


def _run(comment: Comment) -> tuple[int, int]:
    found = _MARKER.match(comment.body)
    return (int(found[2]), int(found[3])) if found else (0, 0)


@frozen
class Sticky:
    """The comment of one job on one pull request."""

    api: Comments
    number: int
    place: RunPlace
    sleep: Callable[[float], None]

    def post(self, body: str, when: str, *, failed: bool) -> str:
        """Bring the comment up to date. "" where it was, else why it was not written. Raises ApiError."""
        text = f"{marker(self.place)}\n{body}"
        for attempt in range(1, ATTEMPTS + 1):
            # Looked up before each attempt: the server may have created the comment and lost its answer.
            ours = of_job(self.place, self.api.comments(self.number), self.api.login)
            if any(comment.body == text for comment in ours):
                return ""
            todo = plan(self.place, ours, when, failed=failed)
            if not todo.write:
                return todo.reason
            try:
                self._write(todo, text)
                return ""
            except ApiError as error:
                if error.forbidden or attempt == ATTEMPTS:
                    raise
            self.sleep(PAUSE)
        return ""

    def _write(self, todo: Plan, text: str) -> None:
        if todo.edit is None:
            self.api.create_comment(self.number, text)
            return
        self.api.edit_comment(self.number, todo.edit, text)
        for double in todo.delete:
            self.api.delete_comment(self.number, double)
