"""The quick test for validity and the validator never disagree."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT

from citefirst.record import instance
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.workflow import engine, quick
from citefirst.workflow.catalogue import SUFFIX

RUN = Run.start(CheckRequest((ROOT / "examples",)))
CATALOGUE = RUN.rulebook.catalogue
INSTANCES = [
    (record.workflow.name, instance.build(record)) for _, record in RUN.records(None) if record.workflow is not None
]
VALUES: list[Any] = ["", "x", "UNKNOWN", 0, 1, 1.0, True, False, None, [], {}, ["x"], {"x": 1}, "2026-02-30", -1, 2.5]


def judged(name: str, value: Any) -> tuple[bool | None, bool]:
    library = CATALOGUE.library(name)
    root = library.parse(name + SUFFIX)
    if name not in CATALOGUE.validators:
        CATALOGUE.validators[name] = engine.validator(root, library.documents)
    return quick.is_valid(root.root, value, library.resolve), CATALOGUE.validators[name].is_valid(value)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container of a value with each of its keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def mutated(value: Any, random: Random) -> Any:
    value = copy.deepcopy(value)
    for _ in range(random.randint(1, 3)):
        container, key = random.choice(list(places(value)))
        if random.random() < 0.4:
            del container[key]
        else:
            container[key] = random.choice(VALUES)
        if not any(True for _ in places(value)):
            break
    return value


@pytest.mark.parametrize("name", sorted({name for name, _ in INSTANCES}))
def test_they_agree_on_the_examples_and_on_mutations_of_them(name: str) -> None:
    random = Random(name)
    told = 0
    for value in [value for other, value in INSTANCES if other == name]:
        for one in [value, *(mutated(value, random) for _ in range(25))]:
            guess, verdict = judged(name, one)
            assert guess in (None, verdict), one
            told += guess is not None
    assert told, "the quick test understands the built-in schemas"


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["null", "string", "number", "integer", "boolean", "array", "object", ["string", "null"]]
            ),
            "const": st.sampled_from(["x", None, 1]),
            "enum": st.lists(st.sampled_from(["x", "", None]), min_size=1),
            "required": st.lists(st.sampled_from(["a", "b"])),
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(0, 2),
            "minLength": st.integers(0, 2),
            "maxLength": st.integers(0, 2),
            "pattern": st.sampled_from(["x", "^$", "[0-9]"]),
            "format": st.sampled_from(["date", "email", "unheard-of"]),
            "minimum": st.integers(0, 2),
            "uniqueItems": st.booleans(),
        },
    )
    | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "b"]), inner),
            "additionalProperties": inner,
            "items": inner,
            "contains": inner,
            "minContains": st.integers(0, 2),
            "maxContains": st.integers(0, 2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
        },
    ),
    max_leaves=8,
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["", "x", "1", "2026-11-03", "a@b.example", None, True, False, 0, 1, 1.0, 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    max_leaves=6,
)


@given(SCHEMAS, JSON)
def test_they_agree_on_any_schema_and_value(schema: Any, value: Any) -> None:
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=())
    for name, test in engine.FORMATS.items():
        checker.checks(name, raises=ValueError)(test)
    verdict = Draft202012Validator(schema, format_checker=checker).is_valid(value)
    assert quick.is_valid(schema, value, lambda address: True) in (None, verdict)
