"""CF501-CF509: whether an assistant was used, within which limits, and the log of it (`assistance`)."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.record.build import Record
from citefirst.record.citing import inside
from citefirst.record.instance import locate
from citefirst.rules.examples import BODY
from citefirst.rules.rule import Example, Hit, Rule, problems, violations


def missing_declaration(record: Record) -> Iterator[Hit]:
    front = record.document.frontmatter
    if front is None or record.workflow is None or record.workflow.ai == "optional":
        return
    if front.data.get("ai") in (None, ""):
        yield Hit(
            locate(record, ("frontmatter", "ai")),
            "the record does not say whether an assistant was used",
            "write `ai: none`, or `ai:` with `use: advise` and the log of it",
        )


def missing_log(record: Record) -> Iterator[Hit]:
    yield from violations("CF502")(record)
    yield from problems("CF502")(record)
    front = record.document.frontmatter
    ai = front.data.get("ai") if front else None
    log = ai.get("log") if isinstance(ai, dict) else None
    for index, entry in enumerate(log if isinstance(log, list) else ()):
        transcript = entry.get("transcript") if isinstance(entry, dict) else None
        if isinstance(transcript, str) and transcript:
            path = inside(record.document.path, transcript)
            if path is None or not record.exists(path):
                place = locate(record, ("frontmatter", "ai", "log", index, "transcript"))
                yield Hit(
                    place, f"the transcript `{transcript}` is not in the repository", "store it beside the record"
                )


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
CLASSES = "ai: {data-classes: [public, internal, secret], tools: {claude-enterprise: {highest: internal}}}"

RULES = (
    Rule(
        code="CF501",
        name="missing-ai-declaration",
        summary="The record does not say whether an assistant was used.",
        why="Silence is not `none`. Who reads the record later must know which words are a person's.",
        check=missing_declaration,
        good=Example(front="ai: none"),
        bad=Example(front="ai:"),
    ),
    Rule(
        code="CF502",
        name="missing-ai-log",
        summary="An assistant was used, but its prompts and outputs are not stored with the record.",
        why="What an assistant contributed can only be judged from what it was asked and what it answered.",
        check=missing_log,
        good=Example(front="ai: none"),
        bad=Example(front="ai:\n  use: advise\n  log: []"),
    ),
    Rule(
        code="CF503",
        name="altered-ai-log",
        summary="A stored log is not the one that the record is bound to.",
        why="A log that can be edited afterwards shows nothing. The record holds its SHA-256, and approvals "
        "the record.",
        check=problems("CF503"),
        good=Example(front=USED),
        bad=Example(front=USED.replace("56d7", "0000")),
    ),
    Rule(
        code="CF504",
        name="unmanaged-account",
        summary="An assistant was used through a personal account.",
        why="An organisation decides for the accounts that it manages what is kept, for how long, and what a model may "
        "learn from. A personal account looks the same on the screen.",
        check=problems("CF504"),
        good=Example(front=USED),
        bad=Example(front=USED.replace("account: managed", "account: personal")),
    ),
    Rule(
        code="CF505",
        name="unapproved-tool",
        summary="An assistant was used that the policy does not list.",
        why="Which assistants may see the organisation's data is for the maintainers to say, in the policy.",
        check=problems("CF505"),
        good=Example(front=USED, under="ai: {tools: {claude-enterprise: {}}}"),
        bad=Example(front=USED, under="ai: {tools: {gemini-workspace: {}}}"),
    ),
    Rule(
        code="CF506",
        name="ai-not-allowed",
        summary="An assistant did more than the workflow or the policy allows.",
        why="Some records are for people to write, and some decisions for people to carry out.",
        check=problems("CF506"),
        good=Example(front=USED, under="ai: {boundary: advise-only}"),
        bad=Example(front=USED.replace("use: advise", "use: act"), under="ai: {boundary: advise-only}"),
    ),
    Rule(
        code="CF507",
        name="data-class-exceeded",
        summary="Data of a class above the assistant's was given to it.",
        why="A contract with a vendor covers data up to a class. What was typed into a chat cannot be called back.",
        check=problems("CF507"),
        good=Example(front=f"data-class: internal\n{USED}", under=CLASSES),
        bad=Example(front=f"data-class: secret\n{USED}", under=CLASSES),
    ),
    Rule(
        code="CF508",
        name="uncited-model-text",
        summary="A factual line is an assistant's, word for word, and nothing backs it.",
        why="A fluent sentence is no evidence of what it says. The line may well be true: then something shows it.",
        check=problems("CF508"),
        good=Example(front=USED),
        bad=Example(front=USED, body=BODY.replace(" [S1]\n", "\n").replace("\n[S1]: ", "\nSee [S1].\n\n[S1]: ")),
    ),
    Rule(
        code="CF509",
        name="secret-in-log",
        summary="A stored log holds a credential.",
        why="A log is kept for years and read by many. The finding says what it looks like and where, not what it is.",
        check=problems("CF509"),
        good=Example(front=USED),
        bad=Example(front=LEAKED),
    ),
)
