"""What happens to pull requests: each scenario sets a stage, and says what must be seen when the curtain falls."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attacks import Attack, attacks
from fakes.github import FakeGitHub
from oracles.act import Act, Acted, job
from support.descriptions import FILLED, FORM
from support.scenario import BASE, GOOD, LAX, OWNERLESS, UNCITED, Files, PullRequest, Repository, shallow_clone

from citefirst.github import comment, issues
from citefirst.report.outcome import RunPlace

COMMENTS = r"/issues/\d+/comments$"
CALLS = 6
"""Requests of a run at most, where its scenario names no other number."""
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
    steps: list[Mapping[str, object]] = field(default_factory=list)
    """Steps of the job after the action's."""
    workspace: Path = Path()

    @property
    def root(self) -> Path:
        return self.directory / "repository"

    def pull(self, head: Files, base: Files = BASE, **given: Any) -> PullRequest:
        """Open a pull request whose test merge is checked out."""
        pull = PullRequest.open(self.root, base, head, **given)
        self.github.pull(pull.number, pull.base, pull.head, pull.author)
        self.payload = pull.payload() | {"number": pull.number}
        self.workspace = self.root
        return pull

    def clone(self, commit: str, depth: int = 1, tags: bool = False) -> None:
        """Check a commit out as actions/checkout does: alone, with an origin to ask for more."""
        self.workspace = shallow_clone(self.root, self.directory / "workspace", commit, depth, tags).root
        assert self.git("rev-parse", "--is-shallow-repository") == "true"

    def git(self, *arguments: str) -> str:
        """git in what is checked out."""
        command = ["git", "-C", str(self.workspace), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def nothing_checked_out(self) -> None:
        self.workspace = self.directory / "workspace"
        self.workspace.mkdir()

    @property
    def comments(self) -> list[str]:
        return [found["body"] for found in self.github.comments]

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.github.calls]


Expect = Callable[[Acted, Stage], None]


@dataclass(frozen=True)
class Scenario:
    """`prepare` sets the stage; `expect` asserts what is seen beside exit code and verdict."""

    name: str
    prepare: Callable[[Stage], object]
    exit: int
    verdict: str
    expect: Expect
    calls: int = CALLS

    def play(self, act: Act, directory: Path) -> tuple[Stage, Acted]:
        """Run it in a directory of its own. What it asked of GitHub must hold GitHub's description."""
        directory.mkdir(parents=True, exist_ok=True)
        with FakeGitHub(directory / "repository") as github:
            stage = Stage(directory, github)
            self.prepare(stage)
            variables = stage.variables | {"GITHUB_API_URL": github.url}
            workflow = job(stage.event, *stage.steps, **stage.inputs)
            return stage, act.run(stage.workspace, stage.event, stage.payload, variables, workflow)


SCENARIOS: list[Scenario] = []


def scenario(
    name: str, exit: int, verdict: str, expect: Expect, calls: int = CALLS
) -> Callable[[Callable[[Stage], object]], Callable[[Stage], object]]:
    """Add the scenario that a function prepares."""

    def add(prepare: Callable[[Stage], object]) -> Callable[[Stage], object]:
        SCENARIOS.append(Scenario(name, prepare, exit, verdict, expect, calls))
        return prepare

    return add


def codes(acted: Acted, level: str = "error") -> list[str]:
    return [command.properties["title"][:5] for command in acted.shown(level)]


def silent(acted: Acted, stage: Stage) -> None:
    assert acted.annotations == []
    assert stage.comments == []


def silent_lines(acted: Acted, stage: Stage) -> None:
    assert acted.annotations == []


def one_comment(*words: str) -> Expect:
    def expect(acted: Acted, stage: Stage) -> None:
        assert len(stage.comments) == 1
        assert [word for word in words if word not in stage.comments[0]] == [], stage.comments[0]

    return expect


