"""The rulesets of the examples are what GitHub's API takes, by its own description, and name what there is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator
from support.paths import ROOT

SPEC = json.loads((ROOT / "tests" / "fakes" / "openapi.json").read_text("utf-8"))
BODY = SPEC["paths"]["/orgs/{org}/rulesets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
VALIDATOR = Draft4Validator({**BODY, "components": SPEC["components"]})
PARAMETERS: dict[str, dict[str, Any]] = {
    each["properties"]["type"]["enum"][0]: each["properties"].get("parameters", {})
    for name, each in SPEC["components"]["schemas"].items()
    if name.startswith("repository-rule-") and "enum" in each.get("properties", {}).get("type", {})
}
EXAMPLES = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "examples/rulesets").glob("*.json")}
JOBS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))["jobs"]["citefirst"]
    for path in (ROOT / ".github/workflows/citefirst.yml", ROOT / "examples/workflows/organisation.yml")
}


def faults(ruleset: dict[str, Any]) -> list[str]:
    """What the description finds wrong, and keys of rules that it does not know, which GitHub would ignore."""
    found = [error.message for error in VALIDATOR.iter_errors(ruleset)]
    for rule in ruleset["rules"]:
        parameters = PARAMETERS[rule["type"]]
        checker = Draft4Validator({**parameters, "components": SPEC["components"]})
        found += [error.message for error in checker.iter_errors(rule["parameters"])]
        found += [f"unknown: {name}" for name in rule["parameters"] if name not in parameters["properties"]]
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_ruleset_is_what_the_api_takes(name: str) -> None:
    assert faults(EXAMPLES[name]) == []
    assert EXAMPLES[name]["enforcement"] == "disabled", "whoever copies it turns it on"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"disabled"', '"off"'),
        ('"branch"', '"branches"'),
        ('"integration_id": 15368', '"integration_id": "github-actions"'),
        ('"context": "citefirst / citefirst", ', ""),
        ('"strict_required_status_checks_policy": false', '"strict": false'),
    ],
)
def test_a_wrong_ruleset_is_found(old: str, new: str) -> None:
    text = json.dumps(EXAMPLES["required-check"])
    assert old in text
    assert faults(json.loads(text.replace(old, new)))


def test_the_required_check_is_the_one_of_the_called_job() -> None:
    """GitHub joins the names of the calling and of the called job."""
    (rule,) = EXAMPLES["required-check"]["rules"]
    contexts = [each["context"] for each in rule["parameters"]["required_status_checks"]]
    assert contexts == [f"{JOBS['organisation']['name']} / {JOBS['citefirst']['name']}"]


def test_the_caller_grants_what_the_called_job_asks_for() -> None:
    """GitHub starts no workflow whose called job asks for more."""
    assert JOBS["organisation"]["permissions"] == JOBS["citefirst"]["permissions"]
