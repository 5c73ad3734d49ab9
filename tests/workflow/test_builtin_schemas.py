"""The built-in schemas: a complete record holds, one that lacks a single thing breaks at one place.

The instances are written by hand, so that the schemas are tested apart from whatever reads Markdown.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from support.builtin_workflows import WORKFLOWS
from support.paths import ROOT

from citefirst.document.slugs import names as names_of
from citefirst.document.slugs import slug

SCHEMAS = ROOT / "schemas"
FILES = ("record", *WORKFLOWS)
ANNOTATIONS = {"x-headings", "x-facts", "x-message", "x-ai", "x-header", "x-unknown", "x-status", "x-versioned"}

Instance = dict[str, Any]
Change = Callable[[Instance], None]
Place = str
"""A path into an instance: `sections/timeline/claims/1`."""


def load(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return schema


# A registry without a `retrieve`: a reference that leads out of schemas/ cannot be resolved.
REGISTRY: Registry[Any] = Registry().with_resources(
    [(schema["$id"], Resource.from_contents(schema)) for schema in map(load, FILES)]
)
VALIDATORS = {
    name: Draft202012Validator(load(name), registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for name in FILES
}


def errors(workflow: str, instance: Instance) -> list[ValidationError]:
    return list(VALIDATORS[workflow].iter_errors(instance))


def message(error: ValidationError) -> str | None:
    """The sentence for an error: beside its keyword, or for a missing key at the key's own schema."""
    schema = error.schema
    assert isinstance(schema, dict)
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return schema.get("properties", {}).get(missing, {}).get("x-message") or schema.get("x-message")
    return schema.get("x-message")


# --- instances


def source(name: str, kind: str, cited: int = 1) -> Instance:
    return {"id": name, "kind": kind, "target": f"https://example.com/{name}", "label": kind, "cited": cited}


def claim(text: str, *kinds: str, unknown: bool = False) -> Instance:
    return {"text": text, "sources": [f"S-{kind}" for kind in kinds], "kinds": list(kinds), "unknown": unknown}


def section(*claims: Instance, rows: tuple[dict[str, str], ...] = ()) -> Instance:
    """A section with claims, or with a table whose rows are its claims."""
    every = [*claims, *(claim(" | ".join(row.values()), "document") for row in rows)]
    text = "\n".join(entry["text"] for entry in every)
    return {"heading": "Heading", "level": 2, "text": text, "claims": every, "rows": list(rows)}


def record(owner: dict[str, str], front: Instance, sections: Instance, *kinds: str) -> Instance:
    return {
        "frontmatter": {"id": "R-1", "date": "2026-11-03", "owner": owner, "ai": "none", **front},
        "title": "R-1: a record",
        "sections": sections,
        "sources": [source(f"S{number}", kind) for number, kind in enumerate(kinds, 1)],
    }


APPROVAL = {"role": "lead", "by": "@carol", "at": "2026-11-05"}
ASSUMPTION = {"id": "A1", "assumption": "Churn stays below 2 % a month", "version": "3", "source": "[S1]"}
GRANTED = {"event": "Granted", "time-utc": "2026-11-03 14:02", "ticket": "OPS-77", "owner": "@alice"}
REMOVED = {"event": "Removed", "time-utc": "2026-11-03 18:02", "ticket": "OPS-77", "owner": "@alice"}
SHA = "0123456789abcdef" * 4
LOGGED: Instance = {
    "use": "advise",
    "log": [{"tool": "claude-enterprise", "account": "managed", "transcript": "logs/r-1.ailog.json", "sha256": SHA}],
}
FACT = section(claim("Checkout p99 rose to 4.2 s.", "document"))
PROSE = section(claim("We go on as before."))