def errors_only(acted: Acted, stage: Stage) -> None:
    """The one thing that is said is why the check could not run."""
    assert [(found.name, found.properties["title"]) for found in acted.annotations] == [
        ("error", "citefirst could not check")
    ]
    assert stage.comments == []


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


def asked(*methods: str) -> Expect:
    """GitHub was asked for just that: `GET`, `POST`, `PATCH`, in this order."""
    return lambda acted, stage: _equal(stage.methods, list(methods))


def by_git(acted: Acted, stage: Stage) -> None:
    """What changed was told by git: GitHub was asked about comments and nothing else."""
    assert [path for _, path in stage.github.calls if "/issues/" not in path] == []


def warned(words: str) -> Expect:
    """The comment could not be written: one warning, and its text where it can still be read."""

    def expect(acted: Acted, stage: Stage) -> None:
        assert acted.step < 30
        (warning,) = acted.shown("warning")
        assert words in warning.message
        assert stage.comments == []
        assert "1 error in 1 record" in acted.summary
        assert "1 error in 1 record" in Path(acted.outputs["comment-file"]).read_text("utf-8")

    return expect


@scenario("clean pull request", 0, "pass", both(silent, asked("GET")))
def clean(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})


@scenario("no record touched", 0, "pass", both(silent, summed_up("0 records changed")))
def untouched(stage: Stage) -> None:
    stage.pull({"src/a.py": "x = 1\n"})


def on_the_line(acted: Acted, stage: Stage) -> None:
    (found,) = acted.annotations
    place = {"file": "docs/a.md", "line": "11", "endLine": "11", "col": "1", "endColumn": "43"}
    assert found.properties == {"title": "CF201 uncited-claim", **place}
    assert {name: acted.outputs[name] for name in COUNTS} == dict(zip(COUNTS, "111021", strict=True))


COUNTS = ("records", "findings", "errors", "warnings", "claims", "uncited")


@scenario(
    "uncited line",
    1,
    "fail",
    both(on_the_line, one_comment("1 error in 1 record", "Line 11"), asked("GET", "POST")),
)
def uncited(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})


@scenario("missing owner", 1, "fail", both(annotated("CF401"), one_comment("has no `owner`")))
def ownerless(stage: Stage) -> None:
    stage.pull({"docs/a.md": OWNERLESS})


VERDICTS = ("By the base branch's policy (decides)**: 1 error", "By this pull request's own policy**: all evidence")


@scenario(
    "policy weakened in the head",
    1,
    "fail",
    both(annotated("CF201"), one_comment(*VERDICTS), *map(summed_up, VERDICTS), logged("By this change's own policy")),
)
def weakened(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED, ".citefirst/schemas/note.schema.json": LAX})


@scenario("policy made invalid in the head", 2, "fail", one_comment("the policy of this pull request is invalid"))
def broken(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD, ".citefirst.yml": "recrods: {}\n"})


