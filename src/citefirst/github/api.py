"""GitHub's API, through PyGithub and nothing else: what the Action asks of it, and what can go wrong.

Reads and edits are repeated on a server's errors and within a ceiling on rate limits. A comment is never created twice:
after an answer that did not come, the caller looks again before it repeats.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from citefirst.errors import CitefirstError
from citefirst.extras import demand
from citefirst.github.client import PATIENT, Patience, connect
from citefirst.github.event import Pull
from citefirst.model import Change, ChangeStatus
from citefirst.report.escape import visible
from citefirst.repository.git import is_hash, refs
from citefirst.repository.snapshot import Snapshot, TreeEntry
from citefirst.signing.reviews import Review
from citefirst.structs import frozen

if TYPE_CHECKING:
    from github import Github
    from github.IssueComment import IssueComment
    from github.Repository import Repository

Told = TypeVar("Told")
_REPEATED = re.compile(r"too many (\d{3}) error responses")
"""How urllib3 tells that it gave up repeating (`ResponseError.SPECIFIC_ERROR`)."""
MAX_FILES = 3000
"""Files of a pull request that GitHub lists at most ("List pull requests files" of the REST API)."""
MAX_COMPARED = 300
"""Files of a comparison that GitHub lists at most ("Compare two commits" of the REST API)."""
_STATUS: dict[str, ChangeStatus] = {
    "added": "added",
    "copied": "added",
    "removed": "removed",
    "renamed": "renamed",
}
"""Statuses of a file (schema `diff-entry`); all others are modifications."""


class ApiError(CitefirstError):
    """GitHub's API did not do what was asked. `status` is 0 where no answer came."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status

    @property
    def forbidden(self) -> bool:
        """Whether the token may not do it, or not see it."""
        return self.status in (401, 403, 404)


@frozen
class Comment:
    """A comment of a pull request; `bot` tells whether software wrote it."""

    id: int
    body: str
    login: str
    bot: bool


@frozen
class Written:
    """A commit as GitHub knows it. `author` and `committer` are logins where their address is an account's, else
    `Name <mail>`; `verified` is of the committer's signature, and `reason` says why it is not."""

    sha: str
    parents: tuple[str, ...]
    author: str
    committer: str
    verified: bool
    reason: str


@frozen
class Issue:
    """An issue; `bot` tells whether software opened it."""

    number: int
    body: str
    login: str
    bot: bool
    open: bool


