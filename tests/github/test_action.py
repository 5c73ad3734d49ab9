"""The Action in this process: whose policy decides, what a mode does, and that every failure is one and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from jsonschema import Draft202012Validator
from support.paths import ROOT
from support.runner_log import commands
from support.scenario import (
    BASE,
    GOOD,
    LAX,
    OWNERLESS,
    POLICY,
    SCHEMA,
    UNCITED,
    Files,
    PullRequest,
    Ran,
    Repository,
    environment,
    run,
)

from citefirst.errors import Exit
from citefirst.github.inputs import OUTPUTS

UNUSED = GOOD.replace("\n[S1]: ", "\n[S2]: https://grafana.example.com/d/x\n[S1]: ")
"""A record with a warning."""
SCHEMA_FILE = ".citefirst/schemas/note.schema.json"


def judged(tmp_path: Path, head: Files, base: Files = BASE, event: str = "pull_request", **inputs: str) -> Ran:
    pull = PullRequest.open(tmp_path / "repository", base, head)
    environ = environment(
        tmp_path / "runner", pull.repository.root, event, pull.payload(), pull.merge, **{"comment": "never", **inputs}
    )
    return run(environ)


def whole(tmp_path: Path, files: Files, **inputs: str) -> Ran:
    repository = Repository.new(tmp_path / "repository")
    commit = repository.commit(files)
    return run(environment(tmp_path / "runner", repository.root, "push", {}, commit, **inputs))


MODES = [
    ("enforce", "error", {"docs/a.md": GOOD}, 0, "pass", []),
    ("enforce", "error", {"docs/a.md": UNCITED}, 1, "fail", ["error"]),
    ("enforce", "error", {"docs/a.md": UNUSED}, 0, "pass", ["warning"]),
    ("enforce", "warning", {"docs/a.md": UNUSED}, 1, "fail", ["warning"]),
    ("comment", "error", {"docs/a.md": UNCITED}, 0, "fail", ["warning"]),
    ("comment", "warning", {"docs/a.md": UNUSED}, 0, "fail", ["warning"]),
    ("observe", "error", {"docs/a.md": UNCITED}, 0, "fail", []),
    ("observe", "error", {"docs/a.md": GOOD}, 0, "pass", []),
    ("enforce", "error", {"src/a.py": "x = 1\n"}, 0, "pass", []),
]


@pytest.mark.parametrize(("mode", "fail_on", "head", "code", "verdict", "levels"), MODES)
def test_what_findings_do_is_the_modes_to_say(
    tmp_path: Path, mode: str, fail_on: str, head: Files, code: int, verdict: str, levels: list[str]
) -> None:
    ran = judged(tmp_path, head, mode=mode, fail_on=fail_on)
    assert (ran.exit, ran.outputs["verdict"], shown(ran)) == (code, verdict, levels)


def shown(ran: Ran) -> list[str]:
    return [command.name for command in commands(ran.log) if command.name in ("error", "warning", "notice")]


def test_outputs_are_those_that_action_yml_names(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"docs/a.md": UNCITED, "docs/b.md": UNUSED}, sarif_file="out/a.sarif")
    assert ran.outputs.keys() == OUTPUTS.keys()
    numbers = {name: ran.outputs[name] for name in ("records", "findings", "errors", "warnings", "claims", "uncited")}
    assert numbers == {"records": "2", "findings": "2", "errors": "1", "warnings": "1", "claims": "3", "uncited": "1"}
    results = json.loads(ran.file("sarif-file"))["runs"][0]["results"]
    mends = [fix["description"]["text"] for result in results for fix in result.get("fixes", [])]
    assert "Mark the line UNKNOWN" in " ".join(mends)


def test_the_report_is_the_one_that_is_described(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "report-v1.schema.json").read_text("utf-8"))
    report = json.loads(judged(tmp_path, {"docs/a.md": UNCITED}).file("json-file"))
    Draft202012Validator(schema).validate(report)
    assert [finding["code"] for finding in report["findings"]] == ["CF201"]


def test_annotations_and_summary_can_be_switched_off(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"docs/a.md": UNCITED}, annotations="false", job_summary="false")
    assert (ran.exit, shown(ran), ran.summary) == (1, [], "")


POLICIES: list[tuple[str, Files, Files, int, str]] = [
    ("weakened schema", BASE, {SCHEMA_FILE: LAX, "docs/a.md": UNCITED}, 1, "own policy**: all evidence in place"),
    (
        "stricter policy",
        BASE,
        {".citefirst.yml": POLICY + "  'more/**': note\n", "more/a.md": "x\n"},
        0,
        "own policy**: 2 e",
    ),
    ("policy deleted", BASE, {".citefirst.yml": None, "docs/a.md": UNCITED}, 1, "own policy**: 1 error"),
    (
        "invalid policy",
        BASE,
        {".citefirst.yml": "recrods: {}\n", "docs/a.md": GOOD},
        2,
        "policy of this pull request is inv",
    ),
    (
        "invalid policy and a fault",
        BASE,
        {".citefirst.yml": "recrods: {}\n", "docs/a.md": UNCITED},
        1,
        "1 error in 1 record;",
    ),
    (
        "invalid schema",
        BASE,
        {".citefirst/schemas/x.schema.json": "{", "docs/a.md": GOOD},
        2,
        "policy of this pull request",
    ),
    (
        "records let go",
        BASE | {"docs/z.md": "x\n"},
        {".citefirst.yml": "records: {}\n"},
        0,
        "no longer govern: `docs/z.md`",
    ),
    ("only a comment", BASE, {".citefirst.yml": f"# why\n{POLICY}", "docs/a.md": GOOD}, 0, "all evidence in place"),
    ("first adoption", {"README.md": "x\n"}, {**BASE, "docs/a.md": UNCITED}, 1, "The base has no policy yet"),
    (
        "schemas only",
        {SCHEMA_FILE: SCHEMA},
        {".citefirst.yml": POLICY, "docs/a.md": UNCITED},
        1,
        "(decides)**: 1 error",
    ),
    (
        "new workflow",
        BASE,
        {".citefirst/schemas/b.schema.json": SCHEMA, "b.md": OWNERLESS.replace(": note", ": b")},
        1,
        "`b`",
    ),
    (
        "renamed",
        BASE | {"docs/a.md": GOOD},
        {"docs/a.md": None, "docs/b.md": GOOD},
        0,
        "`docs/a.md` was renamed to `docs/b.md`",
    ),
]


@pytest.mark.parametrize(
    ("base", "head", "code", "said"), [case[1:] for case in POLICIES], ids=[case[0] for case in POLICIES]
)
def test_the_base_decides_and_both_verdicts_are_shown(
    tmp_path: Path, base: Files, head: Files, code: int, said: str
) -> None:
    ran = judged(tmp_path, head, base)
    assert ran.exit == code
    assert said in ran.summary


def test_a_policy_that_changes_nothing_is_no_second_verdict(tmp_path: Path) -> None:
    ran = judged(tmp_path, {".citefirst.yml": f"# why\n{POLICY}", "docs/a.md": GOOD})
    assert "own policy" not in ran.summary


def test_a_policy_that_moves_is_the_same(tmp_path: Path) -> None:
    ran = judged(tmp_path, {".citefirst.yml": None, ".github/.citefirst.yml": POLICY, "docs/a.md": GOOD})
    assert (ran.exit, "own policy" in ran.summary) == (0, False)


CONFIGS: list[tuple[Files, Files, int, str]] = [
    ({"tools/p.yml": POLICY, SCHEMA_FILE: SCHEMA}, {"docs/a.md": "x\n"}, 1, "CF003"),
    ({SCHEMA_FILE: SCHEMA}, {"tools/p.yml": POLICY, "docs/a.md": "x\n"}, 1, "The base has no policy yet"),
    (BASE, {"docs/a.md": GOOD}, 2, "the input config names tools/p.yml, which is not in the repository"),
]


@pytest.mark.parametrize(("base", "head", "code", "said"), CONFIGS)
def test_a_named_policy_is_read_from_the_base(tmp_path: Path, base: Files, head: Files, code: int, said: str) -> None:
    ran = judged(tmp_path, head, base, config="tools/p.yml")
    assert (ran.exit, said in ran.summary + ran.log) == (code, True)


def test_paths_narrow_what_is_judged(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"docs/a.md": UNCITED, "docs/b/c.md": GOOD}, paths="docs/b\n")
    assert (ran.exit, ran.outputs["records"]) == (0, "1")


def test_a_workflow_can_be_forced(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"notes/a.md": UNCITED.replace("workflow: note\n", "")}, args="--workflow note")
    assert ran.outputs["errors"] == "1"


FAILURES: list[tuple[str, Files, dict[str, str], int, str]] = [
    ("wrong mode", BASE, {"mode": "lax"}, 2, "the input mode is `lax`: write enforce or comment or observe"),
    ("no such workflow", BASE, {"args": "--workflow nte"}, 2, "there is no workflow nte: did you mean note?"),
    ("outside", BASE, {"paths": "../x"}, 2, "outside the repository"),
    ("report outside", BASE, {"json_file": "../x.json"}, 2, "the input json-file names ../x.json"),
    (
        "base's policy",
        BASE | {".citefirst.yml": "recrods: {}\n"},
        {},
        2,
        "the base's policy is invalid, so nothing can be checked",
    ),
    ("base-ref", BASE, {"base_ref": "nowhere"}, 4, "what changed cannot be determined: by git, "),
]


@pytest.mark.parametrize(
    ("base", "inputs", "code", "said"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES]
)
@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_a_check_that_cannot_run_never_passes(
    tmp_path: Path, base: Files, inputs: dict[str, str], code: int, said: str, mode: str
) -> None:
    ran = judged(tmp_path, {"docs/a.md": GOOD}, base, **{"mode": mode, **inputs})
    (error,) = [command for command in commands(ran.log) if command.name == "error"]
    assert (ran.exit, ran.outputs, said in error.message) == (code, {"verdict": "error"}, True)
    assert "\n" not in error.message


def test_the_whole_repository_is_checked_without_a_pull_request(tmp_path: Path) -> None:
    ran = whole(tmp_path, BASE | {"docs/a.md": UNCITED, "docs/b.md": GOOD, "notes/c.md": OWNERLESS})
    assert (ran.exit, ran.outputs["records"], ran.outputs["errors"]) == (1, "3", "2")
    assert "changed" not in ran.summary


@pytest.mark.parametrize(
    ("paths", "code", "said"),
    [
        ("docs", 1, ""),
        ("README.md", 3, "the input paths names files, but no workflow governs any of them"),
        ("nowhere", 2, "the input paths names nowhere, but there is no such file"),
    ],
)
def test_named_paths_of_the_whole_repository_are_there_and_records(
    tmp_path: Path, paths: str, code: int, said: str
) -> None:
    ran = whole(tmp_path, BASE | {"docs/a.md": UNCITED}, paths=paths)
    assert (ran.exit, ran.outputs["verdict"]) == (code, "fail" if code == 1 else "error")
    assert said in ran.log


def test_an_empty_workspace_is_not_an_empty_repository(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run(environment(tmp_path / "runner", tmp_path / "empty", "push", {}, "a" * 40))
    assert (ran.exit, ran.outputs) == (4, {"verdict": "error"})
    assert "run actions/checkout before citefirst" in ran.log


def test_a_checkout_in_a_directory_of_its_own(tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "workspace" / "code", BASE, {"docs/a.md": UNCITED})
    inputs = {"working_directory": "code/docs", "paths": "a.md", "comment": "never", "json_file": "../out/r.json"}
    ran = run(
        environment(tmp_path / "runner", tmp_path / "workspace", "pull_request", pull.payload(), pull.merge, **inputs)
    )
    assert (ran.exit, ran.outputs["errors"]) == (1, "1")
    assert Path(ran.outputs["json-file"]) == tmp_path / "workspace" / "code" / "out" / "r.json"
    assert [command.properties["file"] for command in commands(ran.log) if command.name == "error"] == ["docs/a.md"]


def test_a_fault_of_our_own_is_a_failure_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citefirst.report.pages.step_summary.render", lambda *_: 1 // 0)
    ran = judged(tmp_path, {"docs/a.md": GOOD})
    assert (ran.exit, ran.outputs) == (Exit.COULD_NOT_RUN, {"verdict": "error"})
    assert "a bug in citefirst (ZeroDivisionError in test_action.py:" in ran.log


def test_a_record_cannot_speak_for_us(tmp_path: Path) -> None:
    hostile = "::error::forged ##[error]forged\n::stop-commands::x\n::set-output name=verdict::pass\n"
    name = "docs/##[warning]::error::forged.md"
    ran = judged(tmp_path, {name: UNCITED.replace("Checkout p99", f"{hostile}p99"), "docs/b.md": hostile})
    ours, token = [], ""
    for line in ran.log.splitlines():
        if line == f"::{token}::":
            token = ""
        elif not token:
            (command,) = commands(line)
            token = command.message if command.name == "stop-commands" else ""
            ours += [command] if not token else []
    assert {command.properties.get("title", "")[:2] for command in ours} == {"CF"}
    assert ran.outputs["verdict"] == "fail"


REVIEWED = BASE | {".citefirst.yml": f"{POLICY}approvals: review\n"}


@pytest.mark.parametrize(
    ("event", "code", "said"),
    [
        ("pull_request", 1, "has not approved this pull request"),
        ("merge_group", 0, "not checked against the owners again"),
    ],
)
def test_reviews_are_held_on_the_pull_request_only(tmp_path: Path, event: str, code: int, said: str) -> None:
    pull = PullRequest.open(tmp_path / "repository", REVIEWED, {"docs/a.md": GOOD})
    payload = pull.payload() | {"merge_group": {"base_sha": pull.base}}
    environ = environment(tmp_path / "runner", pull.repository.root, event, payload, pull.merge, comment="never")
    with FakeGitHub(pull.repository.root) as server:
        server.pull(7, pull.base, pull.head)
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, said in ran.summary) == (code, True)


def test_a_pull_request_cannot_switch_the_reviews_off(tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "repository", REVIEWED, {"docs/a.md": GOOD, ".citefirst.yml": POLICY})
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    with FakeGitHub(pull.repository.root) as server:
        server.pull(7, pull.base, pull.head)
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert ran.exit == 1
    assert "own policy**: all evidence in place" in ran.summary


def test_reviews_that_cannot_be_read_are_no_approval(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"docs/a.md": GOOD}, REVIEWED)
    assert (ran.exit, ran.outputs) == (4, {"verdict": "error"})
    assert "asked for the reviews of pull request 7" in ran.log


def test_a_run_that_belongs_to_no_open_pull_request_says_so(tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": UNCITED})
    ended = {"head_sha": pull.head, "head_branch": "feature", "head_repository": {"owner": {"login": "x"}}}
    environ = environment(tmp_path / "runner", tmp_path, "workflow_run", {"workflow_run": ended}, pull.base)
    with FakeGitHub(pull.repository.root) as server:
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, ran.outputs["verdict"]) == (0, "pass")
    assert "no longer belongs to an open pull request" in ran.log


def test_two_steps_of_a_job_that_check_something_else_do_not_share_a_comment(tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "repository", BASE, {"docs/a.md": UNCITED, "docs/b/c.md": GOOD})
    with FakeGitHub(pull.repository.root) as server:
        server.pull(7, pull.base, pull.head)
        for paths in ("docs/a.md", "docs/b", "docs/a.md"):
            environ = environment(
                tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, paths=paths
            )
            run(environ | {"GITHUB_API_URL": server.url, "INPUT_COMMENT": "always"})
    assert ["1 error" in comment["body"] for comment in server.comments] == [True, False]
    assert server.violations == []
