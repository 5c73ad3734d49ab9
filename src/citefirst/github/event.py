"""What happened on GitHub, read from the runner's environment and the event's payload, and what it asks to check.

Variables: "Default environment variables" of GitHub's documentation; payloads: "Webhook events and payloads".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from citefirst.errors import CitefirstError
from citefirst.report.outcome import RunPlace
from citefirst.structs import frozen, replace

if TYPE_CHECKING:
    from pydantic import BaseModel

_QUEUED = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-(\d{1,10})-[0-9a-f]{40,64}")
Model = TypeVar("Model", bound="BaseModel")

EVENTS: Mapping[str, str] = {
    "pull_request": "pull_request",
    "pull_request_review": "pull_request",
    "pull_request_target": "pull_request",
    "workflow_run": "workflow_run",
    "issues": "issue",
    "merge_group": "merge_group",
    "push": "",
    "schedule": "",
    "workflow_dispatch": "",
}
"""Events that citefirst is made for, and the part of the payload that tells what each is about.

It is "" where GITHUB_SHA tells it. Any other event is read like those without a part.
"""
SAFE = ("pull_request_target", "workflow_run")
"""Events that run with the base's rights: the checkout is the base's, the head is read as data."""
TEST_MERGE = ("pull_request", "pull_request_review")
"""Events whose GITHUB_SHA is the commit by which GitHub tries the merge: its parents are the base and the head."""


@frozen
class Pull:
    """A pull request: the commit that it would be merged into, or its ref in full, and the newest one of its own.

    `into` is the name of the branch that it would be merged into.
    """

    number: int
    author: str
    base: str
    head: str
    into: str = ""


@frozen
class Group:
    """A merge group: the commit that it would be merged into, the name of its branch, and the pull request that its
    own branch names, 0 where that is not called as GitHub calls it today."""

    base: str
    into: str
    number: int = 0


@frozen
class EndedRun:
    """A run that ended, of which `workflow_run` tells: the commit and branch that it was about."""

    owner: str
    branch: str
    head: str


@frozen
class Event:
    """`sha` is the commit that the run is about (GITHUB_SHA); `group` a merge group, `issue` an issue's number."""

    name: str
    sha: str
    api: str
    server: str
    repository: str
    workspace: Path
    place: RunPlace
    pull: Pull | None = None
    group: Group | None = None
    run: EndedRun | None = None
    issue: int = 0

    @property
    def number(self) -> int:
        """The number of the pull request or the issue that it is about, 0 for none."""
        return self.pull.number if self.pull else self.issue

    @property
    def safe(self) -> bool:
        return self.name in SAFE

    @property
    def head(self) -> str:
        """The commit that is judged."""
        return self.pull.head if self.pull else self.sha


def read(environ: Mapping[str, str]) -> Event:
    """Read the event of this run. Raises CitefirstError where the environment is not that of GitHub Actions."""
    name = _needed(environ, "GITHUB_EVENT_NAME")
    repository = _needed(environ, "GITHUB_REPOSITORY")
    sha = environ.get("GITHUB_SHA", "")
    data = _load(environ.get("GITHUB_EVENT_PATH", ""))
    pull, group, run = _payload(name, data)
    if pull and pull.into and name == "pull_request_target":
        # The base branch as it is now, which may have another policy than the commit of the payload. GITHUB_SHA is of
        # the default branch, whatever the base of the pull request is.
        ref = f"refs/heads/{pull.into}"
        pull = replace(pull, base=sha if sha and environ.get("GITHUB_REF") == ref else ref)
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    head = pull.head if pull else run.head if run else sha
    return Event(
        name=name,
        sha=sha,
        api=environ.get("GITHUB_API_URL") or "https://api.github.com",
        server=server,
        repository=repository,
        workspace=Path(environ.get("GITHUB_WORKSPACE") or "."),
        place=RunPlace(
            server,
            repository,
            head,
            run=_number(environ.get("GITHUB_RUN_ID", "")),
            attempt=_number(environ.get("GITHUB_RUN_ATTEMPT", "")) or 1,
            job=f"{environ.get('GITHUB_WORKFLOW', '')} / {environ.get('GITHUB_JOB', '')}",
        ),
        pull=pull,
        group=group,
        run=run,
        issue=_issue_of(data.get("issue")) if EVENTS.get(name) == "issue" else 0,
    )


def _pull_of(data: Any) -> Pull:
    from pydantic import BaseModel

    class User(BaseModel):
        login: str

    class Ref(BaseModel):
        sha: str
        ref: str = ""

    class PullRequest(BaseModel):
        number: int
        user: User | None = None
        base: Ref
        head: Ref

    found = _validated("pull_request", PullRequest, data)
    return Pull(found.number, found.user.login if found.user else "", found.base.sha, found.head.sha, found.base.ref)


def _payload(name: str, data: dict[str, Any]) -> tuple[Pull | None, Group | None, EndedRun | None]:
    part = EVENTS.get(name, "")
    if part == "workflow_run":
        return None, None, _run_of(data.get(part))
    if part == "pull_request":
        return _pull_of(data.get(part)), None, None
    if part == "merge_group":
        return None, _group_of(data.get(part)), None
    return None, None, None


def _group_of(data: Any) -> Group:
    from pydantic import BaseModel

    class MergeGroup(BaseModel):
        base_sha: str
        base_ref: str = ""
        head_ref: str = ""

    found = _validated("merge_group", MergeGroup, data)
    named = _QUEUED.fullmatch(found.head_ref)
    return Group(found.base_sha, found.base_ref.removeprefix("refs/heads/"), int(named[1]) if named else 0)


def _issue_of(data: Any) -> int:
    from pydantic import BaseModel

    class Issue(BaseModel):
        number: int

    return _validated("issues", Issue, data).number


def _run_of(data: Any) -> EndedRun:
    from pydantic import BaseModel

    class Owner(BaseModel):
        login: str

    class Repository(BaseModel):
        owner: Owner

    class WorkflowRun(BaseModel):
        head_sha: str
        head_branch: str
        head_repository: Repository

    found = _validated("workflow_run", WorkflowRun, data)
    return EndedRun(found.head_repository.owner.login, found.head_branch, found.head_sha)


def _validated(name: str, model: type[Model], data: Any) -> Model:
    from pydantic import ValidationError

    try:
        return model.model_validate(data)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "all of it"
        reason = f"`{place}` is missing or has the wrong type"
        raise CitefirstError(f"the event's payload is not one of {name}: {reason}") from error


def _load(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        data = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CitefirstError(
            f"the event's payload cannot be read: {type(error).__name__} in GITHUB_EVENT_PATH"
        ) from error
    return data if isinstance(data, dict) else {}


def _needed(environ: Mapping[str, str], name: str) -> str:
    if value := environ.get(name):
        return value
    raise CitefirstError(f"{name} is not set: `citefirst action` runs inside GitHub Actions; elsewhere use `check`")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