@scenario("fork: the token may not comment", 1, "fail", both(annotated("CF201"), warned(REFUSED)))
def fork(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.github.fail("POST", COMMENTS, 403, body=REFUSED)


@scenario("API answers 500 to everything", 1, "fail", both(annotated("CF201"), warned("500")))
def down(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    for method in ("GET", "POST", "PATCH"):
        stage.github.fail(method, "", 500)


@scenario("rate limit for an hour", 1, "fail", both(annotated("CF201"), warned("rate limit")))
def limited(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}
    stage.github.fail("GET", COMMENTS, 403, headers=headers, body="API rate limit exceeded for installation")


@scenario("the answer to a new comment is lost", 1, "fail", both(one_comment("1 error"), asked("GET", "POST", "GET")))
def lost(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.github.lose_answer("POST", COMMENTS)


def _comment(stage: Stage, run: int, body: str, **author: str) -> None:
    place = RunPlace("", "", "", run=run, attempt=1, job="evidence / citefirst")
    stage.github.comment(7, f"{comment.marker(place)}\n{body}", **author)
    stage.variables |= {"GITHUB_RUN_ID": "1000", "GITHUB_WORKFLOW": "evidence", "GITHUB_JOB": "citefirst"}


@scenario(
    "fixed: the comment is brought up to date",
    0,
    "pass",
    both(silent_lines, one_comment("all evidence in place", "run=1000.1"), asked("GET", "PATCH")),
)
def fixed(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})
    _comment(stage, 999, "### citefirst: 1 error in 1 record")


@scenario(
    "an older run ends after a newer one",
    1,
    "fail",
    both(annotated("CF201"), one_comment("what the newer run said"), asked("GET")),
)
def older(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    _comment(stage, 1001, "what the newer run said")


@scenario("somebody else's comment has the marker", 1, "fail", lambda acted, stage: _equal(len(stage.comments), 2))
def copied(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    _comment(stage, 999, "copied", login="mallory", type="User")


@scenario("400 changed files", 1, "fail", both(annotated("CF201"), by_git))
def many(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED} | {f"src/{number}.py": f"x = {number}\n" for number in range(400)})


BY_API = "determined by GitHub's API"


@scenario("400 changed files, nothing checked out", 1, "fail", both(annotated("CF201"), one_comment(BY_API)), calls=14)
def many_by_api(stage: Stage) -> None:
    many(stage)
    stage.nothing_checked_out()


@scenario(
    "400 changed files, a shallow clone and no way to fetch",
    1,
    "fail",
    both(annotated("CF201"), one_comment(BY_API)),
    calls=14,
)
def many_unfetchable(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED} | {f"src/{number}.py": f"x = {number}\n" for number in range(400)})
    stage.clone(pull.merge)
    stage.git("remote", "set-url", "origin", f"file://{stage.directory / 'gone'}")


@scenario("one record, nothing checked out", 1, "fail", both(annotated("CF201"), one_comment(BY_API)), calls=9)
def one_by_api(stage: Stage) -> None:
    uncited(stage)
    stage.nothing_checked_out()


@scenario(
    "3,000 changed files, nothing checked out", 4, "error", both(errors_only, logged("check out the code")), calls=50
)
def too_many(stage: Stage) -> None:
    stage.pull({f"src/{number}.py": f"x = {number}\n" for number in range(3001)})
    stage.nothing_checked_out()


@scenario("nothing checked out, API down", 4, "error", both(errors_only, logged("fetch-depth: 0")))
def nothing(stage: Stage) -> None:
    down(stage)
    stage.nothing_checked_out()


@scenario("shallow clone of the test merge", 1, "fail", both(annotated("CF201"), by_git))
def shallow(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.clone(pull.merge)


@scenario("shallow clone of the head, base 120 commits away", 1, "fail", both(annotated("CF201"), by_git))
def far(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    repository = pull.repository
    for branch, start in (("main", pull.base), ("feature", pull.head)):
        repository.git("switch", "--quiet", "--force-create", branch, start)
        for number in range(120):
            last = repository.commit({f"src/{branch}.txt": str(number)})
        stage.payload["pull_request"]["base" if branch == "main" else "head"]["sha"] = last
    stage.clone(last)


def queued(pull: PullRequest) -> dict[str, Any]:
    """The payload that asks for the checks of a merge group."""
    head_ref = f"refs/heads/gh-readonly-queue/main/pr-{pull.number}-{pull.base}"
    group = {"base_sha": pull.base, "head_sha": pull.merge, "head_ref": head_ref}
    return {"action": "checks_requested", "merge_group": group}


@scenario("merge group", 1, "fail", both(annotated("CF201"), asked()))
def group(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED}, {**BASE, "docs/old.md": OWNERLESS})
    stage.event = "merge_group"
    stage.payload = queued(pull)


def records(number: int) -> Expect:
    return lambda acted, stage: _equal(acted.outputs["records"], str(number))


def _whole(stage: Stage, event: str, files: Files) -> None:
    Repository.new(stage.root).commit({**BASE, **files})
    stage.event, stage.workspace = event, stage.root


@scenario("push: the whole repository", 1, "fail", both(annotated("CF201"), records(2), asked()))
def push(stage: Stage) -> None:
    _whole(stage, "push", {"docs/a.md": UNCITED, "docs/b.md": GOOD})


@scenario("push: the run is stored in a ledger", 1, "fail", logged("The run is stored in ledger as runs/repository="))
def stored(stage: Stage) -> None:
    _whole(stage, "push", {"docs/a.md": UNCITED})
    stage.inputs = {"ledger": "ledger"}


@scenario("schedule: the whole repository", 0, "pass", both(silent, records(1), asked()))
def schedule(stage: Stage) -> None:
    _whole(stage, "schedule", {"docs/b.md": GOOD})


ENDED = GOOD.replace("ai: none", "ai: none\nstatus: accepted\nexpires: 2026-10-31")


def one_issue(state: str, *words: str) -> Expect:
    """There is one issue, in a state, and it says so."""

    def expect(acted: Acted, stage: Stage) -> None:
        (issue,) = stage.github.issues
        assert issue["state"] == state
        assert [word for word in words if word not in issue["body"]] == [], issue["body"]

    return expect


def _audit(stage: Stage, files: Files, day: str) -> None:
    """A schedule that audits, by a clock that is set."""
    _whole(stage, "schedule", files)
    stage.github.assignable = {"alice"}
    stage.inputs = {"audit": "issues", "today": day}


@scenario(
    "audit: an issue is opened",
    1,
    "fail",
    both(one_issue("open", "the record ended on", "2026-10-31"), asked("GET", "GET", "POST")),
)
def audit_opens(stage: Stage) -> None:
    _audit(stage, {"docs/a.md": ENDED}, "2026-11-23")


@scenario("audit: nothing is due", 0, "pass", both(asked("GET"), summed_up("all evidence")))
def audit_held(stage: Stage) -> None:
    _audit(stage, {"docs/a.md": ENDED}, "2026-09-01")


def _issued(stage: Stage, keys: str) -> None:
    """Add the issue that an earlier audit opened for @alice, with the keys of what it lists."""
    owner, text = issues.key_of("@alice"), "1 thing is due."
    stage.github.issue(
        f"<!-- citefirst audit {owner} open {issues.key_of(text)} {keys} -->\n{text}", labels=["citefirst"]
    )


@scenario(
    "audit: the issue is brought up to date", 1, "fail", both(one_issue("open", "2026-10-31"), asked("GET", "PATCH"))
)
def audit_updates(stage: Stage) -> None:
    _audit(stage, {"docs/a.md": ENDED}, "2026-11-23")
    _issued(stage, "0123abcd")


@scenario("audit: the issue is closed", 0, "pass", both(one_issue("closed", " settled "), asked("GET", "PATCH")))
def audit_closes(stage: Stage) -> None:
    _audit(stage, {"docs/a.md": GOOD}, "2026-11-23")
    _issued(stage, "0123abcd")


@scenario(
    "audit: the token may not write issues",
    1,
    "fail",
    both(logged("could not be brought up to date"), asked("GET", "GET", "POST")),
)
def audit_forbidden(stage: Stage) -> None:
    audit_opens(stage)
    stage.github.fail("POST", "/issues$", 403, body=REFUSED)


@scenario("workflow_dispatch: the whole repository", 1, "fail", both(annotated("CF401"), records(2), asked()))
def dispatch(stage: Stage) -> None:
    _whole(stage, "workflow_dispatch", {"docs/a.md": OWNERLESS, "docs/b.md": GOOD})


RAN = "code of the pull request ran"
MODULES = ("citefirst/__init__", "citefirst/__main__", "pip/__main__", "venv", "json", "sitecustomize", "yaml", "click")
TRAPS: dict[str, str] = {f"{name}.py": f"raise SystemExit('{RAN}')\n" for name in MODULES} | {
    "action/run.sh": f"echo {RAN}; exit 0\n",
    "pyvenv.cfg": f"home = /{RAN}\n",
    "uv.toml": f"{RAN}\n",
    "pip.conf": f"{RAN}\n",
    ".python-version": "2.7\n",
    ".env": f"PYTHONSTARTUP=sitecustomize.py\nPATH=/{RAN}\n",
}
"""What a pull request may bring that a careless tool would run or obey."""


def nothing_ran(acted: Acted, stage: Stage) -> None:
    assert RAN not in acted.log + acted.summary


@scenario("code of the pull request is not run", 1, "fail", both(annotated("CF201"), nothing_ran))
def traps(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED, **TRAPS})


@scenario(
    "pull_request_target from a fork", 1, "fail", both(annotated("CF201"), one_comment("1 error"), nothing_ran, by_git)
)
def target(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED, **TRAPS})
    stage.github.pull(7, pull.base, pull.head, fork=True)
    stage.event = "pull_request_target"
    stage.clone(pull.base)


def ended(pull: PullRequest) -> dict[str, Any]:
    """The payload that tells that the check of a fork's pull request has ended."""
    fork = {"owner": {"login": "contributor"}, "full_name": "contributor/demo"}
    run = {"event": "pull_request", "head_sha": pull.head, "head_branch": "feature", "head_repository": fork}
    return {"action": "completed", "workflow_run": run, "repository": {"full_name": "octo/demo"}}


@scenario(
    "workflow_run after a fork's check",
    0,
    "fail",
    both(annotated("CF201", level="warning"), one_comment("1 error")),
    calls=10,
)
def companion(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": UNCITED})
    stage.github.pull(7, pull.base, pull.head, fork=True)
    stage.event = "workflow_run"
    stage.payload = ended(pull)
    stage.inputs = {"mode": "comment"}
    stage.nothing_checked_out()


@scenario("deleted record", 0, "pass", annotated("CF604", level="warning"))
def deleted(stage: Stage) -> None:
    stage.pull({"docs/a.md": None}, BASE | {"docs/a.md": GOOD, "docs/b.md": UNCITED})


@scenario("record moved out of the globs", 1, "fail", annotated("CF605"))
def escaped(stage: Stage) -> None:
    text = GOOD.replace("workflow: note\n", "")
    stage.pull({"docs/a.md": None, "notes/a.md": text}, BASE | {"docs/a.md": text})


FORGED = "::error::forged ##[error]forged\n::stop-commands::forged\n##[warning]forged %0A::error::forged"
FORGING = {
    "docs/::error::forged.md": "docs/::error::forged.md",
    "docs/%0A::error::forged.md": "docs/%0A::error::forged.md",
    "docs/##[error]forged.md": r"docs/#\x23[error]forged.md",
    "docs/a\n::error::forged,line=1.md": r"docs/a\n::error::forged,line=1.md",
}
"""Names of files, and how they are shown."""


def nothing_forged(acted: Acted, stage: Stage) -> None:
    """Every annotation is one of ours: the command that a record wrote is text in it."""
    assert "forged" in acted.log
    assert {found.properties["title"] for found in acted.annotations} == {"CF201 uncited-claim"}
    assert {found.message[:13] for found in acted.annotations} == {"this sentence"}
    assert sorted(found.properties["file"] for found in acted.annotations) == sorted(["docs/a.md", *FORGING.values()])


@scenario("hostile text", 1, "fail", both(nothing_forged, one_comment("forged")))
def hostile(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED.replace("Checkout p99", f"{FORGED} p99"), **dict.fromkeys(FORGING, UNCITED)})


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


def within_limits(acted: Acted, stage: Stage) -> None:
    """The runner and the API take all of it (the server refuses a comment that is too long)."""
    assert len(acted.summary.encode()) < 1024 * 1024
    report = json.loads(Path(acted.outputs["json-file"]).read_text("utf-8"))
    assert len(report["findings"]) == int(acted.outputs["findings"]) == 2400
    assert len(acted.shown("error")) == 10


@scenario("2,400 findings in 400 records", 1, "fail", both(within_limits, one_comment("2400 errors in 400 records")))
def thousands(stage: Stage) -> None:
    facts = "".join(f"Checkout p99 rose to {number} s.\n\n" for number in range(6))
    text = GOOD.replace("Checkout p99 rose to 4.2 s for 38 minutes. [S1]\n", f"{facts}The p99 rose. [S1]\n")
    stage.pull({f"docs/{number}.md": text for number in range(400)})


@scenario("comment: always", 0, "pass", both(silent_lines, one_comment("all evidence in place"), asked("GET", "POST")))
def always(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})
    stage.inputs = {"comment": "always"}


