"""Owners compared with the reviews of a pull request: whoever signs a record must have approved it as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from citefirst.model import Document
from citefirst.signing.people import identity, login
from citefirst.structs import frozen

State = Literal["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"]
"""States of a review as GitHub's API names them (`GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews`)."""

_DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
_SHOWN = 7


@frozen
class Review:
    """One review: by whom, of what state, of which commit, and when (`2026-11-05T14:02:00Z`, "" where nobody asked).

    `id` is GitHub's, 0 where nobody asked.
    """

    login: str
    state: str
    commit: str
    at: str = ""
    id: int = 0


class LastEdit(NamedTuple):
    """When a description was last edited: "" for never, None where GitHub does not tell."""

    at: str | None

    def is_before(self, review: Review) -> bool | None:
        """Tell whether a review is of the text as it is now. None where nobody can tell."""
        if self.at == "":
            return True
        given, edited = _time(review.at), _time(self.at or "")
        # In the same second, the edit may have been the later one.
        return edited < given if edited and given else None


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


SameRecord = Callable[[Document, str], bool | None]
"""Whether a record has the same digest at another commit; None where that cannot be determined."""


@frozen
class Reviews:
    """The reviews of one pull request in the order of giving. `author` opened it, `head` is its newest commit."""

    given: Sequence[Review]
    author: str
    head: str
    same: SameRecord
    identity: Callable[[str], str] = identity
    """What makes two spellings the same person."""
    edited: LastEdit | None = None
    """Where the record is the description itself, which no commit has."""

    def of(self, value: str) -> Review | None:
        """Return the latest review of an owner that says yes or no."""
        account = self._account(value)
        return self.latest().get(self.identity(f"@{account}")) if account else None

    def fault(self, document: Document, value: str) -> tuple[str, str] | None:
        """Say why an owner's approval is missing, and what to do; None where it is there, or the value is not one
        person."""
        if not value.strip():
            return None
        account = self._account(value)
        if account is None:
            if "<" not in value:
                return None
            hint = 'name the owner by login, "@login", or name the login under `people` in the policy'
            return f"`{value}` cannot be matched to a review", hint
        if self._is_author(account):
            reason = f"@{account} opened this pull request and cannot approve it"
            return reason, "let another person open the pull request, or another one sign"
        return self._unapproved(document, account)

    def awaited(self, value: str) -> str | None:
        """Return the login of an owner who may approve and has not decided anything yet, else None."""
        account = self._account(value)
        if account is None or self._is_author(account):
            return None
        return None if self.identity(f"@{account}") in self.latest() else account

    def _account(self, value: str) -> str | None:
        return login(self.identity(value)) or login(value)

    def _is_author(self, account: str) -> bool:
        return self.identity(f"@{account}") == self.identity(f"@{self.author}")

    def _unapproved(self, document: Document, account: str) -> tuple[str, str] | None:
        """Say why the latest review by a person does not approve this record, None where it does."""
        ask = f"ask @{account} for an approving review"
        last = self.latest().get(self.identity(f"@{account}"))
        if last is None:
            return f"@{account} has not approved this pull request", ask
        if last.state == "DISMISSED":
            return f"the approval of @{account} was dismissed", ask
        if last.state != "APPROVED":
            return f"@{account} has requested changes", f"{ask} when they are made"
        if self.edited:
            return self._since_edit(self.edited, last, account, ask)
        if last.commit == self.head or (same := self.same(document, last.commit)):
            return None
        if same is None:
            return f"what @{account} approved ({last.commit[:_SHOWN]}) can no longer be read", ask
        return f"@{account} approved this record as it was at {last.commit[:_SHOWN]}, and it changed since", ask

    def _since_edit(self, edited: LastEdit, last: Review, account: str, ask: str) -> tuple[str, str] | None:
        """Say why an approval is not of the description as it is now, None where it is."""
        match edited.is_before(last):
            case True:
                return None
            case False:
                when = (edited.at or "")[:16].replace("T", " ")
                return (
                    f"the description was edited ({when} UTC) after @{account} approved it",
                    f"ask @{account} to review it as it is now",
                )
        return f"nobody can tell whether the description was edited since @{account} approved it", f"{ask} again"

    def latest(self) -> dict[str, Review]:
        """Return each person's last review that approves, requests changes or was dismissed; comments change
        nothing."""
        return {self.identity(f"@{review.login}"): review for review in _decisive(self.given)}

    def approving(self) -> frozenset[str]:
        """Return those whose last word is an approval."""
        return frozenset(person for person, review in self.latest().items() if review.state == "APPROVED")


def _decisive(reviews: Iterable[Review]) -> Iterator[Review]:
    return (review for review in reviews if review.state in _DECISIVE)
