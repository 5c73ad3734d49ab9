"""What is said on the lines of a pull request, and who is asked to look at it, by GitHub's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from citefirst.github.api import Api
from citefirst.structs import frozen

if TYPE_CHECKING:
    from github.PullRequest import PullRequest


@frozen
class Remark:
    """A comment on a line. `stands`: the line is still part of the diff; `bot` tells whether software wrote it."""

    id: int
    body: str
    login: str
    bot: bool
    stands: bool


@frozen
class Line:
    """What to say on the lines from `first` to `last` (1-based) of a file as the pull request has it."""

    path: str
    first: int
    last: int
    body: str

    def asked(self) -> dict[str, Any]:
        """Return it as GitHub wants it: a comment on one line has no start."""
        start = {"start_line": self.first, "start_side": "RIGHT"} if self.first < self.last else {}
        return {"path": self.path, "line": self.last, "side": "RIGHT", "body": self.body, **start}


@frozen
class Conversation(Api):
    """That of pull request `number`."""

    number: int = 0

    @property
    def _pull(self) -> PullRequest:
        return self._repository.get_pull(self.number)

    @property
    def _what(self) -> str:
        return f"pull request {self.number}"

    def head(self) -> str:
        """Return the newest commit, as it is now."""
        with self._asking(self._what):
            return self._pull.head.sha

    def patches(self) -> dict[str, str]:
        """Return the differences by path, as GitHub shows them; without those that it finds too long to show."""
        with self._asking(f"the files of {self._what}"):
            return {file.filename: file.patch for file in self._pull.get_files() if file.patch}

    def remarks(self) -> list[Remark]:
        with self._asking(f"the review comments of {self._what}"):
            return [_remark(comment) for comment in self._pull.get_review_comments()]

    def review(self, commit: str, body: str, lines: Sequence[Line]) -> None:
        """Create one review of a commit. Raises ApiError also where GitHub may have created it although no answer
        came."""
        with self._asking(f"a review of {self._what}"):
            from github.Commit import Commit

            reviewed = Commit(self._github.requester, {}, {"sha": commit}, completed=True)
            comments: Any = [line.asked() for line in lines]
            self._pull.create_review(reviewed, body, "COMMENT", comments)

    def edit_remark(self, remark: int, body: str) -> None:
        with self._asking(f"an edit of a review comment of {self._what}"):
            self._pull.get_review_comment(remark).edit(body)

    def delete_remark(self, remark: int) -> None:
        with self._asking(f"the deletion of a review comment of {self._what}"):
            self._pull.get_review_comment(remark).delete()

    def were_asked(self) -> frozenset[str]:
        """Return the logins, case folded, of all whose review was ever asked for, whoever asked and took it back."""
        with self._asking(f"the events of {self._what}"):
            events = self._repository.get_issue(self.number).get_events()
            asked = [event.requested_reviewer for event in events if event.event == "review_requested"]
            return frozenset(user.login.casefold() for user in asked if user)

    def ask_for_review(self, login: str) -> None:
        with self._asking(f"a review by @{login}"):
            self._pull.create_review_request([login])


def _remark(comment: Any) -> Remark:
    user = comment.user
    bot = bool(user and user.type == "Bot")
    return Remark(comment.id, comment.body or "", user.login if user else "", bot, comment.position is not None)
