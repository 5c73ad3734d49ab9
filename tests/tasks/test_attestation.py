"""Statements on records that held: written, validated by a package of others, held against a tree."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from google.protobuf.json_format import ParseDict
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
UNUSED = f'{RECORD}[S2]: https://grafana.example.com/d/x "dashboard: x"\n'
NOTE = json.dumps(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Note",
        "description": "A note.",
        "type": "object",
        "properties": {"frontmatter": {"type": "object"}},
    }
)
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


SVR: dict[str, Any] = {
    "type": "object",
    "required": ["verifier", "timeCreated", "properties"],
    "properties": {
        "verifier": {
            "type": "object",
            "required": ["id", "policies"],
            "properties": {
                "id": {"type": "string", "format": "uri"},
                "policies": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["digest"],
                        "properties": {"digest": {"patternProperties": {"": {"pattern": "^[0-9a-f]+$"}}}},
                    },
                },
            },
        },
        "timeCreated": {"type": "string", "format": "date-time"},
        "properties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    },
}
"""What spec/predicates/svr.md of in-toto/attestation demands in version 0.2; the package knows no predicate of it."""


def test_the_package_of_in_toto_takes_it(place: Path) -> None:
    value = attest()
    statement = Statement.copy_from_pb(ParseDict(value, StatementPb()))
    statement.validate()
    assert [dict(each.digest) for each in statement.pb.subject] == [each["digest"] for each in value["subject"]]
    jsonschema.validate(value["predicate"], SVR, format_checker=jsonschema.FormatChecker())


def test_own_schemas_are_part_of_the_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repository.new(tmp_path).commit(
        {"a.md": "---\nworkflow: note\nai: none\n---\n", ".citefirst/schemas/note.schema.json": NOTE}
    )
    monkeypatch.chdir(tmp_path)
    value = attest()
    policies = value["predicate"]["verifier"]["policies"]
    assert [each["name"] for each in policies] == [".citefirst/schemas/note.schema.json"]


def test_a_broken_package_would_be_noticed(place: Path) -> None:
    value = attest()
    del value["subject"][0]["digest"]
    with pytest.raises(ValueError, match=r"digest"):
        Statement.copy_from_pb(ParseDict(value, StatementPb())).validate()


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"docs/b.md": FAULT}, (), "did not hold"),
        ({"docs/b.md": UNUSED}, ("--fail-on", "warning"), "did not hold"),
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