COMPLETE: dict[str, Instance] = {
    "incident-postmortem": record(
        {"incident-commander": "@alice"},
        {"severity": "SEV2"},
        {"timeline": section(claim("14:05 p99 crossed 2 s.", "dashboard"), claim("14:02 Deploy 8123.", "deploy"))},
        *("dashboard", "log-query", "deploy"),
    ),
    "security-exception": record(
        {"security-lead": "@alice", "service-owner": "@bob"},
        {"expires": "2027-03-31"},
        {
            "threat-model": PROSE,
            "compensating-controls": FACT,
            "risk-acceptance": section(claim("The security lead accepts the risk until 2027-03-31.")),
            "renewal-trigger": PROSE,
        },
        "document",
    ),
    "customer-communication": record(
        {"comms-lead": "@alice"}, {"approvals": [APPROVAL]}, {"facts": FACT, "message": PROSE}, "dashboard", "incident"
    ),
    "pricing-change": record(
        {"gm": "@alice"},
        {},
        {
            "decision": PROSE,
            "assumptions": section(rows=(ASSUMPTION,)),
            "competitive-references": FACT,
            "rollout-plan": PROSE,
            "rollback-conditions": PROSE,
        },
        "document",
    ),
    "production-access": record(
        {"sre-lead": "@alice"},
        {"status": "removed", "duration": "4h"},
        {
            "justification": PROSE,
            "scope": PROSE,
            "monitoring-plan": PROSE,
            "access-log": section(rows=(GRANTED, REMOVED)),
        },
        "ticket",
    ),
    "financial-forecast": record(
        {"finance-lead": "@alice"},
        {},
        {
            "range": section(rows=({"figure": "Revenue", "low": "4.1 M", "base": "4.6 M", "high": "5.0 M"},)),
            "assumptions": section(rows=(ASSUMPTION,)),
            "prior-forecast": FACT,
        },
        "spreadsheet",
    ),
    "change-control": record(
        {"compliance-lead": "@alice"},
        {"change": "acme/shop#812", "controls": ["CC8.1"], "approvals": [APPROVAL]},
        {"rollback": PROSE},
        *("pull-request", "test-report"),
    ),
    "architecture-decision": record(
        {"decision-maker": "@alice"},
        {"status": "accepted"},
        {"context": FACT, "considered-options": PROSE, "decision": PROSE, "consequences": PROSE},
        "document",
    ),
}


# --- changes to an instance


def follow(instance: Any, place: Place) -> tuple[Any, str | int]:
    """The container of a place, and the place's key or index in it."""
    *outer, last = [int(step) if step.isdigit() else step for step in place.split("/")]
    for step in outer:
        instance = instance[step]
    return instance, last


def put(place: Place, value: Any) -> Change:
    def change(instance: Instance) -> None:
        container, last = follow(instance, place)
        container[last] = copy.deepcopy(value)

    return change


def drop(place: Place) -> Change:
    def change(instance: Instance) -> None:
        container, last = follow(instance, place)
        del container[last]

    return change


def without(*kinds: str) -> Change:
    """Takes every source of some kinds away."""

    def change(instance: Instance) -> None:
        kept = [entry for entry in instance["sources"] if entry["kind"] not in kinds]
        assert len(kept) < len(instance["sources"])
        instance["sources"] = kept

    return change


def adding(*kinds: str) -> Change:
    def change(instance: Instance) -> None:
        instance["sources"] += [source(f"X-{kind}", kind) for kind in kinds]

    return change


def both(first: Change, second: Change) -> Change:
    def change(instance: Instance) -> None:
        first(instance)
        second(instance)

    return change


def changed(workflow: str, change: Change) -> Instance:
    instance = copy.deepcopy(COMPLETE[workflow])
    change(instance)
    assert instance != COMPLETE[workflow], "the change changes nothing"
    return instance


FRONT, SECTIONS, SOURCES, OWNER = "frontmatter", "sections", "sources", "frontmatter/owner"
AI, LOG, APPROVALS = "frontmatter/ai", "frontmatter/ai/log", "frontmatter/approvals"
ACCESS, ASSUMPTIONS = "sections/access-log/rows", "sections/assumptions/rows"
NOBODY = {"author": "@bob"}
EMPTY = section()
UNCITED = section(claim("Checkout p99 rose."), claim("UNKNOWN: by how much.", unknown=True))
NO_ROWS = section(claim("There is no table here.", "document"))
ENTRY = LOGGED["log"][0]

