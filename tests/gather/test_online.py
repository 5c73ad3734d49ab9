"""What GitHub tells of a window: which rows, within which bounds, and what is said where it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes.github import FakeGitHub, example
from fakes.objects import stamp
from support.scenario import Repository

from citefirst.cli import main
from citefirst.github import happened

PAGE = "https://github.com/octo/demo"


def _entry(of: str, **given: Any) -> dict[str, Any]:
    return {**example(of), **given}


def _pull(number: int, **given: Any) -> dict[str, Any]:
    times = {"created_at": stamp(8), "updated_at": stamp(11), "closed_at": stamp(10), "merged_at": stamp(10)}
    told = {"number": number, "title": f"Pull {number}", "html_url": f"{PAGE}/pull/{number}", "state": "closed"}
    return {**example("pull-request-simple-items")[0], "requested_teams": [], **times, **told, **given}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    repository = Repository.new(tmp_path / "checkout")
    repository.git("remote", "add", "origin", "git@github.com:octo/demo.git")
    repository.commit({"a.md": "1"}, "Start")
    monkeypatch.chdir(repository.root)
    with FakeGitHub(repository.root) as started:
        monkeypatch.setenv("GITHUB_API_URL", started.url)
        monkeypatch.setenv("GITHUB_TOKEN", "very-secret-token")
        started.objects |= {"/pulls": [], "/deployments": [], "/releases": []}
        started.objects["/actions/runs"] = {"total_count": 0, "workflow_runs": []}
        yield started
    assert started.violations == []


def _gather(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["gather", "--online", "--format", "json", *arguments])


def test_each_thing_of_a_window_is_one_row_in_order(server: FakeGitHub) -> None:
    server.objects["/pulls"] = [
        _pull(3, merged_at=None),
        _pull(2),
        _pull(9, merged_at=stamp(6), updated_at=stamp(11)),  # merged before, and spoken of since
        _pull(1, merged_at=stamp(6), updated_at=stamp(6)),
    ]
    server.objects["/deployments"] = [_entry("deployment", id=5, created_at=stamp(10, 5), environment="production")]
    run = _entry("workflow-run", id=6, created_at=stamp(10, 2), html_url=f"{PAGE}/actions/runs/6")
    server.objects["/actions/runs"] = {"total_count": 1, "workflow_runs": [run]}
    release = {"published_at": stamp(10, 7), "html_url": f"{PAGE}/releases/v1", "tag_name": "v1", "name": None}
    server.objects["/releases"] = [
        _entry("release", published_at=None, draft=True),
        _entry("release", **release),
    ]
    opened = server.issue("", "Checkout is slow", labels=["sev1", "bug"])
    opened |= {"created_at": stamp(10, 9), "html_url": f"{PAGE}/issues/101"}
    server.issues.append(opened | {"number": 102, "html_url": f"{PAGE}/pull/102"})
    result = _gather("--since", stamp(9), "--until", stamp(12))
    assert result.exit_code == 0, result.output
    rows = [(row["time"], row["title"], row["link"], row["kind"]) for row in json.loads(result.stdout)["rows"]]
    assert rows == [
        (stamp(10), "Pull 2", f"{PAGE}/pull/2", "pull-request"),
        (stamp(10, 2), "Build: Update README.md", f"{PAGE}/actions/runs/6", "ci-run"),
        (stamp(10, 5), "production: Deploy request from hubot", f"{PAGE}/deployments/5", "deploy"),
        (stamp(10, 7), "v1", f"{PAGE}/releases/v1", "release"),
        (stamp(10, 9), "Checkout is slow (sev1, bug)", f"{PAGE}/issues/101", "ticket"),
    ]
    assert len(server.calls) == 5


def test_a_list_that_is_longer_than_what_is_read_is_said(server: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(happened, "MAX_EACH", 1)
    server.objects["/pulls"] = [_pull(1), _pull(2)]
    result = _gather("--since", stamp(9))
    assert result.exit_code == 1
    assert [row["id"] for row in json.loads(result.stdout)["rows"]] == ["#1"]
    assert "GitHub: pull requests: only the newest 1 were read: ask for a shorter time" in result.stderr


def test_what_github_refuses_gives_no_rows_and_no_token(server: FakeGitHub) -> None:
    server.fail("GET", "/repos/octo/demo/deployments", status=403)
    result = _gather("--since", stamp(9))
    assert (result.exit_code, result.stdout) == (4, "")
    assert "the deployments since 2026-03-04 09:00" in result.stderr
    assert "very-secret-token" not in result.output


def test_a_beginning_and_a_repository_on_github_are_demanded(
    server: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "add --since" in _gather().stderr
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://ghe.example.com")
    assert "`origin` is not on GitHub" in _gather("--since", stamp(9)).stderr
    assert server.calls == []
