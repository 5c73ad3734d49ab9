"""Events as the runner hands them over, whole and broken. Real ones are read in `oracles/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from citefirst.errors import CitefirstError, Exit
from citefirst.github.event import Event, Pull, Run, read

PULL = {"number": 7, "user": {"login": "dev"}, "base": {"sha": "b" * 40}, "head": {"sha": "a" * 40}}
RUN = {"head_sha": "a" * 40, "head_branch": "feature", "head_repository": {"owner": {"login": "contributor"}}}


def event(tmp_path: Path, name: str, payload: Any, **variables: str) -> Event:
    path = tmp_path / "event.json"
    path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
    environ = {"GITHUB_EVENT_NAME": name, "GITHUB_REPOSITORY": "octo/demo", "GITHUB_SHA": "c" * 40}
    return read(environ | {"GITHUB_EVENT_PATH": str(path)} | variables)


@pytest.mark.parametrize("name", ["pull_request", "pull_request_review"])
def test_a_pull_request_is_compared_with_the_base_that_the_payload_names(tmp_path: Path, name: str) -> None:
    found = event(tmp_path, name, {"pull_request": PULL})
    assert found.pull == Pull(7, "dev", "b" * 40, "a" * 40)
    assert (found.head, found.place.head, found.safe) == ("a" * 40, "a" * 40, False)


def test_with_the_bases_rights_the_base_is_the_branch_as_it_is_now(tmp_path: Path) -> None:
    """The base of an old payload may be older than the policy that holds now."""
    found = event(tmp_path, "pull_request_target", {"pull_request": PULL})
    assert found.pull == Pull(7, "dev", "c" * 40, "a" * 40)
    assert found.safe


def test_the_author_of_a_pull_request_may_be_gone(tmp_path: Path) -> None:
    found = event(tmp_path, "pull_request", {"pull_request": PULL | {"user": None}})
    assert found.pull
    assert found.pull.author == ""


def test_a_merge_group_has_a_base_and_no_pull_request(tmp_path: Path) -> None:
    found = event(tmp_path, "merge_group", {"merge_group": {"base_sha": "b" * 40}})
    assert (found.pull, found.group, found.head) == (None, "b" * 40, "c" * 40)


def test_a_run_that_ended_names_the_head_that_it_was_about(tmp_path: Path) -> None:
    found = event(tmp_path, "workflow_run", {"workflow_run": RUN})
    assert found.run == Run("contributor", "feature", "a" * 40)
    assert (found.pull, found.safe, found.place.head) == (None, True, "a" * 40)


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch", "repository_dispatch"])
@pytest.mark.parametrize("payload", [{}, {"ref": "refs/heads/main"}, {"pull_request": "no"}])
def test_other_events_are_about_a_commit(tmp_path: Path, name: str, payload: dict[str, Any]) -> None:
    found = event(tmp_path, name, payload)
    assert (found.pull, found.group, found.run, found.head) == (None, "", None, "c" * 40)


BROKEN = [
    ("pull_request", {}, "the event's payload is not one of pull_request: `all of it` is missing or of another kind"),
    ("pull_request", {"pull_request": PULL | {"number": "x"}}, "`number` is missing or of another kind"),
    ("pull_request", {"pull_request": PULL | {"base": {}}}, "`base.sha` is missing or of another kind"),
    ("merge_group", {"merge_group": {}}, "`base_sha` is missing or of another kind"),
    ("workflow_run", {"workflow_run": RUN | {"head_repository": None}}, "`head_repository` is missing"),
    ("pull_request", "{", "the event's payload cannot be read: JSONDecodeError"),
    ("pull_request", "[]", "the event's payload is not one of pull_request"),
]


@pytest.mark.parametrize(("name", "payload", "message"), BROKEN)
def test_a_broken_payload_is_one_sentence(tmp_path: Path, name: str, payload: Any, message: str) -> None:
    with pytest.raises(CitefirstError) as caught:
        event(tmp_path, name, payload)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == Exit.COULD_NOT_RUN


def test_a_payload_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CitefirstError, match="FileNotFoundError"):
        event(tmp_path, "push", {}, GITHUB_EVENT_PATH=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["GITHUB_EVENT_NAME", "GITHUB_REPOSITORY"])
def test_outside_of_github_actions_it_says_what_to_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(CitefirstError, match=f"^{name} is not set: .*elsewhere use `check`$"):
        event(tmp_path, "push", {}, **{name: ""})


def test_runs_are_ordered_and_jobs_told_apart(tmp_path: Path) -> None:
    variables = {"GITHUB_RUN_ID": "12", "GITHUB_RUN_ATTEMPT": "3", "GITHUB_WORKFLOW": "a", "GITHUB_JOB": "b"}
    place = event(tmp_path, "push", {}, **variables).place
    assert (place.run, place.attempt, place.job) == (12, 3, "a / b")
    assert place.log == "https://github.com/octo/demo/actions/runs/12"
    assert event(tmp_path, "push", {}, GITHUB_RUN_ID="٣").place.log == ""
