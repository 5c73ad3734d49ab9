"""ChatGPT Enterprise: what the Compliance API returns, and connectors store, of a workspace's conversations.

OpenAI describes the API to customers only. The shape is the one that connectors publish: Sumo Logic's sample log
(github.com/SumoLogic/sumologic-documentation, docs/integrations/saas-cloud/chatgpt-compliance) has one
`compliance.workspace.conversation` for each message, with `message.author.role` and `message.content` (`type` and
`value`); the list (github.com/Worklytics/psoxy, docs/sources/chatgpt/compliance/example-api-responses) has `data` of
conversations, each with `messages.data`. Times are seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, role, samples
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Part

_OBJECT = "compliance.workspace.conversation"


def _is_conversation(item: Any) -> bool:
    return isinstance(item, dict) and (
        item.get("object") == _OBJECT
        or ("workspace_id" in item and "user_email" in item and ("messages" in item or "message" in item))
    )


def _recognise(value: Any) -> bool:
    found = samples(value)
    pages = [item for one in found if isinstance(one.get("data"), list) for item in one["data"][:10]]
    return any(map(_is_conversation, [*found, *pages]))


def _records(export: Node) -> Iterable[Node]:
    """Return the conversations of one or several pages."""
    for item in each(export):
        yield from item["data"] if isinstance(item["data"].value, list) else (item,)


class _Reader:
    def __init__(self, place: Place) -> None:
        self.name = place.name

    def __call__(self, record: Node) -> Iterator[Event]:
        if not _is_conversation(record.value):
            yield passed(record, record["object"].label())
            return
        session = record["id"].label() or self.name
        yield About(session, record["title"].label(), at=record["created_at"].zoned())
        yield About(session, at=record["last_active_at"].zoned())
        listed = record["messages"]
        messages = listed["data"] if isinstance(listed.value, dict) else listed
        for message in [*messages, *([record["message"]] if record["message"] else ())]:
            yield from self._message(session, message)

    def _message(self, session: str, message: Node) -> Iterator[Event]:
        author = message["author"]
        who = role(author["role"] if author else message["role"])
        at, key = message["created_at"].zoned(), message["id"].label()
        tool = author["tool_name"].label() if author and who == "tool" else ""
        part: Part = "result" if who == "tool" else ""
        text = _text(message["content"])
        files = message["files"]
        names = [file["name"].label() for file in (files["data"] if isinstance(files.value, dict) else files)]
        attached = [f"[attached: {name}]" for name in names if name]
        yield Said(session, Message(who, "\n\n".join([text, *attached]).strip(), at, tool=tool, part=part), key)


def _text(content: Node) -> str:
    if isinstance(content.value, str):
        return content.text().strip()
    if content["value"]:
        return content["value"].text().strip()
    parts = [part.text() for part in content["parts"] if isinstance(part.value, str)]
    return "\n\n".join(parts).strip()


FORMAT = SessionFormat(
    name="chatgpt-compliance",
    label="ChatGPT Compliance API",
    vendor="OpenAI",
    assistant="ChatGPT Enterprise and Edu",
    export="conversations of the Compliance API, pages or one message a line as connectors store them",
    source="samples of connectors",
    unread="files; the list of conversations alone holds no message",
    recognise=_recognise,
    reader=_Reader,
    records=_records,
)
