"""Events as the runner hands them over, whole and broken. Real ones are read in `oracles/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citefirst.errors import CitefirstError, Exit
from citefirst.github.event import SAFE, EndedRun, Event, Group, Pull, read

PULL = {"number": 7, "user": {"login": "dev"}, "base": {"sha": "b" * 40, "ref": "main"}, "head": {"sha": "a" * 40}}
RUN = {"head_sha": "a" * 40, "head_branch": "feature", "head_repository": {"owner": {"login": "contributor"}}}


def event(tmp_path: Path, name: str, payload: Any, **variables: str) -> Event:
    path = tmp_path / "event.json"
    text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    environ = {"GITHUB_EVENT_NAME": name, "GITHUB_REPOSITORY": "octo/demo", "GITHUB_SHA": "c" * 40}
    return read(environ | {"GITHUB_EVENT_PATH": str(path)} | variables)


@pytest.mark.parametrize("name", ["pull_request", "pull_request_review"])
def test_a_pull_request_is_compared_with_the_base_that_the_payload_names(tmp_path: Path, name: str) -> None:
    found = event(tmp_path, name, {"pull_request": PULL})
    assert found.pull == Pull(7, "dev", "b" * 40, "a" * 40, "main")
    assert (found.head, found.place.head, found.safe) == ("a" * 40, "a" * 40, False)


def test_with_the_bases_rights_the_base_is_the_branch_as_it_is_now(tmp_path: Path) -> None:
    """The base of an old payload may be older than the policy that holds now."""
    found = event(tmp_path, "pull_request_target", {"pull_request": PULL}, GITHUB_REF="refs/heads/main")
    assert found.pull == Pull(7, "dev", "c" * 40, "a" * 40, "main")
    assert found.safe


def test_another_base_than_the_default_branch_is_judged_by_its_own_policy(tmp_path: Path) -> None:
    """GITHUB_SHA is a commit of the default branch since December 2025, and not of the base."""
    pull = PULL | {"base": {"sha": "b" * 40, "ref": "release/1"}}
    found = event(tmp_path, "pull_request_target", {"pull_request": pull}, GITHUB_REF="refs/heads/main")
    assert found.pull == Pull(7, "dev", "refs/heads/release/1", "a" * 40, "release/1")


def test_the_author_of_a_pull_request_may_be_gone(tmp_path: Path) -> None:
    found = event(tmp_path, "pull_request", {"pull_request": PULL | {"user": None}})
    assert found.pull
    assert found.pull.author == ""


def test_a_merge_group_has_a_base_and_no_pull_request(tmp_path: Path) -> None:
    group = {"base_sha": "b" * 40, "base_ref": "refs/heads/release/1"}
    found = event(tmp_path, "merge_group", {"merge_group": group})
    assert (found.pull, found.group, found.head) == (None, Group("b" * 40, "release/1"), "c" * 40)


def test_a_run_that_ended_names_the_head_that_it_was_about(tmp_path: Path) -> None:
    found = event(tmp_path, "workflow_run", {"workflow_run": RUN})
    assert found.run == EndedRun("contributor", "feature", "a" * 40)
    assert (found.pull, found.safe, found.place.head) == (None, True, "a" * 40)


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch", "repository_dispatch"])
@pytest.mark.parametrize("payload", [{}, {"ref": "refs/heads/main"}, {"pull_request": "no"}])
def test_other_events_are_about_a_commit(tmp_path: Path, name: str, payload: dict[str, Any]) -> None:
    found = event(tmp_path, name, payload)
    assert (found.pull, found.group, found.run, found.head) == (None, None, None, "c" * 40)


ALL = "`all of it` is missing or has the wrong type"
BROKEN = [
    ("pull_request", {}, f"the event's payload is not one of pull_request: {ALL}"),
    ("pull_request_review", {"pull_request": None}, f"the event's payload is not one of pull_request: {ALL}"),
    ("pull_request_target", {"pull_request": [PULL]}, f"the event's payload is not one of pull_request: {ALL}"),
    ("pull_request", {"pull_request": PULL | {"number": "x"}}, "`number` is missing or has the wrong type"),
    ("pull_request", {"pull_request": PULL | {"user": {}}}, "`user.login` is missing or has the wrong type"),
    ("pull_request", {"pull_request": PULL | {"base": {}}}, "`base.sha` is missing or has the wrong type"),
    ("pull_request", {"pull_request": PULL | {"head": {"sha": 7}}}, "`head.sha` is missing or has the wrong type"),
    ("pull_request", {"pull_request": PULL | {"head": None}}, "`head` is missing or has the wrong type"),
    ("merge_group", {}, f"the event's payload is not one of merge_group: {ALL}"),
    ("merge_group", {"merge_group": {}}, "`base_sha` is missing or has the wrong type"),
    ("workflow_run", {}, f"the event's payload is not one of workflow_run: {ALL}"),
    ("workflow_run", {"workflow_run": RUN | {"head_repository": None}}, "`head_repository` is missing"),
    ("workflow_run", {"workflow_run": RUN | {"head_sha": None}}, "`head_sha` is missing"),
    ("pull_request", "", "the event's payload cannot be read: JSONDecodeError"),
    ("pull_request", "{", "the event's payload cannot be read: JSONDecodeError"),
    ("push", "{", "the event's payload cannot be read: JSONDecodeError"),
    ("push", b"\xff{}", "the event's payload cannot be read: UnicodeDecodeError"),
    ("pull_request", "[]", f"the event's payload is not one of pull_request: {ALL}"),
    ("merge_group", "null", f"the event's payload is not one of merge_group: {ALL}"),
]


@pytest.mark.parametrize(("name", "payload", "message"), BROKEN)
def test_a_broken_payload_is_one_sentence(tmp_path: Path, name: str, payload: Any, message: str) -> None:
    with pytest.raises(CitefirstError) as caught:
        event(tmp_path, name, payload)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == Exit.COULD_NOT_RUN


@pytest.mark.parametrize("key", ["number", "base", "head"])
def test_a_pull_request_needs_what_it_is_compared_by(tmp_path: Path, key: str) -> None:
    with pytest.raises(CitefirstError, match=f"`{key}` is missing or has the wrong type$"):
        event(tmp_path, "pull_request", {"pull_request": {name: PULL[name] for name in PULL if name != key}})


@pytest.mark.parametrize(("place", "kind"), [("nowhere", "FileNotFoundError"), (".", "IsADirectoryError")])
def test_a_payload_that_is_not_there_is_an_error(tmp_path: Path, place: str, kind: str) -> None:
    with pytest.raises(CitefirstError, match=f"cannot be read: {kind} in GITHUB_EVENT_PATH$") as caught:
        event(tmp_path, "push", {}, GITHUB_EVENT_PATH=str(tmp_path / place))
    assert caught.value.exit_code == Exit.COULD_NOT_RUN


def test_without_a_payload_only_an_event_that_needs_none_is_read(tmp_path: Path) -> None:
    assert event(tmp_path, "push", {}, GITHUB_EVENT_PATH="").head == "c" * 40
    with pytest.raises(CitefirstError, match="not one of pull_request"):
        event(tmp_path, "pull_request", {"pull_request": PULL}, GITHUB_EVENT_PATH="")


KEYS = ["pull_request", "merge_group", "workflow_run", "number", "user", "login", "base", "head", "sha", "base_sha"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*SAFE, "pull_request", "merge_group"]), JSON)
def test_any_payload_is_an_event_or_one_sentence(tmp_path: Path, name: str, payload: Any) -> None:
    reason = "the event's payload is not one of "
    try:
        found = event(tmp_path, name, json.dumps(payload))
    except CitefirstError as error:
        reason, found = str(error), None
    assert reason.startswith("the event's payload is not one of ")
    assert "\n" not in reason
    assert found is None or found.pull or name == "merge_group"


@pytest.mark.parametrize("name", ["GITHUB_EVENT_NAME", "GITHUB_REPOSITORY"])
def test_outside_of_github_actions_it_says_what_to_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(CitefirstError, match=f"^{name} is not set: .*elsewhere use `check`$") as caught:
        event(tmp_path, "push", {}, **{name: ""})
    assert caught.value.exit_code == Exit.COULD_NOT_RUN
    with pytest.raises(CitefirstError, match=r"^GITHUB_EVENT_NAME is not set"):
        read({})


def test_a_server_of_ones_own_is_named_by_the_runner(tmp_path: Path) -> None:
    own = {"GITHUB_API_URL": "https://ghe.example.com/api/v3", "GITHUB_SERVER_URL": "https://ghe.example.com"}
    found = event(tmp_path, "push", {}, GITHUB_WORKSPACE="/home/runner/work", **own)
    assert (found.api, found.server, found.workspace) == (*own.values(), Path("/home/runner/work"))
    assert found.place.server == "https://ghe.example.com"
    unset = event(tmp_path, "push", {}, GITHUB_API_URL="", GITHUB_SERVER_URL="")
    assert (unset.api, unset.server, unset.workspace) == ("https://api.github.com", "https://github.com", Path())


def test_runs_are_ordered_and_jobs_told_apart(tmp_path: Path) -> None:
    variables = {"GITHUB_RUN_ID": "12", "GITHUB_RUN_ATTEMPT": "3", "GITHUB_WORKFLOW": "a", "GITHUB_JOB": "b"}
    place = event(tmp_path, "push", {}, **variables).place
    assert (place.run, place.attempt, place.job) == (12, 3, "a / b")
    assert place.log == "https://github.com/octo/demo/actions/runs/12"
    assert event(tmp_path, "push", {}, GITHUB_RUN_ID="٣").place.log == ""
