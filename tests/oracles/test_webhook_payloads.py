"""Events against payloads that GitHub sent, as npm `@octokit/webhooks-examples` has recorded them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from citefirst.errors import CitefirstError, Exit
from citefirst.github.event import EndedRun, Event, read

pytestmark = pytest.mark.oracle

RECORDED = {
    "pull_request": 29,
    "pull_request_review": 4,
    "merge_group": 2,
    "workflow_run": 5,
    "push": 7,
    "workflow_dispatch": 2,
}
"""Events on which citefirst runs, and how many payloads of each there are in the pinned package."""
PULLS = ("pull_request", "pull_request_review")


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


@pytest.mark.parametrize("name", RECORDED)
def test_all_that_were_recorded_are_read(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str) -> None:
    found = list(events(tmp_path, name, payloads[name]))
    assert len(found) == RECORDED[name]
    assert {(event.name, event.sha, event.repository) for event, _ in found} == {(name, "c" * 40, "octo/demo")}


@pytest.mark.parametrize("name", PULLS)
def test_pull_requests(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str) -> None:
    for event, payload in events(tmp_path, name, payloads[name]):
        pull = payload["pull_request"]
        assert event.pull
        assert (event.pull.number, event.pull.author) == (pull["number"], pull["user"]["login"])
        assert (event.pull.base, event.pull.head) == (pull["base"]["sha"], pull["head"]["sha"])


FORKS: list[tuple[str, dict[str, Any]]] = [
    ("a fork", {"repo": {"full_name": "contributor/fork", "fork": True}, "user": {"login": "contributor"}}),
    ("a fork that is gone", {"repo": None, "user": None}),
]


@pytest.mark.parametrize("fork", [case[1] for case in FORKS], ids=[case[0] for case in FORKS])
@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_pull_requests_from_forks(
    payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str, fork: dict[str, Any]
) -> None:
    """None of the recorded ones is from a fork. Whoever it belongs to, the comment is this repository's."""
    pulls = [payload["pull_request"] for payload in payloads["pull_request"]]
    forked = [{"pull_request": pull | {"head": pull["head"] | fork}} for pull in pulls]
    for event, payload in events(tmp_path, name, forked):
        base, head = (payload["pull_request"][side] for side in ("base", "head"))
        assert event.pull
        # GITHUB_SHA may be the default branch's there, so that the base is named by its own ref.
        expected = f"refs/heads/{base['ref']}" if event.safe else base["sha"]
        assert (event.pull.base, event.pull.head) == (expected, head["sha"])
        assert (event.repository, event.place.repository) == ("octo/demo", "octo/demo")


NEEDED = [
    *(("pull_request", "pull_request", path) for path in ("number", "base", "base.sha", "head", "head.sha")),
    ("merge_group", "merge_group", "base_sha"),
    *(("workflow_run", "workflow_run", path) for path in ("head_sha", "head_branch", "head_repository.owner.login")),
]


@pytest.mark.parametrize(("name", "key", "path"), NEEDED)
@pytest.mark.parametrize("other", ["absent", None, [], {}])
def test_what_a_recorded_one_lacks_is_named(
    payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str, key: str, path: str, other: Any
) -> None:
    payload = copy.deepcopy(payloads[name][0])
    *parents, last = path.split(".")
    inner = reduce(dict.__getitem__, parents, payload[key])
    if other == "absent":
        del inner[last]
    else:
        inner[last] = other
    with pytest.raises(CitefirstError) as caught:
        list(events(tmp_path, name, [payload]))
    place = re.escape(path) + (r"\.sha" if other == {} and path in ("base", "head") else "")
    assert re.search(f"not one of {name}: `{place}` is missing or has the wrong type$", str(caught.value))
    assert caught.value.exit_code == Exit.COULD_NOT_RUN


def test_merge_groups(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    found = list(events(tmp_path, "merge_group", payloads["merge_group"]))
    groups = [payload["merge_group"] for _, payload in found]
    bases = [(group["base_sha"], group["base_ref"].removeprefix("refs/heads/")) for group in groups]
    told = [(event.group, group) for (event, _), group in zip(found, groups, strict=True) if event.group]
    assert [(ours.base, ours.into) for ours, _ in told] == bases
    assert all(f"/pr-{ours.number}-" in group["head_ref"] for ours, group in told)


def test_runs_that_ended(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    found = list(events(tmp_path, "workflow_run", payloads["workflow_run"]))
    for event, payload in found:
        run = payload["workflow_run"]
        assert event.run == EndedRun(run["head_repository"]["owner"]["login"], run["head_branch"], run["head_sha"])


@pytest.mark.parametrize("name", ["push", "workflow_dispatch", "check_run", "issue_comment"])
def test_other_events_are_about_a_commit(payloads: dict[str, list[dict[str, Any]]], tmp_path: Path, name: str) -> None:
    found = list(events(tmp_path, name, payloads[name]))
    assert found
    assert {(event.pull, event.group, event.run) for event, _ in found} == {(None, None, None)}
