"""CF501 and CF502: whether an assistant was used, and the log of it."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.instance import locate
from citefirst.record import Record
from citefirst.resolve import inside
from citefirst.rules.rule import Example, Hit, Rule, violations


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
)