@scenario("comment: never", 1, "fail", both(annotated("CF201"), asked()))
def never(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.inputs = {"comment": "never"}


def as_asked(acted: Acted, stage: Stage) -> None:
    """Each input has reached the check: two of three records, nothing annotated or summed up, both files in place."""
    assert (acted.annotations, acted.summary, acted.outputs["records"]) == ([], "", "2")
    for name, key in (("json-file", "findings"), ("sarif-file", "runs")):
        assert Path(acted.outputs[name]).parts[-2:] == ("out", f"{name}.json")
        assert f"{key} in {name}" in acted.log


@scenario(
    "inputs: a directory, paths, files, quiet", 1, "fail", both(as_asked, one_comment("1 error in 1 of 2 records"))
)
def quiet(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED, "docs/b.md": UNCITED, "docs/c/d.md": GOOD})
    stage.inputs = {"working-directory": "docs", "paths": "a.md\nc", "annotations": "false", "job-summary": "false"}
    stage.inputs |= {"json-file": "out/json-file.json", "sarif-file": "out/sarif-file.json"}
    found = "; ".join(
        f'grep -q \'"{key}"\' docs/out/{name}.json && echo "{key} in {name}"'
        for name, key in (("json-file", "findings"), ("sarif-file", "runs"))
    )
    stage.steps = [{"if": "always()", "run": found}]