# what is missing, how it goes missing, where the error is
Lack = tuple[str, Change, Place]
LACKING: dict[str, list[Lack]] = {
    "incident-postmortem": [
        ("dashboard", without("dashboard"), SOURCES),
        ("trace or log query", without("log-query"), SOURCES),
        ("timeline", drop("sections/timeline"), SECTIONS),
        ("content of the timeline", put("sections/timeline", EMPTY), "sections/timeline/claims"),
        ("change in the timeline", drop("sections/timeline/claims/1"), "sections/timeline/claims"),
        ("severity", drop("frontmatter/severity"), FRONT),
        ("incident commander", put(OWNER, NOBODY), OWNER),
    ],
    "security-exception": [
        ("threat model", drop("sections/threat-model"), SECTIONS),
        ("content of the threat model", put("sections/threat-model", EMPTY), "sections/threat-model/claims"),
        ("compensating controls", drop("sections/compensating-controls"), SECTIONS),
        (
            "evidence of a control",
            put("sections/compensating-controls", UNCITED),
            "sections/compensating-controls/claims",
        ),
        ("expiry date", drop("frontmatter/expires"), FRONT),
        ("day of the expiry", put("frontmatter/expires", "next year"), "frontmatter/expires"),
        ("risk acceptance", drop("sections/risk-acceptance"), SECTIONS),
        ("explicit words of acceptance", put("sections/risk-acceptance", PROSE), "sections/risk-acceptance/text"),
        ("renewal trigger", drop("sections/renewal-trigger"), SECTIONS),
        ("content of the renewal trigger", put("sections/renewal-trigger", EMPTY), "sections/renewal-trigger/claims"),
        ("security lead", drop("frontmatter/owner/security-lead"), OWNER),
        ("service owner", drop("frontmatter/owner/service-owner"), OWNER),
    ],
    "customer-communication": [
        ("facts", drop("sections/facts"), SECTIONS),
        ("citations of the facts", put("sections/facts", UNCITED), "sections/facts/claims"),
        ("incident link", without("incident"), SOURCES),
        ("approvals", drop(APPROVALS), FRONT),
        ("approval", put(APPROVALS, []), APPROVALS),
        ("value of approvals", put(APPROVALS, None), APPROVALS),
        *((f"{key} of an approval", drop(f"{APPROVALS}/0/{key}"), f"{APPROVALS}/0") for key in APPROVAL),
        ("message", drop("sections/message"), SECTIONS),
        ("text of the message", put("sections/message", EMPTY), "sections/message/claims"),
        ("comms or support lead", put(OWNER, NOBODY), OWNER),
    ],
    "pricing-change": [
        ("decision memo", drop("sections/decision"), SECTIONS),
        ("assumptions", drop("sections/assumptions"), SECTIONS),
        ("table of assumptions", put("sections/assumptions", NO_ROWS), ASSUMPTIONS),
        *(
            (f"{column} of an assumption", drop(f"{ASSUMPTIONS}/0/{column}"), f"{ASSUMPTIONS}/0")
            for column in ASSUMPTION
            if column != "source"  # a row without one is CF201
        ),
        ("competitive references", drop("sections/competitive-references"), SECTIONS),
        (
            "citation of a competitor",
            put("sections/competitive-references", UNCITED),
            "sections/competitive-references/claims",
        ),
        ("rollout plan", drop("sections/rollout-plan"), SECTIONS),
        ("rollback conditions", drop("sections/rollback-conditions"), SECTIONS),
        ("gm or product lead", put(OWNER, NOBODY), OWNER),
    ],
    "production-access": [
        ("justification", drop("sections/justification"), SECTIONS),
        ("duration", drop("frontmatter/duration"), FRONT),
        ("end of the duration", put("frontmatter/duration", "as long as needed"), "frontmatter/duration"),
        ("scope", drop("sections/scope"), SECTIONS),
        ("monitoring plan", drop("sections/monitoring-plan"), SECTIONS),
        ("content of the monitoring plan", put("sections/monitoring-plan", EMPTY), "sections/monitoring-plan/claims"),
        ("status", drop("frontmatter/status"), FRONT),
        ("access log", drop("sections/access-log"), SECTIONS),
        ("granted event", drop(f"{ACCESS}/0"), ACCESS),
        ("removed event", drop(f"{ACCESS}/1"), ACCESS),
        *(
            (f"{column} of an event", drop(f"{ACCESS}/1/{column}"), f"{ACCESS}/1")
            for column in ("time-utc", "ticket", "owner")
        ),
        *(
            (f"known {column}", put(f"{ACCESS}/0/{column}", "UNKNOWN"), f"{ACCESS}/0/{column}")
            for column in ("ticket", "owner")
        ),
        ("ticket link", without("ticket"), SOURCES),
        ("platform or sre lead", put(OWNER, NOBODY), OWNER),
    ],
    "financial-forecast": [
        ("assumptions", drop("sections/assumptions"), SECTIONS),
        ("table of assumptions", put("sections/assumptions", NO_ROWS), ASSUMPTIONS),
        *(
            (f"{column} of an assumption", drop(f"{ASSUMPTIONS}/0/{column}"), f"{ASSUMPTIONS}/0")
            for column in ASSUMPTION
            if column != "source"  # a row without one is CF201
        ),
        ("model link", without("spreadsheet"), SOURCES),
        ("range", drop("sections/range"), SECTIONS),
        *(
            (f"{column} of the range", drop(f"sections/range/rows/0/{column}"), "sections/range/rows")
            for column in ("low", "base", "high")
        ),
        ("prior forecast", drop("sections/prior-forecast"), SECTIONS),
        ("finance lead", put(OWNER, NOBODY), OWNER),
    ],
    "change-control": [
        ("requirement or control", drop("frontmatter/controls"), SOURCES),
        ("control in the list", put("frontmatter/controls", []), "frontmatter/controls"),
        ("pull request or deploy", without("pull-request"), SOURCES),
        ("test evidence", without("test-report"), SOURCES),
        ("rollback", drop("sections/rollback"), SECTIONS),
        ("approvals", drop(APPROVALS), FRONT),
        ("change of the approval", drop("frontmatter/change"), f"{APPROVALS}/0"),
        ("compliance lead", put(OWNER, NOBODY), OWNER),
    ],
    "architecture-decision": [
        *(
            (name, drop(f"sections/{name}"), SECTIONS)
            for name in ("context", "considered-options", "decision", "consequences")
        ),
        ("content of the consequences", put("sections/consequences", EMPTY), "sections/consequences/claims"),
        ("sources", put("sources", []), SOURCES),
        ("cited source", put("sources/0/cited", 0), SOURCES),
        ("decision maker", put(OWNER, NOBODY), OWNER),
    ],
}
LACKING_EVERYWHERE: list[Lack] = [
    ("owner", drop(OWNER), FRONT),
    ("value of owner", put(OWNER, None), OWNER),
    ("day in `date`", put("frontmatter/date", "yesterday"), "frontmatter/date"),
    ("use of the assistant", put(AI, {"log": [ENTRY]}), AI),
    ("AI log", put(AI, {"use": "advise"}), AI),
    ("entry of the AI log", put(AI, {"use": "advise", "log": []}), LOG),
    *(
        (f"{key} of the AI log's entry", put(AI, {"use": "act", "log": [{**ENTRY, key: ""}]}), f"{LOG}/0/{key}")
        for key in ENTRY
    ),
    *((f"key {key} of the AI log's entry", both(put(AI, LOGGED), drop(f"{LOG}/0/{key}")), f"{LOG}/0") for key in ENTRY),
]
ALL_LACKING = [
    *((workflow, *lack) for workflow, lacks in LACKING.items() for lack in lacks),
    *((workflow, *lack) for workflow in WORKFLOWS for lack in LACKING_EVERYWHERE),
    *(
        (workflow, key, drop(f"frontmatter/{key}"), FRONT)
        for workflow in WORKFLOWS
        if workflow != "architecture-decision"
        for key in ("id", "date")
    ),
]

