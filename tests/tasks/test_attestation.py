"""Statements on records that held: written, validated by a package of others, held against a tree."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.svr.v0.svr_pb2 import SimpleVerificationResult
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementPb
from support.scenario import Repository

from citefirst.cli import main

RECORD = """---
workflow: architecture-decision
status: accepted
---
# Checkout

## Context

Checkout p99 rose to 4.2 s on 3 May. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: p99"
"""
POLICY = "records:\n  'docs/*.md': architecture-decision\nrules: {CF102: off, CF103: off, CF401: off, CF501: off}\n"
FAULT = RECORD.replace(" [S1]", "").replace("- S1", "")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Repository.new(tmp_path).commit({".citefirst.yml": POLICY, "docs/a.md": RECORD, "docs/b.md": RECORD})
    Repository(tmp_path).git("remote", "add", "origin", "https://user:secret@github.com/acme/shop.git")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*arguments])
    return result.exit_code, result.output


def attest(*arguments: str) -> dict[str, Any]:
    code, output = run("check", "--today", "2026-11-23", "--output", "attestation=out.json", *arguments)
    assert code == 0, output
    value: dict[str, Any] = json.loads(Path("out.json").read_text("utf-8"))
    return value


def test_a_statement_says_what_held_of_which_bytes(place: Path) -> None:
    value = attest()
    assert [each["name"] for each in value["subject"]] == ["docs/a.md", "docs/b.md"]
    predicate = value["predicate"]
    assert predicate["properties"] == [
        "CITEFIRST_HELD", "CITEFIRST_NO_WARNINGS", "CITEFIRST_NOTHING_EXCUSED",
        "CITEFIRST_CLAIMS_BACKED", "CITEFIRST_CLAIMS_CITED",
    ]  # fmt: skip
    assert [each["name"] for each in predicate["verifier"]["policies"]] == [".citefirst.yml"]
    assert datetime.fromisoformat(predicate["timeCreated"]).utcoffset() is not None
    assert predicate["judged"]["repository"] == "https://github.com/acme/shop"
    assert "secret" not in Path("out.json").read_text("utf-8")


def test_the_package_of_in_toto_takes_it(place: Path) -> None:
    value = attest()
    message = ParseDict(value, StatementPb())
    statement = Statement([], value["predicateType"], value["predicate"])
    statement.copy_from_pb(message)
    statement.validate()
    known = {key: inner for key, inner in value["predicate"].items() if key != "judged"}
    known["verifier"] = {"id": known["verifier"]["id"]}  # the package knows 0.1, which has no policies
    assert list(ParseDict(known, SimpleVerificationResult()).properties) == known["properties"]


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"docs/b.md": FAULT}, (), "did not hold"),
        ({"docs/b.md": RECORD.replace("[S1]\n\n", "[S1]\n\n[S2]: https://a.example.com/x \"dashboard: x\"\n")}, ("--fail-on", "warning"), "did not hold"),
        ({}, ("README.md",), "did not hold"),
    ],
)  # fmt: skip
def test_what_did_not_hold_is_not_attested_and_takes_an_older_statement_away(
    place: Path, change: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    attest()
    (place / "README.md").write_text("# Shop\n")
    for path, text in change.items():
        (place / path).write_text(text)
    code, output = run("check", "--today", "2026-11-23", "--output", "attestation=out.json", *options)
    assert code != 0
    assert said in output
    assert not Path("out.json").exists()


def envelope(value: dict[str, Any]) -> dict[str, Any]:
    payload = b64encode(json.dumps(value).encode()).decode()
    return {"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": [{"sig": "AA=="}]}


FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    "plain": json.dumps,
    "envelope": lambda value: json.dumps(envelope(value)),
    "bundle": lambda value: json.dumps({"mediaType": "x", "dsseEnvelope": envelope(value)}),
    "lines": lambda value: "".join(json.dumps({"dsseEnvelope": envelope(value)}) + "\n" for _ in range(2)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_statement_is_held_against_the_tree(place: Path, form: str) -> None:
    Path("out.json").write_text(FORMS[form](attest()))
    code, output = run("verify", "out.json")
    assert code == 0
    assert "2 of 2 records are those that were attested" in output
    assert ("it is not signed" in output) == (form == "plain")
    assert ("gh attestation verify docs/a.md --repo acme/shop" in output) == (form != "plain")
    (place / "docs/a.md").write_text(RECORD + "More.\n")
    code, output = run("verify", "out.json")
    assert code == 1
    assert "record docs/a.md is another one than was attested\n1 of 2 records" in output
    Repository(place).git("commit", "-qam", "more")
    assert run("verify", "out.json", "--at", "HEAD~1")[0] == 0
    assert run("verify", "out.json", "--at", "HEAD")[0] == 1
    assert run("verify", "out.json", "--at", "nowhere")[0] == 2


def test_another_policy_is_told(place: Path) -> None:
    attest()
    (place / ".citefirst.yml").write_text(POLICY + "# laxer\n")
    code, output = run("verify", "out.json")
    assert (code, "policy .citefirst.yml is another one than was attested" in output) == (1, True)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda value: value["subject"][0].update(name="../../etc/passwd"), 1, "is no path of a repository"),
        (lambda value: value["subject"][0].update(name="/etc/passwd"), 1, "is no path of a repository"),
        (lambda value: value["subject"][0].update(name="docs/gone.md"), 1, "is not there"),
        (lambda value: value["subject"][0].update(digest={"sha1": "00"}), 1, "has no SHA-256"),
        (lambda value: value.update(subject=[]), 2, "names no subject"),
        (lambda value: value.update(_type="x"), 2, "no in-toto statement"),
        (lambda value: value.update(predicateType="https://slsa.dev/provenance/v1"), 2, "no statement of citefirst"),
        (lambda value: value["predicate"]["verifier"].update(id="https://evil.example"), 2, "another verifier's"),
        (lambda value: value["predicate"].update(properties=["\x1b[2J"]), 0, "\\u001b"),
    ],
)
def test_hostile_statements(place: Path, change: Callable[[dict[str, Any]], None], code: int, said: str) -> None:
    value = attest()
    change(value)
    Path("out.json").write_text(json.dumps(value))
    found, output = run("verify", "out.json")
    assert (found, "\x1b" in output) == (code, False)
    assert said in output or said == "\\u001b"


@pytest.mark.parametrize("text", ["", "[", "[]", "7", "[" * 100_000, '{"payload": 7}', '{"payload": "%%"}', "\xff"])
def test_what_is_no_statement_is_told_in_a_sentence(place: Path, text: str) -> None:
    Path("out.json").write_bytes(text.encode("latin-1"))
    code, output = run("verify", "out.json")
    assert (code, "bug" in output) == (2, False)


def test_reports_say_what_they_are_about_and_what_does_not_count(place: Path) -> None:
    excuse = "exceptions:\n- {path: docs/b.md, rule: CF201, reason: old, owner: '@alice', expires: 2027-01-01}\n"
    (place / ".citefirst.yml").write_text(POLICY + excuse)
    (place / "docs/b.md").write_text(FAULT)
    outputs = ("--output", "json=r.json", "--output", "sarif=r.sarif")
    run("check", "--today", "2026-11-23", *outputs)
    report, (sarif,) = json.loads(Path("r.json").read_text()), json.loads(Path("r.sarif").read_text())["runs"]
    commit = Repository(place).git("rev-parse", "HEAD")
    assert report["source"] == {"repository": "https://github.com/acme/shop", "commit": commit, "modified": True}
    assert [each["path"] for each in report["policies"]] == [".citefirst.yml"]
    (excused,) = report["suppressed"]
    assert (excused["by"], excused["reason"], excused["finding"]["code"]) == (
        "exception", "old (@alice, until 2027-01-01)", "CF201"
    )  # fmt: skip
    (origin,) = sarif["versionControlProvenance"]
    assert origin["repositoryUri"] == "https://github.com/acme/shop"
    assert "revisionId" not in origin  # what was checked is not what the commit has
    told = [each for each in sarif["results"] if "suppressions" in each]
    assert [each["suppressions"][0]["kind"] for each in told] == ["external"]
    assert sarif["properties"]["day"] == "2026-11-23"
    Repository(place).git("commit", "-qam", "all")
    run("check", "--today", "2026-11-23", *outputs)
    (sarif,) = json.loads(Path("r.sarif").read_text())["runs"]
    assert sarif["versionControlProvenance"][0]["revisionId"] == Repository(place).git("rev-parse", "HEAD")