@frozen
class Api:
    """One repository. `url` is the API's root (`https://api.github.com`, `https://ghe.example.com/api/v3`)."""

    url: str
    repository: str
    token: str
    patience: Patience = PATIENT

    @cached_property
    def _github(self) -> Github:
        return connect(self.url, self.token, self.patience)

    @cached_property
    def _repository(self) -> Repository:
        return self._github.get_repo(self.repository)

    def changed_files(self, number: int) -> list[Change]:
        """List the files of a pull request. Raises ApiError where there may be more than GitHub lists."""
        with self._asking(f"the files of pull request {number}"):
            files = [_change(file) for file in self._repository.get_pull(number).get_files()]
        return _whole(files, MAX_FILES)

    def compare(self, base: str, head: str) -> list[Change]:
        """List the files that differ between the merge base of two commits and the second one."""
        with self._asking(f"what changed from {base[:12]} to {head[:12]}"):
            files = [_change(file) for file in self._repository.compare(base, head).files]
        return _whole(files, MAX_COMPARED)

    def commit(self, name: str) -> str:
        """Return the hash that a name stands for: of the branch, else of the tag. A hash stands for itself."""
        if is_hash(name):
            return name
        for ref in filter(None, refs(name)):
            try:
                with self._asking(f"{ref}"):
                    return self._repository.get_git_ref(ref.removeprefix("refs/")).object.sha
            except ApiError as error:
                if error.status != 404:
                    raise
        raise ApiError(visible(f"`{name}` names no branch or tag of {self.repository}"))

    def snapshot(self, commit: str) -> Snapshot:
        """Return the files of a commit; each is loaded when it is read."""
        with self._asking(f"the files of {commit[:12]}"):
            tree = self._repository.get_git_tree(commit, recursive=True)
            entries = {
                entry.path: TreeEntry(entry.mode, entry.sha, entry.size or 0)
                for entry in tree.tree
                if entry.type != "tree"
            }
            truncated = tree.raw_data.get("truncated")
        if truncated:
            raise ApiError("GitHub's API does not list all files of such a large repository: check it out first")
        return Snapshot(entries, self._blob)

    def _blob(self, oid: str) -> bytes:
        with self._asking(f"the object {oid[:12]}"):
            return base64.b64decode(self._repository.get_git_blob(oid).content)

    def content(self, path: str, commit: str) -> bytes | None:
        """Return a file at a commit, None where there is none or it is not a regular file."""
        try:
            with self._asking(f"a file at {commit[:12]}"):
                found = self._repository.get_contents(path, ref=commit)
                return None if isinstance(found, list) or found.encoding != "base64" else found.decoded_content
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def touches(self, path: str, start: str) -> list[Written]:
        """List the commits that changed a file, those before `start` and it, the newest first: a page of them."""
        with self._asking(f"the commits of a file up to {start[:12]}"):
            return [_written(each) for each in self._repository.get_commits(sha=start, path=path).get_page(0)]

    def written(self, commit: str) -> Written:
        with self._asking(f"commit {commit[:12]}"):
            return _written(self._repository.get_commit(commit, commit_files_per_page=1))

    def reviews(self, number: int) -> list[Review]:
        """List the reviews in the order in which they were given. One whose author is gone counts for nobody."""
        with self._asking(f"the reviews of pull request {number}"):
            found = self._repository.get_pull(number).get_reviews()
            return [Review(review.user.login, review.state, review.commit_id or "") for review in found if review.user]

    def query(self, what: str, text: str, values: Mapping[str, Any], read: Callable[[Any], Told]) -> Told:
        """Ask by GraphQL and read the answer. It changes nothing, so that it is asked again after a server's error."""
        for _ in range(self.patience.repeats):
            try:
                return self._query(what, text, values, read)
            except ApiError as error:
                if 0 < error.status < 500:
                    raise
            sleep(self.patience.pause)
        return self._query(what, text, values, read)

    def _query(self, what: str, text: str, values: Mapping[str, Any], read: Callable[[Any], Told]) -> Told:
        with self._asking(what):
            _, answer = self._github.requester.graphql_query(text, dict(values))
            return read(answer["data"])

    def open_pull(self, owner: str, branch: str, head: str) -> Pull | None:
        """Return the open pull request whose head is that commit of that branch."""
        with self._asking(f"the pull request of {head[:12]}"):
            found = self._repository.get_pulls(state="open", head=f"{owner}:{branch}")
            pull = next((pull for pull in found if pull.head.sha == head), None)
            if pull is None:
                return None
            return Pull(pull.number, pull.user.login if pull.user else "", pull.base.sha, head, pull.base.ref)

    def login(self) -> str:
        """Return the login of the token's owner, "" for the token of an app, which may not ask."""
        try:
            with self._asking("the owner of the token"):
                return self._github.get_user().login or ""
        except ApiError as error:
            if error.forbidden:
                return ""
            raise

    def comments(self, number: int) -> list[Comment]:
        with self._asking(f"the comments of pull request {number}"):
            return [_comment(comment) for comment in self._repository.get_issue(number).get_comments()]

    def create_comment(self, number: int, body: str) -> None:
        """Create a comment. Raises ApiError also where GitHub may have created it although no answer came."""
        with self._asking(f"a comment on pull request {number}"):
            self._repository.get_issue(number).create_comment(body)

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        with self._asking(f"an edit of a comment of pull request {number}"):
            self._lazy(number, comment).edit(body)

    def delete_comment(self, number: int, comment: int) -> None:
        with self._asking(f"the deletion of a comment of pull request {number}"):
            self._lazy(number, comment).delete()

    def _lazy(self, number: int, comment: int) -> IssueComment:
        return self._repository.get_issue(number).get_comment(comment)

    def issues(self, label: str) -> list[Issue]:
        """List the issues with a label, open and closed."""
        with self._asking(f"the issues with the label {label}"):
            found = self._repository.get_issues(state="all", labels=[label])
            # PyGithub would ask once more for each issue that does not say whether it is a pull request.
            return [_issue(issue) for issue in found if not issue.html_url.rpartition("/")[0].endswith("/pull")]

    def may_assign(self, login: str) -> bool:
        """Tell whether issues can be assigned to somebody here."""
        with self._asking("who can be assigned an issue"):
            return self._repository.has_in_assignees(login)

    def team(self, name: str) -> list[str]:
        """List the logins of a team's members, those of teams below it among them. `name` is `@org/team`.

        Raises ApiError, with 403 or 404 where the token may not read it or there is none.
        """
        organisation, _, slug = name.removeprefix("@").partition("/")
        if not slug.strip("."):
            raise ApiError(visible(f"{name} is no name of a team"), 404)
        with self._asking(f"the members of {name}"):
            from github.NamedUser import NamedUser
            from github.PaginatedList import PaginatedList

            members = f"/orgs/{quote(organisation)}/teams/{quote(slug)}/members"
            found = PaginatedList(NamedUser, self._github.requester, members, None)
            return [member.login for member in found]

    def create_issue(self, title: str, body: str, label: str, assignee: str) -> None:
        """Create an issue. Raises ApiError also where GitHub may have created it although no answer came."""
        with self._asking("a new issue"):
            self._repository.create_issue(title, body=body, labels=[label], assignees=[assignee] if assignee else [])

    def edit_issue(self, number: int, body: str, *, close: bool = False) -> None:
        with self._asking(f"an edit of issue {number}"):
            issue = self._repository.get_issue(number)
            if close:
                issue.edit(body=body, state="closed", state_reason="completed")
            else:
                issue.edit(body=body)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Turn every error of the API and the network into one sentence, without the token."""
        demand("github")
        from github import GithubException
        from requests import RequestException

        try:
            yield
        except GithubException as error:
            message = error.data.get("message") if isinstance(error.data, dict) else None
            raise self._error(
                what, f"answered {error.status} ({message or 'without a reason'})", error.status
            ) from None
        except (RequestException, AssertionError, LookupError, RuntimeError, TypeError, ValueError) as error:
            # PyGithub's own errors where an answer leads to another host or is not what the API answers.
            if refused := _REPEATED.search(str(error)):
                raise self._error(what, f"answered {refused[1]} each time", int(refused[1])) from None
            raise self._error(what, f"got no usable answer ({type(error).__name__})", 0) from None

    def _error(self, what: str, how: str, status: int) -> ApiError:
        text = f"GitHub's API was asked for {what} and {how}"
        if self.token:
            text = text.replace(self.token, "***")
        return ApiError(visible(text), status)


def _change(file: Any) -> Change:
    if not isinstance(file.filename, str):
        raise ValueError("not a list of files")
    status = _STATUS.get(file.status, "modified")
    return Change(file.filename, status, file.previous_filename if status == "renamed" else None)


def _written(commit: Any) -> Written:
    verification = commit.commit.verification
    return Written(
        commit.sha,
        tuple(parent.sha for parent in commit.parents),
        _person(commit.author, commit.commit.author),
        _person(commit.committer, commit.commit.committer),
        bool(verification and verification.verified),
        str(verification.reason) if verification else "unsigned",
    )


def _person(account: Any, named: Any) -> str:
    """Return a login where GitHub knows whose address a commit has, else the name and the address."""
    login = account.login if account else None
    return f"@{login}" if login else f"{named.name} <{named.email}>"


def _whole(files: list[Change], most: int) -> list[Change]:
    if len(files) >= most:
        raise ApiError(
            f"GitHub's API lists {most} changed files at most, and this change may have more: check out the code"
        )
    return files


def _issue(issue: Any) -> Issue:
    user = issue.user
    bot = bool(user and user.type == "Bot")
    return Issue(issue.number, issue.body or "", user.login if user else "", bot, issue.state == "open")


def _comment(comment: Any) -> Comment:
    user = comment.user
    return Comment(comment.id, comment.body or "", user.login if user else "", bool(user and user.type == "Bot"))
