"""What a schema finds in a record: one violation a fault, under the right code, in one plain sentence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.model import Path, Problem
from citefirst.places import Span
from citefirst.workflow.catalogue import Catalogue, SchemaFile, name_of
from citefirst.workflow.messages import SENTENCES
from citefirst.workflow.validate import validate


def catalogue(schema: dict[str, Any], **others: Any) -> Catalogue:
    """The workflow `a`, and other files by their name without `.json`."""
    files = {"a": SchemaFile("a", "a.schema.json", json.dumps({"title": "A", "description": "B", **schema}))}
    for name, other in others.items():
        filename = f"{name}.json"
        files[name_of(filename)] = SchemaFile(name_of(filename), filename, json.dumps(other))
    return Catalogue(files)


def instance(**parts: Any) -> dict[str, Any]:
    return {"frontmatter": {}, "title": "T", "sections": {}, "sources": [], **parts}


def locate(path: Path) -> Span:
    return Span(len(path), len(path) + 1)


def run(schema: dict[str, Any], value: dict[str, Any], **others: Any) -> list[Problem]:
    schemas = catalogue(schema, **others)
    return validate(schemas.workflow("a"), value, locate, schemas)


def front(schema: dict[str, Any], value: dict[str, Any], **others: Any) -> list[Problem]:
    return run({"properties": {"frontmatter": schema}}, instance(frontmatter=value), **others)


def section(heading: str, **parts: Any) -> dict[str, Any]:
    return {"heading": heading, "level": 2, "text": "", "claims": [], "rows": [], **parts}


def claim(*kinds: str) -> dict[str, Any]:
    return {"text": "x", "sources": ["S1"] * len(kinds), "kinds": list(kinds), "unknown": False}


def source(kind: str, **parts: Any) -> dict[str, Any]:
    return {"id": "S1", "kind": kind, "target": "https://example.com", "label": "x", "cited": 1, **parts}


def key(schema: Any) -> dict[str, Any]:
    return {"properties": {"k": schema}}


KEYWORDS: list[tuple[dict[str, Any], dict[str, Any], str, Path, str | None]] = [
    ({"required": ["date"]}, {}, "front matter has no `date`", ("date",), None),
    ({"required": ["a", "b"]}, {"b": 1}, "front matter has no `a`", ("a",), None),
    (key({"type": "string"}), {"k": 5}, "`k` must be text, found a number (5)", ("k",), "quote it to make it text"),
    (key({"type": "string"}), {"k": True}, "`k` must be text, found `true`", ("k",), "quote it to make it text"),
    (key({"type": "string"}), {"k": None}, "`k` is empty, it must be text", ("k",), None),
    (key({"type": ["array", "object"]}), {"k": "x"}, '`k` must be a list or a mapping, found text ("x")', ("k",), None),
    (key({"type": "integer"}), {"k": [1, 2]}, "`k` must be a whole number, found a list of 2 entries", ("k",), None),
    (key({"type": "array"}), {"k": {"a": 1}}, "`k` must be a list, found a mapping", ("k",), None),
    (
        key({"enum": ["SEV1", "SEV2"]}),
        {"k": "sev2"},
        "`k` must be `SEV1` or `SEV2`, found `sev2`",
        ("k",),
        "did you mean `SEV2`?",
    ),
    (key({"enum": [1, None, True]}), {"k": "x"}, "`k` must be `1`, `null` or `true`, found `x`", ("k",), None),
    (key({"const": "none"}), {"k": {}}, "`k` must be `none`, found a mapping", ("k",), None),
    (key({"pattern": "^INC"}), {"k": "X"}, "`k` must match `^INC`, found `X`", ("k",), None),
    (
        key({"pattern": "^INC", "description": "An incident:\nINC-2041."}),
        {"k": "X"},
        "`k` does not have the required form, found `X`",
        ("k",),
        "An incident: INC-2041.",
    ),
    (
        key({"format": "date"}),
        {"k": "2026-02-30"},
        "`k` must be a date that exists, as 2026-11-03, found `2026-02-30`",
        ("k",),
        None,
    ),
    (
        key({"format": "date"}),
        {"k": "20260203"},
        "`k` must be a date that exists, as 2026-11-03, found `20260203`",
        ("k",),
        None,
    ),
    (
        key({"format": "date-time"}),
        {"k": "2026-11-03"},
        "`k` must be a date and time, as 2026-11-03T14:02:00Z, found `2026-11-03`",
        ("k",),
        None,
    ),
    (key({"format": "email"}), {"k": "a b@c"}, "`k` must be a mail address, found `a b@c`", ("k",), None),
    (
        key({"format": "uri"}),
        {"k": "example.com"},
        "`k` must be an address with its scheme, as https://example.com/page, found `example.com`",
        ("k",),
        None,
    ),
    (key({"minLength": 3}), {"k": "ab"}, "`k` has 2 characters, at least 3 are needed", ("k",), None),
    (key({"minLength": 1}), {"k": ""}, "`k` is empty", ("k",), None),
    (key({"maxLength": 1}), {"k": "ab"}, "`k` has 2 characters, at most 1 is allowed", ("k",), None),
    (key({"minItems": 2}), {"k": [1]}, "`k` has 1 entry, at least 2 are needed", ("k",), None),
    (key({"maxItems": 1}), {"k": [1, 2]}, "`k` has 2 entries, at most 1 is allowed", ("k",), None),
    (key({"minProperties": 1}), {"k": {}}, "`k` has 0 keys, at least 1 is needed", ("k",), None),
    (key({"maxProperties": 0}), {"k": {"a": 1}}, "`k` has 1 key, at most 0 are allowed", ("k",), None),
    (key({"minimum": 1}), {"k": 0}, "`k` must be at least 1, found 0", ("k",), None),
    (key({"maximum": 1.5}), {"k": 2}, "`k` must be at most 1.5, found 2", ("k",), None),
    (key({"exclusiveMinimum": 1}), {"k": 1}, "`k` must be more than 1, found 1", ("k",), None),
    (key({"exclusiveMaximum": 1}), {"k": 1}, "`k` must be less than 1, found 1", ("k",), None),
    (key({"multipleOf": 5}), {"k": 7}, "`k` must be a multiple of 5, found 7", ("k",), None),
    (key({"uniqueItems": True}), {"k": ["a", "b", "a"]}, "`k` holds `a` twice", ("k",), None),
    (
        {"properties": {"severity": {}}, "additionalProperties": False},
        {"severty": 1},
        "`severty` is not a key of front matter",
        ("severty",),
        "did you mean `severity`?",
    ),
    (
        {"allOf": [{"properties": {"severity": {}}}], "unevaluatedProperties": False},
        {"severty": 1},
        "`severty` is not a key of front matter",
        ("severty",),
        "did you mean `severity`?",
    ),
    (
        key({"prefixItems": [{}], "items": False}),
        {"k": [1, 2]},
        "`k` has more entries than the schema allows",
        ("k",),
        None,
    ),
    (
        key({"prefixItems": [{}], "unevaluatedItems": False}),
        {"k": [1, 2]},
        "`k` has more entries than the schema allows",
        ("k",),
        None,
    ),
    (
        {"propertyNames": {"pattern": "^[a-z]+$"}},
        {"K": 1},
        "`K` cannot be a key of front matter: it must match `^[a-z]+$`",
        ("K",),
        None,
    ),
    (key({"contains": {"const": 1}}), {"k": [2]}, "no entry of the required form in `k`", ("k",), None),
    (
        key({"contains": {"const": 1}, "minContains": 2}),
        {"k": [1]},
        "too few entries of the required form in `k`, at least 2",
        ("k",),
        None,
    ),
    (
        key({"contains": {"const": 1}, "maxContains": 1}),
        {"k": [1, 1]},
        "too many entries of the required form in `k`, at most 1",
        ("k",),
        None,
    ),
    (key({"not": {"const": "x"}}), {"k": "x"}, "`k` must not be `x`", ("k",), None),
    (key({"not": {"enum": ["x", None]}}), {"k": None}, "`k` must not be `x` or `null`", ("k",), None),
    (key({"not": {"pattern": "x"}}), {"k": "x"}, "`k` must not match `x`, found `x`", ("k",), None),
    (key({"not": {"type": "array"}}), {"k": []}, "`k` must not be a list of 0 entries", ("k",), None),
    ({"not": {"required": ["k"]}}, {"k": 1}, "`k` in front matter is not allowed", ("k",), None),
    (key({"not": {"minLength": 1}}), {"k": "x"}, "`k` has a value that is not allowed: `x`", ("k",), None),
    (key(False), {"k": 1}, "`k` is not allowed", ("k",), None),
    ({"patternProperties": {"^k": False}}, {"k": 1}, "`k` is not allowed", ("k",), None),
    (
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        "front matter has no `b`, which is required together with `a`",
        ("b",),
        None,
    ),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, "front matter has no `b`", ("b",), None),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "front matter has no `b`", ("b",), None),
    ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {}, "front matter has no `b`", ("b",), None),
    ({"anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]}, {"b": 1}, "front matter needs `a` or `c`", (), None),
    (
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"a": 1, "b": 1},
        "front matter has `a` and `b`, only one of them is allowed",
        (),
        None,
    ),
    (
        key({"anyOf": [{"const": "none"}, {"type": "object"}]}),
        {"k": "yes"},
        "`k` must be `none` or a mapping, found `yes`",
        ("k",),
        None,
    ),
    (key({"anyOf": [False, {"required": ["use"]}]}), {"k": {}}, "`k` has no `use`", ("k", "use"), None),
    (
        key({"oneOf": [{"const": "none"}, {"type": "object", "required": ["use"]}]}),
        {"k": {}},
        "`k` has no `use`",
        ("k", "use"),
        None,
    ),
    (
        key(
            {
                "anyOf": [
                    {"properties": {"use": {"const": "a"}}, "required": ["x"]},
                    {"properties": {"use": {"const": "b"}}, "required": ["y"]},
                ]
            }
        ),
        {"k": {"use": "b"}},
        "`k` has no `y`",
        ("k", "y"),
        None,
    ),
    (
        key({"items": {"required": ["tool"]}}),
        {"k": [{"tool": 1}, {}]},
        "entry 2 of `k` has no `tool`",
        ("k", 1, "tool"),
        None,
    ),
    (
        key({"items": {"properties": {"t": {"type": "string"}}}}),
        {"k": [{"t": 1}]},
        "`t` in entry 1 of `k` must be text, found a number (1)",
        ("k", 0, "t"),
        "quote it to make it text",
    ),
    (key(key({"type": "string"})), {"k": {"k": []}}, "`k.k` must be text, found a list of 0 entries", ("k", "k"), None),
    (
        {"patternProperties": {"^k": {"type": "string"}}},
        {"k1": []},
        "`k1` must be text, found a list of 0 entries",
        ("k1",),
        None,
    ),
]


@pytest.mark.parametrize(("schema", "value", "message", "path", "hint"), KEYWORDS)
def test_each_keyword_says_what_was_expected_and_found(
    schema: dict[str, Any], value: dict[str, Any], message: str, path: Path, hint: str | None
) -> None:
    found = front(schema, value)
    place = ("frontmatter", *path)
    assert found == [Problem(locate(place), message, hint, "CF101", place)]


def test_every_keyword_with_a_sentence_is_tried() -> None:
    tried = json.dumps([schema for schema, *_ in KEYWORDS])
    legacy = {"dependencies", "additionalItems"}
    assert {keyword for keyword in SENTENCES if f'"{keyword}":' not in tried} == {"false"} | legacy


TIMELINE = section("Timeline", claims=[claim("dashboard"), claim()], rows=[{"event": "x"}])


@pytest.mark.parametrize(
    ("schema", "sections", "code", "message", "path"),
    [
        ({"required": ["root-cause"]}, {}, "CF102", "section Root cause is missing", ("root-cause",)),
        (
            {"required": ["timeline"], "properties": {"timeline": {"x-headings": ["Time line"], "minProperties": 1}}},
            {},
            "CF102",
            "section Time line is missing",
            ("timeline",),
        ),
        (
            {"anyOf": [{"required": ["facts"]}, {"required": ["evidence"]}]},
            {},
            "CF102",
            "one of the sections Facts or Evidence is needed",
            (),
        ),
        (
            {"not": {"required": ["timeline"]}},
            {"timeline": TIMELINE},
            "CF101",
            "section Timeline is not allowed",
            ("timeline",),
        ),
        (
            {"properties": {"timeline": {"properties": {"rows": {"minItems": 2}}}}},
            {"timeline": TIMELINE},
            "CF101",
            "section Timeline has 1 row, at least 2 are needed",
            ("timeline", "rows"),
        ),
        (
            {"properties": {"timeline": {"properties": {"rows": {"items": {"required": ["time-utc"]}}}}}},
            {"timeline": TIMELINE},
            "CF101",
            "row 1 of section Timeline has no `time-utc`",
            ("timeline", "rows", 0, "time-utc"),
        ),
        (
            {
                "properties": {
                    "timeline": {"properties": {"rows": {"items": {"properties": {"event": {"minLength": 2}}}}}}
                }
            },
            {"timeline": TIMELINE},
            "CF101",
            "`event` of row 1 of section Timeline has 1 character, at least 2 are needed",
            ("timeline", "rows", 0, "event"),
        ),
        (
            {
                "properties": {
                    "timeline": {"properties": {"claims": {"items": {"properties": {"kinds": {"minItems": 1}}}}}}
                }
            },
            {"timeline": TIMELINE},
            "CF103",
            "claim 2 of section Timeline has 0 kinds of source, at least 1 is needed",
            ("timeline", "claims", 1, "kinds"),
        ),
        (
            {
                "properties": {
                    "timeline": {
                        "properties": {
                            "claims": {
                                "contains": {
                                    "properties": {"kinds": {"contains": {"enum": ["deploy", "pull-request"]}}}
                                }
                            }
                        }
                    }
                }
            },
            {"timeline": TIMELINE},
            "CF103",
            "no claim in section Timeline cites a source of kind deploy or pull-request: found dashboard",
            ("timeline", "claims"),
        ),
        (
            {"properties": {"timeline": {"properties": {"text": {"minLength": 1}}}}},
            {"timeline": TIMELINE},
            "CF101",
            "the text of section Timeline is empty",
            ("timeline", "text"),
        ),
    ],
)
def test_sections_are_called_by_their_headings(
    schema: dict[str, Any], sections: dict[str, Any], code: str, message: str, path: Path
) -> None:
    (found,) = run({"properties": {"sections": schema}}, instance(sections=sections))
    assert (found.code, found.message, found.path) == (code, message, ("sections", *path))


def kind(*names: str) -> dict[str, Any]:
    return {"contains": {"properties": {"kind": {"enum": list(names)}}}}


@pytest.mark.parametrize(
    ("schema", "sources", "messages"),
    [
        (kind("dashboard"), [], ["no source of kind dashboard: found none"]),
        (kind("dashboard"), ["ticket", "pull-request"], ["no source of kind dashboard: found pull-request, ticket"]),
        (kind("trace", "log-query"), ["ticket"], ["no source of kind trace or log-query: found ticket"]),
        (kind("ticket"), ["ticket"], []),
        (
            {"allOf": [kind("dashboard"), kind("trace")]},
            ["ticket"],
            ["no source of kind dashboard: found ticket", "no source of kind trace: found ticket"],
        ),
        (
            {"anyOf": [kind("dashboard"), kind("trace")]},
            ["ticket"],
            ["no source of kind dashboard or trace: found ticket"],
        ),
        (
            {**kind("ticket"), "minContains": 2},
            ["ticket"],
            ["too few sources of kind ticket, at least 2: found ticket"],
        ),
        ({"minItems": 1}, [], ["the record has 0 sources, at least 1 is needed"]),
        ({"not": kind("chat")}, ["chat"], ["a source of kind chat is not allowed in the record"]),
        (
            {"items": {"properties": {"label": {"minLength": 2}}}},
            ["a"],
            ["`label` of source S1 has 1 character, at least 2 are needed"],
        ),
        ({"contains": {"$ref": "#/$defs/dashboard"}}, [], ["no source of kind dashboard: found none"]),
    ],
)
def test_missing_evidence_names_the_kind(schema: dict[str, Any], sources: list[str], messages: list[str]) -> None:
    definition = {"dashboard": {"properties": {"kind": {"const": "dashboard"}}}}
    found = run(
        {"properties": {"sources": schema}, "$defs": definition}, instance(sources=[source(each) for each in sources])
    )
    assert [violation.message for violation in found] == messages
    assert {violation.code for violation in found} <= {"CF103"}


OWNER = {"type": "object", "required": ["author"], "properties": {"author": {"type": "string", "pattern": "^@"}}}
ROLES = {"anyOf": [{"required": ["comms-lead"]}, {"required": ["support-lead"]}]}
AI = {
    "oneOf": [
        {"const": "none"},
        {
            "type": "object",
            "required": ["use", "log"],
            "properties": {
                "log": {"type": "array", "minItems": 1, "items": {"required": ["tool", "transcript", "sha256"]}},
                "use": {"enum": ["advise", "act"]},
            },
        },
    ]
}
LOG = {"tool": "t", "transcript": "x", "sha256": "y"}


@pytest.mark.parametrize(
    ("schema", "value", "codes"),
    [
        ({"required": ["owner"]}, {}, ["CF401"]),
        ({"properties": {"owner": OWNER}}, {"owner": {}}, ["CF401"]),
        ({"properties": {"owner": OWNER}}, {"owner": {"reviewer": "@bob"}}, ["CF401"]),
        ({"properties": {"owner": OWNER}}, {"owner": None}, ["CF401"]),
        ({"properties": {"owner": ROLES}}, {"owner": {}}, ["CF401"]),
        # Rules of their own speak of these.
        ({"properties": {"owner": OWNER}}, {"owner": ["@alice", "@bob"]}, []),
        ({"properties": {"owner": OWNER}}, {"owner": "@alice"}, []),
        ({"properties": {"owner": OWNER}}, {"owner": {"author": ["@alice", "@bob"]}}, []),
        ({"properties": {"owner": OWNER}}, {"owner": {"author": "alice and bob"}}, []),
        ({"properties": {"owner": OWNER}}, {"owner": {"author": None}}, []),
        # None but the schema speaks of these.
        (
            {"properties": {"owner": {"properties": {"author": {"pattern": "^@acme-"}}}}},
            {"owner": {"author": "@bob"}},
            ["CF101"],
        ),
        (
            {"properties": {"owner": {**OWNER, "additionalProperties": False}}},
            {"owner": {"author": "@a", "x": "@b"}},
            ["CF101"],
        ),
        ({"properties": {"owner": {"not": {"required": ["x"]}}}}, {"owner": {"x": "@b"}}, ["CF101"]),
        ({"required": ["approvals"]}, {}, ["CF405"]),
        ({"properties": {"approvals": {"minItems": 1}}}, {"approvals": []}, ["CF405"]),
        ({"properties": {"approvals": {"items": {"required": ["by"]}}}}, {"approvals": [{}]}, ["CF405"]),
        ({"required": ["ai"], "properties": {"ai": AI}}, {}, []),
        ({"properties": {"ai": AI}}, {"ai": None}, []),
        ({"properties": {"ai": AI}}, {"ai": "none"}, []),
        ({"properties": {"ai": AI}}, {"ai": "maybe"}, ["CF101"]),
        ({"properties": {"ai": AI}}, {"ai": {"use": "advise"}}, ["CF502"]),
        ({"properties": {"ai": AI}}, {"ai": {"use": "advise", "log": []}}, ["CF502"]),
        ({"properties": {"ai": AI}}, {"ai": {"use": "advise", "log": "x"}}, ["CF502"]),
        ({"properties": {"ai": AI}}, {"ai": {"use": "advise", "log": [{"tool": "t"}]}}, ["CF502", "CF502"]),
        ({"properties": {"ai": AI}}, {"ai": {"use": "advise", "log": [{**LOG, "tool": "t"}]}}, []),
        ({"properties": {"ai": AI}}, {"ai": {"use": "x", "log": [LOG]}}, ["CF101"]),
        ({"properties": {"ai": AI}}, {"ai": {"log": [LOG]}}, ["CF101"]),
        ({"properties": {"ai": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}}, {"ai": {}}, ["CF101"]),
    ],
)
def test_the_most_specific_rule_speaks(schema: dict[str, Any], value: dict[str, Any], codes: list[str]) -> None:
    assert [violation.code for violation in front(schema, value)] == codes


def test_a_workflow_that_lets_records_stay_silent_about_assistants_may_still_demand_the_key() -> None:
    schema = {"x-ai": "optional", "properties": {"frontmatter": {"required": ["ai"]}}}
    assert [violation.code for violation in run(schema, instance())] == ["CF101"]


@pytest.mark.parametrize(
    ("schema", "value", "count"),
    [
        ({"allOf": [{"required": ["a"]}, {"required": ["a"]}], "required": ["a"]}, {}, 1),
        (key({"type": "string", "enum": ["a"], "minLength": 1}), {"k": 5}, 1),
        (key({"pattern": "^a", "minLength": 3, "format": "date"}), {"k": "b"}, 1),
        (key({"minimum": 3, "multipleOf": 7}), {"k": 1}, 1),
        (key({"enum": ["a"], "pattern": "^a"}), {"k": "b"}, 2),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"b": 1, "c": 1}, 2),
        # A branch that fails leaves its keys unevaluated: they are known all the same.
        (
            {"allOf": [{"properties": {"date": {"format": "date"}, "id": {}}}], "unevaluatedProperties": False},
            {"date": "x", "id": 1},
            1,
        ),
        (
            {"allOf": [{"$ref": "base.json#/$defs/f"}], "unevaluatedProperties": False},
            {"date": "x", "id": 1, "other": 1},
            2,
        ),
        # Two sets of alternatives are two faults.
        (
            {
                "allOf": [
                    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
                    {"anyOf": [{"required": ["c"]}, {"required": ["d"]}]},
                ]
            },
            {},
            2,
        ),
    ],
)
def test_one_fault_is_one_violation(schema: dict[str, Any], value: dict[str, Any], count: int) -> None:
    base = {"$defs": {"f": {"properties": {"date": {"format": "date"}, "id": {}}}}}
    assert len(front(schema, value, base=base)) == count


def test_a_known_key_that_is_not_allowed_here_is_still_found() -> None:
    schema = {
        "anyOf": [{"properties": {"a": {"const": 1}}, "required": ["b"]}, {"properties": {"c": {}}}],
        "unevaluatedProperties": False,
    }
    assert [violation.message for violation in front(schema, {"a": 2})] == ["`a` is not a key of front matter"]


OWN = "Say it\n in words."


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (key({"type": "string", "x-message": OWN}), {"k": 1}),
        ({"required": ["k"], **key({"x-message": OWN}), "x-message": "no"}, {}),
        ({"allOf": [{"required": ["k"]}], **key({"x-message": OWN})}, {}),
        ({"required": ["k"], "allOf": [key({"$ref": "base.json#/$defs/k"})], "x-message": "no"}, {}),
        (key({"$ref": "base.json#/$defs/text", "x-message": OWN}), {"k": 1}),
        (key({"$ref": "base.json#/$defs/k"}), {"k": 1}),
        (key({"$ref": "base.json#/$defs/k", "x-message": "no"}), {"k": 1}),
        ({"x-message": OWN, **key({"items": {"type": "string"}})}, {"k": [1]}),
        (
            key(
                {"anyOf": [{"const": "a", "x-message": "no"}, {"type": "object", "x-message": "no"}], "x-message": OWN}
            ),
            {"k": 1},
        ),
        (key({"anyOf": [{"type": "array"}, {"type": "object", "required": ["use"]}], "x-message": OWN}), {"k": {}}),
        (key({"anyOf": [{"type": "array"}, {"type": "object", "required": ["use"], "x-message": OWN}]}), {"k": {}}),
        (key({"contains": {"const": 1, "x-message": OWN}}), {"k": []}),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"], "x-message": OWN}, "x-message": "no"}, {"a": 1}),
        (key({"not": {"const": 1}, "x-message": OWN}), {"k": 1}),
        ({**key(False), "x-message": OWN}, {"k": 1}),
        (key({"if": {"const": 1}, "then": False, "x-message": OWN}), {"k": 1}),
        ({"dependentRequired": {"a": ["b"]}, "properties": {"b": {"x-message": OWN}}}, {"a": 1}),
    ],
)
def test_the_nearest_message_of_the_schema_replaces_ours(schema: dict[str, Any], value: dict[str, Any]) -> None:
    base = {"$defs": {"k": {"type": "string", "x-message": OWN}, "text": {"type": "string"}}}
    (found,) = front(schema, value, base=base)
    assert found.message == "Say it in words."
    assert found.hint, "what was expected and found stays in the hint"


def test_a_missing_section_has_its_own_message_from_wherever_it_stands() -> None:
    schema = {
        "properties": {"sections": {"properties": {"facts": {"x-message": "List the facts."}}}},
        "if": {"properties": {"frontmatter": {"required": ["severity"]}}},
        "then": {"properties": {"sections": {"required": ["facts"]}}},
    }
    (found,) = run(schema, instance(frontmatter={"severity": 1}))
    assert (found.code, found.message) == ("CF102", "List the facts.")
    assert found.hint == "section Facts is missing; add a heading `## Facts`"


def test_a_front_matter_schema_of_an_older_draft_is_judged_by_its_own_rules() -> None:
    team = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://example.com/team.json",
        "type": "object",
        "required": ["team"],
        "properties": {
            "team": {"$ref": "#/definitions/name", "maxLength": 1},
            "pair": {"items": [{"type": "string"}], "additionalItems": False},
            "list": {"contains": {"const": 1}, "minContains": 0},
        },
        "dependencies": {"pair": ["list"]},
        "definitions": {"name": {"type": "string", "x-vendor": True, "minLength": 2}},
    }
    schema = {"$ref": "team.json", "required": ["date"]}
    good = {"team": "abc", "pair": ["x"], "list": [1], "date": "x"}
    assert front(schema, good, team=team) == []
    bad = {"team": "a", "pair": [1, 2], "list": []}
    found = {violation.path[1:]: violation.message for violation in front(schema, bad, team=team)}
    assert found == {
        ("team",): "`team` has 1 character, at least 2 are needed",
        ("pair", 0): "entry 1 of `pair` must be text, found a number (1)",
        ("pair",): "`pair` has more entries than the schema allows",
        ("list",): "no entry of the required form in `list`",
        ("date",): "front matter has no `date`",
    }
    inner = front(
        {"properties": {"a": {"$ref": "https://example.com/team.json#/properties/pair"}}}, {"a": ["x", "y"]}, team=team
    )
    assert [violation.message for violation in inner] == ["`a` has more entries than the schema allows"]
    missing = front(schema, {"team": "abc", "pair": [], "date": 1}, team=team)
    assert [violation.message for violation in missing] == [
        "front matter has no `list`, which is required together with `pair`"
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb", "a\\nb"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202e", "\\u202e"),
        ("x" * 99, "x" * 60 + "\u2026"),
        ("\u2028", "\\u2028"),
    ],
)
def test_values_are_shortened_and_escaped(value: str, shown: str) -> None:
    (found,) = front(key({"const": "a"}), {"k": value})
    assert found.message == f"`k` must be `a`, found `{shown}`"


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        ([1, True, "1", None, [], {}, 0, False], True),
        ([1, 1.0], False),
        ([{"a": [1], "b": 2}, {"b": 2, "a": [1]}], False),
        ([{"a": 1}, {"a": True}], True),
        ([[], {}], True),
        ([None, None], False),
        ([[["a"]], [["a"]]], False),
    ],
)
def test_items_are_equal_as_in_json(items: list[Any], unique: bool) -> None:
    assert (front(key({"uniqueItems": True}), {"k": items}) == []) == unique


def test_many_items_are_compared_in_little_time() -> None:
    (found,) = front(key({"uniqueItems": True}), {"k": [{"a": number} for number in range(20000)] + [{"a": 1}]})
    assert found.message == "`k` holds a mapping twice"


@pytest.mark.parametrize("value", [None, True, False, {"a": None}, [True], 1.5, "x"])
@pytest.mark.parametrize("demand", [None, True, {"a": [None, False]}, [None], "y", 7])
def test_nothing_of_python_shows_through(value: Any, demand: Any) -> None:
    schemas: tuple[dict[str, Any], ...] = (
        {"const": demand},
        {"enum": [demand]},
        {"not": {"const": value}},
        {"not": {}},
        {"contains": {"const": demand}},
    )
    for schema in schemas:
        for found in front(key(schema), {"k": value}):
            assert not re.search(r"None|True|False|\{'|\['", found.message)


def test_violations_come_in_the_order_of_the_file() -> None:
    schema = {"properties": {"frontmatter": {"required": ["a"]}, "sources": {"minItems": 1}, "title": {"const": "x"}}}
    found = run(schema, instance())
    assert [violation.span for violation in found] == sorted(violation.span for violation in found)


def test_a_number_beyond_reckoning_is_a_finding() -> None:
    (found,) = front(key({"multipleOf": 0.01}), {"k": float("inf")})
    assert (found.code, found.message) == ("CF101", "front matter holds a number that is too large")


EVERYTHING = {
    "$defs": {
        "v": {
            "anyOf": [
                {"type": "string", "pattern": "^a"},
                {"type": "array", "items": {"$ref": "#/$defs/v"}, "uniqueItems": True},
            ]
        }
    },
    "properties": {
        "frontmatter": {
            "required": ["a", "owner"],
            "properties": {
                "a": {"$ref": "#/$defs/v"},
                "b": {
                    "oneOf": [
                        {"type": "object", "required": ["a"]},
                        {"type": "object", "required": ["b"]},
                        {"const": 1},
                    ]
                },
                "c": {"not": {"anyOf": [{"type": "array"}, {"required": ["a"]}]}},
                "owner": {"type": "object", "required": ["a"], "propertyNames": {"maxLength": 3}, "minProperties": 2},
                "ai": AI,
                "n": {"type": ["number", "null"], "multipleOf": 0.5, "minimum": 2, "format": "date"},
            },
            "dependentRequired": {"b": ["c", "n"]},
            "unevaluatedProperties": False,
        },
        "title": {"minLength": 2, "format": "uri"},
        "sections": {
            "required": ["a"],
            "additionalProperties": {
                "required": ["heading"],
                "properties": {
                    "claims": {"minItems": 1, "contains": {"properties": {"kinds": {"contains": {"const": "x"}}}}},
                    "rows": {
                        "items": {"required": ["a"], "additionalProperties": {"minLength": 1}},
                        "uniqueItems": True,
                    },
                },
            },
        },
        "sources": {"allOf": [kind("dashboard"), {"minItems": 2}], "items": {"properties": {"id": {"type": "string"}}}},
    },
}
SCHEMAS = catalogue(EVERYTHING)
TEXT = st.text(max_size=8)
KEYS = (
    st.sampled_from(["a", "b", "c", "n", "owner", "ai", "use", "log", "x-message", "$ref", "'a'", "properties"]) | TEXT
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
SECTIONS = st.dictionaries(
    KEYS,
    st.fixed_dictionaries(
        {
            "heading": TEXT,
            "level": st.integers(1, 6),
            "text": TEXT,
            "claims": st.lists(st.builds(lambda kinds: claim(*kinds), st.lists(TEXT, max_size=2)), max_size=2),
            "rows": st.lists(st.dictionaries(KEYS, TEXT, max_size=3), max_size=2),
        }
    ),
    max_size=3,
)
SOURCES = st.lists(st.builds(lambda kind, id_: source(kind, id=id_), TEXT, st.none() | TEXT), max_size=3)
INSTANCES = st.fixed_dictionaries(
    {"frontmatter": st.dictionaries(KEYS, VALUES, max_size=5), "title": TEXT, "sections": SECTIONS, "sources": SOURCES}
)


@given(INSTANCES)
def test_no_record_breaks_the_validator_or_a_line(value: dict[str, Any]) -> None:
    found = validate(SCHEMAS.workflow("a"), value, locate, SCHEMAS)
    places = [(violation.code, violation.path, violation.message) for violation in found]
    assert len(set(places)) == len(places)
    for violation in found:
        for text in (violation.message, violation.hint or ""):
            assert len(text.splitlines()) <= 1
            assert text.isprintable()


@given(INSTANCES)
def test_a_record_is_refused_whenever_the_schema_refuses_it(value: dict[str, Any]) -> None:
    """Nothing that the validator says is lost, but what rules of their own say (owner, ai)."""
    front_matter = {key: part for key, part in value["frontmatter"].items() if key not in ("owner", "ai")}
    front_matter |= {"owner": {"a": "@a", "b": "@b"}, "ai": "none"}
    value = {**value, "frontmatter": front_matter}
    schemas = catalogue(EVERYTHING)
    found = validate(schemas.workflow("a"), value, locate, schemas)
    try:
        valid = schemas.validators["a"].is_valid(value)
    except ArithmeticError:
        valid = False
    assert (not found) == valid