@scenario("fail-on: warning", 1, "fail", annotated("CF604", level="warning"))
def strict(stage: Stage) -> None:
    deleted(stage)
    stage.inputs = {"fail-on": "warning"}


@scenario("base-ref on push", 1, "fail", both(annotated("CF201"), records(1), asked()))
def since(stage: Stage) -> None:
    """Of two records with findings the one that changed since a branch."""
    repository = Repository.new(stage.root)
    repository.commit(BASE | {"docs/a.md": OWNERLESS})
    repository.git("switch", "--quiet", "-c", "feature")
    stage.clone(repository.commit({"docs/b.md": UNCITED}))
    stage.event, stage.inputs = "push", {"base-ref": "main"}


@scenario("the checkout is below the workspace", 1, "fail", both(annotated("CF201"), by_git))
def below(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.workspace = stage.directory / "above"
    stage.workspace.mkdir()
    stage.root.rename(stage.workspace / "code")
    stage.github.repository = stage.workspace / "code"
    stage.inputs = {"working-directory": "code"}


def still_told(acted: Acted, stage: Stage) -> None:
    """Somebody who reads the comments alone learns that the job has failed."""
    assert "packages: reused" in acted.log
    assert any("1 error in 1 record" in comment for comment in stage.comments), stage.comments


@scenario("two steps in one job: the first fails, the second passes", 1, "fail", both(annotated("CF201"), still_told))
def twice(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED, "docs/b.md": GOOD})
    stage.inputs = {"paths": "docs/a.md"}
    stage.steps = [{"if": "always()", "uses": "citefirst/citefirst@v1", "with": {"paths": "docs/b.md"}}]