# what is different, how it becomes so: all of them hold
Variant = tuple[str, Change]
HOLDING: dict[str, list[Variant]] = {
    "incident-postmortem": [
        ("a trace for the log query", both(without("log-query"), adding("trace"))),
        *(
            (f"a {kind} in the timeline", put("sections/timeline", section(claim("14:02 It went out.", kind))))
            for kind in ("pull-request", "deploy", "commit", "release", "reference")
        ),
    ],
    "security-exception": [
        ("a linked threat model", both(drop("sections/threat-model"), adding("threat-model"))),
    ],
    "customer-communication": [
        ("support-lead signs", put(OWNER, {"support-lead": "@bob"})),
        ("a ticket for the incident", both(without("incident"), adding("ticket"))),
        *(
            (f"{status} without approvals", both(put("frontmatter/status", status), drop(APPROVALS)))
            for status in ("draft", "in-review", "withdrawn")
        ),
    ],
    "pricing-change": [
        ("product-lead signs", put(OWNER, {"product-lead": "@bob"})),
        ("linked competitors", both(drop("sections/competitive-references"), adding("competitor"))),
    ],
    "production-access": [
        ("platform-lead signs", put(OWNER, {"platform-lead": "@bob"})),
        *(
            (f"{status} without a log", both(put("frontmatter/status", status), drop("sections/access-log")))
            for status in ("draft", "requested", "approved", "denied")
        ),
        ("granted and not yet removed", both(put("frontmatter/status", "granted"), drop(f"{ACCESS}/1"))),
        *(
            (f"duration {duration}", put("frontmatter/duration", duration))
            for duration in ("90 minutes", "2 days", "1d", "PT4H", "P2D", "P1DT12H", "PT1H30M")
        ),
    ],
    "financial-forecast": [
        *((f"a {kind} for the spreadsheet", both(without("spreadsheet"), adding(kind))) for kind in ("model", "query")),
        ("a first forecast", put("sections/prior-forecast", section(claim("UNKNOWN: no earlier one.", unknown=True)))),
    ],
    "change-control": [
        *(
            (f"a {kind} for the pull request", both(without("pull-request"), adding(kind)))
            for kind in ("deploy", "commit", "release")
        ),
        ("a CI run for the test report", both(without("test-report"), adding("ci-run"))),
        ("a requirement's ID", both(drop("frontmatter/controls"), put("frontmatter/requirements", "REQ-14"))),
        *(
            (f"a linked {kind}", both(drop("frontmatter/controls"), adding(kind)))
            for kind in ("requirement", "control")
        ),
        ("the approval's own change", both(drop("frontmatter/change"), put(f"{APPROVALS}/0/change", "acme/shop#812"))),
        *(
            (f"{status} without approvals", both(put("frontmatter/status", status), drop(APPROVALS)))
            for status in ("draft", "in-review", "rejected")
        ),
    ],
    "architecture-decision": [
        *(
            (f"status {status}", put("frontmatter/status", status))
            for status in ("proposed", "superseded", "stable", None)
        ),
        ("silence about assistants", drop(AI)),
        ("neither ID nor date", both(drop("frontmatter/id"), drop("frontmatter/date"))),
    ],
}
HOLDING_EVERYWHERE: list[Variant] = [
    ("a logged assistant", put(AI, LOGGED)),
    ("keys of one's own", put("frontmatter/team", ["checkout", "cart"])),
    # Rules speak of the following, and one fault is one finding.
    ("an empty `ai`", put(AI, None)),
    ("a list under `owner`", put(OWNER, ["@alice", "@bob"])),
]
ALL_HOLDING = [
    *((workflow, *variant) for workflow, variants in HOLDING.items() for variant in variants),
    *((workflow, *variant) for workflow in WORKFLOWS for variant in HOLDING_EVERYWHERE),
    *(
        (
            workflow,
            "teams as owners",
            put(OWNER, dict.fromkeys(COMPLETE[workflow]["frontmatter"]["owner"], "@acme/sre")),
        )
        for workflow in WORKFLOWS
    ),
]

