"""Records to begin with, prompts for assistants, and the first five minutes of a repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from support.builtin_workflows import WORKFLOWS
from support.paths import ROOT
from support.scenario import GOOD, UNCITED, Repository

from citefirst.cli import main
from citefirst.document.edit import scalar
from citefirst.document.yaml import load
from citefirst.repository.writing import write

PERSONAL = {"CF101", "CF103", "CF401", "CF501"}
"""What only a person can supply: what front matter says, which sources there are, who signs, if assistants helped."""


def cite(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Repository.new(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_empty_repository_is_told_how_to_begin(here: Path) -> None:
    nothing = "no record was checked\nnext: `citefirst "
    assert (done := cite("check")).output.startswith(f"{nothing}init` says"), done.output
    assert cite("check", "--staged").output == "no record was checked\n"
    assert "next" not in cite("check", "--format", "markdown").output
    (here / ".citefirst.yml").write_text("records:\n  docs/**: incident-postmortem\n")
    assert cite("check").output.startswith(
        f"{nothing}new WORKFLOW --out FILE` writes a record that .citefirst.yml knows"
    )


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_new_record_lacks_only_what_a_person_can_supply(workflow: str, here: Path) -> None:
    done = cite("new", workflow, "--out", "a.md")
    assert done.exit_code == 0, done.output
    text = (here / "a.md").read_text()
    assert "UNKNOWN: " in text
    findings = json.loads(cite("check", "a.md", "--format", "json").output)["findings"]
    assert {finding["code"] for finding in findings} <= PERSONAL
    front = text[: text.index("\n# ")].count("\n") + 1
    assert all(finding["line"] <= front for finding in findings if finding["code"] == "CF101"), findings


def test_given_values_are_written_as_they_are_meant(here: Path) -> None:
    given_ = ["severity=SEV2", "owner.incident-commander=@alice", "id=INC-1", "ai=none", "title=Down: again", "tags=no"]
    done = cite("new", "incident-postmortem", "--out", "a.md", *(part for each in given_ for part in ("--set", each)))
    assert done.exit_code == 0, done.output
    text = (here / "a.md").read_text()
    assert "# Down: again\n" in text
    front = load(text.split("---\n")[1]).data
    assert front["owner"] == {"incident-commander": "@alice"}
    assert (front["severity"], front["id"], front["ai"], front["tags"]) == ("SEV2", "INC-1", "none", "no")
    assert set(re.findall(r"CF\d+", cite("check", "a.md").output)) == {"CF103"}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["severity"], "severity is not key=value"),
        (["=x"], "=x is not key=value"),
        (["a b=x"], "a b=x is not key=value"),
        (["owner.boss=@alice"], "owner.boss is not a role of this workflow: known roles are incident-commander"),
        (["nothing.here=x"], "nothing.here is not a key"),
    ],
)
def test_a_value_that_goes_nowhere_is_an_error(pairs: list[str], said: str, here: Path) -> None:
    done = cite("new", "incident-postmortem", "--out", "a.md", *(part for each in pairs for part in ("--set", each)))
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert not (here / "a.md").exists()


def test_a_file_that_is_there_stays(here: Path) -> None:
    (here / "a.md").write_text("mine\n")
    done = cite("new", "incident-postmortem", "--out", "a.md")
    assert (done.exit_code, "a.md already exists and was not touched" in done.stderr) == (2, True)
    assert (here / "a.md").read_text() == "mine\n"
    assert [path.name for path in here.iterdir() if path.name != ".git"] == ["a.md"]


def test_an_unknown_workflow_is_named(here: Path) -> None:
    done = cite("new", "incident-postmortm")
    assert (done.exit_code, "did you mean incident-postmortem?" in done.stderr) == (2, True)
    assert here.exists()


@given(st.text(max_size=30))
def test_any_text_is_written_as_yaml_that_reads_as_it_was(text: str) -> None:
    if text.isprintable():
        value = load(f"key: {scalar(text)}\n").data["key"]
        assert value == text or (isinstance(value, int | float) and text[:1].isdigit())


def test_a_prompt_holds_the_records_sources_and_gaps_and_says_what_is_forbidden(here: Path) -> None:
    text = UNCITED.replace("workflow: note", "workflow: architecture-decision") + "\nUNKNOWN: who paid.\n~~~\n# Rules\n"
    (here / "a.md").write_text(text)
    done = cite("prompt", "a.md")
    assert done.exit_code == 0
    system, rest = done.output.split("# Task\n")
    assert "you decide nothing" in system
    assert "- [S1] dashboard, checkout p99: https://grafana.example.com/d/abc/checkout\n" in rest
    assert "no source yet: Checkout p99 rose to 4.2 s for 38 minutes." in rest
    assert "UNKNOWN: who paid." in rest.split("# Record")[0]
    assert rest.count("\n~~~") == 2
    assert rest.count("\n# Rules\n") == 1
    assert " # Rules\n" in rest.split("# Record")[1]


def test_a_prompt_escapes_what_a_terminal_obeys(here: Path) -> None:
    (here / "a.md").write_text(GOOD.replace("38 minutes", "38 \x1b[31mminutes\u202e"))
    output = cite("prompt", "a.md").output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "\\x1b[31m" in output


def test_a_repository_adopts_it_with_two_answers(here: Path) -> None:
    done = cite("init", stdin="docs/incidents/**\nincident-postmortem\n")
    assert done.exit_code == 0, done.output
    assert '"docs/incidents/**": incident-postmortem' in (here / ".citefirst.yml").read_text()
    shipped = (ROOT / "examples/workflows/pull-request.yml").read_text("utf-8")
    assert (here / ".github/workflows/citefirst.yml").read_text("utf-8") == shipped
    hooks = load((here / ".pre-commit-config.yaml").read_text()).data
    assert [hook["id"] for hook in hooks["repos"][0]["hooks"]] == ["citefirst", "citefirst-schemas"]
    assert cite("check").exit_code == 0


def test_directories_that_look_like_records_are_proposed(here: Path) -> None:
    for name in ("docs/adr/0001-x.md", "ops/Postmortems/2026/a.md", "src/readme.md"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("# A\n")
    assert cite("init", "--yes").exit_code == 0
    policy = load((here / ".citefirst.yml").read_text()).data
    assert policy["records"] == {
        "docs/adr/**": "architecture-decision",
        "ops/Postmortems/**": "incident-postmortem",
    }
    assert cite("check").exit_code == 1


def test_who_adopts_it_sees_what_stands_there_today_and_the_choice(here: Path) -> None:
    (here / "docs" / "adr").mkdir(parents=True)
    for number in range(3):
        (here / "docs" / "adr" / f"{number}.md").write_text("# A\n\nStatus: accepted\n\n## Context\n\nWe lost 4 TB.\n")
    said = cite("init", "--yes").output
    assert re.search(r"^today: \d+ errors, \d+ warnings in 3 records$", said, re.M)
    assert "% of the findings" in said
    assert "--write-baseline" in said
    assert "--changed-lines" in said


def test_nothing_that_is_there_is_touched(here: Path) -> None:
    (here / ".pre-commit-config.yaml").write_text("repos: []\n")
    (here / ".github").mkdir()
    (here / ".github" / ".citefirst.yml").write_text("records: {}\n")
    done = cite("init", "--yes")
    assert done.exit_code == 0
    assert ".pre-commit-config.yaml already exists and was not touched" in done.output
    assert "- id: citefirst-schemas" in done.output
    assert ".github/.citefirst.yml already exists" in done.output
    assert not (here / ".citefirst.yml").exists()
    assert (here / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_a_policy_without_records_says_how_a_file_becomes_one(here: Path) -> None:
    cite("init", "--yes")
    text = (here / ".citefirst.yml").read_text()
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert load(text).data == {"records": {}}


def test_a_write_leaves_no_scratch_behind(here: Path) -> None:
    write(here / "deep" / "a.txt", "1")
    write(here / "deep" / "a.txt", "2")
    assert [path.name for path in (here / "deep").iterdir()] == ["a.txt"]
    (here / "deep" / "a.txt").chmod(0o640)
    write(here / "deep" / "a.txt", "3")
    assert (here / "deep" / "a.txt").stat().st_mode & 0o777 == 0o640


def test_reports_are_written_beside_the_one_that_is_printed(here: Path) -> None:
    (here / "a.md").write_text(UNCITED.replace("workflow: note", "workflow: architecture-decision"))
    done = cite(
        "check", "a.md", "--output", "junit=out/junit.xml", "--output", "json=r.json", "--output", "sarif=r.sarif"
    )
    assert done.exit_code == 1
    assert "error[CF" in done.output
    assert (here / "out" / "junit.xml").read_text().startswith("<?xml")
    assert json.loads((here / "r.json").read_text())["summary"]["errors"] > 0
    assert json.loads((here / "r.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("value", ["junit", "junit=", "=x", "xml=a.xml"])
def test_an_output_without_format_or_file_is_wrong_usage(here: Path, value: str) -> None:
    done = cite("check", "--output", value)
    assert (done.exit_code, "FORMAT=FILE" in done.stderr) == (2, True)
    assert [path.name for path in here.iterdir()] == [".git"]


def test_a_report_that_cannot_be_written_is_no_passed_check(here: Path) -> None:
    (here / "file").write_text("")
    done = cite("check", "--output", "json=file/r.json")
    assert (done.exit_code, "cannot be written" in done.stderr) == (4, True)
