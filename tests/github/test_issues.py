"""The scheduled audit: one issue for each owner, opened, brought up to date and closed, and people's own words kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, Ran, Repository, environment, run

from citefirst.github import issues

ENDING = GOOD.replace("ai: none", "ai: none\nstatus: accepted\nexpires: 2026-10-31")
WHY = "UNKNOWN(@bob, {}): why.\n\n[S1]: "


@dataclass
class Desk:
    """A repository with its issues, audited day by day."""

    repository: Repository
    github: FakeGitHub
    runner: Path

    def audit(self, day: str, event: str = "schedule", **inputs: str) -> Ran:
        """Audit as on a day; `calls` are those of this run alone."""
        commit = self.repository.git("rev-parse", "HEAD")
        self.github.calls.clear()
        given = {"audit": "issues", "today": day, **inputs}
        environ = environment(self.runner, self.repository.root, event, {}, commit, **given)
        return run({**environ, "GITHUB_API_URL": self.github.url})

    @property
    def calls(self) -> list[str]:
        return [f"{method} {path.partition('?')[0].rpartition('/demo')[2]}" for method, path in self.github.calls]

    @property
    def states(self) -> list[tuple[int, str]]:
        return [(issue["number"], issue["state"]) for issue in self.github.issues]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    repository = Repository.new(tmp_path / "repository")
    repository.commit({**BASE, "docs/a.md": ENDING})
    with FakeGitHub(repository.root) as github:
        github.assignable = {"alice"}
        yield Desk(repository, github, tmp_path / "runner")
        assert github.violations == []


def test_an_issue_is_opened_left_brought_up_to_date_and_closed(desk: Desk) -> None:
    ran = desk.audit("2026-11-23")
    assert (ran.exit, ran.outputs["verdict"]) == (1, "fail")
    assert desk.calls == ["GET /issues", "GET /assignees/alice", "POST /issues"]
    (issue,) = desk.github.issues
    assert issue["title"] == "citefirst: what is due from @alice"
    assert [user["login"] for user in issue["assignees"]] == ["alice"]
    assert "the record ended on `2026-10-31`" in issue["body"]
    assert "/docs/a.md?plain=1#L" in issue["body"]
    assert "1 opened" in ran.summary

    desk.audit("2026-11-30")
    assert desk.calls == ["GET /issues"]

    late = GOOD.replace("[S1]: ", WHY.format("2026-11-20"), 1)
    desk.repository.commit({"docs/b.md": late.replace("@bob", "@alice")})
    desk.audit("2026-12-01")
    assert desk.calls == ["GET /issues", "PATCH /issues/101"]
    assert "UNKNOWN, past its day" in issue["body"]

    desk.repository.commit({"docs/a.md": ENDING.replace("2026-10-31", "2027-10-31"), "docs/b.md": GOOD})
    ran = desk.audit("2026-12-08")
    assert desk.calls == ["GET /issues", "PATCH /issues/101"]
    assert (desk.states, issue["state_reason"], ran.exit) == ([(101, "closed")], "completed", 0)

    desk.audit("2026-12-15")
    assert desk.calls == ["GET /issues"]
    desk.repository.commit({"docs/a.md": ENDING})
    desk.audit("2026-12-22")
    assert desk.states == [(101, "closed"), (102, "open")]


def test_one_issue_for_each_owner_and_who_cannot_be_assigned_is_named(desk: Desk) -> None:
    two = ENDING.replace('author: "@alice"', 'author: "@alice"\n  reviewer: "Bo Berg <bo@example.com>"')
    desk.repository.commit({"docs/a.md": two, "docs/b.md": GOOD.replace("[S1]: ", WHY.format("2026-11-20"), 1)})
    desk.audit("2026-11-23")
    titles = {issue["title"].partition(" from ")[2]: issue for issue in desk.github.issues}
    assert set(titles) == {"@alice", "Bo Berg", "@bob"}
    assert "For @bob: " in titles["@bob"]["body"]
    assert "For `Bo Berg <bo@example.com>`: " in titles["Bo Berg"]["body"]
    assert titles["@bob"]["assignees"] == titles["Bo Berg"]["assignees"] == []


def test_two_spellings_of_a_person_are_one_owner(desk: Desk) -> None:
    policy = BASE[".citefirst.yml"] + "people: {'@alice': ['Alice A <a@example.com>']}\n"
    other = ENDING.replace('"@alice"', "Alice A <a@example.com>")
    desk.repository.commit({".citefirst.yml": policy, "docs/b.md": other})
    desk.audit("2026-11-23")
    assert [issue["title"] for issue in desk.github.issues] == ["citefirst: what is due from @alice"]


def edited(desk: Desk) -> None:
    desk.github.issues[0]["body"] += "\r\nAlice: I renew it on Friday.\r\n"


def test_what_a_person_wrote_is_kept_and_news_are_a_comment(desk: Desk) -> None:
    desk.audit("2026-11-23")
    edited(desk)
    desk.audit("2026-11-24")
    assert desk.calls == ["GET /issues"]
    desk.repository.commit({"docs/b.md": ENDING.replace("2026-10-31", "2026-11-01")})
    desk.audit("2026-11-25")
    assert desk.calls == ["GET /issues", "POST /issues/101/comments", "PATCH /issues/101"]
    assert "I renew it on Friday." in desk.github.issues[0]["body"]
    assert "`2026-11-01`" in desk.github.comments[0]["body"]
    desk.audit("2026-11-26")
    assert desk.calls == ["GET /issues"]


def test_what_a_person_closed_is_not_brought_up_again_and_what_is_new_is(desk: Desk) -> None:
    desk.audit("2026-11-23")
    desk.github.issues[0]["state"] = "closed"
    desk.audit("2026-11-24")
    assert desk.calls == ["GET /issues"]
    desk.repository.commit({"docs/b.md": ENDING.replace("2026-10-31", "2026-11-01")})
    for _ in range(2):
        desk.audit("2026-11-25")
        assert desk.states == [(101, "closed"), (102, "open")]
    assert "docs/b.md" in desk.github.issues[1]["body"]
    assert "docs/a.md" not in desk.github.issues[1]["body"]


def test_what_a_person_reopened_stays_open(desk: Desk) -> None:
    desk.audit("2026-11-23")
    desk.repository.commit({"docs/a.md": GOOD})
    desk.audit("2026-11-24")
    desk.github.issues[0]["state"] = "open"
    desk.audit("2026-11-25")
    assert desk.states == [(101, "open")]


def test_an_issue_with_a_copied_marker_is_nobodys(desk: Desk) -> None:
    desk.audit("2026-11-23")
    desk.github.issue(desk.github.issues[0]["body"], login="mallory", labels=[issues.LABEL])
    desk.github.issues.pop(0)
    desk.audit("2026-11-24")
    assert len(desk.github.issues) == 2


def test_doubles_are_closed(desk: Desk) -> None:
    desk.audit("2026-11-23")
    desk.github.issue(desk.github.issues[0]["body"], labels=[issues.LABEL])
    desk.audit("2026-11-24")
    assert desk.states == [(101, "open"), (102, "closed")]


def forbid(desk: Desk) -> None:
    desk.github.fail("POST", "/issues$", 403, body="Resource not accessible by integration")


def lose(desk: Desk) -> None:
    desk.github.lose_answer("POST", "/issues$")


@pytest.mark.parametrize(("befalls", "then"), [(forbid, 0), (lose, 1)])
def test_an_issue_that_cannot_be_written_is_a_warning(desk: Desk, befalls: Callable[[Desk], None], then: int) -> None:
    befalls(desk)
    ran = desk.audit("2026-11-23")
    assert (ran.exit, ran.outputs["verdict"]) == (1, "fail")
    assert "The issues could not be brought up to date" in ran.log
    assert len(desk.github.issues) == then
    desk.audit("2026-11-24")
    assert len(desk.github.issues) == then


@pytest.mark.parametrize(
    ("event", "inputs", "words"),
    [
        ("schedule", {"paths": "docs"}, "leave paths and base-ref empty"),
        ("schedule", {"today": "2026-02-30"}, "the input today is `2026-02-30`, which is no day"),
        ("schedule", {"today": "tomorrow"}, "the input today is `tomorrow`, which is no day"),
        ("schedule", {"audit": "yes"}, "the input audit is `yes`: write off or issues"),
    ],
)
def test_a_wrong_input_is_a_sentence(desk: Desk, event: str, inputs: dict[str, str], words: str) -> None:
    ran = desk.audit(inputs.pop("today", "2026-11-23"), event, **inputs)
    assert (ran.exit, ran.outputs["verdict"]) == (2, "error")
    assert words in ran.log
    assert desk.github.issues == []


@pytest.mark.parametrize(("event", "audit", "found"), [("push", "issues", 0), ("schedule", "off", 0)])
def test_issues_are_touched_by_an_audit_only(desk: Desk, event: str, audit: str, found: int) -> None:
    desk.audit("2026-11-23", event, audit=audit)
    assert len(desk.github.issues) == found


def test_what_a_record_says_does_nothing_in_an_issue(desk: Desk) -> None:
    hostile = ENDING.replace(
        '"@alice"', '"@alice"\n  reviewer: "<!-- x --> @org/all **b** [l](https://evil.example) <e@x.org>"'
    )
    line = "UNKNOWN(@bob, 2026-11-01): `x` closes #1 @everyone <img src=x> ##[error]a ::error::b\n\n[S1]: "
    desk.repository.commit({"docs/a.md": hostile, "docs/b.md": GOOD.replace("[S1]: ", line, 1)})
    ran = desk.audit("2026-11-23")
    for issue in desk.github.issues:
        shown = re.sub(r"`+[^`].*?`+", "", issue["body"].partition("\n")[2])
        assert not re.search(r"@everyone|#1\b|<img|evil\.example\)|@org", shown), issue["body"]
        assert "##[error]" not in issue["body"]
    assert "##[error]a" not in ran.log