@scenario("comment mode", 0, "fail", both(annotated("CF201", level="warning"), one_comment("do not fail this job")))
def commenting(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.inputs = {"mode": "comment"}


@scenario("observe mode", 0, "fail", both(silent, asked()))
def observing(stage: Stage) -> None:
    stage.pull({"docs/a.md": UNCITED})
    stage.inputs = {"mode": "observe"}


@scenario("wrong input", 2, "error", both(errors_only, logged("the input mode is `lax`")))
def wrong(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD})
    stage.inputs = {"mode": "lax"}


REVIEWED = BASE | {".citefirst.yml": f"{BASE['.citefirst.yml']}approvals: review\n"}


@scenario(
    "approvals: the owner has not reviewed",
    1,
    "fail",
    both(annotated("CF405"), one_comment("has not approved"), asked("GET", "GET", "POST")),
)
def unreviewed(stage: Stage) -> None:
    stage.pull({"docs/a.md": GOOD}, REVIEWED)


@scenario("approvals: the owner has approved", 0, "pass", silent)
def approved(stage: Stage) -> None:
    pull = stage.pull({"docs/a.md": GOOD}, REVIEWED)
    stage.github.review(7, "alice", "APPROVED", pull.head)


@scenario("approvals: the review itself starts the check", 0, "pass", silent)
def reviewing(stage: Stage) -> None:
    approved(stage)
    stage.event = "pull_request_review"
    stage.payload |= {"action": "submitted", "review": {"user": {"login": "alice"}, "state": "approved"}}


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