# workflow, place, value that is refused there
REFUSED: list[tuple[str, Place, Any]] = [
    ("incident-postmortem", "frontmatter/severity", "SEV9"),
    ("incident-postmortem", "frontmatter/severity", 2),
    ("security-exception", "frontmatter/expires", "2027-02-30"),
    ("customer-communication", APPROVALS, "yes"),
    ("customer-communication", f"{APPROVALS}/0/at", "last week"),
    ("customer-communication", f"{APPROVALS}/0/by", ""),
    ("customer-communication", f"{APPROVALS}/0/digest", "sha256:3a7b"),
    ("production-access", "frontmatter/duration", 4),
    ("change-control", "frontmatter/change", None),
    ("change-control", "frontmatter/requirements", []),
    ("change-control", "frontmatter/controls/0", ""),
    ("architecture-decision", "frontmatter/id", ["ADR", 12]),
    ("architecture-decision", "frontmatter/title", ["A", "B"]),
    ("architecture-decision", "frontmatter/sources", "S1"),
    ("architecture-decision", "frontmatter/amendments", "later"),
    *((workflow, "frontmatter/status", "nearly") for workflow in WORKFLOWS),
    *((workflow, AI, "no") for workflow in WORKFLOWS),
    ("incident-postmortem", AI, False),
    ("incident-postmortem", AI, []),
]


