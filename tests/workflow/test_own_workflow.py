"""A maintainer adds a workflow by a schema and its examples, and everything works: test, show, new, check, action."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.scenario import PullRequest, Repository, environment, run
from support.vendor_risk import BAD, BAD_PATH, FILES, GOOD, GOOD_PATH, SCHEMA, SCHEMA_PATH

from citefirst.cli import main


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository.new(tmp_path)
    repository.commit(FILES)
    monkeypatch.chdir(tmp_path)
    return repository


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.usefixtures("made")
def test_the_workflow_is_there_sound_and_tested() -> None:
    assert "vendor-risk" in cite("workflows").output
    assert cite("schema", "check").output == f"{SCHEMA_PATH} is sound\n"
    done = cite("schema", "test")
    assert (done.exit_code, done.output) == (0, "vendor-risk: 1 good example, 1 bad one, all as announced\n")


@pytest.mark.usefixtures("made")
def test_it_is_shown_to_people() -> None:
    page = cite("schema", "show", "vendor-risk").output
    for words in (
        "# Vendor risk",
        "`risk-owner`: Answers for the risk.",
        "| `vendor` | yes |",
        "| Data | yes | every line |",
        "Columns: `control`, `source`.",
        "Link the vendor's audit report.",
        "may advise, but not act",
    ):
        assert words in page


@pytest.mark.usefixtures("made")
def test_examples_are_no_records_of_the_repository() -> None:
    done = cite("check")
    assert (done.exit_code, "no record was checked" in done.output) == (0, True)
    assert cite("check", BAD_PATH).exit_code == 1


def test_a_new_record_lacks_only_what_a_person_can_supply(made: Repository) -> None:
    done = cite("new", "vendor-risk", "--out", "docs/vr-9.md", "--set", "vendor=Initech", "--set", "id=VR-9")
    assert done.exit_code == 0, done.output
    found = json.loads(cite("check", "--format", "json").output)["findings"]
    assert sorted({finding["code"] for finding in found}) == ["CF101", "CF103", "CF401", "CF501"]
    text = (made.root / "docs" / "vr-9.md").read_text()
    text = text.replace("review: # Say when it is looked at again.", "review: 2027-10-01")
    text = text.replace("risk-owner: # Answers for the risk.", 'risk-owner: "@alice"')
    text = text.replace("ai: # `none`, or what assistants did and the log of it.", "ai: none")
    text += '\nThe report is [SOC].\n\n[SOC]: https://initech.example.com/soc2 "audit-report: SOC 2"\n'
    (made.root / "docs" / "vr-9.md").write_text(text)
    done = cite("check")
    assert done.exit_code == 0, done.output


def test_a_pull_request_is_judged_by_it(tmp_path: Path) -> None:
    records = {"docs/good.md": GOOD, "docs/bad.md": BAD}
    pull = PullRequest.open(tmp_path / "pull", FILES, records)
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    ran = run(environ)
    assert ran.exit == 1
    assert "2 errors in 1 of 2 records" in ran.summary or "2 errors" in ran.summary


def test_adding_the_workflow_itself_touches_no_record(tmp_path: Path) -> None:
    pull = PullRequest.open(tmp_path / "pull", {"README.md": "x\n"}, FILES)
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    ran = run(environ)
    assert (ran.exit, "0 records" in ran.summary) == (0, True)


def test_a_record_cannot_hide_among_the_examples(tmp_path: Path) -> None:
    base = {**FILES, "docs/bad.md": BAD}
    pull = PullRequest.open(tmp_path / "pull", base, {"docs/bad.md": None, ".citefirst/examples/hidden.md": BAD})
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    ran = run(environ)
    assert ran.exit == 1
    assert "CF605" in ran.summary


MISSPELT = SCHEMA.replace('"required": [\n', '"requird": [\n', 1)
HOPELESS = SCHEMA.replace('"minItems": 1,', '"minItems": 1, "maxItems": 0,', 1)
UNCITED = GOOD.replace("no names. [EXP]", "no names.")
CITED = BAD.replace("customers.", "customers. [SSO]")
EXAMPLES = [
    ({BAD_PATH: None}, 1, "vendor-risk has no bad example: write .citefirst/examples/vendor-risk/bad/<name>.md"),
    ({GOOD_PATH: None}, 1, "vendor-risk has no good example"),
    ({GOOD_PATH: UNCITED}, 1, f"{GOOD_PATH}:15: CF201 was found and is not announced"),
    ({BAD_PATH: CITED}, 1, f"{BAD_PATH}:15: CF201 is announced and was not found"),
    ({BAD_PATH: GOOD}, 1, f"{BAD_PATH}:1: a bad example announces what it breaks"),
    ({GOOD_PATH: BAD}, 1, f"{GOOD_PATH}:15: a good example announces nothing"),
    ({GOOD_PATH: GOOD.replace(": vendor-risk", ": pricing-change")}, 1, "this is an example of vendor-risk"),
    ({SCHEMA_PATH: MISSPELT}, 2, "did you mean `required`?"),
    ({SCHEMA_PATH: HOPELESS}, 1, "`/sections/controls/rows`: `minItems` is 1 and `maxItems` is 0"),
]


@pytest.mark.parametrize(("files", "code", "said"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_are_compared_both_ways(made: Repository, files: dict[str, str | None], code: int, said: str) -> None:
    made.commit(files)
    done = cite("schema", "test")
    assert done.exit_code == code
    assert said in done.output + done.stderr
