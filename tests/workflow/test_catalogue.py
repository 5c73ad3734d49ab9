"""Schema files: which are workflows, what is refused, and what a compiled workflow knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.paths import ROOT

from citefirst.errors import Exit, PolicyError
from citefirst.workflow.catalogue import Catalogue, SchemaFile, name_of

SCHEMAS = ROOT / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def files(**schemas: Any) -> dict[str, SchemaFile]:
    """Schema files: `a` is `a.schema.json`, `a_json` is `a.json`; a text is taken as it is."""
    found = {}
    for name, schema in schemas.items():
        filename = f"{name[:-5]}.json" if name.endswith("_json") else f"{name}.schema.json"
        text = schema if isinstance(schema, str) else json.dumps(schema)
        found[name_of(filename)] = SchemaFile(name_of(filename), f".citefirst/schemas/{filename}", text)
    return found


def workflow(**more: Any) -> dict[str, Any]:
    return {"$schema": DRAFT, "title": "A", "description": "B", "properties": {"sections": {}}, **more}


def sections(**named: Any) -> dict[str, Any]:
    return workflow(properties={"sections": {"properties": named}})


def frontmatter(schema: Any, **more: Any) -> dict[str, Any]:
    return workflow(properties={"frontmatter": schema}, **more)


def refusal(**schemas: Any) -> str:
    """The sentence with which the workflow `a` is refused."""
    with pytest.raises(PolicyError) as raised:
        Catalogue(files(**schemas)).workflow("a")
    assert raised.value.exit_code == Exit.USAGE
    text = str(raised.value)
    assert "\n" not in text
    return text


def test_workflows_are_told_by_their_file_names() -> None:
    every = ("b", "a", "record", "config", "ai-log", "report-v1", "workflow", "_part", "team_json")
    catalogue = Catalogue(files(**dict.fromkeys(every, workflow())))
    assert catalogue.names() == ("a", "b")


def test_names_parse_nothing() -> None:
    assert Catalogue(files(a="{")).names() == ("a",)


@pytest.mark.parametrize(
    ("name", "near"), [("incident-postmorten", "incident-postmortem"), ("pricing", "pricing-change"), ("zzz", None)]
)
def test_the_nearest_name_is_offered(name: str, near: str | None) -> None:
    known = {"incident-postmortem": workflow(), "pricing-change": workflow()}
    assert Catalogue(files(**known)).nearest(name) == near


PLACE = ".citefirst/schemas/a.schema.json"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ('{"a": 1,\n "b" 2}', f"{PLACE}:2:6: not JSON: expecting ':' delimiter"),
        ('{"a": 1, "a": 2}', f"{PLACE}: not JSON: the key `a` appears twice in one object"),
        ('{"a": NaN}', f"{PLACE}: not JSON: NaN is not a JSON value"),
        ([], f"{PLACE}: a schema file holds one JSON object"),
        ({"title": "A"}, f"{PLACE}: a workflow needs a `description`"),
        (workflow(title=""), f"{PLACE}: a workflow needs a `title`"),
        (workflow(properties={}), f"{PLACE}: this is not a workflow"),
        (workflow(**{"$schema": "https://example.com/own"}), f"{PLACE}: `$schema` is not a known dialect"),
        (
            workflow(**{"$schema": "http://json-schema.org/draft-07/schema#"}),
            f"{PLACE}#/$schema: a workflow is written in `{DRAFT}`",
        ),
        (workflow(**{"x-fact": "every"}), f"{PLACE}: `x-fact` is not a keyword of a workflow: did you mean `x-facts`?"),
        (
            workflow(**{"x-colour": 1}),
            "the annotations are x-message, x-versioned, x-headings, x-facts, x-ai, x-header",
        ),
        (workflow(requird=["sections"]), "`requird` is not a keyword of a workflow: did you mean `required`?"),
        (workflow(dependencies={}), "`dependencies` is not a keyword of a workflow"),
        (workflow(**{"x-header": "top"}), "`x-header` must be one of front-matter, body"),
        (sections(a={"x-header": "body"}), "`x-header` belongs to the root of a workflow"),
        (workflow(**{"x-unknown": 0.5}), "`x-unknown` must be a mapping with `most`"),
        (workflow(**{"x-unknown": {"most": 2, "status": ["final"]}}), "`x-unknown` must be a mapping with `most`"),
        (workflow(**{"x-unknown": {"most": True, "status": ["final"]}}), "`x-unknown` must be a mapping with `most`"),
        (workflow(**{"x-unknown": {"most": 0.5, "status": []}}), "`x-unknown` must be a mapping with `most`"),
        (
            sections(a={"x-unknown": {"most": 0.5, "status": ["final"]}}),
            "`x-unknown` belongs to the root of a workflow",
        ),
        (workflow(**{"x-ai": "never"}), "`x-ai` must be one of optional, allowed, advise-only, prohibited"),
        (workflow(**{"x-facts": "every"}), "`x-facts` belongs to a section that has a name"),
        (sections(a={"x-facts": "all"}), f"{PLACE}#/properties/sections/properties/a: `x-facts` must be one of every"),
        (sections(a={"x-ai": "allowed"}), "`x-ai` belongs to the root of a workflow"),
        (sections(a={"x-message": 1}), "`x-message` must be text"),
        (sections(a={"x-headings": "A"}), "`x-headings` must be a list of texts"),
        (sections(a={"x-headings": ["???"]}), "the title `???` has no words"),
        (sections(a={"x-headings": ["B!"]}, b={}), "the title `B!` means two sections, `b` and `a`"),
        (sections(a={"x-headings": ["C"]}, b={"x-headings": ["c"]}), "the title `c` means two sections, `a` and `b`"),
        (sections(**{"Root Cause": {}}), "slugs: write `root-cause`"),
        (sections(a={"properties": {"row": {}}}), "`row` never occurs in what a schema sees: did you mean `rows`?"),
        (
            sections(a={"properties": {"rows": {"items": {"required": ["Time (UTC)"]}}}}),
            "`Time (UTC)` is never found, because names of sections and columns are slugs: write `time-utc`",
        ),
        (workflow(properties={"sections": {}, "source": {}}), "did you mean `sources`?"),
        (
            workflow(properties={"sections": {"additionalProperties": {"x-facts": "every"}}}),
            "`x-facts` belongs to a section that has a name",
        ),
        (frontmatter({"x-headings": ["A"]}), "`x-headings` belongs to a section"),
        (frontmatter({"required": "owner"}), "#/properties/frontmatter: `required` must be a list of texts"),
        (frontmatter({"type": "strng"}), "`type` must be one of null, boolean"),
        (frontmatter({"pattern": "("}), "the pattern `(` is no regular expression"),
        (frontmatter({"patternProperties": {"(": {}}}), "the pattern `(` is no regular expression"),
        (frontmatter({"minItems": "2"}), "`minItems` must be a whole number from 0"),
        (frontmatter({"items": [{}]}), "`items` must be a schema"),
        (frontmatter({"format": "ipv4"}), "the format `ipv4` is not checked: known are date, date-time, email, uri"),
        (frontmatter({"$dynamicRef": "#a"}), "`$dynamicRef` is not supported: use `$ref`"),
        (frontmatter({"$id": "https://example.com/b"}), "`$id` is for the root of a file"),
        (frontmatter({"$ref": "#/$defs/b"}, **{"$defs": {"c": {}}}), "`$ref`: a.schema.json has no `/$defs/b`"),
        (frontmatter({"$ref": "#/$defs/ownr"}, **{"$defs": {"owner": {}}}), "did you mean `owner`?"),
        (frontmatter({"$ref": "#/title"}), "`/title` of a.schema.json is not a schema"),
        (frontmatter({"$ref": "#nowhere"}), "a.schema.json has no anchor `nowhere`"),
        (frontmatter({"$ref": "https://example.com/b.json"}), "nothing is fetched"),
        (frontmatter({"$ref": "//example.com/b.json"}), "nothing is fetched"),
        (frontmatter({"$ref": "file:///etc/passwd"}), "nothing is fetched"),
        (frontmatter({"$ref": "../../etc/passwd"}), "a `$ref` names a file of the catalogue, without a directory"),
        (frontmatter({"$ref": "%2e%2e/b.json"}), "without a directory"),
        (frontmatter({"$ref": "b.json"}), "there is no such file in the catalogue"),
        (frontmatter({"$ref": "a.shema.json"}), "did you mean `a.schema.json`?"),
        (frontmatter({"$ref": "#/properties/frontmatter"}), "in a circle"),
        (frontmatter({"allOf": [{"$ref": "#/properties/frontmatter"}]}), "in a circle"),
        (
            frontmatter(
                {"$ref": "#/$defs/b"},
                **{"$defs": {"b": {"anyOf": [{"$ref": "#/$defs/c"}]}, "c": {"$ref": "#/$defs/b"}}},
            ),
            "in a circle",
        ),
    ],
)
def test_a_schema_that_would_not_mean_what_it_says_is_refused(schema: Any, expected: str) -> None:
    text = refusal(a=schema)
    assert expected in text
    assert text.startswith(PLACE)


def test_what_was_refused_once_is_refused_again() -> None:
    catalogue = Catalogue(files(a=frontmatter({"$ref": "_b.schema.json"}), _b={"required": 1}, c=workflow()))
    for _ in range(2):
        with pytest.raises(PolicyError, match=r"_b\.schema\.json: `required`"):
            catalogue.workflow("a")
    assert catalogue.workflow("c").title == "A"


def test_a_deeply_nested_schema_is_refused() -> None:
    text = '{"title": "A", "description": "B", "properties": {"frontmatter": ' + '{"not": ' * 5000 + "{}" + "}" * 5002
    assert "nested too deeply" in refusal(a=text)


def test_a_value_may_hold_values_of_its_own_kind() -> None:
    tree = frontmatter({"properties": {"child": {"$ref": "#/properties/frontmatter"}}})
    assert Catalogue(files(a=tree)).workflow("a").title == "A"


@pytest.mark.parametrize(
    "reference",
    [
        "record.schema.json#/$defs/b",
        "https://example.com/schemas/record.json#/$defs/b",
        "record.json#/$defs/b",
        "#/$defs/b",
        "#b",
        "https://example.com/schemas/a.json#/$defs/b",
        "a.schema.json#/%24defs/b",
        "#/$defs/c~1d",
    ],
)
def test_a_reference_means_a_place_a_file_or_an_id(reference: str) -> None:
    definition = {"$anchor": "b", "properties": {"owner": {"required": ["author"]}}}
    a = frontmatter(
        {"$ref": reference},
        **{"$id": "https://example.com/schemas/a.json", "$defs": {"b": definition, "c/d": definition}},
    )
    record = {"$id": "https://example.com/schemas/record.json", "$defs": {"b": definition}}
    assert Catalogue(files(a=a, record=record)).workflow("a").roles == ("author",)


def test_sections_are_gathered_through_references_and_choices() -> None:
    record = {
        "$defs": {
            "timeline": {"x-facts": "detected", "x-headings": ["Chronology"], "x-message": "Say when."},
            "sections": {"required": ["timeline"], "properties": {"timeline": {"$ref": "#/$defs/timeline"}}},
        }
    }
    a = workflow(
        properties={
            "sections": {
                "allOf": [{"$ref": "record.schema.json#/$defs/sections"}],
                "properties": {
                    "timeline": {"x-facts": "every", "x-headings": ["Sequence of events", "Chronology"]},
                    "lessons": {"anyOf": [{"x-facts": "none"}, {"x-headings": ["What we learned"]}]},
                },
                "if": {"required": ["trace"]},
                "then": {"required": ["impact"], "properties": {"impact": {"x-facts": "detected"}}},
            }
        }
    )
    compiled = Catalogue(files(a=a, record=record)).workflow("a")
    timeline = compiled.sections["timeline"]
    assert timeline.facts == "every", "the stricter of two modes holds"
    assert set(timeline.titles) == {"Sequence of events", "Chronology"}
    assert timeline.message == "Say when."
    assert timeline.required
    assert compiled.sections["lessons"].facts == "none"
    assert compiled.sections["impact"].facts == "detected"
    assert not compiled.sections["impact"].required, "needed under a condition only"
    assert not compiled.sections["trace"].required
    for names, slug in (
        (("what-we-learned",), "lessons"),
        (("2-chronology", "chronology"), "timeline"),
        (("impact",), "impact"),
    ):
        spec = compiled.match(names)
        assert spec is not None
        assert spec.slug == slug
    assert compiled.match(("elsewhere",)) is None


@pytest.mark.parametrize("other", ["detected", "none"])
def test_every_is_the_strictest_mode_in_either_order(other: str) -> None:
    for modes in (["every", other], [other, "every"]):
        schema = sections(a={"allOf": [{"x-facts": mode} for mode in modes]})
        assert Catalogue(files(a=schema)).workflow("a").sections["a"].facts == "every"


def test_the_most_literal_name_of_a_heading_wins() -> None:
    compiled = Catalogue(files(a=sections(**{"five-whys": {}, "whys": {}}))).workflow("a")
    spec = compiled.match(("five-whys", "whys"))
    assert spec is not None
    assert spec.slug == "five-whys"


def test_roles_are_those_of_owner_however_deep() -> None:
    schema = frontmatter(
        {
            "allOf": [{"properties": {"owner": {"$ref": "#/$defs/owner"}}}],
            "properties": {"owner": {"anyOf": [{"required": ["comms-lead"]}, {"required": ["support-lead"]}]}},
        },
        **{"$defs": {"owner": {"properties": {"comms-lead": {}, "author": {}}}}},
    )
    assert Catalogue(files(a=schema)).workflow("a").roles == ("comms-lead", "support-lead", "author")


def test_assistants_are_allowed_unless_the_schema_says_otherwise() -> None:
    assert Catalogue(files(a=workflow())).workflow("a").ai == "allowed"
    assert Catalogue(files(a=workflow(**{"x-ai": "prohibited"}))).workflow("a").ai == "prohibited"


def test_the_schema_stays_as_it_was_written() -> None:
    schema = frontmatter({"$ref": "#/$defs/b"}, **{"$id": "https://example.com/a", "$defs": {"b": {}}})
    assert Catalogue(files(a=schema)).workflow("a").schema == schema


META = (SCHEMAS / "workflow.schema.json").read_text("utf-8")


def test_the_schema_of_workflows_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads(META))


def test_check_accepts_a_workflow_and_names_what_is_wrong() -> None:
    good = sections(a={"x-facts": "every", "x-headings": ["A"], "properties": {"rows": {"minItems": 1}}})
    assert Catalogue(files(a=good, workflow=META)).check("a") == ()
    long = sections(a={"x-message": "word " * 80, "x-headings": []})
    found = Catalogue(files(a=long, workflow=META)).check("a")
    assert len(found) == 2
    assert all(text.startswith(f"{PLACE}: `/properties/sections/properties/a/x-") for text in found)


@pytest.mark.parametrize(
    "schema",
    [
        workflow(**{"x-fact": 1}),
        workflow(**{"x-ai": "never"}),
        workflow(requird=[]),
        workflow(properties={"sections": {}, "rows": {}}),
        sections(a={"x-facts": "all"}),
        sections(a={"x-ai": "allowed"}),
        sections(a={"allOf": [{"minItem": 1}]}),
        frontmatter({"properties": {"a": {"type": "strng"}}}),
        {"title": "A", "properties": {}},
    ],
)
def test_the_schema_of_workflows_refuses_what_compiling_refuses(schema: Any) -> None:
    from jsonschema import Draft202012Validator

    assert refusal(a=schema)
    assert not Draft202012Validator(json.loads(META)).is_valid(schema)
