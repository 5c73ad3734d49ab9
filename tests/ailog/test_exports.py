"""Exports of assistants: samples in the shapes that each format's module cites, and the logs that come out.

The golden logs lie beside the samples; CITEFIRST_GOLDEN=1 writes them anew.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from support.paths import TESTS

from citefirst.ailog.assistants import known
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports import FORMATS, recognise
from citefirst.ailog.exports.read import conversations, open_export, read
from citefirst.ailog.model import CitedPage, Log
from citefirst.ailog.stored import dump, load

EXPORTS = TESTS / "data" / "exports"
CHOSEN = {
    # sample: format, tool, conversation
    "claude.json": ("claude", "claude-team", "Order of the facts"),
    "gemini.json": ("gemini", "gemini-workspace", "INC-2041"),
    "copilot-365.json": ("copilot-365", "microsoft-365-copilot", "Whom do I page"),
    "aider.md": ("aider", "aider-managed", "2026-11-04 10:30:00"),
    "chatgpt-compliance.json": ("chatgpt-compliance", "chatgpt-enterprise", "Timeline"),
    "chatgpt-compliance-messages.jsonl": ("chatgpt-compliance", "chatgpt-enterprise", ""),
    "claude-code-subagent.jsonl": ("claude-code", "claude-code-enterprise", ""),
    "codex-subagent.jsonl": ("codex", "codex-enterprise", ""),
    "gemini-cli-older.json": ("gemini-cli", "gemini-cli-enterprise", ""),
    "otel-attributes.json": ("otel", "house-assistant", ""),
    "vscode-copilot-log.jsonl": ("vscode-copilot", "github-copilot-business", ""),
    "messages-anthropic.json": ("messages", "house-assistant", ""),
    "messages-openai.json": ("messages", "house-assistant", ""),
    "headings.md": ("markdown", "claude-enterprise", ""),
    "bold.md": ("markdown", "claude-enterprise", ""),
    "plain.md": ("markdown", "claude-enterprise", ""),
}
"""Samples whose name is not their format's, or of which a tool or a conversation must be chosen."""


def tool_of(form: str) -> str:
    managed = (one for one in known() if form in one.exports and one.account == "managed")
    return next((one.slug for one in managed), "house-assistant")


FILES = sorted(path.name for path in EXPORTS.iterdir() if not path.name.endswith(".ailog.json"))
SAMPLES = {name: CHOSEN.get(name, (form := name.partition(".")[0], tool_of(form), "")) for name in FILES}


def data(name: str) -> bytes:
    return (EXPORTS / name).read_bytes()


def sample(name: str) -> Log:
    _, tool, wanted = SAMPLES[name]
    return read(data(name), tool=tool, wanted=wanted)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_is_recognised_for_what_it_is(name: str) -> None:
    assert open_export(data(name)).format == SAMPLES[name][0]


@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_becomes_the_log_that_is_stored(name: str) -> None:
    golden = EXPORTS / f"{name.replace('.', '-')}.ailog.json"
    made = dump(sample(name))
    if os.environ.get("CITEFIRST_GOLDEN"):
        golden.write_bytes(made)
    assert made == golden.read_bytes()
    assert dump(load(made)) == made


def test_every_format_has_a_sample() -> None:
    assert {format for format, _, _ in SAMPLES.values()} == set(FORMATS)
    assert set(CHOSEN) <= set(SAMPLES)


NO_EXPORTS: list[Any] = [
    None, 1, "", "text", [], {}, [[]], [1], {"mapping": []}, [{"chat_messages": {}}], {"messages": ["x"]}, {"value": 1},
    {"requests": []}, {"messages": [{"role": "bot", "content": ""}]}, "## Prompt\nonly a prompt\n", {"header": []},
]  # fmt: skip


@pytest.mark.parametrize("value", NO_EXPORTS)
def test_what_is_no_export_is_not_taken_for_one(value: Any) -> None:
    assert recognise(value) is None


def test_only_the_branch_that_was_last_seen_is_read() -> None:
    said = [message.text for message in sample("chatgpt.json").messages]
    assert not any("regenerated" in text for text in said)
    assert not any("search(" in text for text in said)
    assert said[0].startswith("[image asset]\n\nThe panel")


def test_marks_of_citations_become_sources() -> None:
    last = sample("chatgpt.json").messages[-1]
    assert not any("\ue000" <= char <= "\uf8ff" for char in last.text)
    address = "https://sre.google/sre-book/example-postmortem/"
    assert last.sources == (CitedPage(url=address, title="Google SRE: Example Postmortem"),)


def test_attachments_are_named_and_reasoning_is_not_kept() -> None:
    first, second, *_ = sample("claude.json").messages
    assert first.text.endswith("[attached: facts.md]\n\n[attached: draft.pdf]")
    assert "reader wants" not in second.text
    assert "not supported" not in second.text


def test_what_was_written_beside_the_conversation_is_an_output() -> None:
    assert "[artifact: Order]\n\n1. What happened\n2. That it is reversed" in sample("claude.json").messages[1].text
    canvas = sample("chatgpt.json").messages[2]
    assert (canvas.role, canvas.text) == ("assistant", "[canvas: impact]\n\nCheckout was slow for 38 minutes.")