def _attacked(attack: Attack) -> Scenario:
    """An attack of the table, where only its errors count: what else is said has tests of its own."""

    def prepare(stage: Stage) -> None:
        pull = stage.pull(attack.head, attack.base, author=attack.author)
        attack.tag(pull)
        if attack.cloned:
            stage.clone(pull.merge, tags=bool(attack.tags))
        stage.inputs |= {"comment": "never", **{name.replace("_", "-"): value for name, value in attack.inputs.items()}}

    def expect(acted: Acted, stage: Stage) -> None:
        _equal([code for code in codes(acted) if code.startswith("CF")], list(attack.codes))
        assert attack.says in acted.log
        assert attack.left(stage.directory) == []

    return Scenario(f"attack: {attack.name}", prepare, attack.exit, attack.verdict, expect)


SCENARIOS += map(_attacked, attacks())


DESCRIBED = {".citefirst.yml": "records:\n  pull-request: change-control\n  issue: change-control\n"}


def in_no_file(acted: Acted, stage: Stage) -> None:
    assert [set(found.properties) for found in acted.shown("error")] == [{"title"}]


@scenario(
    "a description edited after its review",
    1,
    "fail",
    both(
        annotated("CF405"), in_no_file, one_comment("Line 2", "after `@ewa` approved it"), asked("POST", "GET", "POST")
    ),
)
def lapsed(stage: Stage) -> None:
    pull = stage.pull({"src/limit.py": "LIMIT = 2500\n"}, DESCRIBED)
    stage.github.review(pull.number, "ewa", "APPROVED", pull.head, "2026-11-05T13:00:00Z")
    stage.github.describe(pull.number, FILLED, "2026-11-05T14:00:00Z")


@scenario("an issue form left open", 1, "fail", both(annotated("CF101"), in_no_file, one_comment("Line 29")))
def form_left_open(stage: Stage) -> None:
    Repository.new(stage.root).commit(DESCRIBED)
    stage.workspace, stage.event = stage.root, "issues"
    stage.payload = {"action": "opened", "issue": {"number": 9}}
    stage.github.describe(9, FORM.replace("Revert it.", "_No response_"))
