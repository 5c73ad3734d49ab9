"""What happens to pull requests: each scenario sets a stage, and says what must be seen when the curtain falls."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes.github import FakeGitHub
from oracles.act import Acted
from scenario import BASE, GOOD, LAX, OWNERLESS, UNCITED, Files, PullRequest, Repository

from citefirst.github import comment
from citefirst.outcome import Place

COMMENTS = r"/issues/\d+/comments$"
REFUSED = "Resource not accessible by integration"


@dataclass
class Stage:
    """A repository, the event that befalls it, and the GitHub that is asked about it."""

    directory: Path
    github: FakeGitHub
    event: str = "pull_request"
    payload: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    workspace: Path = Path()

    @property
    def root(self) -> Path:
        return self.directory / "repository"

    def pull(self, head: Files, base: Files = BASE, **given: Any) -> PullRequest:
        """Open a pull request whose test merge is checked out."""
        pull = PullRequest.open(self.root, base, head, **given)
        self.github.pull(pull.number, pull.base, pull.head, pull.author)
        self.payload = pull.payload()
        self.workspace = self.root
        self.variables["GITHUB_SHA"] = pull.merge
        return pull

    def clone(self, commit: str, depth: int = 1) -> None:
        """Check a commit out as actions/checkout does: alone, with an origin to ask for more."""
        self.workspace = self.directory / "workspace"
        self.workspace.mkdir()
        for arguments in (
            ("init", "--quiet"),
            ("remote", "add", "origin", f"file://{self.root}"),
            ("fetch", "--quiet", f"--depth={depth}", "origin", commit),
            # On a branch: act copies no empty directories, and without any ref git sees no repository.
            ("checkout", "--quiet", "-B", "work", "FETCH_HEAD"),
        ):
            subprocess.run(["git", "-C", self.workspace, *arguments], check=True, capture_output=True)

    def nothing_checked_out(self) -> None:
        self.workspace = self.directory / "workspace"
        self.workspace.mkdir()

    @property
    def comments(self) -> list[str]:
        return [found["body"] for found in self.github.comments]


Expect = Callable[[Acted, Stage], None]


@dataclass(frozen=True)
class Scenario:
    """`prepare` sets the stage; `expect` asserts what is seen beside exit code and verdict."""

    name: str
    prepare: Callable[[Stage], object]
    exit: int
    verdict: str
    expect: Expect


SCENARIOS: list[Scenario] = []


def scenario(
    name: str, exit: int, verdict: str, expect: Expect
) -> Callable[[Callable[[Stage], object]], Callable[[Stage], object]]:
    def add(prepare: Callable[[Stage], object]) -> Callable[[Stage], object]:
        SCENARIOS.append(Scenario(name, prepare, exit, verdict, expect))
        return prepare

    return add


def codes(acted: Acted, level: str = "error") -> list[str]:
    return [command.properties["title"][:5] for command in acted.shown(level)]


def silent(acted: Acted, stage: Stage) -> None:
    assert acted.annotations == []
    assert stage.comments == []


def one_comment(*words: str) -> Expect:
    def expect(acted: Acted, stage: Stage) -> None:
        assert len(stage.comments) == 1
        assert all(word in stage.comments[0] for word in words)

    return expect


def annotated(*expected: str, level: str = "error") -> Expect:
    return lambda acted, stage: _equal(codes(acted, level), list(expected))


def _equal(found: object, expected: object) -> None:
    assert found == expected


def both(*parts: Expect) -> Expect:
    def expect(acted: Acted, stage: Stage) -> None:
        for part in parts:
            part(acted, stage)

    return expect


def summed_up(words: str) -> Expect:
    return lambda acted, stage: _equal(words in acted.summary, True)


def logged(words: str) -> Expect:
    return lambda acted, stage: _equal(words in acted.log, True)


def unasked(acted: Acted, stage: Stage) -> None:
    """GitHub was not asked for anything."""
    assert stage.github.calls == []


def few_calls(most: int) -> Expect:
    def expect(acted: Acted, stage: Stage) -> None:
        assert len(stage.github.calls) <= most, stage.github.calls

    return expect


def warned(words: str) -> Expect:
    def expect(acted: Acted, stage: Stage) -> None:
        assert [words in found.message for found in acted.shown("warning")] == [True]
        assert stage.comments == []
        assert "1 error in 1 record" in acted.summary
        assert "1 error in 1 record" in Path(acted.outputs["comment-file"]).read_text("utf-8")

    return expect


@scenario("clean pull request", 0, "pass", both(silent, few_calls(1)))
def clean(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})


@scenario("no record touched", 0, "pass", both(silent, summed_up("0 records changed")))
def untouched(stage: Stage) -> None:
    stage.pull({"src/a.py": "x = 1\n"})


@scenario(
    "uncited line", 1, "fail", both(annotated("CF201"), one_comment("1 error in 1 record", "Line 11"), few_calls(2))
)
def uncited(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})


@scenario("missing owner", 1, "fail", both(annotated("CF401"), one_comment("has no `owner`")))
def ownerless(stage: Stage) -> None:
    stage.pull({"docs/a.md": OWNERLESS})


VERDICTS = ("By the base branch's policy (decides)**: 1 error", "By this pull request's own policy**: all evidence")


@scenario("policy weakened in the head", 1, "fail", both(annotated("CF201"), one_comment(*VERDICTS)))
def weakened(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED, ".citefirst/schemas/note.schema.json": LAX})


@scenario("policy made invalid in the head", 2, "fail", one_comment("the policy of this pull request is invalid"))
def broken(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD, ".citefirst.yml": "recrods: {}\n"})


@scenario("fork: the token may not comment", 1, "fail", both(annotated("CF201"), warned(REFUSED)))
def fork(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.github.fail("POST", COMMENTS, 403, body=REFUSED)


@scenario("API answers 500 to everything", 1, "fail", both(annotated("CF201"), warned("could not be written")))
def down(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    for method in ("GET", "POST"):
        stage.github.fail(method, "", 500)


@scenario("rate limit for an hour", 1, "fail", both(annotated("CF201"), warned("rate limit")))
def limited(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}
    stage.github.fail("GET", COMMENTS, 403, headers=headers, body="API rate limit exceeded for installation")


@scenario("the answer to a new comment is lost", 1, "fail", one_comment("1 error"))
def lost(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.github.lose_answer("POST", COMMENTS)


def _comment(stage: Stage, run: int, body: str, **author: str) -> None:
    place = Place("", "", "", run, 1, "evidence / citefirst")
    stage.github.comment(7, f"{comment.marker(place)}\n{body}", **author)
    stage.variables |= {"GITHUB_RUN_ID": "1000", "GITHUB_WORKFLOW": "evidence", "GITHUB_JOB": "citefirst"}


@scenario("fixed: the comment is brought up to date", 0, "pass", one_comment("all evidence in place", "run=1000.1"))
def fixed(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})
    _comment(stage, 999, "### citefirst: 1 error in 1 record")


@scenario("an older run ends after a newer one", 1, "fail", one_comment("what the newer run said"))
def older(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    _comment(stage, 1001, "what the newer run said")


@scenario("somebody else's comment has the marker", 1, "fail", lambda acted, stage: _equal(len(stage.comments), 2))
def copied(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    _comment(stage, 999, "copied", login="mallory", type="User")


@scenario("400 changed files", 1, "fail", both(annotated("CF201"), few_calls(2)))
def many(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED} | {f"src/{number}.py": f"x = {number}\n" for number in range(400)})


@scenario(
    "400 changed files, nothing checked out", 1, "fail", both(annotated("CF201"), one_comment("told by GitHub's API"))
)
def many_by_api(stage: Stage) -> None:
    many(stage)
    stage.nothing_checked_out()


@scenario("one record, nothing checked out", 1, "fail", both(annotated("CF201"), few_calls(8)))
def one_by_api(stage: Stage) -> None:
    uncited(stage)
    stage.nothing_checked_out()


@scenario("3,000 changed files, nothing checked out", 4, "error", logged("check out the code"))
def too_many(stage: Stage) -> None:
    stage.pull({f"src/{number}.py": f"x = {number}\n" for number in range(3001)})
    stage.nothing_checked_out()


@scenario("nothing checked out, API down", 4, "error", logged("fetch-depth: 0"))
def nothing(stage: Stage) -> None:
    down(stage)
    stage.nothing_checked_out()


@scenario("shallow clone of the test merge", 1, "fail", both(annotated("CF201"), few_calls(2)))
def shallow(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.clone(pull.merge)


@scenario("shallow clone of the head, base 120 commits away", 1, "fail", both(annotated("CF201"), few_calls(2)))
def far(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    repository = pull.repository
    for branch, start in (("main", pull.base), ("feature", pull.head)):
        repository.git("switch", "--quiet", "--force-create", branch, start)
        for number in range(120):
            last = repository.commit({f"src/{branch}.txt": str(number)})
        stage.payload["pull_request"]["base" if branch == "main" else "head"]["sha"] = last
    stage.clone(last)


@scenario("merge group", 1, "fail", both(annotated("CF201"), unasked))
def group(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.event = "merge_group"
    head_ref = f"refs/heads/gh-readonly-queue/main/pr-7-{pull.base}"
    stage.payload = {"action": "checks_requested", "merge_group": {"base_sha": pull.base, "head_sha": pull.merge}}
    stage.payload["merge_group"]["head_ref"] = head_ref


@scenario("push: the whole repository", 1, "fail", both(annotated("CF201"), unasked))
def push(stage: Stage) -> None:
    Repository.new(stage.root).commit(BASE | {"docs/a.md": UNCITED, "docs/b.md": GOOD})
    stage.event, stage.workspace = "push", stage.root


@scenario("schedule: the whole repository", 0, "pass", lambda acted, stage: _equal(acted.outputs["records"], "1"))
def schedule(stage: Stage) -> None:
    Repository.new(stage.root).commit(BASE | {"docs/b.md": GOOD})
    stage.event, stage.workspace = "schedule", stage.root


@scenario("pull_request_target from a fork", 1, "fail", both(annotated("CF201"), one_comment("1 error"), few_calls(2)))
def target(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.event = "pull_request_target"
    stage.variables["GITHUB_SHA"] = pull.base
    stage.clone(pull.base)


@scenario(
    "workflow_run after a fork's check", 0, "fail", both(annotated("CF201", level="warning"), one_comment("1 error"))
)
def companion(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.github.pull(7, pull.base, pull.head, fork=True)
    stage.event = "workflow_run"
    owner = {"owner": {"login": "contributor"}}
    run = {"head_sha": pull.head, "head_branch": "feature", "head_repository": owner}
    stage.payload = {"action": "completed", "workflow_run": run}
    stage.inputs = {"mode": "comment"}
    stage.nothing_checked_out()


@scenario("deleted record", 0, "pass", annotated("CF604", level="warning"))
def deleted(stage: Stage) -> None:
    stage.pull({"docs/a.md": None}, BASE | {"docs/a.md": GOOD, "docs/b.md": UNCITED})


@scenario("record moved out of the globs", 1, "fail", annotated("CF605"))
def escaped(stage: Stage) -> None:
    text = GOOD.replace("workflow: note\n", "")
    stage.pull({"docs/a.md": None, "notes/a.md": text}, BASE | {"docs/a.md": text})


FORGED = "::error::forged ##[error]forged\n::stop-commands::forged\n##[warning]forged"


def nothing_forged(acted: Acted, stage: Stage) -> None:
    """Every annotation is one of ours: the command that a record wrote is text in it."""
    assert {found.properties["title"][:2] for found in acted.annotations} == {"CF"}
    assert len(acted.annotations) == int(acted.outputs["findings"])


@scenario("hostile text", 1, "fail", both(nothing_forged, one_comment("forged")))
def hostile(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED.replace("Checkout p99", f"{FORGED} p99"), "docs/::error::forged.md": UNCITED})


def ten_and_a_notice(acted: Acted, stage: Stage) -> None:
    shown = acted.shown("error")
    assert (len(shown), len({found.properties["file"] for found in shown})) == (10, 5)
    assert [found.message for found in acted.shown("notice")] == ["20 more errors are listed in the log of this step"]
    assert not acted.dropped


@scenario("30 findings in 5 records", 1, "fail", both(ten_and_a_notice, one_comment("30 errors in 5 records")))
def thirty(stage: Stage) -> None:
    facts = "".join(f"Checkout p99 rose to {number} s.\n\n" for number in range(6))
    text = GOOD.replace("Checkout p99 rose to 4.2 s for 38 minutes. [S1]\n", f"{facts}The p99 rose. [S1]\n")
    stage.pull({f"docs/{number}.md": text for number in range(5)})


@scenario("comment mode", 0, "fail", both(annotated("CF201", level="warning"), one_comment("do not fail this job")))
def commenting(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.inputs = {"mode": "comment"}


@scenario("observe mode", 0, "fail", both(silent, few_calls(0)))
def observing(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.inputs = {"mode": "observe"}


@scenario("wrong input", 2, "error", logged("the input mode is `lax`"))
def wrong(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})
    stage.inputs = {"mode": "lax"}


REVIEWED = BASE | {".citefirst.yml": f"{BASE['.citefirst.yml']}approvals: review\n"}


@scenario(
    "approvals: the owner has not reviewed",
    1,
    "fail",
    both(annotated("CF405"), one_comment("has not approved"), few_calls(3)),
)
def unreviewed(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD}, REVIEWED)


@scenario("approvals: the owner has approved", 0, "pass", silent)
def approved(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": GOOD}, REVIEWED)
    stage.github.review(7, "alice", "APPROVED", pull.head)


@scenario("approvals: approved before an edit of another file", 0, "pass", silent)
def still_approved(stage: Stage) -> None:
    _reviewed_before(stage, {"src/a.py": "x = 1\n"})


@scenario("approvals: approved before an edit of the record", 1, "fail", annotated("CF405"))
def stale(stage: Stage) -> None:
    _reviewed_before(stage, {"docs/a.md": GOOD.replace("4.2 s", "2.4 s")})


def _reviewed_before(stage: Stage, edit: Files) -> None:
    pull = stage.pull({"docs/a.md": GOOD}, REVIEWED)
    stage.github.review(7, "alice", "APPROVED", pull.head)
    pull.repository.git("switch", "--quiet", "feature")
    stage.payload["pull_request"]["head"]["sha"] = pull.repository.commit(edit)


@scenario("first adoption", 1, "fail", one_comment("no policy yet"))
def adoption(stage: Stage) -> None:
    stage.pull({**BASE, "docs/a.md": UNCITED}, {"README.md": "# Shop\n"})
