"""`citefirst schema`: faults of schemas with their place, demands that nothing can meet, schemas made from records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.builtin_workflows import WORKFLOWS
from support.scenario import Repository

from citefirst.cli import main
from citefirst.repository.schemas import builtin
from citefirst.workflow.catalogue import Catalogue, SchemaFile
from citefirst.workflow.contradictions import contradictions

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Repository.new(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def schema(**properties: Any) -> dict[str, Any]:
    return {"$schema": DRAFT, "title": "Note", "description": "A note.", "properties": properties}


def sections(**found: Any) -> dict[str, Any]:
    return schema(sections={"properties": found})


def told(value: Any, **others: Any) -> list[str]:
    files = {name: SchemaFile(name, f"{name}.schema.json", json.dumps(other)) for name, other in others.items()}
    files["note"] = SchemaFile("note", "note.schema.json", json.dumps(value))
    return list(contradictions("note", Catalogue({**builtin(), **files})))


BASE = "record.schema.json#/$defs"
HOPELESS = [
    (
        schema(frontmatter={"required": ["a"], "properties": {"a": False}}),
        "/frontmatter",
        "required and forbidden",
    ),
    (
        schema(frontmatter={"required": ["a"], "additionalProperties": False, "properties": {"b": True}}),
        "/frontmatter",
        "`a` is required, but not among the allowed keys",
    ),
    (
        schema(frontmatter={"required": ["a"], "allOf": [{"not": {"required": ["a"]}}]}),
        "/frontmatter",
        "forbidden",
    ),
    (
        schema(frontmatter={"properties": {"a": {"type": "string", "allOf": [{"type": ["null", "integer"]}]}}}),
        "/frontmatter/a",
        "its types exclude each other",
    ),
    (
        schema(frontmatter={"properties": {"a": {"enum": ["x", "y"], "allOf": [{"const": "z"}]}}}),
        "/frontmatter/a",
        "no value is in all of the `enum`s and `const`s",
    ),
    (
        schema(frontmatter={"properties": {"a": {"minLength": 5, "maxLength": 2}}}),
        "/frontmatter/a",
        "`minLength` is 5",
    ),
    (
        schema(frontmatter={"$ref": f"{BASE}/frontmatter", "properties": {"date": {"type": "integer"}}}),
        "/frontmatter/date",
        "types",
    ),
    (
        sections(a={"properties": {"claims": {"minItems": 3, "maxItems": 2}}}),
        "/sections/a/claims",
        "`minItems` is 3",
    ),
    (
        sections(a={"$ref": f"{BASE}/section", "properties": {"claims": {"maxItems": 0}}}),
        "/sections/a/claims",
        "`minItems` is 1",
    ),
    (
        sections(a={"properties": {"rows": {"contains": {"required": ["x"]}, "maxItems": 0}}}),
        "/sections/a/rows",
        "none is allowed",
    ),
    (
        schema(
            sources={
                "items": {"properties": {"kind": {"enum": ["trace"]}}},
                "contains": {"properties": {"kind": {"const": "dashboard"}}},
            }
        ),
        "/sources/*/kind",
        "no value is in all of",
    ),
    (
        schema(sources={"contains": {}, "minContains": 3, "maxContains": 2}),
        "/sources",
        "`minContains` is 3",
    ),
]


@pytest.mark.parametrize(("value", "place", "fault"), HOPELESS, ids=range(len(HOPELESS)))
def test_what_nothing_can_meet_is_told_with_its_place(value: dict[str, Any], place: str, fault: str) -> None:
    found = told(value)
    assert len(found) == 1
    assert found[0].startswith(f"`{place}`: ")
    assert fault in found[0]


@pytest.mark.parametrize(
    "value",
    [
        schema(frontmatter={"properties": {"a": {"type": "number", "allOf": [{"type": "integer"}]}}}),
        schema(frontmatter={"required": ["a"], "if": {"required": ["b"]}, "then": {"properties": {"a": False}}}),
        schema(frontmatter={"properties": {"a": {"anyOf": [{"const": 1}, {"const": 2}]}}}),
        schema(sources={"minContains": 0, "contains": {"properties": {"kind": {"const": "x"}}}, "maxItems": 0}),
        schema(frontmatter={"properties": {"a": {"$ref": "#/properties/frontmatter"}}}),
        schema(frontmatter={"required": ["a"], "additionalProperties": False, "patternProperties": {"^a": {}}}),
    ],
    ids=range(6),
)
def test_what_some_record_can_meet_is_not(value: dict[str, Any]) -> None:
    assert told(value) == []


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_built_in_workflows_can_be_met(workflow: str) -> None:
    assert list(contradictions(workflow, Catalogue(builtin()))) == []


CHECKED = [
    (schema(frontmatter={"x-mesage": "y"}), "a.schema.json#/properties/frontmatter: `x-mesage` is not a keyword"),
    (schema(frontmatter={"$ref": "team.json#/$defs/nota"}), "did you mean `note`?"),
    (schema(frontmatter={"$ref": "nowhere.json"}), "there is no such file"),
    (
        schema(frontmatter={"properties": {"a": {"minLength": 5, "maxLength": 2}}}),
        "`minLength` is 5 and `maxLength` is 2",
    ),
    ([], "a schema file holds one JSON object"),
]


@pytest.mark.parametrize(("value", "said"), CHECKED, ids=range(len(CHECKED)))
def test_a_file_is_checked_where_it_lies(here: Path, value: Any, said: str) -> None:
    (here / ".citefirst" / "schemas").mkdir(parents=True)
    team = {"$schema": "http://json-schema.org/draft-07/schema#", "$defs": {"note": {}}}
    (here / ".citefirst" / "schemas" / "team.json").write_text(json.dumps(team))
    (here / "a.schema.json").write_text(json.dumps(value))
    done = cite("schema", "check", "a.schema.json")
    assert done.exit_code == 2
    assert said in done.output


def test_a_team_s_own_front_matter_schema_is_reused(here: Path) -> None:
    """Draft-07 with its own words for things: `definitions`, `dependencies`."""
    directory = here / ".citefirst" / "schemas"
    directory.mkdir(parents=True)
    team = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"tag": {"type": "string", "pattern": "^[a-z]+$"}},
        "type": "object",
        "required": ["tags"],
        "properties": {"tags": {"type": "array", "items": {"$ref": "#/definitions/tag"}}},
        "dependencies": {"closed": ["reason"]},
    }
    (directory / "team.json").write_text(json.dumps(team))
    (directory / "note.schema.json").write_text(
        json.dumps({**schema(frontmatter={"$ref": "team.json"}), "x-ai": "optional"})
    )
    assert cite("schema", "check").output.count("is sound") == 2
    (here / "a.md").write_text("---\nworkflow: note\ntags: [ok, No]\nclosed: 2026-01-01\n---\n# A\n")
    found = [
        (finding["code"], finding["line"])
        for finding in json.loads(cite("check", "--format", "json").output)["findings"]
    ]
    assert found == [("CF101", 2), ("CF101", 3)]


def test_nothing_of_its_own_is_no_fault() -> None:
    assert cite("schema", "check").exit_code == 0
    assert cite("schema", "test").exit_code == 0
    assert cite("schema", "test", "nowhere").exit_code == 2
    assert cite("schema", "check", "nowhere.json").exit_code == 2


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_each_built_in_workflow_is_shown_whole(workflow: str) -> None:
    page = cite("schema", "show", workflow).output
    value = json.loads(builtin()[workflow].text)
    assert value["description"] in page
    for section in value["properties"]["sections"]["properties"].values():
        if "x-headings" in section:
            assert f"| {section['x-headings'][0]} |" in page
    for message in _messages(value):
        assert message in page, message


def _messages(value: Any) -> list[str]:
    """What writers are told of evidence."""
    sources = value["properties"].get("sources", {})
    return [part["x-message"] for part in (sources, *sources.get("allOf", ())) if "x-message" in part]


ADR = """# {number}. Use {number}

