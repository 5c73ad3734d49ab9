"""Events against payloads that GitHub sent, as npm `@octokit/webhooks-examples` has recorded them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from citefirst.github.event import Event, read

pytestmark = pytest.mark.oracle

PULLS = {"pull_request": 25, "pull_request_review": 4}
"""Events of pull requests and how many payloads of each there are at least."""


@pytest.fixture(scope="module")
def payloads(node_modules: Path) -> dict[str, list[dict[str, Any]]]:
    index = node_modules / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
    return {event["name"]: event["examples"] for event in json.loads(index.read_text("utf-8"))}


def events(tmp_path: Path, name: str, payloads: list[dict[str, Any]]) -> Iterator[tuple[Event, dict[str, Any]]]:
    path = tmp_path / "event.json"
    variables = {"GITHUB_EVENT_NAME": name, "GITHUB_REPOSITORY": "octo/demo", "GITHUB_SHA": "c" * 40}
    for payload in payloads:
        path.write_text(json.dumps(payload), "utf-8")
        yield read(variables | {"GITHUB_EVENT_PATH": str(path)}), payload


@pytest.mark.parametrize("name", PULLS)
def test_pull_requests(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str) -> None:
    found = list(events(tmp_path, name, payloads[name]))
    assert len(found) >= PULLS[name]
    for event, payload in found:
        pull = payload["pull_request"]
        assert event.pull
        assert (event.pull.number, event.pull.author) == (pull["number"], pull["user"]["login"])
        assert (event.pull.base, event.pull.head) == (pull["base"]["sha"], pull["head"]["sha"])


def test_pull_requests_from_forks_whose_repository_is_gone(
    payloads: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    """None of the recorded ones is from a fork; GitHub names no repository of the head where it was deleted."""
    payload = payloads["pull_request"][0]
    payload["pull_request"]["head"] |= {"repo": None, "user": None}
    ((event, _),) = events(tmp_path, "pull_request_target", [payload])
    assert event.pull
    assert event.pull.base == "c" * 40


def test_merge_groups(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    found = list(events(tmp_path, "merge_group", payloads["merge_group"]))
    assert len(found) >= 2
    assert [event.group for event, _ in found] == [payload["merge_group"]["base_sha"] for _, payload in found]


def test_runs_that_ended(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    found = list(events(tmp_path, "workflow_run", payloads["workflow_run"]))
    assert found
    for event, payload in found:
        assert event.run
        assert event.run.head == payload["workflow_run"]["head_sha"]


@pytest.mark.parametrize("name", ["push", "workflow_dispatch", "check_run", "issue_comment"])
def test_other_events_are_about_a_commit(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str) -> None:
    found = list(events(tmp_path, name, payloads[name]))
    assert found
    assert {(event.pull, event.group, event.run) for event, _ in found} == {(None, "", None)}