def test_activities_are_put_together_until_half_an_hour_passes() -> None:
    titles = [one.title for one in conversations(open_export(data("gemini.json")))]
    assert titles == ["Summarise the timeline of INC-2041 & say how long it took", "Plan a birthday party"]


def test_html_becomes_text_with_its_lines() -> None:
    answer = sample("gemini.json").messages[1].text
    assert answer.split("\n") == [
        "There are two entries:",
        "- 14:02 the deploy,",
        "- 14:40 the rollback & recovery.",
        "That is 38\N{NO-BREAK SPACE}minutes.",
        "select",
        "  1 < 2",
    ]


def test_an_answer_in_a_card_is_read_with_its_links() -> None:
    answer = sample("copilot-365.json").messages[-1]
    assert answer.text.startswith("The handbook asks")
    assert "[^1^]" not in answer.text
    assert [source.title for source in answer.sources] == ["OnCall Handbook.pdf"]


@pytest.mark.parametrize(
    "record",
    [
        {"CopilotEventData": {"AppHost": "Teams", "Messages": [{"Id": "1", "isPrompt": True}]}},
        {"Operation": "CopilotInteraction", "AuditData": {"CopilotEventData": {"Messages": []}}},
        {"auditData": {"CopilotEventData": {}}},
    ],
)
@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: {"value": [one]}])
def test_an_audit_log_of_copilot_is_refused_with_a_way_out(record: dict[str, Any], wrap: Any) -> None:
    with pytest.raises(AiLogError, match=r"does not hold what was said: export .* getAllEnterpriseInteractions"):
        read(json.dumps(wrap(record)).encode(), tool="microsoft-365-copilot")


def test_an_answer_in_the_editor_shows_what_it_referred_to_and_edited() -> None:
    answer = sample("vscode-copilot.json").messages[1]
    assert "Since deploy 8123 `cart.py` builds its own client" in answer.text
    assert "[edited file:///w/shop/cart.py]" in answer.text
    assert [source.url for source in answer.sources] == [
        "file:///w/shop/cart.py",
        "file:///w/shop/pool.py",
        "https://github.com/acme/pool/blob/main/pool.py",
    ]


def test_a_request_that_was_taken_back_is_not_read() -> None:
    assert len(sample("vscode-copilot.json").messages) == 2


@pytest.mark.parametrize(
    ("name", "model", "version"),
    [
        ("chatgpt.json", "gpt-4o", "2024-08-06"),
        ("messages-anthropic.json", "claude-sonnet-4-5", "20250929"),
        ("messages-openai.json", "gpt-4.1", "2025-04-14"),
        ("vscode-copilot.json", "copilot/gpt-5-mini", ""),
        ("claude.json", "", ""),
    ],
)
def test_the_version_of_a_model_is_the_date_in_its_name(name: str, model: str, version: str) -> None:
    log = sample(name)
    assert (log.model, log.model_version) == (model, version)
    assert not any(message.model for message in log.messages)


def test_a_message_by_another_model_says_so() -> None:
    value = {
        "messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": "y", "model": "a"},
            {"role": "assistant", "content": "z", "model": "b"},
        ]
    }
    log = read(json.dumps(value).encode(), tool="x")
    assert (log.model, [message.model for message in log.messages]) == ("b", ["", "a", ""])


MARKDOWN = [
    ("# Prompt\na\n# Output\nb", [("user", "a"), ("assistant", "b")]),
    ("## \N{BUST IN SILHOUETTE} User\na\n\n## \N{ROBOT FACE} Assistant\nb\n", [("user", "a"), ("assistant", "b")]),
    ("# **Prompt** #\na\n# Output: ##\nb", [("user", "a"), ("assistant", "b")]),
    ("### Human:\na\n### AI:\nb", [("user", "a"), ("assistant", "b")]),
    ("## Q1\na\n## A1\nb", [("user", "a"), ("assistant", "b")]),
    ("## System\ns\n## User\na\n## ChatGPT\nb", [("system", "s"), ("user", "a"), ("assistant", "b")]),
    ("**Prompt:** a\n**Output:** b\nc", [("user", "a"), ("assistant", "b\nc")]),
    ("__User__\na\n__Assistant__\nb", [("user", "a"), ("assistant", "b")]),
    ("Q: a\r\nA: b\r\n", [("user", "a"), ("assistant", "b")]),
    ("## Prompt\na\n## Output\nPrompt: b\n**User:** c", [("user", "a"), ("assistant", "Prompt: b\n**User:** c")]),
    ("## Prompt\na\n## Output\n### Prompt\nb", [("user", "a"), ("assistant", "### Prompt\nb")]),
    ("## Prompt\n~~~\n## Output\n```\n~~~\n## Output\nb", [("user", "~~~\n## Output\n```\n~~~"), ("assistant", "b")]),
]


@pytest.mark.parametrize(("text", "said"), MARKDOWN)
def test_headings_and_labels_say_who_speaks(text: str, said: list[tuple[str, str]]) -> None:
    log = read(text.encode(), tool="x")
    assert [(message.role, message.text) for message in log.messages] == said