* Status: {status}
* Date: 2026-01-0{number}

## Context and Problem Statement

Why?

## Decision Outcome

So.

## {last}

None.
"""


def derived(here: Path, *arguments: str, **extra: str) -> tuple[dict[str, Any], str]:
    for number in range(1, 6):
        status = "accepted" if number < 4 else "proposed"
        text = ADR.format(number=number, status=status, last="Consequences" if number < 5 else "Fallout")
        (here / f"{number}.md").write_text(text)
    for name, text in extra.items():
        (here / f"{name}.md").write_text(text)
    done = cite("schema", "derive", ".", "--name", "adr", *arguments)
    assert done.exit_code == 0, done.output + done.stderr
    return json.loads(done.stdout), done.stderr


def test_a_schema_is_derived_from_records(here: Path) -> None:
    found, said = derived(here)
    assert found["x-header"] == "body"
    assert found["properties"]["frontmatter"]["required"] == ["status", "date"]
    assert found["properties"]["frontmatter"]["properties"]["status"] == {"enum": ["accepted", "proposed"]}
    assert found["properties"]["frontmatter"]["properties"]["date"] == {"type": "string", "format": "date"}
    assert found["properties"]["sections"]["required"] == ["context", "decision"]
    assert found["properties"]["sections"]["properties"]["context"]["x-headings"][0] == "Context and Problem Statement"
    assert "accepts 5 of 5 records (100%)" in said
    assert "those of architecture-decision" in said


def test_a_smaller_share_demands_more_and_says_what_it_refuses(here: Path) -> None:
    found, said = derived(here, "--share", "0.8")
    assert found["properties"]["sections"]["required"] == ["context", "decision", "consequences"]
    assert "accepts 4 of 5 records (80%)" in said
    assert "refuses 5.md: " in said


def test_what_is_derived_is_a_workflow_at_once(here: Path) -> None:
    derived(here)
    done = cite("schema", "derive", ".", "--name", "adr", "--out", ".citefirst/schemas/adr.schema.json")
    assert done.exit_code == 0
    assert cite("schema", "check").output == ".citefirst/schemas/adr.schema.json is sound\n"
    (here / ".citefirst.yml").write_text("records:\n  '[0-9].md': adr\n")
    assert cite("check").exit_code == 0, cite("check").output
    (here / "1.md").write_text((here / "1.md").read_text().replace("accepted", "acceptd"))
    assert "CF101" in cite("check").output
    assert cite("schema", "derive", ".", "--out", ".citefirst/schemas/adr.schema.json").exit_code == 2


def test_nobody_is_made_an_owner_by_derivation(here: Path) -> None:
    text = '---\nowner:\n  author: "@alice"\nstatus: open\n---\n# A\n\n## Facts\n\nNone.\n'
    for number in range(3):
        (here / f"{number}.md").write_text(text)
    done = cite("schema", "derive", ".")
    assert "owner" not in json.dumps(json.loads(done.stdout)["properties"])


def test_without_records_nothing_is_derived(here: Path) -> None:
    (here / "a.txt").write_text("x")
    (here / "empty").mkdir()
    assert cite("schema", "derive", "empty").exit_code == 2
    assert "name records" in cite("schema", "derive", "empty").stderr