# --- the rules


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a schema file."""
    inner = schema if isinstance(schema, list) else []
    if isinstance(schema, dict):
        yield schema
        inner = list(schema.values())
    for value in inner:
        yield from walk(value)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_a_schema_of_2020_12_with_its_identity(name: str) -> None:
    schema = load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://citefirst.dev/schemas/{name}.schema.json"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", FILES)
def test_references_resolve_inside_the_directory(name: str) -> None:
    resolver = REGISTRY.resolver(load(name)["$id"])
    references = [node["$ref"] for node in walk(load(name)) if isinstance(node.get("$ref"), str)]
    assert references
    for reference in references:
        assert re.fullmatch(r"(record\.schema\.json)?#/\$defs/[a-z-]+", reference)
        assert isinstance(resolver.lookup(reference).contents, dict)


def test_every_shared_part_is_used() -> None:
    used = {
        node["$ref"].rpartition("/")[2]
        for name in FILES
        for node in walk(load(name))
        if isinstance(node.get("$ref"), str)
    }
    assert used == set(load("record")["$defs"])


@pytest.mark.parametrize("name", FILES)
def test_annotations_are_those_that_the_dialect_knows(name: str) -> None:
    for node in walk(load(name)):
        assert {key for key in node if key.startswith("x-")} <= ANNOTATIONS
        assert node.get("x-facts") in (None, "every", "detected", "none")
        if "x-message" in node and isinstance(node["x-message"], str):
            assert re.search(r"[.\"`]$", node["x-message"])
            assert "!" not in node["x-message"]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_root_says_what_assistants_may_do(workflow: str) -> None:
    assert load(workflow)["x-ai"] in ("optional", "allowed", "advise-only", "prohibited")
    assert (load(workflow)["x-ai"] == "optional") == (workflow == "architecture-decision")


def sections_of(workflow: str) -> dict[str, dict[str, Any]]:
    """Each section that a workflow names, with what it takes from the shared part."""
    named = load(workflow)["properties"]["sections"]["properties"]
    resolver = REGISTRY.resolver(load(workflow)["$id"])
    shared = {name: resolver.lookup(spec["$ref"]).contents if "$ref" in spec else {} for name, spec in named.items()}
    return {name: {**shared[name], **spec} for name, spec in named.items()}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_title_means_one_section(workflow: str) -> None:
    owner: dict[str, str] = {}
    for name, spec in sections_of(workflow).items():
        for title in {name, *map(slug, spec["x-headings"])}:
            assert owner.setdefault(title, name) == name, f"{title} means {owner[title]} and {name}"


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_section_has_a_mode_and_titles_of_its_own(workflow: str) -> None:
    for name, spec in sections_of(workflow).items():
        assert slug(name) == name
        titles = [slug(title) for title in spec["x-headings"]]
        assert len(set(titles)) == len(titles)
        assert titles[0].startswith(name)
        assert spec["x-facts"] in ("every", "detected", "none")
        message = spec.get("x-message")
        assert message is None or message.startswith(f"Add a section `{spec['x-headings'][0]}`")


INCIDENT_FACTS = {"summary", "impact", "detection", "timeline", "root-cause", "response", "resolution"}


@pytest.mark.parametrize(
    ("workflow", "mode", "names"),
    [
        ("incident-postmortem", "every", INCIDENT_FACTS),
        ("incident-postmortem", "none", {"lessons-learned", "action-items"}),
        ("security-exception", "none", {"risk-acceptance", "renewal-trigger", "remediation-plan"}),
        ("customer-communication", "every", {"facts"}),
        ("customer-communication", "none", {"message"}),
        ("pricing-change", "none", {"rollout-plan", "rollback-conditions"}),
        ("production-access", "none", {"monitoring-plan"}),
        ("financial-forecast", "none", {"next-steps"}),
        ("change-control", "none", {"implementation-plan", "rollback"}),
        ("architecture-decision", "every", set()),
        (
            "architecture-decision",
            "none",
            {"considered-options", "decision-drivers", "glossary", "references", "changelog", "open-questions"},
        ),
    ],
)
def test_only_opinions_plans_and_messages_need_no_source(workflow: str, mode: str, names: set[str]) -> None:
    assert {name for name, spec in sections_of(workflow).items() if spec["x-facts"] == mode} == names


@pytest.mark.parametrize(
    ("workflow", "title", "name"),
    [
        ("incident-postmortem", "Incident timeline", "timeline"),
        ("incident-postmortem", "Timeline of events", "timeline"),
        ("incident-postmortem", "Chronology", "timeline"),
        ("incident-postmortem", "What happened", "summary"),
        ("incident-postmortem", "Issue Summary", "summary"),
        ("incident-postmortem", "Five why's", "root-cause"),
        ("incident-postmortem", "Root Cause(s)", "root-cause"),
        ("incident-postmortem", "Contributing factors", "root-cause"),
        ("incident-postmortem", "Resolution and recovery", "resolution"),
        ("incident-postmortem", "Where we got lucky", "lessons-learned"),
        ("incident-postmortem", "What went poorly", "what-went-wrong"),
        ("incident-postmortem", "Corrective and preventative measures", "action-items"),
        ("architecture-decision", "Context and Problem Statement", "context"),
        ("architecture-decision", "Decision Outcome", "decision"),
        ("architecture-decision", "Pros and Cons of the Options", "considered-options"),
        ("architecture-decision", "Alternatives considered", "considered-options"),
        ("architecture-decision", "Negative Consequences", "consequences"),
        ("architecture-decision", "More Information", "more-information"),
    ],
)
def test_titles_that_real_records_use_are_known(workflow: str, title: str, name: str) -> None:
    spec = sections_of(workflow)[name]
    assert not {name, *map(slug, spec["x-headings"])}.isdisjoint(names_of(title))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_complete_record_holds(workflow: str) -> None:
    assert [error.message for error in errors(workflow, COMPLETE[workflow])] == []
    assert [error.message for error in errors("record", COMPLETE[workflow])] == []


def name_of(case: tuple[Any, ...]) -> str:
    return f"{case[0]}-{case[1]}".replace(" ", "-")


def places(found: list[ValidationError]) -> list[Place]:
    return ["/".join(map(str, error.absolute_path)) for error in found]


@pytest.mark.parametrize(("workflow", "what", "change", "place"), ALL_LACKING, ids=map(name_of, ALL_LACKING))
def test_what_is_missing_is_one_error_at_its_place(workflow: str, what: str, change: Change, place: Place) -> None:
    found = errors(workflow, changed(workflow, change))
    assert places(found) == [place]
    assert message(found[0])


@pytest.mark.parametrize(("workflow", "what", "change"), ALL_HOLDING, ids=map(name_of, ALL_HOLDING))
def test_what_is_allowed_holds(workflow: str, what: str, change: Change) -> None:
    assert [error.message for error in errors(workflow, changed(workflow, change))] == []


EMPTIED = [(workflow, name) for workflow in WORKFLOWS for name in load(workflow)["properties"]["sections"]["required"]]


@pytest.mark.parametrize(("workflow", "name"), [*EMPTIED, ("production-access", "access-log")])
def test_an_empty_section_is_one_error_inside_it(workflow: str, name: str) -> None:
    found = errors(workflow, changed(workflow, put(f"sections/{name}", EMPTY)))
    assert {place.rsplit("/", 1)[0] for place in places(found)} == {f"sections/{name}"}
    assert len(set(places(found))) == 1
    assert all(map(message, found))


@pytest.mark.parametrize("key", ["date", "by", "what"])
def test_an_amendment_says_when_who_and_what(key: str) -> None:
    amendment = {"date": "2026-11-20", "by": "@alice", "what": "Corrected the end of the impact."}
    complete = changed("incident-postmortem", put("frontmatter/amendments", [amendment]))
    assert errors("incident-postmortem", complete) == []
    del amendment[key]
    found = errors("incident-postmortem", changed("incident-postmortem", put("frontmatter/amendments", [amendment])))
    assert places(found) == ["frontmatter/amendments/0"]
    assert message(found[0])


@pytest.mark.parametrize(("workflow", "place", "value"), REFUSED)
def test_a_wrong_value_is_one_error_at_its_place(workflow: str, place: Place, value: Any) -> None:
    found = errors(workflow, changed(workflow, put(place, value)))
    assert places(found) == [place]
    assert message(found[0])


def test_two_missing_roles_are_two_errors_with_their_own_messages() -> None:
    found = errors("security-exception", changed("security-exception", put(OWNER, {})))
    assert places(found) == [OWNER, OWNER]
    sentences = [message(error) or "" for error in found]
    assert ["`security-lead:" in sentence for sentence in sentences] == [True, False]
    assert ["`service-owner:" in sentence for sentence in sentences] == [False, True]
