"""The keys of a policy are described once: decoder, schema, messages and docs follow from the description."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import policy_keys
import pytest

from citefirst.check.rulebook import is_plainly_valid as is_valid
from citefirst.errors import PolicyError
from citefirst.policy import keys, reading, shape
from citefirst.policy.decoding import decode_keys, hints, is_keys, written
from citefirst.policy.keys import NO_KEYS, Level, PolicyKeys
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.policy.shape import schema

KINDS = [kind for kind in vars(keys).values() if is_keys(kind) and kind is not keys.Key]


def test_a_key_is_added_by_its_description_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoder, schema, messages and the table of the docs follow; what is left to write is the place that uses it."""
    old = get_type_hints(PolicyKeys, include_extras=True)
    new = Annotated[tuple[Level, ...], keys.Key("Levels at which a sprint is frozen.", tighter="closed")]
    more: Any = NamedTuple("PolicyKeys", [*old.items(), ("sprint_freeze", new)])  # type: ignore[misc]
    more.__new__.__defaults__ = (*NO_KEYS, ())
    more._field_defaults = {**PolicyKeys._field_defaults, "sprint_freeze": ()}
    for module in (keys, shape, reading, policy_keys):
        monkeypatch.setattr(module, "PolicyKeys", more)
    found: Any = read("p.yml", b"sprint-freeze: [error]\nsecond-signer: true\n").keys
    assert (found.sprint_freeze, found.second_signer, found.approvals) == (("error",), True, "declared")
    assert is_valid(schema(), {"sprint-freeze": ["error"]})
    row = "| `sprint-freeze` | list |  | Levels at which a sprint is frozen. | nothing more |\n"
    assert policy_keys.table(schema()).count(row) == 1
    wrong = {
        "sprint-freeze: 1": "`sprint-freeze`: input should be a valid list",
        "sprint-freze: 1": "`sprint-freeze`?",
    }
    for text, said in wrong.items():
        with pytest.raises(PolicyError, match=re.escape(said)):
            read("p.yml", text.encode())


def test_no_module_of_the_policy_asks_a_plain_value_for_a_key() -> None:
    """A key stands in its description and, as an attribute, where it is used."""
    names = "|".join(written(name) for kind in KINDS for name in hints(kind))
    asked = re.compile(rf"""\.get\(\s*["']({names})["']|\[["']({names})["']\]""")
    assert asked.search('value.get("second-signer", False)')
    room = Path(keys.__file__).parent
    assert [path.name for path in sorted(room.glob("*.py")) if asked.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_says_what_its_key_means(kind: Any) -> None:
    assert kind.__doc__.endswith(".")
    for name, hint in hints(kind).items():
        key = get_args(hint)[1]
        assert isinstance(key, keys.Key), name
        assert key.text[-1:] in (".", "…"), name


class Days(NamedTuple):
    """Keys with a value that no policy has."""

    when: Annotated[date, keys.Key("A day.")]


def test_a_type_that_the_decoder_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="no value of a policy is decoded"):
        decode_keys(Days, {"when": "2027-01-31"})


FULL = {
    "workflows": {"note": {"ai": "prohibited"}, "other": {}},
    "ai": {"tools": {"t": {}, "u": {"highest": "low"}}, "data-classes": ["low"]},
    "people": {"@a": ["b@c.org"]},
}


def test_what_is_absent_takes_its_default_at_every_depth() -> None:
    found = decode_keys(PolicyKeys, FULL)
    assert found.workflows == {"note": keys.WorkflowKeys(ai="prohibited"), "other": keys.WorkflowKeys()}
    assert found.ai == keys.AssistantsKeys({"t": keys.ToolKeys(), "u": keys.ToolKeys("low")}, "act", ("low",))
    assert found.people == {"@a": ("b@c.org",)}
    assert (found.approvals, found.records, found.sources) == ("declared", {}, keys.SourcesKeys())
    assert decode_keys(PolicyKeys, {}) == NO_KEYS


def test_what_assistants_may_do_is_the_workflows_word_or_else_the_policys() -> None:
    policy = Policy(keys=decode_keys(PolicyKeys, FULL | {"ai": {"boundary": "advise-only"}}))
    assert [policy.boundary(name) for name in ("note", "other", "x")] == ["prohibited", "advise-only", "advise-only"]


@pytest.mark.parametrize(
    "text", ["workflows: {note: 1}\n", "- a\n", "ids: {a: b}\n", "workflows: {note: {ai: null}}\n"]
)
def test_a_fault_names_no_class_of_python(text: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read("p.yml", text.encode())
    assert re.search("instance|Keys", str(caught.value)) is None


def test_a_page_without_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="the page lacks"):
        policy_keys.insert("# The policy\n", schema())
