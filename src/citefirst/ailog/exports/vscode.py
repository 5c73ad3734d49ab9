"""GitHub Copilot in VS Code: the file of the command "Chat: Export Chat…".

An object with `requests`; each has message.text, a response of parts (Markdown parts have `value`), timestamp in
milliseconds, modelId and contentReferences. The shape is that of `IExportableChatData` in microsoft/vscode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.ailog.exports.values import Conversation, mapping, mappings, moment, text
from citefirst.ailog.model import Cited, Message


def matches(value: Any) -> bool:
    return isinstance(mapping(value).get("requests"), list) and "responderUsername" in mapping(value)


def conversations(value: Any) -> Iterator[Conversation]:
    messages = tuple(message for request in mappings(mapping(value).get("requests")) for message in _turns(request))
    title = next((message.text for message in messages if message.role == "user"), "")
    yield Conversation(text(mapping(value).get("sessionId")), title[:120], messages)


def _turns(request: Mapping[str, Any]) -> Iterator[Message]:
    at = moment(request.get("timestamp"))
    asked = mapping(request.get("message"))
    prompt = (text(asked.get("text")) or text(request.get("message"))).strip()
    if prompt:
        yield Message("user", prompt, at)
    words = "".join(_part(part) for part in mappings(request.get("response"))).strip()
    if words:
        yield Message("assistant", words, at, text(request.get("modelId")), tuple(_cited(request)))


def _part(part: Mapping[str, Any]) -> str:
    """What a part of an answer says: Markdown has no kind of its own; tools and progress are left out."""
    if part.get("kind") not in (None, "markdownContent", "markdownVuln", "inlineReference"):
        return ""
    inner = part.get("value") if part.get("value") is not None else part.get("content")
    if part.get("kind") == "inlineReference":
        return f"`{text(part.get('name'))}`" if part.get("name") else ""
    return text(inner) or text(mapping(inner).get("value"))


def _cited(request: Mapping[str, Any]) -> Iterator[Cited]:
    for each in mappings(request.get("contentReferences")):
        reference = mapping(each.get("reference"))
        place = mapping(reference.get("uri")) or reference
        address = text(place.get("external")) or text(place.get("path")) or text(each.get("reference"))
        if address:
            yield Cited("", address)
