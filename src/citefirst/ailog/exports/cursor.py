"""Cursor: a transcript of `~/.cursor/projects/*/agent-transcripts/**/*.jsonl`.

Cursor publishes no schema. The shape is that of a transcript in a public repository (github.com/git-ai-project/git-ai,
tests/fixtures/cursor-session-simple.jsonl, and src/streams/agents/cursor.rs): `role` and `message.content` with blocks
`text` and `tool_use`. A prompt stands in `<user_query>`; what stands around it was added by the editor. The file holds
neither times nor models nor results of tools, and its name is the session's. Its database `state.vscdb` is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, role, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message

_OPEN, _CLOSE = "<user_query>", "</user_query>"
_BLANK = re.compile(r"\n{3,}")


def _recognise(value: Any) -> bool:
    return any(
        item.get("role") in ("user", "assistant")
        and isinstance(item.get("message"), dict)
        and isinstance(item["message"].get("content"), list)
        and "sessionId" not in item
        for item in samples(value)
    )


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session = place.name or "session"

    def __call__(self, record: Node) -> Iterator[Event]:
        if not record["role"]:
            yield passed(record, record["type"].label())
            return
        who = role(record["role"])
        yield About(self.session)
        for block in record["message"]["content"]:
            kind = block["type"].text()
            if kind == "text":
                yield from self._text(who, block["text"].text())
            elif kind == "tool_use":
                yield from called(self.session, block["name"].label(), block["input"])
            elif kind == "tool_result":
                yield result(self.session, "", block["content"])
            else:
                yield passed(block, who, kind)

    def _text(self, who: str, text: str) -> Iterator[Event]:
        if who != "user":
            yield Said(self.session, Message("system" if who == "system" else "assistant", text.strip()))
            return
        before, found, rest = text.partition(_OPEN)
        asked, closed, after = rest.rpartition(_CLOSE)
        added = _BLANK.sub("\n\n", f"{before}\n\n{after}").strip() if found and closed else ""
        yield Said(self.session, Message("system", added))
        yield Said(self.session, Message("user", (asked if found and closed else text).strip()))


FORMAT = SessionFormat(
    name="cursor",
    label="Cursor transcript",
    vendor="Anysphere",
    assistant="Cursor",
    export="a transcript of `~/.cursor/projects/…/agent-transcripts`",
    source="a transcript in a public repository",
    unread="`state.vscdb`; results of tools, times and models, which the file does not hold",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
