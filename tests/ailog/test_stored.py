"""The file of a log: written in one form, read strictly, and described by the schema for everybody else."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from support.paths import ROOT

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.model import (
    MAX_MESSAGES,
    MAX_NAME,
    MAX_TEXT,
    VERSION,
    CitedPage,
    Log,
    LogOrigin,
    Message,
    Redaction,
)
from citefirst.ailog.stored import dump, from_json, load
from citefirst.workflow.engine import is_moment

SCHEMA = json.loads((ROOT / "schemas" / "ai-log.schema.json").read_text("utf-8"))
CHECKER = FormatChecker(formats=())
CHECKER.checks("date-time", raises=ValueError)(is_moment)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=CHECKER)

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
MAYBE = st.just("") | NAMES
TIMES = st.sampled_from(["", "2026-11-03T14:02:00Z", "2026-11-03T14:02:00.123456+02:00"])
SOURCES = st.builds(CitedPage, MAYBE, MAYBE, MAYBE).filter(lambda source: source != CitedPage())
ROLES = st.sampled_from(["user", "assistant", "system", "tool"])
MESSAGES = st.builds(Message, ROLES, MAYBE, TIMES, MAYBE, st.lists(SOURCES, max_size=2).map(tuple))
LOGS = st.builds(
    Log,
    tool=NAMES,
    account=st.sampled_from(["managed", "personal", "unknown"]),
    messages=st.lists(MESSAGES, min_size=1, max_size=3).map(tuple),
    vendor=MAYBE,
    model=MAYBE,
    model_version=MAYBE,
    data_class=MAYBE,
    started=TIMES,
    ended=TIMES,
    redactions=st.lists(st.builds(Redaction, st.just(0), NAMES, st.integers(1, 9)), max_size=2).map(tuple),
    origin=st.none() | st.builds(LogOrigin, NAMES, st.just("0f" * 32), MAYBE, MAYBE),
)
FULL = Log(
    tool="claude-enterprise",
    account="managed",
    vendor="Anthropic",
    model="claude-sonnet-4-5",
    model_version="20250929",
    data_class="internal",
    started="2026-10-15T13:22:04Z",
    ended="2026-10-15T13:31:47Z",
    messages=(
        Message("user", "Which facts help a reader?", "2026-10-15T13:22:04Z"),
        Message(
            "assistant",
            "",
            model="other",
            sources=(CitedPage("INC-3187"), CitedPage(url="https://a.example", title="A")),
        ),
    ),
    redactions=(Redaction(1, "AWS Access Key", 2),),
    origin=LogOrigin("claude", "ab" * 32, "0c1f6a3e", "Order of the facts"),
)
LEAVES: list[Any] = [
    None, True, 0, 1, -1, 2, 1.0, 1.5, 5000, 10**30, "", "x", "user", "managed", "2026-11-03", "2026-11-03T14:02:00Z",
    "2026-02-30T14:02:00Z", "2026-11-03T14:02:00Z\n", "ab" * 32, "AB" * 32, "ab" * 32 + "\n", "x" * 5000, [], {},
]  # fmt: skip
KEYS = [
    key
    for part in (SCHEMA, *(SCHEMA["properties"][name]["items"] for name in ("messages", "redactions")))
    for key in part["properties"]
] + ["x"]
VALUES = st.recursive(
    st.sampled_from(LEAVES).map(copy.deepcopy),  # the second change may be within the first
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def mutated(value: Any, data: st.DataObject) -> Any:
    """A value with something in it replaced, removed or added."""
    path: tuple[str | int, ...] = data.draw(st.sampled_from(places(value)))
    holder: Any = value
    for key in path[:-1]:
        holder = holder[key]
    target = holder[path[-1]] if path else value
    change = data.draw(st.sampled_from(["add", "remove", "replace"]))
    if isinstance(target, dict) and change == "add":
        target[data.draw(st.sampled_from(KEYS))] = data.draw(VALUES)
    elif path and change == "remove":
        del holder[path[-1]]
    elif path:
        holder[path[-1]] = data.draw(VALUES)
    else:
        return data.draw(VALUES)
    return value


def is_read(value: Any) -> bool:
    try:
        from_json(value)
    except AiLogError:
        return False
    return True


@given(LOGS)
def test_a_log_that_is_written_is_read_as_it_was(log: Log) -> None:
    data = dump(log)
    assert load(data) == log
    assert dump(load(data)) == data
    assert data.endswith(b"}\n")
    assert VALIDATOR.is_valid(json.loads(data))


@settings(max_examples=1500)
@given(st.data())
def test_what_is_read_is_what_the_schema_describes(data: st.DataObject) -> None:
    value = json.loads(dump(FULL))
    for _ in range(data.draw(st.integers(1, 2))):
        value = mutated(value, data)
    valid = is_valid(value)
    found = value.get("redactions") if isinstance(value, dict) and valid else None
    if any(one["message"] >= len(value["messages"]) for one in found or ()):
        return  # that the index is one of a message is beyond a schema
    assert is_read(value) == valid


def is_valid(value: Any) -> bool:
    """By the schema. It has 1.0 and 1 for the same number, which a file that was written here never says."""
    return VALIDATOR.is_valid(value) and not any(isinstance(one, float) for one in leaves(value))


def leaves(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inner is None else [leaf for item in inner for leaf in leaves(item)]


def test_the_schema_has_the_limits_of_the_reader() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    messages = SCHEMA["properties"]["messages"]
    assert SCHEMA["properties"]["version"]["const"] == VERSION
    assert messages["maxItems"] == MAX_MESSAGES
    assert messages["items"]["properties"]["text"]["maxLength"] == MAX_TEXT
    assert SCHEMA["$defs"]["name"]["maxLength"] == MAX_NAME


STORED = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("examples/*/*/logs/*.ailog.json"))


@pytest.mark.parametrize("path", STORED)
def test_the_logs_of_the_examples_are_as_they_would_be_written(path: str) -> None:
    data = (ROOT / path).read_bytes()
    assert dump(load(data)) == data


def without(key: str) -> str:
    value = json.loads(dump(FULL))
    del value[key]
    return json.dumps(value)


def with_(**changes: Any) -> str:
    return json.dumps(json.loads(dump(FULL)) | changes)


WRONG: list[tuple[str | bytes, str]] = [
    ("", "the log is not valid JSON in UTF-8: Expecting value: line 1 column 1 (char 0)"),
    (b"\xff", "the log is not valid JSON in UTF-8"),
    ("[" * 100_000, "the log is nested too deeply"),
    ('{"version": 1, "version": 1}', "a key appears twice in one object"),
    ('{"version": NaN}', "NaN is not a number in JSON"),
    ("[]", "the log is not an object"),
    (with_(vendr="x"), "`vendr` is not a key of a log: the known keys are version, tool, vendor,"),
    (without("account"), "`account` is missing in the log"),
    (with_(version=2), "`version` of the log is not 1"),
    (with_(account="mine"), "`account` of the log is not one of `managed`, `personal`, `unknown`"),
    (with_(tool=""), "`tool` of the log is not a text of 1 to 4096 characters"),
    (with_(tool="\ud800"), "`tool` of the log is not a text of whole characters"),
    (with_(started="yesterday"), "`started` of the log is not a date and time with its offset, such as 2026-"),
    (with_(started="2026-02-30T00:00:00Z"), "`started` of the log is not a date and time of the calendar"),
    (with_(messages={}), "`messages` of the log is not a list"),
    (with_(messages=[{"role": "bot", "text": ""}]), "`messages[0].role` of the log is not one of `user`,"),
    (with_(messages=[{"role": "user"}]), "`messages[0].text` is missing in the log"),
    (with_(messages=[{"role": "user", "text": "", "sources": [{}]}]), "`messages[0].sources[0]` of the log is not a"),
    (with_(messages=[{"role": "user", "text": "", "x": 1}]), "`messages[0].x` is not a key of a log: the known keys"),
    (with_(messages=[{"role": "user", "text": ""}]), "`redactions[0].message` of the log is not the index"),
    (with_(messages=[{"role": "user", "text": ""}] * 50001), "`messages` of the log is not a list of at most 50000"),
    (with_(origin={"format": "claude", "sha256": "x"}), "`origin.sha256` of the log is not 64 hexadecimal digits"),
    (with_(redactions=[{"message": 0, "reason": "x", "count": 0}]), "`redactions[0].count` of the log is not a"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_log_that_cannot_be_used_is_refused_with_the_place(text: str | bytes, said: str) -> None:
    with pytest.raises(AiLogError) as caught:
        load(text.encode() if isinstance(text, str) else text)
    assert said in str(caught.value)


def test_a_log_that_could_not_be_read_again_is_not_written() -> None:
    message = Message("user", "a" * MAX_TEXT)
    with pytest.raises(AiLogError, match="larger than 16 MiB"):
        dump(Log(tool="x", account="unknown", messages=(message,) * 17))
    with pytest.raises(AiLogError, match="larger than 16 MiB"):
        load(b" " * ((16 << 20) + 1))
