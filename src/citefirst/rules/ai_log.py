"""CF502, CF503, CF508 and CF509: the stored conversations with assistants, and what of their words has no source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citefirst.model import Problem
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.record.paths import Exists, inside
from citefirst.rules.examples import BODY
from citefirst.rules.rule import Example, Rule, demanded

if TYPE_CHECKING:
    from citefirst.ailog.entries import NamedLog
    from citefirst.ailog.secrets import Credential

MAX_SECRETS = 5
"""Credentials of a log that are reported one by one."""


def log_place(record: Record, entry: NamedLog, key: str) -> Span:
    """Return where the front matter says something about a log."""
    return record.header.place("ai", "log", entry.index, key)


def absent_log(record: Record, exists: Exists) -> Iterator[Problem]:
    for entry in record.header.log:
        if transcript := entry.text("transcript"):
            path = inside(record.document.path, transcript)
            if path is None or not exists(path):
                place = record.header.place("ai", "log", entry.index, "transcript")
                yield Problem(
                    place, f"the transcript `{transcript}` is not in the repository", "store it beside the record"
                )


def broken_log(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for entry in conversations.logs:
        place = log_place(record, entry, "transcript")
        if entry.fault:
            message = f"the transcript is not a log: {entry.fault}"
            yield Problem(place, message, "`citefirst log add` makes one of an export")
        for role, what in (("user", "prompt"), ("assistant", "output")):
            if entry.log and not entry.has(role):
                yield Problem(place, f"the log contains no {what}", "store the whole conversation")


def altered_log(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for entry in conversations.logs:
        bound = entry.said.get("sha256")
        if entry.sha256 and isinstance(bound, str) and bound.lower().removeprefix("sha256:") != entry.sha256:
            message = "the log is not the one that the record is bound to: its SHA-256 differs"
            hint = "restore it from its first commit; a log is never edited"
            yield Problem(log_place(record, entry, "sha256"), message, hint)


def uncited_model_text(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for index, (log, at) in conversations.copied.items():
        claim = record.claims[index]
        if claim.verdict == "uncited" and claim.factual and not claim.faulty and not claim.placeholder:
            where = f"message {at.message + 1}, character {at.start + 1} of log {log + 1}"
            message = f"this line is the assistant's, and nothing backs it ({where})"
            yield Problem(claim.unit.span, message, "cite the artifact that shows it, or begin with UNKNOWN")


def secret_in_log(record: Record, conversations: Conversations) -> Iterator[Problem]:
    """Find credentials in stored logs, without repeating them."""
    known: dict[str, list[Credential]] = {}  # a log that several entries name is searched once
    for entry in conversations.logs:
        if entry.log is None:
            continue
        from citefirst.ailog.secrets import find

        if entry.sha256 not in known:
            known[entry.sha256] = find(entry.log)
        found, place = known[entry.sha256], log_place(record, entry, "transcript")
        hint = "revoke it, remove it and say so under `redactions`; then bind the log again"
        for secret in found[:MAX_SECRETS]:
            where = f"message {secret.message + 1}, line {secret.line}"
            yield Problem(place, f"the log contains a credential ({secret.detector}, {where})", hint)
        if len(found) > MAX_SECRETS:
            yield Problem(place, f"the log contains {len(found) - MAX_SECRETS} more credentials", hint)


USED = """ai:
  use: advise
  log:
    - tool: claude-enterprise
      account: managed
      transcript: logs/latency.ailog.json
      sha256: 56d7850a683b45e5147fb0b7ca725a8a167ed4782424fbb2a45f015b4913833e"""
LEAKED = """ai:
  use: advise
  log:
    - tool: claude-enterprise
      account: managed
      transcript: logs/leak.ailog.json
      sha256: b0694b8fdd24e33609d9acb85af5d6f69745bc6d046158af820768805354c5d4"""
"""What `rules.examples.LOGS` holds."""

RULES = (
    Rule(
        code="CF502",
        name="missing-ai-log",
        summary="An assistant was used, but its prompts and outputs are not stored with the record.",
        why="What an assistant contributed can only be judged from what it was asked and what it answered.",
        checks=(demanded("CF502"), absent_log, broken_log),
        good=Example(front="ai: none"),
        bad=Example(front="ai:\n  use: advise\n  log: []"),
    ),
    Rule(
        code="CF503",
        name="altered-ai-log",
        summary="A stored log is not the one that the record is bound to.",
        why="A log that can be edited afterwards proves nothing. The record holds its SHA-256, and approvals "
        "the record.",
        checks=(altered_log,),
        good=Example(front=USED),
        bad=Example(front=USED.replace("56d7", "0000")),
    ),
    Rule(
        code="CF508",
        name="uncited-model-text",
        summary="A factual line is an assistant's, word for word, and nothing backs it.",
        why="A fluent sentence is not evidence of what it says. The line may well be true: then something shows it.",
        checks=(uncited_model_text,),
        good=Example(front=USED),
        bad=Example(front=USED, body=BODY.replace(" [S1]\n", "\n").replace("\n[S1]: ", "\nSee [S1].\n\n[S1]: ")),
    ),
    Rule(
        code="CF509",
        name="secret-in-log",
        summary="A stored log contains a credential.",
        why="A log is kept for years and read by many. The finding says what it looks like and where, not what it is.",
        checks=(secret_in_log,),
        good=Example(front=USED),
        bad=Example(front=LEAKED),
    ),
)
